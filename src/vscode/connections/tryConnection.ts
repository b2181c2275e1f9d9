import * as vscode from 'vscode';
import type { Cloud, Identity } from '../../cloud/cloud';
import type { Connection } from '../../model/connection';
import { duration } from '../../model/duration';
import { inSentences, listed, message } from '../../model/message';
import type { Action, Report } from '../report';
import type { Connections } from './connections';
import { withProgress } from '../window/progress';
import { tell } from '../window/notices';
import { counted } from '../window/counted';

/** Clocks that are further apart than this are worth a word; signatures fail from 15 minutes on. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Pages in which functions are looked for. */
const MOST_PAGES = 5;

/**
 * Reaches the service through a connection and says what it found: address, who we are, clocks, functions. Shows a
 * progress notice with Cancel; gives whether all of it worked. `edit` is offered when it did not.
 */
export async function tryConnection(
  connection: Connection,
  connections: Connections,
  report: Report,
  edit: Action,
): Promise<boolean> {
  try {
    const title = vscode.l10n.t('Testing “{0}”…', connection.name);
    const sentences = await withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (_, cancel) => {
        const stopping = new AbortController();
        cancel.onCancellationRequested(() => stopping.abort());
        await connections.allowSignIn(connection.id);
        return probe(await connections.cloud(connection.id), stopping.signal, report);
      },
    );
    void tell('information', inSentences(sentences));
    return true;
  } catch (error) {
    void report.failure(message('Connection test failed for “{0}”', connection.name), error, edit);
    return false;
  }
}

async function probe(cloud: Cloud, signal: AbortSignal, report: Report): Promise<readonly string[]> {
  const identity = await cloud.identify(signal);
  const count = await firstPage(cloud, signal);
  return [...describeIdentity(identity, report), ...(count === undefined ? [] : [describeFunctions(count)])];
}

/** How many functions the first page has that has any; undefined where none of the first few has: others may. */
async function firstPage(cloud: Cloud, signal: AbortSignal): Promise<number | undefined> {
  let empty = 0;
  for await (const { length } of cloud.listFunctions(signal)) {
    if (length > 0) return length;
    // Of services without functions, each is an empty page.
    if (++empty === MOST_PAGES) return undefined;
  }
  return 0;
}

function describeIdentity(
  { endpoint, user, account, project, clockSkewMs }: Identity,
  report: Report,
): string[] {
  const who = listed(
    [
      ...(user === undefined ? [] : [vscode.l10n.t('user {0}', user)]),
      ...(account === undefined ? [] : [vscode.l10n.t('account {0}', account)]),
      ...(project === undefined ? [] : [vscode.l10n.t('project {0}', project)]),
    ],
    report.say,
  );
  return [
    vscode.l10n.t('Connected to {0}.', endpoint),
    ...(who === '' ? [] : [vscode.l10n.t('Signed in: {0}.', who)]),
    ...describeClock(clockSkewMs, report),
  ];
}

function describeClock(skewMs: number | undefined, report: Report): string[] {
  if (skewMs === undefined) return [];
  if (Math.abs(skewMs) < CLOCK_TOLERANCE_MS) return [vscode.l10n.t('Clocks are in sync.')];
  const apart = report.say(duration(Math.round(Math.abs(skewMs) / 1000)));
  return [
    skewMs > 0
      ? vscode.l10n.t('This machine’s clock is {0} ahead; access keys stop working at 15 min.', apart)
      : vscode.l10n.t('This machine’s clock is {0} behind; access keys stop working at 15 min.', apart),
  ];
}

function describeFunctions(count: number): string {
  if (count === 0) return vscode.l10n.t('No functions found.');
  return count === 1
    ? vscode.l10n.t('1 function on the first page.')
    : vscode.l10n.t('{0} functions on the first page.', counted(count));
}

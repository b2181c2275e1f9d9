import * as vscode from 'vscode';
import { stopEvents, type StopResult } from '../../../app/events/stopEvents';
import type { QueuedEvent } from '../../../app/events/watchedEvents';
import { refLabel } from '../../../model/functionRef';
import type { Connections } from '../../connections/connections';
import { say, type Report } from '../../report';
import { withProgress } from '../../window/progress';
import { ask, tell } from '../../window/notices';
import { listed } from '../../../model/message';
import { counted } from '../../window/counted';

/**
 * Asks a person once, then the services to stop the events, each once, and tells what became of each. Gives the
 * results; undefined when the person did not want it.
 */
export async function stopAfterQuestion(
  events: readonly QueuedEvent[],
  { connections, report }: { readonly connections: Connections; readonly report: Report },
): Promise<readonly StopResult[] | undefined> {
  const [first] = events;
  const operation = 'stopAsyncInvocation';
  const touched = [...new Set(events.map(({ ref }) => ref.connection))];
  for (const connection of touched) connections.guard.refuseReadOnly({ connection, operation });
  if (!first || !(await isWanted(events, first))) return undefined;
  const results: StopResult[] = [];
  for (const connection of touched) {
    const some = events.filter(({ ref }) => ref.connection === connection);
    const action = { connection, operation, ref: first.ref, writes: some.length } as const;
    const stop = async () => stopShown(some, first, connections);
    results.push(...(await connections.guard.action(action, stop)));
  }
  void showResults(results, report);
  return results;
}

/** Stops events of one connection while progress is shown, which can be cancelled where there are several. */
function stopShown(
  events: readonly QueuedEvent[],
  first: QueuedEvent,
  connections: Connections,
): Thenable<readonly StopResult[]> {
  const title =
    events.length === 1
      ? vscode.l10n.t('Stopping an event of {0}…', refLabel(first.ref))
      : vscode.l10n.t('Stopping {0} events…', counted(events.length));
  return withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: events.length > 1 },
    (line, token) => {
      const leaving = new AbortController();
      token.onCancellationRequested(() => leaving.abort());
      const told = (done: number): void =>
        line(vscode.l10n.t('{0} of {1}', counted(done), counted(events.length)));
      return stopEvents(events, (id) => connections.cloud(id), told, leaving.signal);
    },
  );
}

async function isWanted(events: readonly QueuedEvent[], first: QueuedEvent): Promise<boolean> {
  const stop = vscode.l10n.t('Stop');
  const question =
    events.length === 1
      ? vscode.l10n.t('Stop this event of {0} on the service?', refLabel(first.ref))
      : vscode.l10n.t('Stop {0} events on the service?', counted(events.length));
  const detail = vscode.l10n.t(
    'A function that is stopped half-way may leave its work half done. A service may end other events that run in the same instance.',
  );
  return (await ask(question, detail, stop)) === stop;
}

/** One line for all; the result of each where not all ended alike. */
async function showResults(results: readonly StopResult[], report: Report): Promise<void> {
  const count = (kind: StopResult['outcome']['kind']) =>
    results.filter(({ outcome }) => outcome.kind === kind).length;
  const said = [
    [count('asked'), vscode.l10n.t('{0} are being stopped', counted(count('asked')))],
    [count('over'), vscode.l10n.t('{0} had ended already', counted(count('over')))],
    [count('failed'), vscode.l10n.t('{0} could not be stopped', counted(count('failed')))],
    [count('left'), vscode.l10n.t('{0} were not asked for', counted(count('left')))],
  ] as const;
  const line = listed(
    said.flatMap(([many, text]) => (many > 0 ? [text] : [])),
    say,
  );
  const each = vscode.l10n.t('Show Each');
  const kind = count('failed') > 0 ? 'warning' : 'information';
  const text = vscode.l10n.t('Events: {0}.', line);
  if ((await tell(kind, text, ...(results.length > 1 || count('failed') > 0 ? [each] : []))) !== each) return;
  const lines = results.map(
    ({ event, outcome }) => `${refLabel(event.ref)}  ${event.taskId}  ${outcomeInWords(outcome, report)}`,
  );
  const document = await vscode.workspace.openTextDocument({ content: `${lines.join('\n')}\n` });
  await vscode.window.showTextDocument(document);
}

function outcomeInWords(outcome: StopResult['outcome'], report: Report): string {
  switch (outcome.kind) {
    case 'asked':
      return vscode.l10n.t('is being stopped');
    case 'over':
      return vscode.l10n.t('had ended already');
    case 'failed':
      return report.describe(outcome.error).text;
    case 'left':
      return vscode.l10n.t('was not asked for');
  }
}

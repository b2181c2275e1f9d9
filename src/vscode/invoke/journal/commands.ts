import * as vscode from 'vscode';
import { refLabel } from '../../../model/functionRef';
import { curl } from '../../../model/invocation/curl';
import { clockBeside, headline } from '../../../model/invocation/outputText';
import type { InvocationRecord, InvocationSummary, MarkedSummary } from '../../../model/invocation/record';
import { message } from '../../../model/message';
import type { Connections } from '../../connections/connections';
import type { Report } from '../../report';
import type { Flights } from '../../../app/invocations/flights';
import { readHttpAnswer } from '../../../app/invocations/httpAnswer';
import type { Journal } from '../../../app/invocations/journal';
import type { RecordDocuments } from './documents';
import { clearJournal, createMarkCommands, type MarkCommands } from './marks';
import { isOpenEvent, isRow, type Row } from './rowItems';
import type { ResultFiles } from './resultFiles';
import type { Shown } from './shown';
import type { JournalView } from './view';
import { pickLine } from '../../window/quickInput';
import { tell } from '../../window/notices';

/** How long a look-up of the function's address may take. */
const READ_MS = 10_000;

/** What can be done with the rows of the journal. Without a row the newest is meant, or the person is asked. */
export interface JournalCommands extends MarkCommands {
  /** Sends the same payload to the same function again, once: of a row, or the last of a file. Asks nothing. */
  rerun(of?: unknown): Promise<InvocationRecord | undefined>;
  /** Follows an event on whose end nobody has seen, and writes that into the journal. Sends nothing but reads. */
  followAgain(row?: unknown): Promise<void>;
  /** Shows two records side by side, without what is another each time. */
  compare(row?: unknown, rows?: unknown): Promise<void>;
  /** Shows two records side by side as they are. */
  compareAsTheyAre(row?: unknown, rows?: unknown): Promise<void>;
  showResult(row?: unknown): Promise<void>;
  /** Shows a result as the HTTP response that it stands for. */
  showHttp(row?: unknown): Promise<void>;
  /** Saves a result as it came. */
  saveResult(row?: unknown): Promise<void>;
  showLog(row?: unknown): Promise<void>;
  openPayload(row?: unknown): Promise<void>;
  /** Copies the request as a `curl` command with placeholders for credentials; gives the command. */
  copyAsCurl(row?: unknown): Promise<string | undefined>;
  /** Stops what is under way. */
  stop(row?: unknown): Promise<void>;
  remove(row?: unknown, rows?: unknown): Promise<void>;
  /** Deletes the invocations of the workspaces that are shown, after a question. */
  clear(): Promise<void>;
  /** Asks for what the view is to show only. */
  filter(): Promise<void>;
  clearFilter(): Promise<void>;
  showAllWorkspaces(): Promise<void>;
  showThisWorkspace(): Promise<void>;
  /** Turns a result document from unwrapped to raw and back. */
  showRaw(uri?: unknown): Promise<void>;
}

/**
 * The parts of invoking that the commands act on; `rerun` sends the payload of a record once more, `followAgain` follows
 * an event on.
 */
interface JournalCommandDeps {
  readonly journal: Journal;
  readonly records: RecordDocuments;
  readonly files: ResultFiles;
  readonly flights: Flights;
  readonly view: JournalView;
  readonly shown: Shown;
  readonly connections: Connections;
  readonly report: Report;
  rerun(record: InvocationRecord): Promise<InvocationRecord | undefined>;
  followAgain(record: InvocationRecord): Promise<void>;
  /** Id of the record of what this window has sent last from a document that is no file. */
  lastOfDraft(draft: vscode.Uri): string | undefined;
  /** Deletes what is kept of repeated invocations of a workspace, or of all. */
  forgetRepeats(workspace: string | undefined): Promise<void>;
}

/**
 * The commands over a journal. A row that is no longer there is told in a notice, and nothing is done. `recordOf`: what a
 * row means, in the same way.
 */
export function createJournalCommands(
  deps: JournalCommandDeps,
): JournalCommands & { readonly recordOf: (row: unknown) => Promise<InvocationRecord | undefined> } {
  const { journal, records, files, flights, view, shown } = deps;

  const ended = async () =>
    (await journal.list()).filter((each) => each.outcome.kind !== 'sending' && shown.has(each));
  const newest = async () => (await ended())[0];
  const recordOf = async (row: unknown): Promise<InvocationRecord | undefined> => {
    const chosen = row === null ? undefined : (summaryOfRow(view.selection()[0]) ?? (await newest()));
    const summary = summaryOfRow(row) ?? chosen;
    const record = summary && (await journal.get(summary.id));
    if (!record) void tell('information', vscode.l10n.t('No invocations yet. Invoke a function first.'));
    return record;
  };
  /** The row of what was sent last from a file; null where the journal has none. */
  const lastOf = async (file: vscode.Uri): Promise<Row | null> => {
    const sent = (await journal.list()).filter(({ outcome }) => outcome.kind !== 'sending');
    const isLast = ({ id, source }: InvocationSummary): boolean =>
      file.scheme === 'untitled' ? id === deps.lastOfDraft(file) : source === file.toString();
    const summary = sent.find(isLast);
    return summary ? { kind: 'ended', summary } : null;
  };
  /** Shows two records, the older one first. */
  const comparing = (show: RecordDocuments['compare']) => async (row?: unknown, rows?: unknown) => {
    const chosen = summariesOf(row, rows, view);
    const pair = chosen.length === 2 ? chosen : await choosePair(await ended(), chosen[0], deps.report);
    const [a, b] = await Promise.all(pair.map(({ id }) => journal.get(id)));
    if (a && b) await (a.id < b.id ? show(a, b) : show(b, a));
  };
  const show = (part: 'result' | 'log' | 'payload') => async (row?: unknown) => {
    const record = await recordOf(row);
    if (record)
      await records.open(
        record,
        part === 'result' && record.result === undefined && !record.binary ? 'record' : part,
        row === undefined,
      );
  };

  return {
    ...createMarkCommands(journal, (row, rows) => summariesOf(row, rows, view)),
    recordOf,

    filter: () => shown.edit(),
    clearFilter: () => shown.clearFilter(),
    showAllWorkspaces: () => shown.showAll(true),
    showThisWorkspace: () => shown.showAll(false),

    rerun: async (of) => {
      const record = await recordOf(of instanceof vscode.Uri ? await lastOf(of) : of);
      return record && deps.rerun(record);
    },

    followAgain: async (row) => {
      const record = await recordOf(row);
      if (!record) return;
      if (isOpenEvent(record)) await deps.followAgain(record);
      else void tell('information', vscode.l10n.t('How this invocation ended is known already.'));
    },

    compare: comparing((older, newer) => records.compare(older, newer)),
    compareAsTheyAre: comparing((older, newer) => records.compareAsTheyAre(older, newer)),

    showResult: show('result'),
    showHttp: async (row) => {
      const record = await recordOf(row);
      if (record?.result !== undefined && readHttpAnswer(record.result)) {
        await records.open(record, 'http', row === undefined);
      } else if (record) {
        void tell('information', vscode.l10n.t('The result is no HTTP response.'));
      }
    },
    saveResult: async (row) => {
      const record = await recordOf(row);
      if (!record) return;
      if (record.result === undefined && !record.binary) {
        void tell('information', vscode.l10n.t('This invocation has no result.'));
      } else await files.save(record);
    },
    showLog: show('log'),
    openPayload: show('payload'),

    copyAsCurl: async (row) => {
      const record = await recordOf(row);
      if (!record) return undefined;
      const command = await curlOf(record, deps);
      if (command !== undefined) await vscode.env.clipboard.writeText(command);
      return command;
    },

    stop: async (row) => {
      const id = isRow(row) && row.kind === 'flight' ? row.flight.id : undefined;
      const going = flights.list();
      const flight = id === undefined ? going.at(-1) : going.find((candidate) => candidate.id === id);
      await flight?.state.stop();
    },

    remove: async (row, rows) => journal.remove(summariesOf(row, rows, view).map(({ id }) => id)),

    clear: () => clearJournal(journal, shown, (workspace) => deps.forgetRepeats(workspace)),

    showRaw: (uri) => records.toggleRaw(uri instanceof vscode.Uri ? uri : undefined),
  };
}

function summaryOfRow(row: unknown): MarkedSummary | undefined {
  return isRow(row) && row.kind === 'ended' ? row.summary : undefined;
}

/** The rows that a command is for: the selected ones where the clicked row is among them, else the clicked one. */
function summariesOf(row: unknown, rows: unknown, view: JournalView): readonly MarkedSummary[] {
  const several: readonly unknown[] = Array.isArray(rows)
    ? rows
    : row === undefined
      ? view.selection()
      : [row];
  return several.flatMap((one) => summaryOfRow(one) ?? []);
}

async function choosePair(
  all: readonly InvocationSummary[],
  first: InvocationSummary | undefined,
  report: Report,
): Promise<readonly InvocationSummary[]> {
  const ask = async (title: string, without: InvocationSummary | undefined) => {
    const items = all
      .filter(({ id }) => id !== without?.id)
      .map((summary) => ({
        label: refLabel(summary.ref),
        description: `${clockBeside(summary.startedAt, Date.now())} · ${report.say(headline(summary.outcome))}`,
        summary,
      }));
    return (await pickLine(items, { title }))?.summary;
  };
  const one = first ?? (await ask(vscode.l10n.t('Compare which invocation?'), undefined));
  const other = one && (await ask(vscode.l10n.t('With which invocation?'), one));
  return one && other ? [one, other] : [];
}

/** The request as a command; undefined, after saying why, where the payload was not kept or the connection is gone. */
async function curlOf(record: InvocationRecord, deps: JournalCommandDeps): Promise<string | undefined> {
  const { ref, mode, payload } = record;
  if (payload === undefined) {
    void tell('error', vscode.l10n.t('The payload was too large to keep.'));
    return undefined;
  }
  try {
    const cloud = await deps.connections.cloud(ref.connection);
    return curl(
      await cloud.bareRequest(ref, mode === 'sync' ? 'invoke' : 'invokeAsync', AbortSignal.timeout(READ_MS)),
      payload,
    );
  } catch (error) {
    void deps.report.failure(message('The request could not be copied.'), error);
    return undefined;
  }
}

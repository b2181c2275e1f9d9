import * as vscode from 'vscode';
import { refOf } from '../../app/catalog/handedOver';
import { CLOCK } from '../../app/clock';
import type { QueuedEvent } from '../../app/events/watchedEvents';
import type { Candidate } from '../../app/replay/candidate';
import { readRecord } from '../../app/replay/failureRecord';
import { gatherEach, gatherFailed, gatherOne, type EventPlaces } from '../../app/replay/gather';
import { openLedger } from '../../app/replay/ledger';
import { matching, refThrough } from '../../app/replay/match';
import { createReplay, type Replay } from '../../app/replay/replaying';
import type { ReplaySettings } from '../../app/replay/run';
import { fromJournal, fromRecord, isFailed } from '../../app/replay/sources';
import type { FunctionRef } from '../../model/functionRef';
import { refLabel } from '../../model/functionRef';
import { clockBeside, headline } from '../../model/invocation/outputText';
import type { InvocationSummary } from '../../model/invocation/record';
import { inSentences, type Message } from '../../model/message';
import { profileOf } from '../../model/services';
import type { Connections } from '../connections/connections';
import type { Invoking } from '../invoke/invoking';
import { isRow } from '../invoke/journal/rowItems';
import { say, type Report } from '../report';
import { withCancel } from '../window/progress';
import { pickLine } from '../window/quickInput';
import { tell } from '../window/notices';
import { tellOfClosed } from './closed';
import { openReplayPanel } from './panel';
import { createPayloadTexts } from './payloads';

/** Sending the payloads of events once more. Each gives the replay that it has opened, undefined where there is none. */
export interface Replaying extends vscode.Disposable {
  /** One event: a row of the journal, an event of a list or a page; without an argument one that the person chooses. */
  one(given?: unknown): Promise<Replay | undefined>;
  /** Several rows of the journal or events of a list, or all failed events of a time window: of a function, or of all that were sent to. */
  many(given?: unknown, rows?: unknown): Promise<Replay | undefined>;
  /** The event that a document tells of, a record that a service has delivered. */
  record(uri?: vscode.Uri): Promise<Replay | undefined>;
  /**
   * Closes a panel that VS Code brings back with its window, and says what was sent before: a run does not go on by
   * itself. `kept` is what its page had it keep.
   */
  restore(panel: vscode.WebviewPanel, kept: unknown): Promise<void>;
}

/** The parts that replaying stands on. */
export interface ReplayingDeps {
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'extensionUri'>;
  readonly connections: Connections;
  readonly report: Report;
  readonly invoking: Pick<Invoking, 'queue' | 'selection' | 'journal'>;
}

const MINUTE = 60_000;

/** Composes the parts. Nothing is sent before a person has seen what, and where to. */
export function createReplaying(deps: ReplayingDeps): Replaying {
  const { context, connections, report, invoking } = deps;
  const { journal } = invoking;
  const looking = vscode.l10n.t('Looking for events…');
  const ledger = openLedger(vscode.Uri.joinPath(context.globalStorageUri, 'replays').fsPath);
  const payloads = createPayloadTexts();
  const places: EventPlaces = {
    journal,
    cloud: (id) => connections.cloud(id),
    describe: (error) => report.describe(error),
  };

  const open = async (candidates: readonly Candidate[], notes: readonly Message[]): Promise<Replay> => {
    const replay = await createReplay(candidates, notes, {
      ...{ connections, ledger, clock: CLOCK, settings },
      say: (said) => report.say(said),
      describe: (error) => report.describe(error),
      send: (task) => invoking.queue(task),
    });
    const kept = { events: candidates.map(({ ids }) => ids) };
    openReplayPanel(replay, kept, {
      ...{ extension: context.extensionUri, journal, report, payloads },
      openRecord: async (id) => {
        const record = await journal.get(id);
        if (!record) return;
        const command = record.taskId === undefined ? 'fndeck.showInvocationResult' : 'fndeck.openEvent';
        await vscode.commands.executeCommand(command, { kind: 'ended', summary: record });
      },
    });
    return replay;
  };
  const ofJournal = async (summaries: readonly InvocationSummary[]): Promise<Replay | undefined> => {
    const records = await Promise.all(summaries.map(({ id }) => journal.get(id)));
    const found = records.filter((record) => record !== undefined);
    if (found.length > 0) return open(found.map(fromJournal), []);
    void tell('information', vscode.l10n.t('No invocations yet. Invoke a function first.'));
    return undefined;
  };

  return {
    one: async (given) => {
      const event = eventOf(given);
      if (event) {
        const candidate = await withCancel(looking, (signal) => gatherOne(places, event, signal));
        return candidate && open([candidate], []);
      }
      const [row] = summariesOf(given === undefined ? invoking.selection() : [given]);
      const summary = row ?? (await pickFailed(await journal.list(), report));
      return summary && ofJournal([summary]);
    },

    many: async (given, rows) => {
      const chosen = summariesOf(Array.isArray(rows) ? rows : [given]);
      if (chosen.length > 0) return ofJournal(chosen);
      const events = eventsOf(Array.isArray(rows) ? rows : [given]);
      if (events.length > 0) {
        const candidates = await withCancel(looking, (signal) => gatherEach(places, events, signal));
        return candidates && open(candidates, []);
      }
      const ref = refOf(given);
      const minutes = await pickWindow();
      if (minutes === undefined) return undefined;
      const since = minutes === Infinity ? 0 : Date.now() - minutes * MINUTE;
      const found = await withCancel(looking, (signal) =>
        gatherFailed(places, since, ref ? [ref] : [], signal),
      );
      if (!found) return undefined;
      if (found.candidates.length > 0) return open(found.candidates, found.notes);
      const text = vscode.l10n.t('No failed event was found in this time.');
      void tell('information', inSentences([text, ...found.notes.map((note) => report.say(note))]));
      return undefined;
    },

    record: async (uri) => {
      const active = vscode.window.activeTextEditor?.document;
      const document = uri ? await vscode.workspace.openTextDocument(uri) : active;
      if (!document) {
        void tell(
          'information',
          vscode.l10n.t('Open a record that a service has delivered, as a JSON file.'),
        );
        return undefined;
      }
      const name = document.uri.path.split('/').pop() ?? '';
      const read = readRecord(document.getText());
      if (read.kind === 'broken') {
        const { line, column, reason } = read.syntax;
        const said = report.say(reason);
        void tell(
          'error',
          vscode.l10n.t('{0}, line {1}, column {2}: {3}', name, String(line), String(column), said),
        );
        return undefined;
      }
      const ref = await refOfRecord(read.record.fn, connections);
      return ref && open([fromRecord(read.record, ref)], []);
    },

    restore: async (panel, kept) => {
      panel.dispose();
      await tellOfClosed(kept, ledger);
    },

    dispose: () => {
      payloads.dispose();
    },
  };
}

/** The version that a record names, through a connection that is sure or that the person chooses. */
async function refOfRecord(
  fn: Parameters<typeof matching>[0],
  connections: Connections,
): Promise<FunctionRef | undefined> {
  const { sure, possible } = matching(fn, connections.list());
  const [first, ...others] = sure.length > 0 ? sure : possible;
  if (!first) {
    const text = vscode.l10n.t('None of the connections leads to the function of this record: {0}', fn.urn);
    void tell('error', text);
    return undefined;
  }
  if (others.length === 0 && sure.length > 0) return refThrough(fn, first);
  const items = [first, ...others].map((connection) => ({
    label: connection.name,
    description: `${say(profileOf(connection.service).label)} · ${connection.region}`,
    connection,
  }));
  const chosen = await pickLine(items, {
    title: vscode.l10n.t('Through which connection is {0} reached?', fn.name),
    placeHolder: fn.urn,
  });
  return chosen && refThrough(fn, chosen.connection);
}

function settings(): ReplaySettings {
  const set = vscode.workspace.getConfiguration('fndeck.replay');
  const within = (key: string, byDefault: number, most: number) =>
    Math.min(Math.max(set.get<number>(key, byDefault), 1), most);
  return { limit: within('limit', 100, 1000), perSecond: within('rate', 5, 50) };
}

async function pickWindow(): Promise<number | undefined> {
  const items = [
    { label: vscode.l10n.t('The last hour'), minutes: 60 },
    { label: vscode.l10n.t('The last 24 hours'), minutes: 24 * 60 },
    { label: vscode.l10n.t('The last 7 days'), minutes: 7 * 24 * 60 },
    { label: vscode.l10n.t('All that is known'), minutes: Infinity },
  ];
  const title = vscode.l10n.t('Replay the failed events of which time?');
  return (await pickLine(items, { title }))?.minutes;
}

async function pickFailed(
  all: readonly InvocationSummary[],
  report: Report,
): Promise<InvocationSummary | undefined> {
  const items = all.filter(isFailed).map((summary) => ({
    label: refLabel(summary.ref),
    description: `${clockBeside(summary.startedAt, Date.now())} · ${report.say(headline(summary.outcome))}`,
    ...(summary.requestId !== undefined && { detail: summary.requestId }),
    summary,
  }));
  if (items.length === 0) {
    void tell('information', vscode.l10n.t('No failed events in the history.'));
    return undefined;
  }
  return (await pickLine(items, { title: vscode.l10n.t('Replay which event?') }))?.summary;
}

/** The event that a command's argument is about. */
function eventOf(given: unknown): QueuedEvent | undefined {
  if (typeof given !== 'object' || given === null || !('event' in given)) return undefined;
  return given.event as QueuedEvent;
}

function eventsOf(rows: readonly unknown[]): readonly QueuedEvent[] {
  return rows.flatMap((row) => eventOf(row) ?? []);
}

function summariesOf(rows: readonly unknown[]): readonly InvocationSummary[] {
  return rows.flatMap((row) => (isRow(row) && 'summary' in row ? [row.summary] : []));
}

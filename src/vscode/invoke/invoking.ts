import * as vscode from 'vscode';
import { createQuietQueue } from '../../app/invocations/async';
import { createFlights } from '../../app/invocations/flights';
import type { Journal } from '../../app/invocations/journal';
import { createLeftEvents } from '../../app/invocations/leftEvents';
import { createPlanner } from '../../app/invocations/plan';
import { createStage, type Stage } from '../../app/invocations/stage';
import type { Ended, Task } from '../../app/invocations/task';
import { machineVariables } from '../../app/payloads/variables';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import type { InvocationRecord, Mode } from '../../model/invocation/record';
import type { Connections } from '../connections/connections';
import { keptInvocations, type Watching } from '../events/watching';
import type { Report } from '../report';
import { tell } from '../window/notices';
import { compareVersions, type CompareVersions } from './compareVersions';
import { createJournalCommands, type JournalCommands } from './journal/commands';
import { createRecordDocuments } from './journal/documents';
import type { Row } from './journal/rowItems';
import { createResultFiles } from './journal/resultFiles';
import { createShown } from './journal/shown';
import { createJournalView, type ViewOfRows } from './journal/view';
import { createOutput } from './output/channel';
import { createEnding } from './output/ending';
import { createPayloadDocuments } from './payload/documents';
import type { PayloadBindings } from './payload/bindings';
import { createPayloadCommands, type PayloadCommands } from './payload/commands';
import { createTargetPorts } from './payload/targets';
import { askLongRunning, askStop } from './run/questions';
import { AS_IT_IS, createRunning, type Around } from './run/running';
import { createScreen } from './run/screen';

/** Invoking functions with payload files, and the journal of what was invoked. Commands hand over what VS Code gave them. */
export interface Invoking extends vscode.Disposable, JournalCommands, PayloadCommands {
  /** The rows of the view `fndeck.invocations`. */
  readonly rows: vscode.TreeDataProvider<Row>;
  /**
   * Sends a payload once and waits for the answer. The payload is the text of `uri`, else of the active editor; the
   * function is `ref`, else the one that the file is linked with, else one that the person chooses.
   * Undefined: nothing was sent.
   */
  withPayload(ref?: FunctionRef, uri?: vscode.Uri): Promise<InvocationRecord | undefined>;
  /**
   * Does the same, or queues, inside of `around`, which may leave it, let what it is given be sent once, and prepare for
   * that.
   */
  within(
    mode: Mode,
    around: Around,
    ref?: FunctionRef,
    uri?: vscode.Uri,
  ): Promise<InvocationRecord | undefined>;
  /** Sends a payload once to be run later, and follows it to its end. */
  asyncWithPayload(ref?: FunctionRef, uri?: vscode.Uri): Promise<InvocationRecord | undefined>;
  /** Sends a payload once to each of two versions (by default) that are chosen, and shows what came back side by side. */
  readonly compareVersions: CompareVersions;
  /** Decides what is sent where, as `withPayload` does, and sends nothing. Undefined: nothing is to be sent. */
  readonly plan: ReturnType<typeof createPlanner<vscode.Uri>>['plan'];
  /** Queues an event that was decided on, once, as one of many; resolves when the service has answered. Does not throw. */
  queue(task: Task): Promise<Ended>;
  readonly journal: Journal;
  /** Where invocations of this window run: who sends by itself has its rows, output and journal. */
  readonly stage: Stage;
  /** The rows of the journal's view that are selected. */
  selection(): readonly Row[];
}

/** The parts that invoking stands on. */
export interface InvokingDeps {
  readonly watching: Watching;
  readonly connections: Connections;
  readonly report: Report;
  readonly bindings: PayloadBindings;
  /** The explorer's search over all functions and their versions. */
  readonly pick: (
    title: string,
    options: { readonly recent?: readonly FunctionRef[] },
  ) => Promise<FunctionRef | undefined>;
  /** The view that shows the rows. */
  readonly view: ViewOfRows;
  /** What is kept of repeated invocations, apart from the journal. */
  readonly repeats: () => Promise<{
    /** Deletes the series of a workspace, or all. */
    forget(workspace: string | undefined): Promise<void>;
    /** Deletes what was sent and received. */
    forgetDetails(): Promise<void>;
  }>;
  /** Where the workspace remembers what the view shows. */
  readonly context: Pick<vscode.ExtensionContext, 'workspaceState'>;
}

/** Composes the parts. Nothing is sent before a person asks. */
export function createInvoking(deps: InvokingDeps): Invoking {
  const { connections, report, bindings } = deps;
  const documents = createPayloadDocuments(report, bindings);
  const chooseFunction = (title: string, recent: readonly FunctionRef[]) => deps.pick(title, { recent });
  const variables = machineVariables(() => vscode.workspace.isTrusted);
  const choose = (title: string) => chooseFunction(title, planner.recent());
  const targets = createTargetPorts({ connections, bindings, report, choose });
  const planner = createPlanner<vscode.Uri>({
    targets,
    connections,
    bindings,
    variables,
    payload: (uri, ref) => documents.read(uri, ref),
    tooLarge: (bytes, limit, mode) => documents.tooLarge(bytes, limit, mode),
    chooseFunction: (recent) => chooseFunction(vscode.l10n.t('Invoke which function?'), recent),
    longRunning: (ref, seconds, gateway) => askLongRunning(report, ref, seconds, gateway),
    notAgain: (ref, why) =>
      void tell(
        'error',
        vscode.l10n.t('{0} Invoke {1} from the payload file.', report.say(why), refLabel(ref)),
      ),
  });
  const output = createOutput();
  const flights = createFlights();
  const { journal, requestIds } = deps.watching;
  const stage = createStage({ ...deps.watching, output, flights, screen: createScreen(report) });
  const quiet = createQuietQueue(stage);
  const files = createResultFiles(journal, report);
  const records = createRecordDocuments(journal, files, report);
  const { events } = deps.watching;
  const shown = createShown(deps.context.workspaceState, () => journal.workspace(), report);
  const view = createJournalView({ view: deps.view, journal, flights, events, shown, report });
  const ending = createEnding(output, report, {
    showOutput: () => output.show(),
    showResult: (record) => records.open(record, 'result', true),
    openConfig: ({ ref }) => vscode.commands.executeCommand('fndeck.openAsyncConfig', ref),
  });

  const { plan } = planner;
  /** The records of what was sent last from documents that are no files: those of other windows have the same names. */
  const drafts = new Map<string, string>();
  const sent = ({ id, source, rerunOf }: InvocationRecord): void => {
    if (rerunOf === undefined && source?.startsWith('untitled:')) drafts.set(source, id);
  };
  const { send, run, within } = createRunning({
    ...{ plan, stage, requestIds, connections, output, records, ending, sent, report },
  });
  const leftEvents = createLeftEvents({
    ...{ connections, journal, stage, variables, queue: quiet, ask: askStop },
    tell: (end) => ending.tell(end),
    show: (end) => ending.show(end),
  });
  void leftEvents.followAbandoned();
  // That of a sandbox appears when it is started.
  const reconnecting = connections.onDidChange(() => void leftEvents.followAbandoned());

  // The setting may have been lowered while FnDeck did not run, or in another window.
  const prune = async () => {
    try {
      await journal.prune();
      if (keptInvocations() === 0) await (await deps.repeats()).forgetDetails();
    } catch (error) {
      report.log.warn(`journal: ${String(error)}`);
    }
  };
  void prune();
  const keeping = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('fndeck.invoke.keep')) void prune();
  });
  const { recordOf, ...journalCommands } = createJournalCommands({
    ...{ journal, records, files, flights, view, shown, connections, report },
    rerun: (record) => run(planner.planAgain(record)),
    followAgain: (record) => leftEvents.followAgain(record),
    lastOfDraft: (draft) => (bindings.wasInvoked(draft) ? drafts.get(draft.toString()) : undefined),
    forgetRepeats: async (workspace) => (await deps.repeats()).forget(workspace),
  });
  const payloads = createPayloadCommands({
    ...{ bindings, connections, targets, choose, record: recordOf },
    preview: (uri) => planner.preview(uri),
    document: (uri) => documents.choose(uri ?? vscode.window.activeTextEditor?.document.uri, undefined),
  });
  const screens = [view, shown, records, ending, output, documents, payloads];
  const parts = vscode.Disposable.from(keeping, reconnecting, ...screens);

  return {
    rows: view.rows,
    ...journalCommands,
    ...payloads,
    within,
    withPayload: (ref, uri) => within('sync', AS_IT_IS, ref, uri),
    asyncWithPayload: (ref, uri) => within('async', AS_IT_IS, ref, uri),
    plan,
    compareVersions: (ref, uri, choose) => {
      const show: typeof records.compare = (first, second) => records.compare(first, second);
      return compareVersions({ connections, bindings, plan, send, show }, ref, uri, choose);
    },
    queue: (task) => quiet.send(task, () => askStop(task.ref, task.cloud)),
    journal,
    stage,
    selection: () => view.selection(),
    dispose: () => {
      parts.dispose();
    },
  };
}

import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { createQuietQueue, invokeAsync } from '../../app/invocations/async';
import { createFlights } from '../../app/invocations/flights';
import type { Journal } from '../../app/invocations/journal';
import { createPlanner, readAgain, type Plan } from '../../app/invocations/plan';
import { createRequests } from '../../app/invocations/requests';
import { createStage, type Stage } from '../../app/invocations/stage';
import { invokeSync } from '../../app/invocations/sync';
import type { Ended, Task } from '../../app/invocations/task';
import { machineVariables } from '../../app/payloads/variables';
import type { Cloud } from '../../cloud/cloud';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import type { InvocationRecord, Mode } from '../../model/invocation/record';
import { message } from '../../model/message';
import { profileOf } from '../../model/services';
import type { Connections } from '../connections/connections';
import type { Watching } from '../events/watching';
import type { Report } from '../report';
import { showStatus, tell } from '../window/notices';
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
import { createScreen } from './run/screen';

/** How long a person is told that what they asked for is under way already. */
const STILL_MS = 4000;

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

/** What is done around the one send of a plan; undefined where it was not sent. */
export type Around = (plan: Plan, send: (plan: Plan) => Promise<Ended>) => Promise<Ended | undefined>;

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
  const requests = createRequests({
    flights,
    turn: turnOfWindow,
    repeated: () => showStatus(vscode.l10n.t('Sent once. Let go of the key to send again.'), STILL_MS),
  });
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

  /** Sends what was decided on and confirmed. */
  const send = ({ task, mode, seconds }: Plan): Promise<Ended> => {
    if (reveals('always')) output.show();
    requestIds.prepare();
    return mode === 'sync'
      ? invokeSync(stage, task, seconds)
      : invokeAsync(stage, task, () => askStop(task.ref, task.cloud));
  };
  /** Runs what was decided on, once. A failure before the send is told, and nothing is sent. */
  const run = async (
    planning: Promise<Plan | undefined>,
    ended = () => undefined as void,
    around = AS_IT_IS,
  ) => {
    const plan = await planning
      .catch((error: unknown) => void report.failure(message('Nothing was invoked.'), error))
      .finally(ended);
    if (!plan) return undefined;
    if (requests.isUnderWay(plan)) {
      const text = vscode.l10n.t('{0} is still under way with this payload.', refLabel(plan.task.ref));
      showStatus(text, STILL_MS);
      return undefined;
    }
    const { mode, task } = plan;
    const { ref } = task;
    const operation = mode === 'sync' ? 'invoke' : 'invokeAsync';
    // Asked before anything is shown or timed: what waits for an answer is no invocation yet.
    const action = { connection: ref.connection, operation, ref } as const;
    const asked = connections.guard.action(action, () => around(plan, send));
    const end = await asked.catch((error: unknown) => {
      void report.failure(message('Nothing was invoked.'), error);
    });
    if (!end) return undefined;
    const good = end.record.outcome.kind === 'succeeded';
    if (!good && reveals('onError')) output.show();
    const hasResult = end.record.result !== undefined || end.record.binary !== undefined;
    if (hasResult && opensResult(good)) {
      await records.open(end.record, 'result').catch((error: unknown) => {
        void report.failure(message('The result could not be opened.'), error);
      });
    }
    await ending.tell(end);
    // Told once more, hours later perhaps: by then nobody has the output before their eyes.
    void end.goesOn?.then((last) => ending.tell(last));
    return end.record;
  };
  const within: Invoking['within'] = async (mode, around, ref, uri) => {
    const about = uri ?? vscode.window.activeTextEditor?.document.uri;
    // A key names neither function nor file; a button or the tree does.
    const decided = requests.begin(
      `${mode} ${about?.toString() ?? ''}`,
      ref === undefined && uri === undefined,
    );
    return decided && run(planner.plan(mode, ref, uri), decided, around);
  };

  const followOn = (record: InvocationRecord, cloud: Cloud, ended: (end: Ended) => unknown): void => {
    const { ref, service } = record;
    const read = readAgain(record, variables);
    const sent = 'why' in read ? { payload: '' } : read;
    const task = { ref, cloud, profile: profileOf(service), ...sent };
    quiet.followOn(task, record, { ask: () => askStop(ref, cloud), ended });
  };
  /** An event that was left, from here on to its end: the journal has it as one of this window's again. */
  const followAgain = async (record: InvocationRecord) => {
    const { ref } = record;
    const cloud = await connections.cloud(ref.connection).catch((error: unknown) => {
      void report.failure(message('The event cannot be followed.'), error);
    });
    if (!cloud || flights.list().some(({ id }) => id === record.id)) return;
    await journal.put({ ...record, following: true });
    followOn(record, cloud, (end) => ending.tell(end));
  };
  /** What an earlier window has queued, and nobody has seen the end of: by whichever window takes it first. */
  const followAbandoned = async () => {
    const followed = (await journal.list()).filter(({ following }) => following);
    const clouds = new Map<string, Cloud>();
    for (const id of new Set(followed.map(({ ref }) => ref.connection))) {
      // Without an account it cannot be asked for: once there is one.
      const cloud = connections.get(id) && (await connections.cloud(id).catch(() => undefined));
      if (cloud) clouds.set(id, cloud);
    }
    for (const record of await journal.adopt(({ ref }) => clouds.has(ref.connection))) {
      const cloud = clouds.get(record.ref.connection);
      if (cloud) followOn(record, cloud, (end) => ending.show(end));
    }
  };
  void followAbandoned();
  // That of a sandbox appears when it is started.
  const reconnecting = connections.onDidChange(() => void followAbandoned());

  // The setting may have been lowered while FnDeck did not run, or in another window.
  const prune = () => journal.prune().catch((error: unknown) => report.log.warn(`journal: ${String(error)}`));
  void prune();
  const keeping = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('fndeck.invoke.keep')) void prune();
  });
  const { recordOf, ...journalCommands } = createJournalCommands({
    ...{ journal, records, files, flights, view, shown, connections, report },
    rerun: (record) => run(planner.planAgain(record)),
    followAgain,
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
    plan: planner.plan,
    compareVersions: (ref, uri, choose) => {
      const show: typeof records.compare = (first, second) => records.compare(first, second);
      return compareVersions({ connections, bindings, plan: planner.plan, send, show }, ref, uri, choose);
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

const AS_IT_IS: Around = (plan, send) => send(plan);

/** A tenth of a second and an answer of the window, which it gives only when it is not busy. */
async function turnOfWindow(): Promise<void> {
  await setTimeout(100);
  await Promise.allSettled([vscode.commands.executeCommand('setContext', 'fndeck.turn', true)]);
}

/** Whether the output comes to the front in this situation. */
function reveals(situation: 'always' | 'onError'): boolean {
  return settings().get<string>('invoke.revealOutput', 'always') === situation;
}

/** Whether the result opens by itself. */
function opensResult(succeeded: boolean): boolean {
  const when = settings().get<string>('invoke.openResult', 'never');
  return when === 'always' || (when === 'onSuccess' && succeeded);
}

const settings = () => vscode.workspace.getConfiguration('fndeck');

import * as vscode from 'vscode';
import { message } from '../../model/message';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import type { InvocationRecord } from '../../model/invocation/record';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import { invokeAsync } from '../../app/invocations/async';
import type { Bindings } from './bindings';
import { createFlights } from '../../app/invocations/flights';
import type { StopChoice } from '../../app/invocations/follow';
import { createJournal } from '../../app/invocations/journal';
import { createJournalCommands, type JournalCommands } from './journalCommands';
import { createJournalView, type Row } from './journalView';
import { tellEnd, type NoticeActions } from './notice';
import { createOutput } from './output';
import { createPayloadDocuments } from './payloadDocument';
import { createPlanner, type Plan, type PlannerDeps } from './plan';
import { createRecordDocuments } from './recordDocument';
import { keptInvocations, opensResult, reveals } from './settings';
import { createStage } from '../../app/invocations/stage';
import { invokeSync } from '../../app/invocations/sync';
import type { Task } from '../../app/invocations/task';
import { createScreen } from './screen';
import { createTimeLimits } from './timeLimit';
import { ask } from '../window';

/** Invoking functions with payload files, and the journal of what was invoked. Commands hand over what VS Code gave them. */
export interface Invoking extends vscode.Disposable, JournalCommands {
  /** The rows of the view `fndeck.invocations`. */
  readonly rows: vscode.TreeDataProvider<Row>;
  /**
   * Sends a payload once and waits for the answer. The payload is the text of `uri`, else of the active editor; the
   * function is `ref`, else the one that the file is linked with, else one that the person chooses.
   * Undefined: nothing was sent.
   */
  withPayload(ref?: FunctionRef, uri?: vscode.Uri): Promise<InvocationRecord | undefined>;
  /** Sends a payload once to be run later, and follows it to its end. */
  asyncWithPayload(ref?: FunctionRef, uri?: vscode.Uri): Promise<InvocationRecord | undefined>;
  /** Links a payload file with another function. */
  changeFunction(uri?: vscode.Uri): Promise<FunctionRef | undefined>;
}

/** What invoking needs. */
export interface InvokingDeps extends Pick<PlannerDeps, 'connections' | 'pick'> {
  readonly context: vscode.ExtensionContext;
  readonly connections: Connections;
  readonly report: Report;
  readonly bindings: Bindings;
  /** The view that shows the rows. */
  readonly view: Pick<vscode.TreeView<Row>, 'selection' | 'visible'>;
}

/** Composes the parts. Nothing is sent before a person asks. */
export function createInvoking(deps: InvokingDeps): Invoking {
  const { context, connections, report, bindings, pick } = deps;
  const storage = vscode.Uri.joinPath(context.globalStorageUri, 'invocations');
  const documents = createPayloadDocuments(report, bindings);
  const timeLimits = createTimeLimits(report);
  const planner = createPlanner({ connections, documents, bindings, timeLimits, pick });
  const output = createOutput();
  const flights = createFlights();
  const journal = createJournal({
    folder: storage.fsPath,
    keep: keptInvocations,
    say: (said) => report.say(said),
  });
  const stage = createStage({ output, flights, screen: createScreen(report), journal });
  const records = createRecordDocuments(journal, report);
  const view = createJournalView(deps.view, journal, flights, report);

  const actions: NoticeActions = {
    showOutput: () => output.show(),
    showResult: (record) => records.open(record, 'result', true),
    openConfig: ({ ref }) => vscode.commands.executeCommand('fndeck.openAsyncConfig', ref),
  };

  const run = async ({ task, mode, seconds }: Plan): Promise<InvocationRecord> => {
    if (reveals('always')) output.show();
    stage.prepare();
    const end =
      mode === 'sync'
        ? await invokeSync(stage, task, seconds)
        : await invokeAsync(stage, task, askStop(task));
    const good = end.record.outcome.kind === 'succeeded';
    if (!good && reveals('onError')) output.show();
    if (end.record.result !== undefined && opensResult(good)) {
      await records.open(end.record, 'result').catch((error: unknown) => {
        void report.failure(message('The result could not be opened.'), error);
      });
    }
    // The command is over when the invocation is, not when somebody has closed the notice.
    void tellEnd(end, report, actions);
    return end.record;
  };

  /** Runs what was decided on. A failure before the send is told, and nothing is sent. */
  const runPlanned = async (planning: Promise<Plan | undefined>): Promise<InvocationRecord | undefined> => {
    let plan: Plan | undefined;
    try {
      plan = await planning;
    } catch (error) {
      void report.failure(message('Nothing was invoked.'), error);
    }
    return plan && run(plan);
  };

  const rerun = (record: InvocationRecord) => runPlanned(planner.planAgain(record));
  // The setting may have been lowered while FnDeck did not run, or in another window.
  const prune = () => journal.prune().catch((error: unknown) => report.log.warn(`journal: ${String(error)}`));
  void prune();
  const keeping = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('fndeck.invoke.keep')) void prune();
  });
  const parts = vscode.Disposable.from(keeping, view, records, output, documents);

  return {
    rows: view.rows,
    ...createJournalCommands({ journal, records, flights, view, connections, report, rerun }),
    withPayload: (ref, uri) => runPlanned(planner.plan('sync', ref, uri)),
    asyncWithPayload: (ref, uri) => runPlanned(planner.plan('async', ref, uri)),
    changeFunction: async (uri) => {
      const document = await documents.choose(uri ?? vscode.window.activeTextEditor?.document.uri, undefined);
      const title = vscode.l10n.t('Which function is this payload for?');
      const ref = document && (await planner.chooseFunction(title));
      if (document && ref) await bindings.set(document.uri, ref);
      return ref;
    },
    dispose: () => {
      parts.dispose();
    },
  };
}

/** Asks what Cancel shall stop: the invocation, or only following it. */
function askStop({ ref, cloud }: Task): () => Promise<StopChoice> {
  return async () => {
    if (!cloud.capabilities.stopAsync) return 'leave';
    const stop = vscode.l10n.t('Stop on the Service');
    const leave = vscode.l10n.t('Stop Following');
    const chosen = await ask(
      vscode.l10n.t('Stop {0} on the service, or only stop following it?', refLabel(ref)),
      vscode.l10n.t('A function that is stopped half-way may leave its work half done.'),
      stop,
      leave,
    );
    return chosen === stop ? 'stop' : chosen === leave ? 'leave' : undefined;
  };
}

import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { invokeAsync } from '../../../app/invocations/async';
import type { Plan } from '../../../app/invocations/plan';
import type { RequestIds } from '../../../app/invocations/requestIds';
import { createRequests } from '../../../app/invocations/requests';
import type { Stage } from '../../../app/invocations/stage';
import { invokeSync } from '../../../app/invocations/sync';
import type { Ended } from '../../../app/invocations/task';
import { refLabel, type FunctionRef } from '../../../model/functionRef';
import type { InvocationRecord, Mode } from '../../../model/invocation/record';
import { message } from '../../../model/message';
import type { Connections } from '../../connections/connections';
import type { Report } from '../../report';
import { showStatus } from '../../window/notices';
import type { RecordDocuments } from '../journal/documents';
import type { Output } from '../output/channel';
import type { Ending } from '../output/ending';
import { askStop } from './questions';

/** How long a person is told that what they asked for is under way already. */
const STILL_MS = 4000;

/** What is done around the one send of a plan; undefined where it was not sent. */
export type Around = (plan: Plan, send: (plan: Plan) => Promise<Ended>) => Promise<Ended | undefined>;

/** Sends a plan as it is. */
export const AS_IT_IS: Around = (plan, send) => send(plan);

/** Where invocations run, and where a person sees how they end. */
interface RunningDeps {
  /** Decides what is sent where. Undefined: nothing is to be sent. */
  readonly plan: (mode: Mode, ref?: FunctionRef, uri?: vscode.Uri) => Promise<Plan | undefined>;
  readonly stage: Stage;
  readonly requestIds: Pick<RequestIds, 'prepare'>;
  readonly connections: Pick<Connections, 'guard'>;
  readonly output: Pick<Output, 'show'>;
  readonly records: Pick<RecordDocuments, 'open'>;
  readonly ending: Pick<Ending, 'tell'>;
  /** Takes the record of each send at its end. */
  readonly sent: (record: InvocationRecord) => void;
  readonly report: Report;
}

/** Runs what a person decides on, each once, and shows how it ended. */
interface Running {
  /** Sends what was decided on and confirmed. */
  readonly send: (plan: Plan) => Promise<Ended>;
  /** Runs what was decided on, once. A failure before the send is told, and nothing is sent: undefined. */
  readonly run: (planning: Promise<Plan | undefined>) => Promise<InvocationRecord | undefined>;
  /** Decides and runs inside of `around`: one request of a key that is held. Undefined: nothing was sent. */
  readonly within: (
    mode: Mode,
    around: Around,
    ref?: FunctionRef,
    uri?: vscode.Uri,
  ) => Promise<InvocationRecord | undefined>;
}

/** Nothing runs in the beginning. */
export function createRunning(deps: RunningDeps): Running {
  const { stage, output, ending, report } = deps;
  const requests = createRequests({
    flights: stage.flights,
    turn: turnOfWindow,
    repeated: () => showStatus(vscode.l10n.t('Sent once. Let go of the key to send again.'), STILL_MS),
  });

  const send = async ({ task, mode, seconds }: Plan): Promise<Ended> => {
    if (reveals('always')) output.show();
    deps.requestIds.prepare();
    const sending =
      mode === 'sync'
        ? invokeSync(stage, task, seconds)
        : invokeAsync(stage, task, () => askStop(task.ref, task.cloud));
    const end = await sending;
    deps.sent(end.record);
    return end;
  };

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
    const asked = deps.connections.guard.action(action, () => around(plan, send));
    const end = await asked.catch((error: unknown) => {
      void report.failure(message('Nothing was invoked.'), error);
    });
    if (!end) return undefined;
    const good = end.record.outcome.kind === 'succeeded';
    if (!good && reveals('onError')) output.show();
    const hasResult = end.record.result !== undefined || end.record.binary !== undefined;
    if (hasResult && opensResult(good)) {
      await deps.records.open(end.record, 'result').catch((error: unknown) => {
        void report.failure(message('The result could not be opened.'), error);
      });
    }
    await ending.tell(end);
    // Told once more, hours later perhaps: by then nobody has the output before their eyes.
    void end.goesOn?.then((last) => ending.tell(last));
    return end.record;
  };

  const within: Running['within'] = async (mode, around, ref, uri) => {
    const about = uri ?? vscode.window.activeTextEditor?.document.uri;
    // A key names neither function nor file; a button or the tree does.
    const decided = requests.begin(
      `${mode} ${about?.toString() ?? ''}`,
      ref === undefined && uri === undefined,
    );
    return decided && run(deps.plan(mode, ref, uri), decided, around);
  };

  return { send, run, within };
}

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

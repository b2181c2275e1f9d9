import { setTimeout as sleep } from 'node:timers/promises';
import type { AsyncInvocation, AsyncPhase, AsyncReceipt } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import { readView } from '../../model/configDocument';
import { refLabel } from '../../model/functionRef';
import { pause } from '../../model/invocation/backOff';
import { clock } from '../../model/invocation/outputText';
import type { InvocationRecord } from '../../model/invocation/record';
import { message } from '../../model/message';
import type { Section, Stage } from './stage';
import type { Task } from './task';

/** Looks without finding a record before FnDeck says that there is none: a few where the switch is off, else about a minute. */
const LOOKS = { switchOff: 3, switchOn: 12 } as const;

/** Failed looks in a row after which following ends. */
const FAILURES = 5;

/** What a person wants who presses Cancel while an invocation is followed; undefined: go on. */
export type StopChoice = 'stop' | 'leave' | undefined;

/** How following ended. */
export type Followed =
  | { readonly kind: 'ended'; readonly invocation: AsyncInvocation }
  | { readonly kind: 'left' }
  /** The service has no record; `switchOff`: because the config does not ask for one. */
  | { readonly kind: 'unrecorded'; readonly switchOff: boolean }
  | { readonly kind: 'lost'; readonly error: unknown };

/** A queued invocation that is to be followed. */
export interface Queued {
  readonly task: Task;
  readonly record: InvocationRecord;
  readonly receipt: AsyncReceipt;
}

/**
 * Looks at an asynchronous invocation again and again, with progress in a notice and state by state in the output,
 * until its end or until the person leaves it. `ask` is called when the person wants to stop.
 */
export async function follow(
  stage: Stage,
  { task, record, receipt }: Queued,
  section: Section,
  ask: () => Promise<StopChoice>,
): Promise<Followed> {
  const { requestId, taskId } = receipt;
  const leaving = new AbortController();
  let status: string | undefined;
  const note = (text: string) => section.write([`… ${clock(Date.now())} ${text}`]);

  const stop = async () => {
    const choice = await ask();
    if (choice === 'leave') leaving.abort();
    if (choice !== 'stop' || leaving.signal.aborted) return;
    try {
      await task.cloud.stopAsyncInvocation(task.ref, taskId, leaving.signal);
      note(stage.screen.say(message('Asked the service to stop it.')));
    } catch (error) {
      note(stage.screen.describe(error).text);
    }
  };
  const state = () => ({ phase: 'following', requestId, status, stop }) as const;
  const flight = stage.flights.begin({ ...record, state: state() });
  const progress = stage.screen.progress(message('Following {0}', refLabel(task.ref)), stop);

  const enter = (invocation: AsyncInvocation) => {
    status = invocation.status;
    progress.report(status);
    flight.enter(state());
    note(status);
  };
  try {
    return await lookUntilEnd(task, taskId, leaving.signal, enter);
  } finally {
    leaving.abort();
    progress.close();
    flight.end();
  }
}

async function lookUntilEnd(
  task: Task,
  taskId: string,
  signal: AbortSignal,
  enter: (invocation: AsyncInvocation) => void,
): Promise<Followed> {
  const switchOff = await recordSwitchOff(task, signal);
  let [looks, misses, failures] = [0, 0, 0];
  let known: string | undefined;
  while (!signal.aborted) {
    try {
      const found = await task.cloud.getAsyncInvocation(task.ref, taskId, signal);
      failures = 0;
      if (!found && known === undefined && ++misses >= (switchOff ? LOOKS.switchOff : LOOKS.switchOn)) {
        return { kind: 'unrecorded', switchOff };
      }
      if (found && found.status !== known) {
        known = found.status;
        looks = 0;
        enter(found);
      }
      if (found && ENDS.has(found.phase)) return { kind: 'ended', invocation: found };
      await sleep(pause(looks++), undefined, { signal });
    } catch (error) {
      if (signal.aborted) break;
      const again = error instanceof CloudError && error.facts.repeatable;
      if (!again || ++failures >= FAILURES) return { kind: 'lost', error };
      await sleep(pause(looks++));
    }
  }
  return { kind: 'left' };
}

const ENDS: ReadonlySet<AsyncPhase> = new Set(['succeeded', 'failed', 'discarded', 'stopped']);

/** Whether the config is known not to ask for records. A config that cannot be read says nothing. */
async function recordSwitchOff(task: Task, signal: AbortSignal): Promise<boolean> {
  try {
    const config = await task.cloud.getAsyncConfig(task.ref, signal);
    return readView(task.profile, config?.document).record !== true;
  } catch {
    return false;
  }
}

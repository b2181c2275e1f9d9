import { setTimeout as sleep } from 'node:timers/promises';
import type { AsyncInvocation, AsyncPhase, AsyncReceipt } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import { readView } from '../../model/configDocument';
import { knownFields } from '../../model/fields';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import { pause } from '../../model/invocation/backOff';
import { clock, plain } from '../../model/invocation/outputText';
import type { InvocationRecord } from '../../model/invocation/record';
import { message } from '../../model/message';
import type { Section, Stage } from './stage';
import type { Task } from './task';

/** Looks without finding a record before FnDeck says that there is none: a few where the switch is off, else about a minute. */
const LOOKS = { switchOff: 3, switchOn: 12 } as const;

/** The log may show an end so much before the record does. */
const LOG_AHEAD_MS = 2000;

/** Failed looks in a row after which following ends. */
const FAILURES = 5;

/** What a person wants who presses Cancel while an invocation is followed; undefined: go on. */
export type StopChoice = 'stop' | 'leave' | undefined;

/** How following ended. */
export type Followed =
  /** `notBefore`: when it was last known not to have ended, by the local clock. */
  | { readonly kind: 'ended'; readonly invocation: AsyncInvocation; readonly notBefore: number }
  | { readonly kind: 'left' }
  /** The service has no record; `switchOff`: because this config does not ask for one. */
  | { readonly kind: 'unrecorded'; readonly switchOff?: FunctionRef }
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
      note(plain(stage.screen.describe(error).text));
    }
  };
  const state = () => ({ phase: 'following', requestId, status, stop }) as const;
  const flight = stage.flights.begin({ ...record, state: state() });
  const progress = stage.screen.progress(message('Following {0}', refLabel(task.ref)), stop);

  const enter = (invocation: AsyncInvocation) => {
    status = invocation.status;
    progress.report(status);
    flight.enter(state());
    note(plain(status));
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
  let notBefore = 0;
  while (!signal.aborted) {
    try {
      const asked = Date.now();
      const found = await task.cloud.getAsyncInvocation(task.ref, taskId, signal);
      failures = 0;
      if (!found && known === undefined && ++misses >= (switchOff ? LOOKS.switchOff : LOOKS.switchOn)) {
        return { kind: 'unrecorded', ...(switchOff && { switchOff }) };
      }
      if (found && found.status !== known) {
        known = found.status;
        looks = 0;
        enter(found);
      }
      if (found && ENDS.has(found.phase)) return { kind: 'ended', invocation: found, notBefore };
      notBefore = asked - LOG_AHEAD_MS;
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

/**
 * The version whose config is known not to ask for records. Undefined where it asks, where it cannot be read, and where
 * a service keeps records by other means than a switch of the config (OTC: a list of accounts).
 */
async function recordSwitchOff(task: Task, signal: AbortSignal): Promise<FunctionRef | undefined> {
  if (knownFields(task.profile).record.caution) return undefined;
  try {
    const ref = task.cloud.capabilities.configOnAlias ? task.ref : await versionOf(task, signal);
    const config = await task.cloud.getAsyncConfig(ref, signal);
    return readView(task.profile, config?.document).record === true ? undefined : ref;
  } catch {
    return undefined;
  }
}

/** The version that a ref leads to: an alias has no config of its own everywhere. */
async function versionOf({ cloud, ref }: Task, signal: AbortSignal): Promise<FunctionRef> {
  for await (const page of cloud.listQualifiers(ref, signal)) {
    const found = page.find(({ ref: { qualifier } }) => qualifier === ref.qualifier);
    if (found) return found.target === undefined ? ref : { ...ref, qualifier: found.target };
  }
  return ref;
}

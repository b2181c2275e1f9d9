import { knownFields } from '../../../model/fields';
import { functionCompute3 } from '../../../model/services/functionCompute3';
import type { Attempt } from '../../asyncQueue/event';
import type { ConfigFields } from '../asyncConfig/configFields';
import type { Execution } from '../invocation/execution';
import type { TaskEnd, TaskEvent } from './event';

/** A generation as one attempt sees it: its configs, its functions, its time (Unix milliseconds). */
export interface AttemptParts {
  readonly retryDelayMs: number;
  readonly now: () => number;
  readonly configOf: (event: TaskEvent) => ConfigFields | undefined;
  /** Whether there is no room to run it now. */
  readonly isThrottled: () => boolean;
  /** Runs the function; undefined when it is not there any more. Rejects when aborted or when the sandbox closes. */
  readonly execute: (event: TaskEvent, signal: AbortSignal) => Promise<Execution | undefined>;
}

/** Retries wait 1, 2, 4, … times the first delay, at most this many times. */
const LONGEST_BACK_OFF = 256;

/** Throttled events are tried again after 0.5, 1, 2, 4, … s for up to five hours (retry policy page). */
const THROTTLED_WAIT_MS = 500;
const THROTTLED_LONGEST_MS = 5 * 3_600_000;
const THROTTLED = 'ResourceExhausted';

/** What the service takes for fields that a config does not set; both generations have the same. */
const { age, retries } = knownFields(functionCompute3);

/** The last moment at which an event may be run, in Unix milliseconds, by the config as it stands now. */
export function deadlineOf({ acceptedAt }: TaskEvent, config: ConfigFields | undefined): number {
  return acceptedAt + (config?.age ?? age.byDefault) * 1000;
}

/**
 * Runs an event once and decides what comes next by the config as it stands then. An event over its age is dropped
 * without a run; function errors are retried.
 */
export async function attempt(
  parts: AttemptParts,
  event: TaskEvent,
  startedAt: number,
  signal: AbortSignal,
): Promise<Attempt<TaskEvent, TaskEnd>> {
  const config = parts.configOf(event);
  const deadline = deadlineOf(event, config);
  if (startedAt > deadline) return { kind: 'over', event, end: { ...NOTHING, status: 'Expired' } };
  const { throttled } = event;
  if (throttled && startedAt > throttled.since + THROTTLED_LONGEST_MS) {
    return { kind: 'over', event, end: { ...NOTHING, status: 'Failed', error: THROTTLED } };
  }
  if (parts.isThrottled()) return { kind: 'again', event: delayed(event, startedAt, deadline) };
  const execution = await parts.execute(event, signal);
  const steps = [...event.steps, { status: 'Running', timestamp: startedAt, eventDetail: '' } as const];
  if (!execution) {
    return {
      kind: 'over',
      event: { ...event, steps },
      end: { ...NOTHING, status: 'Invalid', error: 'FunctionNotFound' },
    };
  }
  const { result = NO_BYTES, failure, instanceId } = execution;
  if (!failure) {
    return {
      kind: 'over',
      event: { ...event, steps },
      end: { ...NOTHING, status: 'Succeeded', result, instanceId },
    };
  }
  const failed = event.failed + 1;
  if (failed > (config?.retries ?? retries.byDefault)) {
    const end = {
      ...NOTHING,
      status: 'Failed',
      error: failure.type,
      result: Buffer.from(failure.text),
      instanceId,
    } as const;
    return { kind: 'over', event: { ...event, steps, failed }, end };
  }
  const now = parts.now();
  const delay = parts.retryDelayMs * Math.min(2 ** (failed - 1), LONGEST_BACK_OFF);
  const retrying = { status: 'Retrying', timestamp: now, eventDetail: detailOf(failure.type) } as const;
  // One that will be too old by then is dropped when it becomes so.
  const dueAt = Math.min(now + delay, deadline + 1);
  return {
    kind: 'again',
    event: { ...event, failed, throttled: undefined, dueAt, steps: [...steps, retrying] },
  };
}

/** An event that could not be run for want of room: it waits, ever longer, and uses up no retries. */
function delayed(event: TaskEvent, now: number, deadline: number): TaskEvent {
  const { times, since } = event.throttled ?? { times: 0, since: now };
  const wait = THROTTLED_WAIT_MS * 2 ** times;
  const retrying = { status: 'Retrying', timestamp: now, eventDetail: detailOf(THROTTLED) } as const;
  return {
    ...event,
    throttled: { times: times + 1, since },
    dueAt: Math.min(now + wait, deadline + 1, since + THROTTLED_LONGEST_MS + 1),
    steps: [...event.steps, retrying],
  };
}

const NO_BYTES = Buffer.alloc(0);

/** What the end of an event has to tell where nothing was run. */
export const NOTHING = { error: '', result: NO_BYTES, instanceId: '', destination: '' } as const;

/** How a step tells an error. */
export function detailOf(error: string): string {
  return error === '' ? '' : JSON.stringify({ Error: error });
}

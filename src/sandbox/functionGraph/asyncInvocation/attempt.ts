import { knownFields } from '../../../model/fields';
import type { ServiceProfile } from '../../../model/service';
import type { VersionKey } from '../../asyncConfigs';
import type { Attempt } from '../../asyncQueue/event';
import type { StoredConfig } from '../asyncConfig/configFields';
import type { Execution } from '../invocation/execution';
import type { EventEnd, ProjectEvent } from './event';

/** A project as one attempt sees it: its configs, its functions, its time (Unix milliseconds). */
export interface AttemptParts {
  readonly profile: ServiceProfile;
  readonly retryDelayMs: number;
  readonly now: () => number;
  readonly configOf: (key: VersionKey) => StoredConfig | undefined;
  /** Whether there is no room to run it now. */
  readonly isThrottled: () => boolean;
  /** Runs the function; undefined when it is not there any more. Rejects when aborted or when the sandbox closes. */
  readonly execute: (event: ProjectEvent, signal: AbortSignal) => Promise<Execution | undefined>;
}

/** Retries wait 1, 2, 4, … times the first delay, at most this many times. */
const LONGEST_BACK_OFF = 256;

/** The last moment at which an event may be run, in Unix milliseconds, by the config as it stands now. */
export function deadlineOf(
  profile: ServiceProfile,
  { acceptedAt }: ProjectEvent,
  config: StoredConfig | undefined,
): number {
  return acceptedAt + (config?.age ?? knownFields(profile).age.byDefault) * 1000;
}

/**
 * Runs an event once and decides what comes next by the config as it stands then. An event over its age is dropped
 * without a run. Any failure is retried, code errors too: the documents contradict each other there. What happens to
 * an event that is throttled no document says: here it waits, ever longer, and uses up no retries.
 */
export async function attempt(
  parts: AttemptParts,
  event: ProjectEvent,
  signal: AbortSignal,
): Promise<Attempt<ProjectEvent, EventEnd>> {
  const { now } = parts;
  const { retries } = knownFields(parts.profile);
  const config = parts.configOf(event);
  const deadline = deadlineOf(parts.profile, event, config);
  if (now() > deadline) return over(event, TOO_OLD);
  if (parts.isThrottled()) {
    const throttled = (event.throttled ?? 0) + 1;
    const dueAt = Math.min(now() + parts.retryDelayMs * 2 ** (throttled - 1), deadline + 1);
    return { kind: 'again', event: { ...event, throttled, dueAt } };
  }
  const execution = await parts.execute(event, signal);
  if (!execution) return over({ ...event, failed: event.failed + 1 }, GONE);
  const { outcome, failure } = execution;
  if (outcome.kind === 'returned') {
    return over(event, { status: 'SUCCESS', condition: 'Success', result: outcome.body.toString('utf8') });
  }
  const failed = event.failed + 1;
  if (failed > (config?.retries ?? retries.byDefault)) {
    return over(
      { ...event, failed },
      {
        status: 'FAIL',
        condition: 'RetriesExhausted',
        result: failure?.text ?? '',
        ...(failure && { errorCode: failure.code, errorMessage: failure.message }),
      },
    );
  }
  const delay = parts.retryDelayMs * Math.min(2 ** (failed - 1), LONGEST_BACK_OFF);
  // One that will be too old by then is dropped when it becomes so.
  const dueAt = Math.min(now() + delay, deadline + 1);
  return { kind: 'again', event: { ...event, failed, throttled: 0, dueAt } };
}

function over(event: ProjectEvent, end: EventEnd): Attempt<ProjectEvent, EventEnd> {
  return { kind: 'over', event, end };
}

const TOO_OLD: EventEnd = {
  status: 'DISCARD',
  condition: 'EventAgeExceeded',
  result: '',
  errorCode: 4209,
  errorMessage: 'the event is older than max_async_event_age_in_seconds',
};

const GONE: EventEnd = {
  status: 'FAIL',
  condition: 'FunctionNotFound',
  result: '',
  errorCode: 4204,
  errorMessage: 'Not found the function',
};

import type { ConfigView } from './configDocument';
import type { Destination } from './destination';
import { allowed, knownFields } from './fields';
import type { ServiceProfile } from './service';

/** One try of the service to run the function for an event. Seconds count from the arrival of the event. */
interface Attempt {
  /** 0 for the first attempt, 1 for the first retry. */
  readonly retry: number;
  readonly start: number;
  readonly end: number;
  /** Whether it begins before the event is too old; an attempt that does not is never made. */
  readonly made: boolean;
}

/** What a config sets for an event in the queue, the service's defaults where it is silent. */
interface QueueLimits {
  /** Seconds. */
  readonly ageLimit: number;
  /** Whether the age is the service's default, the document being silent. */
  readonly ageIsDefault: boolean;
  readonly retries: number;
}

/** What a config does to an event whose every attempt fails: what the picture draws. */
export interface Timeline extends Omit<QueueLimits, 'retries'> {
  readonly attempts: readonly Attempt[];
  /** Whether the age limit keeps a configured retry from being made. */
  readonly cutByAge: boolean;
  readonly success: Destination | undefined;
  readonly failure: Destination | undefined;
}

/** How long things take, where no document says: drawn as an assumption. */
export interface Pace {
  /** Seconds that one attempt runs, 0 or more. */
  readonly attempt: number;
  /** Seconds before the first retry, more than 0; each further wait is twice as long. */
  readonly firstWait: number;
}

/** No document of these services tells the waits between attempts; doubling from one second is customary. */
export const ASSUMED_PACE: Pace = { attempt: 1, firstWait: 1 };

/** Lays out the attempts for an event that fails every time. Values that are no numbers yet count as the default. */
export function timeline(profile: ServiceProfile, view: ConfigView): Timeline {
  const { retries, ...age } = queueLimits(profile, view);
  const attempts: Attempt[] = [];
  for (const { start, end } of attemptTimes(ASSUMED_PACE)) {
    attempts.push({ retry: attempts.length, start, end, made: start <= age.ageLimit });
    if (attempts.length > retries) break;
  }
  return {
    ...age,
    attempts,
    cutByAge: attempts.some((attempt) => !attempt.made),
    success: view.success,
    failure: view.failure,
  };
}

/** The limits that a config sets. Values that are no numbers yet count as the default. */
export function queueLimits(profile: ServiceProfile, view: ConfigView): QueueLimits {
  const fields = knownFields(profile);
  return {
    ageLimit: usable(view.age, fields.age.byDefault),
    ageIsDefault: view.age === undefined,
    retries: Math.min(usable(view.retries, fields.retries.byDefault), allowed(fields.retries).max),
  };
}

/** When one attempt after another begins and ends, in seconds to the millisecond; without an end. */
export function* attemptTimes({ attempt, firstWait }: Pace): Generator<Pick<Attempt, 'start' | 'end'>> {
  let start = 0;
  for (let retry = 0; ; retry++) {
    const end = thousandths(start + attempt);
    yield { start, end };
    start = thousandths(end + firstWait * 2 ** retry);
  }
}

/** A time in seconds, to the millisecond. */
export function thousandths(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function usable(value: number | undefined, byDefault: number): number {
  return value === undefined || !Number.isInteger(value) || value < 0 ? byDefault : value;
}

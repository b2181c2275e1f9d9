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

/** What a config does to an event whose every attempt fails: what the picture draws. */
export interface Timeline {
  readonly attempts: readonly Attempt[];
  readonly ageLimit: number;
  /** Whether the age is the service's default, the document being silent. */
  readonly ageIsDefault: boolean;
  /** Whether the age limit keeps a configured retry from being made. */
  readonly cutByAge: boolean;
  readonly success: Destination | undefined;
  readonly failure: Destination | undefined;
}

/** How long things take, where no document says: drawn as an assumption. */
interface Pace {
  /** Seconds that one attempt runs. */
  readonly attempt: number;
  /** Seconds before the first retry; each further wait is twice as long. */
  readonly firstWait: number;
}

/** No document of these services tells the waits between attempts; doubling from one second is customary. */
const ASSUMED_PACE: Pace = { attempt: 1, firstWait: 1 };

/** Lays out the attempts for an event that fails every time. Values that are no numbers yet count as the default. */
export function timeline(profile: ServiceProfile, view: ConfigView, pace: Pace = ASSUMED_PACE): Timeline {
  const fields = knownFields(profile);
  const ageLimit = usable(view.age, fields.age.byDefault);
  const retries = Math.min(usable(view.retries, fields.retries.byDefault), allowed(fields.retries).max);
  const attempts: Attempt[] = [];
  let start = 0;
  for (let retry = 0; retry <= retries; retry++) {
    const end = start + pace.attempt;
    attempts.push({ retry, start, end, made: start <= ageLimit });
    start = end + pace.firstWait * 2 ** retry;
  }
  return {
    attempts,
    ageLimit,
    ageIsDefault: view.age === undefined,
    cutByAge: attempts.some((attempt) => !attempt.made),
    success: view.success,
    failure: view.failure,
  };
}

function usable(value: number | undefined, byDefault: number): number {
  return value === undefined || !Number.isInteger(value) || value < 0 ? byDefault : value;
}

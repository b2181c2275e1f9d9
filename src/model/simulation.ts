import type { ConfigView } from './configDocument';
import type { Destination } from './destination';
import type { ServiceProfile } from './service';
import { attemptTimes, queueLimits, thousandths, type Pace } from './timeline';

/** What is played: how the attempts for one event go. */
export type Play =
  /** Every run ends in an error; one that reaches the function's time-out does, too. */
  | { readonly kind: 'fails' }
  /** The runs before this attempt (1: the first) end in an error, and it succeeds. */
  | { readonly kind: 'succeeds'; readonly attempt: number }
  /** There is no room to run the function: never, or for so many attempts (`times`, 1 or more), and the next one succeeds. */
  | { readonly kind: 'throttled'; readonly times?: number };

/** What no document of a service tells, and a person may therefore change. */
export interface Assumptions extends Pace {
  /** Whether the failure destination hears of an event that is dropped for its age. */
  readonly tellsOfDropped: boolean;
}

/** One simulated attempt. Seconds count from the arrival of the event. */
interface SimulatedAttempt {
  /** 1 for the first. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
  /** Throttled: it was tried, and the function did not run. */
  readonly outcome: 'failed' | 'succeeded' | 'throttled';
}

/**
 * How a simulated event ends. `failed`: after its last retry; `dropped`: for its age; `givenUp`: it was throttled for
 * longer than the service tries.
 */
type End = 'succeeded' | 'failed' | 'dropped' | 'givenUp';

/** What becomes of one event under a config. */
export interface Simulation {
  /** The attempts that are made, one at least. */
  readonly attempts: readonly SimulatedAttempt[];
  /** Attempts that the retries allow and that are not made, the event having become too old. */
  readonly unmade: number;
  readonly end: End;
  /** Seconds after the arrival of the event. */
  readonly endsAt: number;
  readonly ageLimit: number;
  /** The side of the destinations that is told of this end; undefined: neither. */
  readonly side: 'success' | 'failure' | undefined;
  /** What the config names for that side; undefined also where it names nothing: then nothing is delivered. */
  readonly destination: Destination | undefined;
  /** How often the function runs for this one event, and so how often its work may be done twice or more. */
  readonly runs: number;
}

/**
 * Plays one event against a config, as if the queue had nothing else to do. Values of the config that are no numbers
 * count as the default. Waits after errors are assumed, those after throttling where no document tells them. Throws a
 * RangeError for an assumed wait that is not more than 0, since nothing would ever end then.
 */
export function simulate(
  profile: ServiceProfile,
  view: ConfigView,
  play: Play,
  assumed: Assumptions,
): Simulation {
  if (!(assumed.firstWait > 0)) throw new RangeError('the assumed wait must be more than 0');
  const { ageLimit, retries } = queueLimits(profile, view);
  const throttled = play.kind === 'throttled';
  const { firstWait = assumed.firstWait, longest = Infinity } = (throttled && profile.queue.throttling) || {};
  const attempts: SimulatedAttempt[] = [];
  const ended = (end: End, endsAt: number): Simulation => {
    const side = sideOf(end, assumed);
    return {
      attempts,
      unmade: end === 'dropped' && !throttled ? retries + 1 - attempts.length : 0,
      end,
      endsAt,
      ageLimit,
      side,
      destination: side && view[side],
      runs: attempts.filter(({ outcome }) => outcome !== 'throttled').length,
    };
  };
  for (const { start, end } of attemptTimes({ attempt: throttled ? 0 : assumed.attempt, firstWait })) {
    // An attempt under way is not stopped: an event that has become too old during it is dropped after it.
    const before = attempts.at(-1)?.end ?? 0;
    if (start > ageLimit && ageLimit <= longest) return ended('dropped', Math.max(ageLimit, before));
    if (start > longest) return ended('givenUp', longest);
    const number = attempts.length + 1;
    if (number === successOf(play)) {
      const done = thousandths(start + assumed.attempt);
      attempts.push({ number, start, end: done, outcome: 'succeeded' });
      return ended('succeeded', done);
    }
    attempts.push({ number, start, end, outcome: throttled ? 'throttled' : 'failed' });
    if (!throttled && number > retries) return ended('failed', end);
  }
  throw new RangeError('the attempts have no end');
}

/** The number of the attempt that succeeds; undefined: none does. */
function successOf(play: Play): number | undefined {
  if (play.kind === 'succeeds') return play.attempt;
  return play.kind === 'throttled' && play.times !== undefined ? play.times + 1 : undefined;
}

function sideOf(end: End, { tellsOfDropped }: Assumptions): Simulation['side'] {
  if (end === 'succeeded') return 'success';
  return end === 'dropped' && !tellsOfDropped ? undefined : 'failure';
}

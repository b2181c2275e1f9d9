import { refKey } from '../../model/functionRef';
import type { Flights } from './flights';
import type { Plan } from './plan';

/**
 * A key that is held down asks again after half a second, by the settings of most systems, and then about thirty times
 * a second.
 */
const REPEATS_WITHIN_MS = 700;

/** Tells one request of a person from the many that a key held down makes of it. */
export interface Requests {
  /**
   * Begins a request about a document; gives what ends it when it is decided, undefined where it is no request of its
   * own: the same is being decided, or, for one that a key may have made (`byKey`), another came just before.
   */
  readonly begin: (about: string, byKey: boolean) => (() => void) | undefined;
  /** Whether the same document is on its way to the same function. A second run at a time is never what one key means. */
  readonly isUnderWay: (plan: Plan) => boolean;
}

/** Requests of a window that has made none yet. `now` gives milliseconds. */
export function createRequests(flights: Pick<Flights, 'list'>, now: () => number = Date.now): Requests {
  const deciding = new Set<string>();
  const last = new Map<string, number>();
  return {
    begin: (about, byKey) => {
      const before = last.get(about) ?? -Infinity;
      if (byKey) last.set(about, now());
      if (deciding.has(about) || (byKey && now() - before < REPEATS_WITHIN_MS)) return undefined;
      deciding.add(about);
      return () => deciding.delete(about);
    },
    isUnderWay: ({ task, mode }) =>
      flights
        .list()
        .some(
          (flight) =>
            flight.state.phase === 'sending' &&
            flight.mode === mode &&
            flight.source !== undefined &&
            flight.source === task.source &&
            refKey(flight.ref) === refKey(task.ref),
        ),
  };
}

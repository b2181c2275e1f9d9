/** A service that asks for more patience than this is given this much, and then asked again. */
const LONGEST_MS = 60_000;

/** How long is waited after the first refusal that asks for nothing in particular. */
const FIRST_MS = 1000;

/** Time, so that tests have their own. */
export interface PaceClock {
  now(): number;
  /** Resolves after some milliseconds, or once the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

/** How quickly one request follows the other. */
interface Pace {
  /** Resolves when the next request may leave, or once the signal is aborted. */
  turn(signal: AbortSignal): Promise<void>;
  /** The service took a request: after refusals the pace grows back, step by step. */
  taken(): void;
  /** The service has too many requests, and may have said how long to wait. */
  throttled(retryAfterMs: number): void;
}

/** At most `perSecond` requests in a second, fewer after each refusal: the gap doubles, and halves again with success. */
export function createPace(perSecond: number, clock: PaceClock): Pace {
  const shortest = 1000 / Math.max(perSecond, 0.1);
  let gap = shortest;
  let wait = FIRST_MS;
  let next = 0;
  return {
    turn: async (signal) => {
      const left = next - clock.now();
      if (left > 0) await clock.sleep(left, signal);
      next = clock.now() + gap;
    },
    taken: () => {
      gap = Math.max(shortest, gap / 2);
      wait = FIRST_MS;
    },
    throttled: (retryAfterMs) => {
      gap = Math.min(gap * 2, LONGEST_MS);
      next = clock.now() + Math.min(Math.max(retryAfterMs, wait, gap), LONGEST_MS);
      wait *= 2;
    },
  };
}

import { setTimeout as delay } from 'node:timers/promises';

/** Time, as following and sending need it; tests bring one that they move. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Waits; ends at once, without an error, when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const CLOCK: Clock = {
  now: () => Date.now(),
  // aborted: whoever waits looks at the signal next
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};

import type { Door } from '../door';
import { CloudError } from '../errors';

const MOST = 3;
const FIRST_WAIT_MS = 1000;
/** A service that asks for more patience than this is answered with its error instead. */
const LONGEST_WAIT_MS = 30_000;
const WORTH_A_REPEAT = [429, 502, 503, 504];

/**
 * Runs a call that may safely run twice, again after a failure that may pass: a broken connection, 429, 502, 503,
 * 504. At most three repeats, waiting 1, 2 and 4 s (each cut by up to half at random) or as long as Retry-After says.
 * Never used for an invocation.
 */
export async function withRepeats<T>(door: Door, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  for (let repeats = 0; ; repeats++) {
    try {
      return await run();
    } catch (error) {
      const asked = waitBefore(error);
      if (repeats === MOST || asked === undefined || signal.aborted) throw error;
      await door.sleep(asked > 0 ? asked : backOff(repeats, door.random()), signal);
      if (signal.aborted) throw error;
    }
  }
}

/** Milliseconds that the service asked us to wait, 0 where it did not; undefined where a repeat is no use. */
function waitBefore(error: unknown): number | undefined {
  if (!(error instanceof CloudError) || !error.facts.repeatable) return undefined;
  const { kind, status, retryAfterMs = 0 } = error.facts;
  if (retryAfterMs > LONGEST_WAIT_MS) return undefined;
  const worth = kind === 'network' || (status !== undefined && WORTH_A_REPEAT.includes(status));
  return worth ? retryAfterMs : undefined;
}

function backOff(repeats: number, dice: number): number {
  return FIRST_WAIT_MS * 2 ** repeats * (1 - dice / 2);
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110); 0 for anything else and for the past. */
export function readRetryAfter(value: string | undefined, now: number): number {
  if (value === undefined) return 0;
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

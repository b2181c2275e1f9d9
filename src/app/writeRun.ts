import { CloudError } from '../cloud/errors';
import type { WriteOperation } from '../cloud/writes';
import type { Clock } from './clock';
import type { Action, Guard } from './connections/guard';
import type { FunctionRef } from '../model/functionRef';
import { inSentences } from '../model/message';

/** A service that asks for more patience than this is given this much, and then asked again. */
const LONGEST_MS = 60_000;

/** How long is waited after the first refusal that asks for nothing in particular. */
const FIRST_MS = 1000;

/** Failures in a row after which a run ends: the service is not up to more. */
const MOST_IN_A_ROW = 5;

/** What a write that failed means for its item and for the run. */
interface Failed {
  /** Whether the service has certainly not taken it. */
  readonly notTaken: boolean;
  /**
   * `on`: its own fault. `slower`: the service has too many requests. `gone`: this version is not there. `stop`: no
   * other request would fare better, or nobody could tell. `count`: one such failure says nothing, several in a row do.
   */
  readonly then: 'on' | 'slower' | 'gone' | 'stop' | 'count';
  readonly retryAfterMs: number;
}

/** What the next write should know of this one. */
export interface Next {
  readonly then: Failed['then'] | 'taken';
  readonly retryAfterMs?: number;
  /** Why, in the reader's language: told where the run ends by it. */
  readonly said?: string;
}

/** How a run goes. */
interface Run {
  readonly clock: Clock;
  /** Most writes in a second. */
  readonly perSecond: number;
  /** Aborted: no other is sent. */
  readonly signal: AbortSignal;
}

/**
 * Writes items one after the other: at most `perSecond` in a second, more slowly after each refusal, and no more once a
 * failure says that the others would fare no better. Gives why it ended before its time, in the reader's language.
 * Rejects only as `write` does.
 */
export async function writeOneByOne<T>(
  items: readonly T[],
  { clock, perSecond, signal }: Run,
  write: (item: T) => Promise<Next>,
): Promise<string | undefined> {
  const pace = createPace(perSecond, clock);
  let inARow = 0;
  for (const item of items) {
    await pace.turn(signal);
    if (signal.aborted) break;
    const { then, retryAfterMs = 0, said } = await write(item);
    inARow = then === 'slower' || then === 'count' || then === 'stop' ? inARow + 1 : 0;
    if (then === 'taken') pace.taken();
    if (then === 'slower') pace.throttled(retryAfterMs);
    if (then === 'stop' || inARow >= MOST_IN_A_ROW) return said;
  }
  return undefined;
}

/**
 * Does the work once a person has confirmed the writes to each connection that is marked: one question for each kind of
 * write, which names the version where there is one. Rejects with a `CloudError` where one must not be written to: nothing is sent then.
 */
export function confirmed<T>(
  writes: readonly {
    readonly connection: string;
    readonly operation: WriteOperation;
    readonly ref: FunctionRef;
  }[],
  guard: Pick<Guard, 'action'>,
  work: () => Promise<T>,
): Promise<T> {
  const kinds = new Map<string, Action>();
  for (const { connection, operation, ref } of writes) {
    const kind = `${operation} ${connection}`;
    const { writes: before = 0 } = kinds.get(kind) ?? {};
    kinds.set(kind, { connection, operation, ...(before === 0 && { ref }), writes: before + 1 });
  }
  const all = [...kinds.values()].reduce((inner, action) => () => guard.action(action, inner), work);
  return all();
}

/** Judges a failed write. What is no failure of the service may have left, and stops everything. */
export function judgeFailure(error: unknown): Failed {
  if (!(error instanceof CloudError)) return { notTaken: false, then: 'stop', retryAfterMs: 0 };
  const { kind, status = 0, sent, repeatable, retryAfterMs = 0 } = error.facts;
  const notTaken = sent === 'no' || status === 503;
  if (kind === 'tooLarge') return { notTaken: true, then: 'on', retryAfterMs };
  if (kind !== 'service') return { notTaken, then: 'stop', retryAfterMs };
  if (notTaken && repeatable) return { notTaken, then: 'slower', retryAfterMs };
  if (status === 401 || status === 403) return { notTaken, then: 'stop', retryAfterMs };
  if (status === 404) return { notTaken, then: 'gone', retryAfterMs };
  if (sent === 'unknown') return { notTaken, then: 'stop', retryAfterMs };
  return { notTaken, then: status >= 500 ? 'count' : 'on', retryAfterMs };
}

/** What is said of a failure, and what to do about it, in one text. */
export function inOneText({ text, hint }: { readonly text: string; readonly hint?: string }): string {
  return inSentences(hint === undefined ? [text] : [text, hint]);
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
function createPace(perSecond: number, clock: Clock): Pace {
  const shortest = 1000 / Math.max(perSecond, 0.1);
  let gap = shortest;
  let wait = FIRST_MS;
  let next = 0;
  return {
    turn: async (signal) => {
      // Where the clock was set back, it would be that much longer.
      const left = Math.min(next - clock.now(), LONGEST_MS);
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

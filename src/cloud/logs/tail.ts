import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogLine } from './logLine';
import type { Door } from '../door';
import { CloudError } from '../errors';
import type { LogPace } from './pace';

/** Reads a log of one service. */
export interface LogReader {
  /** False after a look in which the service has not got through all of the time asked for; absent: it always does. */
  readonly isWhole?: boolean;
  /** Looks once: gives the lines that no earlier look has given, page by page. Throws a CloudError. */
  look(signal: AbortSignal): AsyncIterable<readonly LogLine[]>;
}

/** Failures in a row after which the tail gives up. */
const MOST_FAILURES = 6;

/** Lines handed on at once: whoever shows them is then busy for a few milliseconds only. */
const SLICE = 1000;

/**
 * Looks at a log again and again until aborted. Pages have at most 1000 lines; one without lines says that all that was
 * there has been given. Throws what a look throws.
 */
export async function* tail(
  door: Door,
  reader: LogReader,
  pace: LogPace,
  signal: AbortSignal,
): AsyncGenerator<readonly LogLine[]> {
  while (!signal.aborted) {
    try {
      for await (const lines of reader.look(signal)) {
        if (lines.length > 0) pace.found();
        for (let from = 0; from < lines.length; from += SLICE) {
          if (from > 0) await nextTurn();
          yield lines.slice(from, from + SLICE);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    if (signal.aborted) return;
    if (reader.isWhole !== false) yield [];
    await pace.pause(door, signal);
  }
}

/**
 * Asks a log service, again after a failure that may pass: the wait doubles, and is at least what Retry-After says. The
 * sixth failure in a row is thrown, and at once one that will not pass.
 */
export async function askPatiently<T>(
  door: Door,
  pace: LogPace,
  signal: AbortSignal,
  ask: () => Promise<T>,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || !(error instanceof CloudError) || !mayPass(error, failures)) throw error;
      await pace.recover(door, failures, error, signal);
    }
  }
}

/** A rejected token is renewed for the next request, so that one rejection says nothing. */
function mayPass({ facts: { repeatable, status } }: CloudError, failures: number): boolean {
  return (repeatable && failures < MOST_FAILURES) || (status === 401 && failures === 1);
}

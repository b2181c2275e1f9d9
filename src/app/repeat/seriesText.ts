import type { FunctionRef } from '../../model/functionRef';
import { isObject, member } from '../../model/json';
import type { Run } from '../../model/repeat/run';
import type { ServiceId } from '../../model/service';

/** What a series of runs is of. */
export interface SeriesPlan {
  /** Unix milliseconds by the local clock. */
  readonly startedAt: number;
  readonly ref: FunctionRef;
  readonly connectionName: string;
  readonly service: ServiceId;
  /** URI of the document that the payload came from. */
  readonly source?: string;
  /** The window's folders or workspace file; absent where an earlier version has noted it. */
  readonly workspace?: string;
  readonly runs: number;
  /** How many may be under way at a time. */
  readonly atOnce: number;
  /** Id of the process that sends them. */
  readonly process: number;
}

/** How a series ended. */
export interface SeriesEnd {
  /** Why before its time, in the reader's language; absent where all were sent or a person stopped it. */
  readonly problem?: string;
}

/** Reads the plan of a series; undefined for what a newer FnDeck, or half a disk, has left. */
export function readPlan(text: string): SeriesPlan | undefined {
  const plan = parsed(text);
  const isWhole =
    member(plan, 'version') === 1 &&
    ['startedAt', 'runs', 'atOnce', 'process'].every((key) => typeof member(plan, key) === 'number') &&
    ['connectionName', 'service'].every((key) => typeof member(plan, key) === 'string') &&
    typeof member(member(plan, 'ref'), 'name') === 'string';
  return isWhole ? (plan as SeriesPlan) : undefined;
}

/** Reads how a series ended. */
export function readEnd(text: string): SeriesEnd {
  const problem = member(parsed(text), 'problem');
  return typeof problem === 'string' ? { problem } : {};
}

/**
 * Reads the lines of a series as one run for each number. The two outcomes are of those that were not begun, and of those
 * that were and have no end.
 */
export function readRuns(
  text: string,
  count: number,
  [left, lost]: readonly ['waiting', 'sending'] | readonly ['notSent', 'cutOff'],
): Run[] {
  const runs: Run[] = Array.from({ length: count }, (_, i) => ({ number: i + 1, outcome: left }));
  for (const line of text.split('\n')) {
    const note = line === '' ? undefined : parsed(line);
    const number = member(note, 'number');
    // A line that a crash has cut off is none.
    if (!isObject(note) || typeof number !== 'number' || !runs[number - 1]) continue;
    const { outcome, at } = note;
    if (typeof outcome === 'string' && outcome !== 'sending') runs[number - 1] = note as unknown as Run;
    else if (typeof at === 'number') runs[number - 1] = { number, outcome: lost, at };
  }
  return runs;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

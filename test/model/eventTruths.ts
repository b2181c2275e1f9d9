import fc from 'fast-check';
import type { Destination } from '../../src/model/destination';
import type { EventFacts, EventLine, EventRecord, SourceState } from '../../src/model/invocation/eventLife';

export const BUCKET: Destination = { kind: 'OBS', values: { bucket: 'failed-orders' }, raw: {} };

/** What really happened to an event. Milliseconds after it was queued. */
export interface Truth {
  readonly attempts: readonly {
    readonly start: number;
    readonly end: number;
    readonly failed: boolean;
    readonly written: number;
  }[];
  readonly retries: number;
}

export const QUEUED = Date.UTC(2026, 10, 21, 12);

/** All lines that the log gets, in the order in which they were written. */
export function linesOf(truth: Truth): readonly EventLine[] {
  return truth.attempts.flatMap(({ start, end, written }, index) => [
    { id: `${String(index)}-start`, text: 'Start', at: QUEUED + start, mark: { kind: 'start' } as const },
    ...Array.from({ length: written }, (_, n) => ({
      id: `${String(index)}-${String(n)}`,
      text: `attempt ${String(index + 1)} line ${String(n)}`,
      at: QUEUED + start + 1 + n,
    })),
    {
      id: `${String(index)}-end`,
      text: 'Finish',
      at: QUEUED + end,
      mark: { kind: 'end', durationMs: end - start } as const,
    },
  ]);
}

/** The record of FunctionGraph when all is over. */
export function lastRecord(truth: Truth): EventRecord {
  const failed = truth.attempts.at(-1)?.failed === true;
  return { phase: failed ? 'failed' : 'succeeded', status: failed ? 'FAIL' : 'SUCCESS' };
}

/** What is known of an event, where not given otherwise. */
export function facts(truth: Truth, given: Partial<EventFacts>): EventFacts {
  return {
    queuedAt: QUEUED,
    heardAt: QUEUED + (truth.attempts.at(-1)?.end ?? 0),
    plan: { attempts: truth.retries + 1, ageSeconds: 3600, success: undefined, failure: BUCKET },
    record: undefined,
    lines: [],
    delivery: undefined,
    sources: sources('awaited', 'heard'),
    ...given,
  };
}

/** What can be asked: the record and the log. */
export function sources(record: SourceState, log: SourceState) {
  return { record, log };
}

/** Any selection of the lines in any order, some of them twice. */
export const seen = (lines: readonly EventLine[]) =>
  fc
    .tuple(fc.shuffledSubarray([...lines]), fc.shuffledSubarray([...lines]))
    .map(([first, again]) => [...first, ...again]);

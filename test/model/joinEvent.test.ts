import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  EventFacts,
  EventLine,
  EventRecord,
  RecordedStep,
  SourceState,
} from '../../src/model/invocation/eventLife';
import { LATE_MS, lifeOf, QUIET_MS } from '../../src/model/invocation/joinEvent';
import { type Truth, QUEUED, linesOf, lastRecord, facts, sources, seen } from './eventTruths';

const truths: fc.Arbitrary<Truth> = fc
  .record({
    retries: fc.integer({ min: 0, max: 8 }),
    succeedsAt: fc.integer({ min: 0, max: 12 }),
    gaps: fc.array(
      fc.record({ wait: fc.integer({ min: 1, max: 9000 }), run: fc.integer({ min: 10, max: 5000 }) }),
      {
        minLength: 9,
        maxLength: 9,
      },
    ),
    written: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 9, maxLength: 9 }),
  })
  .map(({ retries, succeedsAt, gaps, written }) => {
    let time = 0;
    const made = Math.min(retries, succeedsAt) + 1;
    const attempts = gaps.slice(0, made).map(({ wait, run }, index) => {
      const start = time + wait;
      time = start + run;
      return {
        start,
        end: time,
        failed: index < made - 1 || succeedsAt > retries,
        written: written[index] ?? 0,
      };
    });
    return { attempts, retries };
  });

/** The task of Function Compute as it stood `until` milliseconds after the event was queued. */
function taskAt(truth: Truth, until: number): EventRecord {
  const end = truth.attempts.at(-1)?.end ?? 0;
  const steps: RecordedStep[] = [{ kind: 'enqueued', at: QUEUED }];
  truth.attempts.forEach((attempt, index) => {
    const last = index === truth.attempts.length - 1;
    if (attempt.start <= until) steps.push({ kind: 'running', at: QUEUED + attempt.start });
    if (attempt.end > until) return;
    const error = attempt.failed ? { error: 'UnhandledInvocationError' } : {};
    steps.push({ kind: last ? 'ended' : 'retrying', at: QUEUED + attempt.end, ...error });
  });
  if (until >= end) return { ...lastRecord(truth), steps };
  const running = truth.attempts.some(({ start, end: over }) => start <= until && until < over);
  return { phase: running ? 'running' : 'retrying', status: 'x', steps };
}

describe('the life of an event', () => {
  test('is the truth, however shuffled and doubled the lines came', () => {
    fc.assert(
      fc.property(
        truths.chain((truth) =>
          fc.tuple(
            fc.constant(truth),
            fc.shuffledSubarray([...linesOf(truth)], { minLength: linesOf(truth).length }),
            seen(linesOf(truth)),
          ),
        ),
        ([truth, lines, again]) => {
          const life = lifeOf(
            facts(truth, {
              lines: [...lines, ...again],
              record: lastRecord(truth),
              sources: sources('heard', 'heard'),
            }),
            QUEUED + 3_600_000,
          );
          expect(life.state).toBe(lastRecord(truth).phase);
          expect(life.attempts).toMatchObject(
            truth.attempts.map(({ start, end, failed, written }, index) => ({
              number: index + 1,
              outcome: failed ? 'failed' : 'succeeded',
              start: QUEUED + start,
              end: QUEUED + end,
              durationMs: end - start,
              lines: Array.from({ length: written }, (_, n) => ({
                text: `attempt ${String(index + 1)} line ${String(n)}`,
              })),
            })),
          );
        },
      ),
      { seed: 8 },
    );
  });

  test('never says what is not so, whatever has been seen so far', () => {
    fc.assert(
      fc.property(
        truths.chain((truth) =>
          fc.tuple(
            fc.constant(truth),
            seen(linesOf(truth)),
            fc.option(fc.integer({ min: 0, max: truth.attempts.at(-1)?.end ?? 0 })),
            fc.constantFrom<SourceState>('awaited', 'heard', 'none', 'failed'),
          ),
        ),
        ([truth, lines, looked, log]) => {
          const record = looked === null ? undefined : taskAt(truth, looked);
          const life = lifeOf(
            facts(truth, { lines, record, sources: sources(record ? 'heard' : 'none', log) }),
            QUEUED + (truth.attempts.at(-1)?.end ?? 0),
          );
          expect(life.attempts.length).toBeLessThanOrEqual(truth.attempts.length);
          for (const { outcome, number } of life.attempts) {
            const real = truth.attempts[number - 1];
            if (outcome === 'failed') expect(real?.failed).toBe(true);
            if (outcome === 'succeeded') expect(real?.failed).toBe(false);
          }
          if (life.state === 'failed' || life.state === 'succeeded') {
            expect(life.state).toBe(lastRecord(truth).phase);
          }
        },
      ),
      { seed: 9 },
    );
  });

  test('counts a run once that the record names twice', () => {
    const steps: RecordedStep[] = [
      { kind: 'running', at: QUEUED },
      { kind: 'running', at: QUEUED + 1 },
    ];
    const truth: Truth = { retries: 1, attempts: [] };
    const record: EventRecord = { phase: 'running', status: 'Running', steps };
    expect(lifeOf(facts(truth, { record }), QUEUED + 2).attempts).toMatchObject([{ outcome: 'running' }]);
  });

  test('takes times and errors of attempts from the steps of a task, without a log', () => {
    fc.assert(
      fc.property(truths, (truth) => {
        const life = lifeOf(
          facts(truth, { record: taskAt(truth, Infinity), sources: sources('heard', 'none') }),
          QUEUED + 3_600_000,
        );
        expect(life.attempts).toMatchObject(
          truth.attempts.map(({ start, end, failed }) => ({
            outcome: failed ? 'failed' : 'succeeded',
            start: QUEUED + start,
            end: QUEUED + end,
            ...(failed && { error: 'UnhandledInvocationError' }),
          })),
        );
      }),
      { seed: 10 },
    );
  });
});

describe('without a record', () => {
  const truth: Truth = {
    retries: 1,
    attempts: [
      { start: 10, end: 20, failed: true, written: 0 },
      { start: 1020, end: 1030, failed: true, written: 0 },
    ],
  };
  const lines = linesOf(truth);
  const at = (now: number, given: Partial<EventFacts>) =>
    lifeOf(facts(truth, { sources: sources('none', 'heard'), ...given }), QUEUED + now);

  test('an attempt that was tried again has failed', () => {
    expect(at(1025, { lines: lines.slice(0, 3) })).toMatchObject({
      state: 'running',
      attempts: [{ outcome: 'failed' }, { outcome: 'running' }],
    });
  });

  test('between two attempts it waits', () => {
    const failed = { ...lines[1], mark: { kind: 'end', outcome: 'failed' } };
    expect(at(500, { lines: [lines[0], failed] as EventLine[] }).state).toBe('between');
  });

  test('after an attempt of which nobody says how it ended it goes on until the age limit, and nothing is claimed', () => {
    const first = lines.slice(0, 2);
    expect(at(500, { lines: first }).state).toBe('untold');
    expect(at(3_600_000 + LATE_MS - 1, { lines: first }).state).toBe('untold');
    expect(at(3_600_000 + LATE_MS, { lines: first }).state).toBe('lost');
  });

  test('with a config that cannot be read it goes on as long as any service may keep an event', () => {
    const week = 7 * 86_400_000;
    expect(at(week, { lines: lines.slice(0, 2), plan: undefined }).state).toBe('untold');
    expect(at(week + LATE_MS, { lines: lines.slice(0, 2), plan: undefined }).state).toBe('lost');
  });

  test('it ends when nothing has come for long after the last attempt, and nobody claims to know how', () => {
    expect(at(1030 + QUIET_MS - 1, { lines }).state).toBe('untold');
    const life = at(1030 + QUIET_MS, { lines });
    expect(life.state).toBe('lost');
    expect(life.attempts.at(-1)?.outcome).toBe('over');
    expect(life.delivery).toEqual({ kind: 'open' });
  });

  test('it ends at once where the log says how the last attempt went', () => {
    const told = (outcome: 'succeeded' | 'failed') =>
      at(1040, {
        lines: lines.map((line) =>
          line.id === '1-end' ? { ...line, mark: { kind: 'end', outcome } as const } : line,
        ),
      });
    expect(told('succeeded')).toMatchObject({ state: 'succeeded', attempts: [{}, { outcome: 'succeeded' }] });
    expect(told('failed')).toMatchObject({ state: 'failed', delivery: { kind: 'untold' } });
  });

  test('it ends with the age limit where no attempt was ever seen', () => {
    expect(at(3_600_000 + LATE_MS - 1, {}).state).toBe('queued');
    expect(at(3_600_000 + LATE_MS, {}).state).toBe('lost');
  });

  test('it ends at once where there is no log either', () => {
    expect(at(1, { sources: sources('none', 'none') }).state).toBe('lost');
    expect(at(1, { sources: sources('awaited', 'none') }).state).toBe('queued');
  });
});

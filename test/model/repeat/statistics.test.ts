import { describe, expect, it } from 'vitest';
import type { Run, RunOutcome } from '../../../src/model/repeat/run';
import { basisOf, percentile, summarize } from '../../../src/model/repeat/statistics';
import { randomOf } from '../../app/replay/services';

const OUTCOMES: readonly RunOutcome[] = [
  'succeeded',
  'returnedError',
  'functionError',
  'throttled',
  'timeout',
];

/** Runs as a seed has them: of any length, with times from a hundredth of a millisecond to minutes. */
function runsOf(seed: number): Run[] {
  const random = randomOf(seed);
  const spread = random() * 7 - 2;
  return Array.from({ length: 1 + Math.floor(random() * 400) }, (_, i): Run => {
    const outcome = OUTCOMES[Math.floor(random() * OUTCOMES.length)] ?? 'succeeded';
    const measured = outcome !== 'throttled' && outcome !== 'timeout' && random() < 0.9;
    const [cold, known] = [random() < 0.2, random() < 0.7];
    const round = random() < 0.3 ? 1 : 1000;
    const durationMs = Math.round(10 ** (random() * spread) * round) / round;
    return {
      ...{ number: i + 1, at: i, outcome, elapsedMs: 5 },
      ...(measured && { durationMs, ...(known && { coldStart: cold }) }),
      ...(outcome === 'functionError' && { code: random() < 0.5 ? 'TypeError' : 'Other' }),
    };
  });
}

describe('percentiles of the nearest rank', () => {
  it('are as their definition has them', () => {
    const five = [15, 20, 35, 40, 50];
    expect([5, 30, 40, 50, 100].map((percent) => percentile(five, percent))).toEqual([15, 20, 20, 35, 50]);
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([1, 7, 50, 90, 99, 100].map((percent) => percentile(hundred, percent))).toEqual([
      1, 7, 50, 90, 99, 100,
    ]);
    expect(percentile([7], 99)).toBe(7);
    expect(percentile([], 50)).toBeUndefined();
  });

  it.each(Array.from({ length: 60 }, (_, i) => i + 1))(
    'are values that enough others are not above (%i)',
    (seed) => {
      const random = randomOf(seed);
      const values = Array.from({ length: 1 + Math.floor(random() * 300) }, () => Math.floor(random() * 50));
      values.sort((a, b) => a - b);
      for (const percent of [50, 90, 99]) {
        const found = percentile(values, percent) ?? NaN;
        const atMost = (limit: number) => values.filter((value) => value <= limit).length * 100;
        expect(values).toContain(found);
        expect(atMost(found)).toBeGreaterThanOrEqual(percent * values.length);
        const below = values.filter((value) => value < found).length * 100;
        expect(below).toBeLessThan(percent * values.length);
      }
    },
  );
});

describe('a summary', () => {
  it.each(Array.from({ length: 120 }, (_, i) => i + 1))(
    'has each run once, wherever it belongs (%i)',
    (seed) => {
      const runs = runsOf(seed);
      const { bars, latency, classes, untimed } = summarize(runs, basisOf(runs));
      const timed = runs.flatMap(({ durationMs }) => durationMs ?? []);
      const sum = (of: (bar: (typeof bars)[number]) => number) => bars.reduce((all, bar) => all + of(bar), 0);
      for (const start of ['cold', 'warm', 'unknown'] as const)
        expect(sum((bar) => bar[start])).toBe(latency[start]?.count ?? 0);
      expect(latency.all?.count ?? 0).toBe(timed.length);
      expect(untimed).toBe(runs.length - timed.length);
      expect(classes.reduce((all, { count }) => all + count, 0)).toBe(runs.length);
      // The bars are next to each other, in order, not too many, and each holds what it says.
      for (const [i, bar] of bars.entries()) {
        expect(bar.to).toBeGreaterThan(bar.from);
        if (i > 0) expect(bar.from).toBe(bars[i - 1]?.to);
        const inside = timed.filter((ms) => ms >= bar.from && (ms < bar.to || i === bars.length - 1));
        expect(bar.cold + bar.warm + bar.unknown).toBe(inside.length);
      }
      expect(bars.length).toBeLessThanOrEqual(40);
    },
  );

  it('takes what the service measured, and times from here only where it measured nothing', () => {
    const here: Run = { number: 1, outcome: 'succeeded', elapsedMs: 80 };
    const refused: Run = { number: 2, outcome: 'throttled', elapsedMs: 3 };
    const there: Run = { number: 3, outcome: 'succeeded', elapsedMs: 90, durationMs: 7, coldStart: true };
    expect(summarize([here, refused], basisOf([here, refused])).latency).toMatchObject({
      all: { count: 1, p50: 80 },
      unknown: { count: 1 },
    });
    const all = [here, refused, there];
    const summary = summarize(all, basisOf(all));
    expect(summary.basis).toBe('service');
    expect(summary.latency).toEqual({
      all: { count: 1, p50: 7, p90: 7, p99: 7, longest: 7 },
      cold: { count: 1, p50: 7, p90: 7, p99: 7, longest: 7 },
    });
    expect(summary.untimed).toBe(2);
    expect(basisOf([refused])).toBeUndefined();
    expect(summarize([], undefined)).toEqual({ untimed: 0, latency: {}, bars: [], classes: [] });
  });

  it('tells classes apart by how and with which code runs ended', () => {
    const run = (outcome: RunOutcome, code?: string): Run => {
      return { number: 1, outcome, ...(code !== undefined && { code }) };
    };
    const { classes } = summarize(
      [run('succeeded'), run('functionError', 'A'), run('functionError', 'A'), run('functionError', 'B')],
      undefined,
    );
    expect(classes).toEqual([
      { outcome: 'functionError', code: 'A', count: 2 },
      { outcome: 'succeeded', count: 1 },
      { outcome: 'functionError', code: 'B', count: 1 },
    ]);
  });
});

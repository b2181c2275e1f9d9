import { describe, expect, it } from 'vitest';
import type { Flight } from '../../../src/app/invocations/flights';
import { createRequests } from '../../../src/app/invocations/requests';
import type { Plan } from '../../../src/app/invocations/plan';

const REF = { connection: 'c', group: 'demo', name: 'hello', qualifier: 'latest' };

/** Requests at times that a test sets. */
function requests(flights: readonly Partial<Flight>[] = []) {
  const clock = { now: 0 };
  const all = flights.map((flight) => ({ mode: 'sync', ref: REF, source: 'file:///a', ...flight }) as Flight);
  return { clock, ...createRequests({ list: () => all }, () => clock.now) };
}

describe('a key that is held down', () => {
  it('asks once, however often it repeats and however fast the function ends', () => {
    const { clock, begin } = requests();
    let asked = 0;
    // First after half a second, then 30 times a second, for ten seconds.
    for (clock.now = 0; clock.now < 10_000; clock.now += clock.now === 0 ? 500 : 33) {
      const decided = begin('sync file:///a', true);
      if (decided) asked++;
      decided?.();
    }
    expect(asked).toBe(1);
    clock.now += 800;
    expect(begin('sync file:///a', true), 'let go and pressed again').toBeDefined();
  });

  it('does not keep another document, or a button, from asking', () => {
    const { begin } = requests();
    begin('sync file:///a', true)?.();
    expect(begin('sync file:///b', true)).toBeDefined();
    expect(begin('sync file:///a', false)).toBeDefined();
  });

  it('asks right after a button did', () => {
    const { begin } = requests();
    begin('sync file:///a', false)?.();
    expect(begin('sync file:///a', true)).toBeDefined();
  });

  it('asks no second time while the first is being decided', () => {
    const { clock, begin } = requests();
    const decided = begin('sync file:///a', false);
    clock.now = 60_000;
    expect(begin('sync file:///a', false)).toBeUndefined();
    decided?.();
    expect(begin('sync file:///a', false)).toBeDefined();
  });
});

describe('what is under way', () => {
  const plan = (name: string, source: string, mode: 'sync' | 'async' = 'sync') =>
    ({ task: { ref: { ...REF, name }, source }, mode }) as Plan;

  it('is the same document on its way to the same function, until it was answered', () => {
    const state = { phase: 'sending', stop: () => undefined } as const;
    const { isUnderWay } = requests([{ state }]);
    expect(isUnderWay(plan('hello', 'file:///a'))).toBe(true);
    expect(isUnderWay(plan('other', 'file:///a'))).toBe(false);
    expect(isUnderWay(plan('hello', 'file:///b'))).toBe(false);
    expect(isUnderWay(plan('hello', 'file:///a', 'async'))).toBe(false);
    const answered = requests([{ state: { ...state, phase: 'completing' } }]);
    expect(answered.isUnderWay(plan('hello', 'file:///a'))).toBe(false);
  });
});

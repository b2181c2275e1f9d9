import { describe, expect, it, vi } from 'vitest';
import type { Flight } from '../../../src/app/invocations/flights';
import { createRequests, TURNS_OF_REST } from '../../../src/app/invocations/requests';
import type { Plan } from '../../../src/app/invocations/plan';

const REF = { connection: 'c', group: 'demo', name: 'hello', qualifier: 'latest' };

/** Requests of a window whose turns a test makes. */
function requests(flights: readonly Partial<Flight>[] = []) {
  const all = flights.map((flight) => ({ mode: 'sync', ref: REF, source: 'file:///a', ...flight }) as Flight);
  let waiting: (() => void)[] = [];
  let repeated = 0;
  const turn = () => new Promise<void>((resolve) => waiting.push(resolve));
  return {
    ...createRequests({ flights: { list: () => all }, turn, repeated: () => repeated++ }),
    /** Times that a person was told of a key that was not let go. */
    told: () => repeated,
    /** Lets the window make turns; gives how many of them somebody waited for. */
    turns: async (count: number) => {
      let awaited = 0;
      for (let made = 0; made < count; made++) {
        const ready = waiting;
        waiting = [];
        awaited += ready.length;
        for (const resume of ready) resume();
        await new Promise(setImmediate);
      }
      return awaited;
    },
  };
}

describe('a key that is held down', () => {
  it('asks once, however often it repeats and however fast the function ends', async () => {
    const { begin, turns, told } = requests();
    let asked = 0;
    const press = () => {
      const decided = begin('sync file:///a', true);
      if (decided) asked++;
      decided?.();
    };
    // First after some turns, then several in every turn, and one now and then on a busy machine.
    for (const pause of [TURNS_OF_REST - 1, 0, 0, 1, 0, 0, 1, TURNS_OF_REST - 1, 0, 5, 0]) {
      press();
      await turns(pause);
    }
    expect(asked).toBe(1);
    expect(told(), 'told once').toBe(1);
  });

  it('asks as soon as it is let go and pressed again, and nothing is counted any more', async () => {
    const { begin, turns, told } = requests();
    begin('sync file:///a', true)?.();
    expect(await turns(TURNS_OF_REST + 5)).toBe(TURNS_OF_REST);
    begin('sync file:///a', true)?.();
    expect(begin('sync file:///a', true)).toBeUndefined();
    await turns(TURNS_OF_REST);
    expect(begin('sync file:///a', true)).toBeDefined();
    expect(told()).toBe(1);
  });

  it('asks once although the machine stood still for longer than any repeat', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    try {
      const { begin, turns } = requests();
      begin('sync file:///a', true)?.();
      await turns(1);
      vi.setSystemTime(Date.now() + 60_000);
      expect(begin('sync file:///a', true)).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
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

  it('asks no second time while the first is being decided', async () => {
    const { begin, turns, told } = requests();
    const decided = begin('sync file:///a', false);
    await turns(TURNS_OF_REST);
    expect(begin('sync file:///a', false)).toBeUndefined();
    expect(begin('sync file:///a', true)).toBeUndefined();
    decided?.();
    expect(begin('sync file:///a', false)).toBeDefined();
    expect(told(), 'nothing was sent yet that would not be sent again').toBe(0);
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

import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/app/clock';
import type { Action } from '../../src/app/connections/guard';
import { confirmed, writeOneByOne } from '../../src/app/writeRun';
import type { FunctionRef } from '../../src/model/functionRef';

describe('writes one after the other', () => {
  it('go on where the clock is set back in between', async () => {
    let now = 10 * 3_600_000;
    const waits: number[] = [];
    const clock: Clock = {
      now: () => now,
      sleep: (ms) => {
        waits.push(ms);
        now += ms;
        return Promise.resolve();
      },
    };
    const written: number[] = [];
    const pace = { clock, perSecond: 5, signal: new AbortController().signal };
    await writeOneByOne([1, 2, 3], pace, (item) => {
      written.push(item);
      if (item === 1) now -= 3_600_000;
      return Promise.resolve({ then: 'taken' });
    });
    expect(written).toEqual([1, 2, 3]);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
  });

  it('are confirmed by the name of the version where there is one, else by their number', async () => {
    const actions: Action[] = [];
    const guard = {
      action: <T>(action: Action, work: () => Promise<T>): Promise<T> => {
        actions.push(action);
        return work();
      },
    };
    const ref = (connection: string, name: string): FunctionRef => ({
      ...{ connection, group: 'orders', name, qualifier: 'latest' },
    });
    const write = (connection: string, name: string) => ({
      ...{ connection, ref: ref(connection, name), operation: 'putAsyncConfig' as const },
    });
    const writes = [write('a', 'one'), write('a', 'two'), write('b', 'three')];
    expect(await confirmed(writes, guard, () => Promise.resolve('done'))).toBe('done');
    const operation = 'putAsyncConfig';
    expect(actions).toHaveLength(2);
    expect(actions).toContainEqual({ connection: 'a', operation, writes: 2 });
    expect(actions).toContainEqual({ connection: 'b', operation, ref: ref('b', 'three'), writes: 1 });
  });
});

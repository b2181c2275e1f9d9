import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FunctionSummary } from '../../../src/cloud/functionSummary';
import { createFunctionIndex } from '../../../src/app/catalog/functionIndex';
import { matching } from '../../../src/app/catalog/matching';
import { createTurns } from '../../../src/app/turns';
import { createGate } from './gate';

function summary(group: string, name: string, memoryMb = 128): FunctionSummary {
  return { id: { connection: 'c', group, name }, urn: `urn:fss:r:p:function:${group}:${name}`, memoryMb };
}

describe('the index of functions', () => {
  it('files pages by group, both in the order of their names', () => {
    const index = createFunctionIndex();
    index.add([summary('b', 'y'), summary('a', 'z')]);
    index.add([summary('b', 'x')]);
    expect(index.groups()).toEqual(['a', 'b']);
    expect(index.of('b').map(({ id }) => id.name)).toEqual(['x', 'y']);
    expect(index.size).toBe(3);
  });

  it('shows a function once that two pages brought, as it was read last', () => {
    const index = createFunctionIndex();
    index.add([summary('a', 'x', 128)]);
    index.add([summary('a', 'x', 256), summary('a', 'y')]);
    expect(index.of('a').map(({ id, memoryMb }) => [id.name, memoryMb])).toEqual([
      ['x', 256],
      ['y', 128],
    ]);
    expect(index.size).toBe(2);
  });

  it('gives back what it was given, whatever is left out and however URNs end', () => {
    const full: FunctionSummary = {
      id: { connection: 'c', group: 'g', name: 'a' },
      urn: 'urn:fss:r:p:function:g:a',
      runtime: 'Node.js18',
      handler: 'index.handler',
      memoryMb: 128,
      timeoutSeconds: 0,
      description: '',
      lastModified: '2024-05-01',
    };
    const odd: FunctionSummary = { id: { ...full.id, name: 'b' }, urn: 'acs:fc:r:1:functions/other' };
    const index = createFunctionIndex();
    index.add([odd, full]);
    expect(index.of('g')).toEqual([full, odd]);
    expect([...index.all()]).toEqual([full, odd]);
  });

  it('knows the place of each function', () => {
    const index = createFunctionIndex();
    index.add(['c', 'a', 'e'].map((name) => summary('g', name)));
    index.add(['b', 'd'].map((name) => summary('g', name)));
    expect(index.placeOf(summary('g', 'd').id)).toBe(3);
    expect(index.placeOf(summary('g', 'x').id)).toBe(-1);
    expect(index.placeOf(summary('h', 'd').id)).toBe(-1);
    expect(index.of('g', 1, 3).map(({ id }) => id.name)).toEqual(['b', 'c']);
    expect([index.nameAt('g', 4), index.nameAt('g', 5), index.count('g')]).toEqual(['e', undefined, 5]);
  });

  it('keeps little of each of many functions', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const count = 40_000;
    const index = createFunctionIndex();
    const before = heap();
    for (let from = 0; from < count; from += 400) {
      const page = Array.from({ length: 400 }, (_, i) => ({
        ...summary('a-group-of-some-length', `function-${String(from + i).padStart(6, '0')}`),
        runtime: 'Node.js18.15',
        handler: 'index.handler',
        lastModified: new Date(1.7e12 + from + i).toISOString(),
      }));
      // as answers bring them: every text is one of its own
      index.add(JSON.parse(JSON.stringify(page)) as FunctionSummary[]);
    }
    const bytes = (heap() - before) / count;
    expect(index.size).toBe(count);
    expect(bytes).toBeLessThan(250);
  });

  it('holds exactly the functions it was given, however they were paged and whenever somebody looked', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-zA-Z][a-z0-9-]{0,5}$/), { maxLength: 60 });
    fc.assert(
      fc.property(names, fc.nat(7), (all, size) => {
        const index = createFunctionIndex();
        for (let i = 0; i < all.length; i += size + 1) {
          index.add(all.slice(i, i + size + 1).map((name) => summary('g', name)));
          index.of('g');
        }
        expect([...index.all()].map(({ id }) => id.name)).toEqual([...all].sort());
      }),
    );
  });
});

describe('what is searched for', () => {
  it('is found in any group, as whole summaries', () => {
    const index = createFunctionIndex();
    index.add([summary('orders', 'create'), summary('users', 'create'), summary('users', 'delete')]);
    expect(index.search('crus')).toEqual([summary('users', 'create')]);
    expect(index.search('', 2)).toHaveLength(2);
  });
});

describe('turns', () => {
  it('let four run at a time, start the others in order, and survive failures', async () => {
    const inTurn = createTurns(4);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const gates = Array.from({ length: 10 }, createGate);
    const work = gates.map(({ promise }, i) =>
      inTurn(async () => {
        started.push(i);
        most = Math.max(most, ++running);
        await promise.finally(() => running--);
        return i;
      }),
    );
    const ends = Promise.allSettled(work);
    gates.forEach((gate, i) => (i === 2 ? gate.break(new Error('no')) : gate.open()));
    expect((await ends).filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(4);
    await expect(inTurn(() => Promise.resolve('again'))).resolves.toBe('again');
  });
});

describe('matching', () => {
  it('keeps what has the typed characters in their order', () => {
    const names = ['order-created', 'OrderDeleted', 'hello'];
    expect(matching(names, 'od', (name) => name)).toEqual(['order-created', 'OrderDeleted']);
    expect(matching(names, 'o del', (name) => name)).toEqual(['OrderDeleted']);
    expect(matching(names, '', (name) => name)).toEqual(names);
    expect(matching(names, 'xyz', (name) => name)).toEqual([]);
  });

  it('gives no more than asked for', () => {
    expect(
      matching(
        Array.from({ length: 50 }, (_, i) => `f${i}`),
        'f',
        (name) => name,
        10,
      ),
    ).toHaveLength(10);
  });
});

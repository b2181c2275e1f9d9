import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FunctionSummary } from '../../../src/cloud/cloud';
import { createFunctionIndex } from '../../../src/app/catalog/functionIndex';
import { matching } from '../../../src/app/catalog/matching';
import { createSteps } from '../../../src/app/catalog/steps';
import { createTurns } from '../../../src/app/catalog/turns';
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

describe('steps', () => {
  it('show 500 children and say how many are hidden', () => {
    const steps = createSteps();
    const children = Array.from({ length: 1200 }, (_, i) => i);
    expect(steps.cut('n', children)).toEqual({ shown: children.slice(0, 500), hidden: 700, next: 500 });
    steps.more('n');
    expect(steps.cut('n', children)).toMatchObject({ hidden: 200, next: 200 });
    steps.more('n');
    expect(steps.cut('n', children)).toEqual({ shown: children, hidden: 0, next: 0 });
    expect(steps.cut('other', children).hidden).toBe(700);
  });

  it('go as far as a child that is to be seen', () => {
    const steps = createSteps(10);
    const children = Array.from({ length: 45 }, (_, i) => i);
    steps.upTo('n', 9);
    expect(steps.cut('n', children).shown).toHaveLength(10);
    steps.upTo('n', 30);
    expect(steps.cut('n', children).shown).toContain(30);
    steps.upTo('n', 3);
    expect(steps.cut('n', children).shown).toContain(30);
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

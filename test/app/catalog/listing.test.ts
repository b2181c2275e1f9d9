import { describe, expect, it } from 'vitest';
import { read } from '../../../src/app/catalog/listing';
import { createGate } from './gate';
import { inPages } from './pages';

/** Pages that come when they are let go. */
function gatedPages<T>(pages: readonly (readonly T[])[]) {
  const gates = pages.map(createGate);
  let asked = 0;
  async function* list(signal: AbortSignal): AsyncIterable<readonly T[]> {
    for (const [i, page] of pages.entries()) {
      asked = i + 1;
      await gates[i]?.promise;
      signal.throwIfAborted();
      yield page;
    }
  }
  return { list, open: (i: number) => gates[i]?.open(), asked: () => asked };
}

function pagesOf(count: number, size: number): AsyncIterable<readonly number[]> {
  return inPages(...Array.from({ length: count }, () => Array.from({ length: size }, (_, i) => i)));
}

describe('reading a list page by page', () => {
  it('has something to show after the first page, before the second has come', async () => {
    const gated = gatedPages([[1, 2], [3]]);
    const items: number[] = [];
    const listing = read(gated.list, { page: (page) => items.push(...page), changed: () => undefined });
    gated.open(0);
    await listing.first;
    expect(items).toEqual([1, 2]);
    expect(listing.phase).toEqual({ kind: 'reading' });
    gated.open(1);
    await listing.done;
    expect(items).toEqual([1, 2, 3]);
    expect(listing.phase).toEqual({ kind: 'complete' });
  });

  it('has something to show when the list is empty', async () => {
    const listing = read<number>(() => pagesOf(0, 0), { page: () => undefined, changed: () => undefined });
    await listing.first;
    expect(listing.phase).toEqual({ kind: 'complete' });
  });

  it('keeps what came before a failure, and the failure', async () => {
    const error = new Error('broken');
    const items: number[] = [];
    const listing = read<number>(
      async function* () {
        yield* inPages([1]);
        throw error;
      },
      { page: (page) => items.push(...page), changed: () => undefined },
    );
    await listing.done;
    expect(items).toEqual([1]);
    expect(listing.phase).toEqual({ kind: 'failed', error });
  });

  it('draws a list of 10,000 in total work that is proportional to its length', async () => {
    let length = 0;
    let work = 0;
    const listing = read(() => pagesOf(100, 100), {
      page: (page) => (length += page.length),
      changed: () => (work += length),
    });
    await listing.done;
    expect(length).toBe(10_000);
    expect(work).toBeLessThan(5 * length);
  });

  it('tells nothing and asks for nothing after it was stopped', async () => {
    const gated = gatedPages([[1], [2], [3]]);
    let told = 0;
    const listing = read(gated.list, { page: () => told++, changed: () => undefined });
    gated.open(0);
    await listing.first;
    listing.stop();
    gated.open(1);
    await listing.done;
    expect(told).toBe(1);
    expect(gated.asked()).toBe(2);
  });
});

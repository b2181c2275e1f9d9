import { describe, expect, it } from 'vitest';
import { createLazyPart } from '../../src/app/lazyPart';

/** A load that the test ends, and what became of what it gave. */
function controlled() {
  const ends: { give: () => void; fail: (error: Error) => void }[] = [];
  const disposed: number[] = [];
  const lazy = createLazyPart(() => {
    const number = ends.length + 1;
    const part = { number, dispose: () => void disposed.push(number) };
    return new Promise<typeof part>((resolve, reject) => {
      ends.push({ give: () => resolve(part), fail: reject });
    });
  });
  return { lazy, ends, disposed };
}

describe('a part that is loaded when first used', () => {
  it('is not loaded before, and once for all who ask at the same time', async () => {
    const { lazy, ends } = controlled();
    expect(ends).toHaveLength(0);
    const asked = [lazy.get(), lazy.get()];
    ends[0]?.give();
    const [one, other] = await Promise.all(asked);
    expect(one).toBe(other);
    expect(await lazy.get()).toBe(one);
    expect(ends).toHaveLength(1);
  });

  it('tells all who asked that it could not be loaded, and loads again when it is asked for again', async () => {
    const { lazy, ends } = controlled();
    const asked = [lazy.get(), lazy.get()];
    ends[0]?.fail(new Error('no such file'));
    const told = await Promise.allSettled(asked);
    expect(told.map((end) => end.status === 'rejected' && String(end.reason))).toEqual([
      'Error: no such file',
      'Error: no such file',
    ]);
    const again = lazy.get();
    ends[1]?.give();
    expect((await again).number).toBe(2);
  });

  it('is handed to those who listen, before and after, without being loaded for them', async () => {
    const { lazy, ends } = controlled();
    const heard: string[] = [];
    lazy.onLoaded(({ number }) => heard.push(`early ${String(number)}`));
    expect(ends).toHaveLength(0);
    const asked = lazy.get();
    ends[0]?.give();
    await asked;
    lazy.onLoaded(({ number }) => heard.push(`late ${String(number)}`));
    expect(heard).toEqual(['early 1', 'late 1']);
  });

  it('is disposed with its owner: loaded, on its way, or never asked for', async () => {
    const loaded = controlled();
    const asked = loaded.lazy.get();
    loaded.ends[0]?.give();
    await asked;
    loaded.lazy.dispose();
    loaded.lazy.dispose();
    expect(loaded.disposed).toEqual([1]);

    const coming = controlled();
    const waiting = coming.lazy.get();
    coming.lazy.onLoaded(() => expect.unreachable('the owner is gone'));
    coming.lazy.dispose();
    coming.ends[0]?.give();
    await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(coming.disposed).toEqual([1]);

    const never = controlled();
    never.lazy.dispose();
    await expect(never.lazy.get()).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(never.ends).toHaveLength(0);
  });
});

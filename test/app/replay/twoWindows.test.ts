import { describe, expect, it } from 'vitest';
import { candidates, numbers, pickyFunction, states } from './pickyFunction';

const { bench, posts, windowOn } = pickyFunction();

describe('what was replayed before, and is chosen in two windows', () => {
  it('is sent in one of them: the other has not seen that', async () => {
    const folder = bench.folder();
    const all = candidates(numbers(2));
    const earlier = await windowOn(folder).open(all);
    await earlier.start();
    expect(await posts()).toBe(2);
    const both = [await windowOn(folder).open(all), await windowOn(folder).open(all)];
    for (const replay of both) {
      expect(states(replay)).toEqual(['ask', 'ask']);
      replay.choose(
        replay.state().rows.map(({ key }) => key),
        true,
      );
    }
    const [one, other] = both;
    await one?.start();
    expect(await posts()).toBe(4);
    await other?.start();
    expect(await posts()).toBe(4);
    expect(other && states(other)).toEqual(['ask', 'ask']);
    expect(other?.state().rows.map(({ chosen }) => chosen)).toEqual([false, false]);
    // Now they have seen it.
    other?.choose([other.state().rows[0]?.key ?? ''], true);
    await other?.start();
    expect(await posts()).toBe(5);
    for (const replay of [earlier, ...both]) replay.dispose();
  });

  it('is sent in one of them where both begin at once', async () => {
    const folder = bench.folder();
    const all = candidates(numbers(20));
    const earlier = await windowOn(folder).open(all);
    await earlier.start();
    const both = [await windowOn(folder).open(all), await windowOn(folder).open(all)];
    for (const replay of both)
      replay.choose(
        replay.state().rows.map(({ key }) => key),
        true,
      );
    await Promise.all(both.map((replay) => replay.start()));
    expect(await posts()).toBe(40);
    expect(both.map((replay) => replay.state().problem)).toEqual([undefined, undefined]);
    const sent = both.map((replay) => states(replay).filter((state) => state === 'sent').length);
    expect((sent[0] ?? 0) + (sent[1] ?? 0)).toBe(20);
    for (const replay of [earlier, ...both]) replay.dispose();
  });
});

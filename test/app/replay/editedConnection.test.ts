import { describe, expect, it } from 'vitest';
import type { Replay } from '../../../src/app/replay/replaying';
import { candidates, numbers, pickyFunction, states } from './pickyFunction';

const { bench, posts, windowOn } = pickyFunction();
const ELSEWHERE = 'Its connection leads elsewhere now. Look for the events again.';

/** Does something once so many are sent. */
function once(replay: Replay, count: number, act: () => unknown) {
  const listening = replay.onDidChange(() => {
    if (states(replay).filter((state) => state === 'sent').length < count) return;
    listening.dispose();
    act();
  });
}

describe('a replay whose connection is edited half-way', () => {
  it('goes on where that has another name or mark', async () => {
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(numbers(5)));
    once(replay, 2, () => world.editConnections({ name: 'Another name', guard: 'confirm' }));
    await replay.start();
    expect(states(replay)).toEqual(Array.from({ length: 5 }, () => 'sent'));
    expect(replay.state().problem).toBeUndefined();
    replay.dispose();
  });

  it.each([{ projectId: 'another' }, { region: 'another' }, { endpoint: 'https://another.example' }])(
    'sends nothing to functions that nobody has chosen: %j',
    async (edited) => {
      const world = windowOn(bench.folder());
      const replay = await world.open(candidates(numbers(5)));
      once(replay, 2, () => world.editConnections(edited));
      await replay.start();
      expect(await posts()).toBe(2);
      expect(states(replay)).toEqual(['sent', 'sent', 'cannot', 'cannot', 'cannot']);
      expect(replay.state()).toMatchObject({
        phase: 'over',
        problem: expect.stringContaining(ELSEWHERE) as string,
      });
      expect(replay.state().rows[3]?.why).toBe(ELSEWHERE);

      // What stands there is sent by who looks again.
      const again = await world.open(candidates(numbers(1)));
      await again.start();
      expect(states(again)).toEqual(['sent']);
      for (const each of [replay, again]) each.dispose();
    },
  );

  it('sends nothing where the profile of its credentials names another project', async () => {
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(numbers(3)));
    once(replay, 1, () => world.editProfiles({ projectName: 'eu-de_other' }));
    await replay.start();
    expect(await posts()).toBe(1);
    expect(replay.state()).toMatchObject({
      phase: 'over',
      problem: expect.stringContaining(ELSEWHERE) as string,
    });
    replay.dispose();
  });
});

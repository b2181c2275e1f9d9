import { describe, expect, it } from 'vitest';
import { gatherFailed, gatherOne } from '../../../src/app/replay/gather';
import { NEVER } from '../../cloud/functionGraphFixture';
import { eventually } from '../../sandbox/sandboxBench';
import { refTo, SERVICE_IDS } from './services';
import { FG, states, pickyFunction } from './pickyFunction';

const { bench, sandbox, ran, cloudOf, posts, windowOn } = pickyFunction();

describe('a replay of the failed among many', () => {
  it('that is cancelled at 12 has sent 12; the next one sends the other 18', async () => {
    const folder = bench.folder();
    const first = windowOn(folder, 100);
    const cloud = cloudOf(FG);
    const ref = refTo(FG, 'picky');
    for (let i = 0; i < 100; i++) {
      const payload = i % 10 < 3 ? `{"n":${String(i)},"bad":1}` : `{"n":${String(i)}}`;
      const startedAt = Date.now() - 1000 + i;
      const { requestId, taskId } = await cloud.invokeAsync(ref, payload, NEVER);
      await first.journal.put({
        ...{ id: `${startedAt.toString(36).padStart(9, '0')}aa`, ref, connectionName: 'A', service: FG },
        ...{ mode: 'async', startedAt, elapsedMs: 5, numbers: {}, requestId, taskId, payload, log: '' },
        ...{ logCut: false, outcome: { kind: i % 10 < 3 ? 'functionError' : 'succeeded' } },
      });
    }
    await eventually(
      () => ran.length,
      (count) => count === 100,
    );
    await sandbox().ask('DELETE', '/sandbox/requests');
    ran.length = 0;

    const gather = async (world: typeof first) =>
      world.open((await gatherFailed(world.places, Date.now() - 60_000, [], NEVER)).candidates);
    const replay = await gather(first);
    expect(replay.state().rows.filter(({ chosen }) => chosen)).toHaveLength(30);
    const cancelling = replay.onDidChange(() => {
      if (states(replay).filter((state) => state === 'sent').length === 12) replay.cancel();
    });
    await replay.start();
    cancelling.dispose();
    expect(await posts()).toBe(12);
    expect(replay.state()).toMatchObject({ phase: 'over' });
    expect(states(replay).filter((state) => state === 'ready')).toHaveLength(18);
    replay.dispose();

    // another window, after the journal was pruned
    const second = windowOn(folder, 100);
    const again = await gather(second);
    await eventually(
      () => again.state().rows.filter(({ chosen }) => chosen).length,
      (count) => count === 18,
    );
    await again.start();
    expect(await posts()).toBe(30);
    await eventually(
      () => ran.length,
      (count) => count === 30,
    );
    expect(new Set(ran).size).toBe(30);
    // they fail again, and are not sent a third time unasked
    const third = await gather(second);
    expect(third.state().rows.filter(({ chosen }) => chosen)).toEqual([]);
    third.dispose();
    const records = (await second.journal.list()).filter(({ replayOf }) => replayOf);
    expect(new Set(records.map(({ replayOf }) => replayOf?.id)).size).toBe(30);
    again.dispose();
  }, 60_000);
});

describe.each(SERVICE_IDS)('a replay on %s', (service) => {
  it('takes payloads from the journal, and from the record where the service keeps them', async () => {
    const world = windowOn(bench.folder());
    const cloud = cloudOf(service);
    const ref = refTo(service, 'picky');
    const payload = `{"bad" : "${service}", "n": 12345678901234567890}`;
    const { taskId, requestId: id } = await cloud.invokeAsync(ref, payload, NEVER);
    const keepsRecords = service !== 'functiongraph-otc';
    if (!keepsRecords) return;
    const { candidates: found } = await eventually(
      () => gatherFailed(world.places, Date.now() - 60_000, [ref], NEVER),
      (all) => all.candidates.some(({ ids }) => ids.includes(id)),
    );
    const candidate = found.find(({ ids }) => ids.includes(id));
    const keepsPayload = service.startsWith('functioncompute');
    const missing = { text: 'Neither the history nor the service has kept the payload.', args: [] };
    expect(candidate?.payload).toEqual(keepsPayload ? { text: payload } : { missing });
    const one = await gatherOne(world.places, { ref, taskId, queuedAt: 0 }, NEVER);
    expect(one.payload).toEqual(candidate?.payload);
    const replay = await world.open([one]);
    expect(states(replay)).toEqual([keepsPayload ? 'ready' : 'cannot']);
    ran.length = 0;
    await replay.start();
    if (keepsPayload)
      await eventually(
        () => ran,
        (all) => all.includes(payload),
      );
    else expect(await posts()).toBe(1);
    replay.dispose();
  }, 20_000);
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dice } from '../../cloud/logs/virtualDoor';
import { gaps, ids, listsOf, pass, REF, refused, Service, START } from './eventListBench';

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

describe('what is known of the events of a version', () => {
  test('tells of a list that names a page twice, and keeps what it gave', async () => {
    const service = new Service();
    for (let at = 0; at < 40; at++) service.add('succeeded', at);
    service.nextOf = () => 10;
    const list = listsOf(service).of(REF);
    list.show(true);
    await pass(100);
    for (let click = 0; click < 3; click++) {
      list.showOlder();
      await pass(6000);
    }
    expect(list.phase).toMatchObject({ kind: 'failed', what: 'older' });
    expect(list.rows).toHaveLength(20);
  });

  test('is filtered, and forgets what it showed before', async () => {
    const service = new Service();
    service.add('failed', START - 7_200_000);
    service.add('failed', START - 60_000);
    service.add('succeeded', START - 50_000);
    const list = listsOf(service).of(REF);
    list.show(true);
    await pass(100);
    expect(list.rows).toHaveLength(3);
    list.choose({ phase: 'failed', withinMs: 3_600_000 });
    expect(list.rows).toHaveLength(0);
    await pass(6000);
    expect(ids(list)).toEqual(['t1']);
    await pass(3_600_000);
    expect(ids(list)).toEqual([]);
  });

  test('goes on after older rows whose reading was given up', async () => {
    const service = new Service();
    for (let at = 0; at < 30; at++) service.add('succeeded', at);
    const list = listsOf(service).of(REF);
    list.show(true);
    await pass(100);
    list.showOlder();
    await pass(1000);
    list.cancel();
    expect(list.phase).toEqual({ kind: 'resting' });
    expect(list.hasOlder).toBe(true);
    list.showOlder();
    await pass(12_000);
    expect(list.rows).toHaveLength(20);
  });

  test('starts over when more has come than a page holds', async () => {
    const service = new Service();
    for (let at = 0; at < 25; at++) service.add('running', at);
    const list = listsOf(service).of(REF);
    list.show(true);
    await pass(100);
    list.showOlder();
    await pass(5000);
    expect(list.rows).toHaveLength(20);
    for (let more = 0; more < 15; more++) service.add('running', START + more);
    await pass(6000);
    expect(ids(list)).toEqual(service.newestFirst().slice(0, 10));
    expect(list.hasOlder).toBe(true);
  });

  test.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'has each event once, newest first, and in the end all of them: seed %i',
    async (seed) => {
      const roll = dice(seed);
      const upTo = (sides: number) => Math.floor(roll() * sides);
      const service = new Service();
      for (let at = 0; at < 5 + upTo(60); at++) service.add('succeeded', at * 10 + upTo(30));
      // events arrive between two pages, a few of them late: with a time before others that were listed
      service.before = () => {
        for (let more = upTo(4); more > 0; more--) service.add('succeeded', Date.now() - upTo(3) * 1000);
        if (upTo(9) === 0) service.failures.push(refused(503));
      };
      const list = listsOf(service).of(REF);
      list.show(true);
      const check = () => {
        expect(new Set(ids(list)).size).toBe(list.rows.length);
        const times = list.rows.map(({ startedAt = 0 }) => startedAt);
        expect([...times].sort((a, b) => b - a)).toEqual(times);
      };
      for (let step = 0; step < 20; step++) {
        if (upTo(3) === 0) list.showOlder();
        if (upTo(12) === 0) list.retry();
        await pass(upTo(8000));
        check();
      }
      service.before = () => undefined;
      service.failures.length = 0;
      list.refresh();
      await pass(15_000);
      for (let click = 0; list.hasOlder && click < 100; click++) {
        list.showOlder();
        await pass(11_000);
        check();
      }
      expect([...ids(list)].sort()).toEqual([...service.newestFirst()].sort());
      expect(Math.min(...gaps(service))).toBeGreaterThanOrEqual(5000);
    },
  );
});

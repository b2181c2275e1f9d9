import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dice } from '../../cloud/logs/virtualDoor';
import { gaps, ids, listsOf, pass, REF, refused, Service, START } from './eventListBench';

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

describe('a list of events', () => {
  test('asks nothing before it is shown, and then at once', async () => {
    const service = new Service();
    for (let at = 0; at < 3; at++) service.add('failed', at);
    const list = listsOf(service).of(REF);
    await pass(60_000);
    expect(service.asked).toEqual([]);
    list.show(true);
    expect(list.phase).toEqual({ kind: 'reading', what: 'newest' });
    await pass(30);
    expect(list.phase).toEqual({ kind: 'resting' });
    expect(ids(list)).toEqual(['t2', 't1', 't0']);
    expect(list.hasOlder).toBe(false);
  });

  test('looks again while it is shown: soon while an event runs, seldom when nothing happens', async () => {
    const service = new Service();
    service.add('running');
    const list = listsOf(service).of(REF);
    list.show(true);
    await pass(30_000);
    expect(Math.max(...gaps(service))).toBeLessThan(5100);
    service.events.forEach((event) => (event.phase = 'succeeded'));
    await pass(6000);
    expect(list.rows[0]?.phase).toBe('succeeded');
    await pass(120_000);
    expect(Math.max(...gaps(service))).toBeGreaterThan(19_000);
    list.show(false);
    const before = service.asked.length;
    await pass(120_000);
    expect(service.asked).toHaveLength(before);
    service.add();
    list.show(true);
    await pass(100);
    expect(ids(list)).toHaveLength(2);
  });

  test('sends one request in 5 s, however many lists of a function there are and however often somebody clicks', async () => {
    const service = new Service();
    for (let at = 0; at < 35; at++) service.add('running', at);
    const lists = listsOf(service);
    const open = ['latest', 'v1', 'v2', 'v3'].map((qualifier) => lists.of({ ...REF, qualifier }));
    open.forEach((list) => list.show(true));
    const roll = dice(7);
    for (let second = 0; second < 120; second++) {
      const list = open[Math.floor(roll() * open.length)];
      const what = Math.floor(roll() * 5);
      if (what === 0) list?.refresh();
      if (what === 1) list?.showOlder();
      if (what === 2) list?.choose({ withinMs: 3_600_000 });
      if (what === 3) lists.forget(({ qualifier }) => qualifier === 'v3');
      if (what === 4) lists.of({ ...REF, qualifier: 'v3' }).show(true);
      await pass(1000);
    }
    expect(service.asked.length).toBeGreaterThan(15);
    expect(Math.min(...gaps(service))).toBeGreaterThanOrEqual(5000);
  });

  test('lets who clicks go before those that only look again', async () => {
    const service = new Service();
    for (let at = 0; at < 15; at++) service.add('running', at);
    const lists = listsOf(service);
    const [one, two] = [lists.of(REF), lists.of({ ...REF, qualifier: 'v1' })];
    one.show(true);
    two.show(true);
    await pass(6000);
    two.showOlder();
    await pass(4100);
    expect(two.rows).toHaveLength(15);
  });

  test('waits as long as Retry-After says', async () => {
    const service = new Service();
    service.add();
    service.failures.push(refused(429, 42_000));
    const list = listsOf(service).of(REF);
    list.show(true);
    await pass(41_000);
    expect(service.asked).toHaveLength(1);
    expect(list.phase.kind).toBe('reading');
    await pass(2000);
    expect(list.phase.kind).toBe('resting');
    expect(ids(list)).toEqual(['t0']);
  });

  test('shows a failure that does not pass, with what was known, and goes on when asked', async () => {
    const service = new Service();
    for (let at = 0; at < 12; at++) service.add('succeeded', at);
    const list = listsOf(service).of(REF);
    list.show(true);
    await pass(100);
    service.failures.push(refused(403));
    list.showOlder();
    await pass(6000);
    expect(list.phase).toMatchObject({ kind: 'failed', what: 'older' });
    expect(list.rows).toHaveLength(10);
    const before = service.asked.length;
    await pass(60_000);
    expect(service.asked).toHaveLength(before);
    list.retry();
    await pass(200);
    expect(list.rows).toHaveLength(12);
    // the page that failed, and nothing before it
    expect(service.asked).toHaveLength(before + 1);
  });

  test('gives up a failure that does not go away after three requests', async () => {
    const service = new Service();
    service.failures.push(refused(503), refused(503), refused(503));
    const list = listsOf(service).of(REF);
    list.show(true);
    await pass(60_000);
    expect(service.asked).toHaveLength(3);
    expect(list.phase).toMatchObject({ kind: 'failed', what: 'newest' });
  });

  test('is given up when asked, and can be asked again', async () => {
    const service = new Service();
    service.add();
    const list = listsOf(service).of(REF);
    list.show(true);
    list.cancel();
    await pass(30_000);
    expect(list.phase).toEqual({ kind: 'cancelled' });
    expect(list.rows).toHaveLength(0);
    list.retry();
    await pass(6000);
    expect(list.rows).toHaveLength(1);
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EventList } from '../../../src/app/events/eventList';
import { EventLists } from '../../../src/app/events/eventLists';
import { pages, type Pages } from '../../../src/cloud/call/pages';
import type { AsyncInvocation, EventFilter } from '../../../src/cloud/invocation';
import { CloudError } from '../../../src/cloud/errors';
import type { FunctionRef } from '../../../src/model/functionRef';
import type { EventPhase } from '../../../src/model/invocation/eventLife';
import { message } from '../../../src/model/message';
import { dice } from '../../cloud/logs/virtualDoor';

const REF: FunctionRef = { connection: 'c', group: 'orders', name: 'pay', qualifier: 'latest' };
const PAGE = 10;
const START = 1_000_000_000;

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

/** Waits by the clock of the test. */
function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** A service that keeps records and pages them by offset, while events come and go. */
class Service {
  /** Oldest first. */
  readonly events: { taskId: string; phase: EventPhase; startedAt: number }[] = [];
  /** When each request came. */
  readonly asked: number[] = [];
  /** What the next requests fail with. */
  readonly failures: CloudError[] = [];
  /** Runs before each answer. */
  before: () => void = () => undefined;
  /** The page that the service names after this one; by default the right one. */
  nextOf = (next: number): number => next;
  private count = 0;

  add(phase: EventPhase = 'succeeded', startedAt = Date.now()): string {
    const taskId = `t${String(this.count++)}`;
    this.events.push({ taskId, phase, startedAt });
    this.events.sort((a, b) => a.startedAt - b.startedAt);
    return taskId;
  }

  listAsyncInvocations(_ref: FunctionRef, filter: EventFilter): Pages<AsyncInvocation> {
    return pages({ service: 'functiongraph-huawei', operation: 'list' }, async (from: number = 0) => {
      this.asked.push(Date.now());
      await delay(20);
      this.before();
      const failure = this.failures.shift();
      if (failure) throw failure;
      const all = this.events
        .filter(({ phase }) => filter.phase === undefined || phase === filter.phase)
        .filter(({ startedAt }) => startedAt >= (filter.since ?? 0))
        .reverse();
      const items = all.slice(from, from + PAGE).map((event) => ({ ...event, status: event.phase }));
      return { items, next: from + PAGE < all.length ? this.nextOf(from + PAGE) : undefined };
    });
  }

  newestFirst(): readonly string[] {
    return [...this.events].reverse().map(({ taskId }) => taskId);
  }
}

function listsOf(service: Service): EventLists {
  return new EventLists({
    cloud: () => Promise.resolve(service),
    clock: {
      now: () => Date.now(),
      sleep: (ms, signal) => (signal.aborted ? Promise.resolve() : delay(ms, signal)),
    },
  });
}

function refused(status: number, retryAfterMs?: number): CloudError {
  return new CloudError({
    kind: 'service',
    operation: 'list',
    sent: 'answered',
    status,
    repeatable: status !== 403,
    summary: message('The service limits the number of requests.'),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

const ids = (list: EventList) => list.rows.map(({ taskId }) => taskId);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const gaps = ({ asked }: Service) => asked.slice(1).map((at, index) => at - (asked[index] ?? 0));

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

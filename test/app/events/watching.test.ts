import { beforeAll, expect, test } from 'vitest';
import type { WatchedEvent } from '../../../src/app/events/watchedEvents';
import { createWatchedEvents } from '../../../src/app/events/watching';
import { CLOCK } from '../../../src/app/clock';
import { Emitter } from '../../../src/app/event';
import { createLogStreams } from '../../../src/app/logs/logStreams';
import { openDoor } from '../../../src/cloud/door';
import { connect } from '../../../src/cloud/connect';
import { refTo } from '../../cloud/functionComputeFixture';
import { NEVER } from '../../cloud/functionGraphFixture';
import { runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';

const SERVICE = 'functioncompute-3';
const bench = sandboxBench();
const logs = createLogStreams();
let sandbox: Bench;

beforeAll(async () => {
  const runner = runnerOf({
    hello: (_request, log) => {
      log('hello to all');
      return { kind: 'returned', text: 'null' };
    },
  });
  sandbox = await bench.start({ functions: bench.functions({ 'orders/hello': {} }) }, { runner });
});

function cloudOfSandbox() {
  const { url, services } = sandbox.ready;
  const found = services.find((each) => each.service === SERVICE);
  const { accessKeyId = '', secretAccessKey = '', region = '', accountId = '' } = found ?? {};
  return connect(
    {
      ...{ id: 'c', name: 'Test', service: SERVICE, region, accountId, credential: 'keys' as const },
      ...{ endpoint: url, logEndpoint: url },
    },
    { kind: 'keys', accessKeyId, secretAccessKey },
    openDoor({ log: () => undefined }),
  );
}

const over = (watched: WatchedEvent) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (watched.phase === 'over') resolve();
    };
    watched.onDidChange(look);
    look();
  });

test('an event at which several look is followed once, until the last has looked', async () => {
  const cloud = cloudOfSandbox();
  const ref = refTo(SERVICE, 'hello');
  const queuedAt = Date.now();
  const receipt = await cloud.invokeAsync(ref, '{}', NEVER);
  let connected = 0;
  const events = createWatchedEvents({
    logs,
    cloud: () => {
      connected++;
      return Promise.resolve(cloud);
    },
    isEarlier: () => false,
  });
  const event = { ref, ...receipt, queuedAt };
  const [output, page] = [events.watch(event), events.watch(event)];
  expect(events.list()).toHaveLength(1);
  await Promise.all([over(output), over(page)]);
  expect(connected).toBe(1);
  expect(output.life).toMatchObject({ state: 'succeeded', attempts: [{ number: 1, outcome: 'succeeded' }] });
  expect(page.life).toBe(output.life);

  // Who comes late is told what was read before.
  const tree = events.watch(event);
  const read: string[] = [];
  tree.onLines((lines) => read.push(...lines.map(({ text }) => text)));
  expect(read.filter((text) => text.includes('hello to all'))).toHaveLength(1);

  for (const watched of [output, output, page]) watched.dispose();
  expect(events.list()).toHaveLength(1);
  tree.dispose();
  expect(events.list()).toEqual([]);
}, 20_000);

test('events of one version that were queued before its plan was read share it; one queued later has it read again', async () => {
  const cloud = cloudOfSandbox();
  const ref = refTo(SERVICE, 'hello');
  let reads = 0;
  const counting = Object.assign(cloudOfSandbox(), {
    getAsyncConfig: (...asked: Parameters<typeof cloud.getAsyncConfig>) => {
      reads++;
      return cloud.getAsyncConfig(...asked);
    },
  });
  const events = createWatchedEvents({
    ...{ logs, isEarlier: () => false },
    cloud: () => Promise.resolve(counting),
  });
  const queued: { readonly taskId: string; readonly requestId: string; readonly queuedAt: number }[] = [];
  for (let one = 0; one < 5; one++)
    queued.push({ queuedAt: Date.now(), ...(await cloud.invokeAsync(ref, '{}', NEVER)) });
  const [first, ...others] = queued.map((event) => events.watch({ ref, ...event }));
  await Promise.all([first, ...others].flatMap((watched) => (watched ? [over(watched)] : [])));
  expect(reads).toBe(1);
  await cloud.putAsyncConfig(ref, { maxAsyncRetryAttempts: 7 }, NEVER);
  const later = events.watch({
    ref,
    queuedAt: Date.now() + 1,
    ...(await cloud.invokeAsync(ref, '{}', NEVER)),
  });
  await over(later);
  expect(reads).toBe(2);
  expect(later.life.plan?.attempts).toBe(8);
  expect(first?.life.plan?.attempts).toBe(4);
  for (const watched of [first, ...others, later]) watched?.dispose();
}, 30_000);

test('an event whose connection is gone is over at once, and says why', async () => {
  const gone = new Error('no such connection');
  const events = createWatchedEvents({ logs, cloud: () => Promise.reject(gone), isEarlier: () => false });
  const watched = events.watch({ ref: refTo(SERVICE, 'hello'), taskId: 't', queuedAt: Date.now() });
  await over(watched);
  expect(watched.life).toMatchObject({ state: 'lost', attempts: [] });
  expect([...watched.trouble]).toEqual([['record', gone]]);
  watched.dispose();
});

test('an event whose connection is removed while it is followed is asked for no more, unless it comes back', async () => {
  const ref = refTo(SERVICE, 'hello');
  const pending = Object.assign(cloudOfSandbox(), { getAsyncInvocation: () => Promise.resolve(undefined) });
  const [removed, gone] = [new Emitter<undefined>(), new Error('no such connection')];
  let isThere = true;
  const waits: (() => void)[] = [];
  const clock = {
    now: () => Date.now(),
    sleep: (ms: number, signal: AbortSignal) =>
      ms === 5000 ? new Promise<void>((resolve) => waits.push(resolve)) : CLOCK.sleep(ms, signal),
  };
  const events = createWatchedEvents({
    ...{ logs, clock, isEarlier: () => false },
    cloud: () => (isThere ? Promise.resolve(pending) : Promise.reject(gone)),
    connections: { has: () => isThere, onDidChange: removed.event },
  });
  const watched = events.watch({ ref, taskId: 'none', requestId: 'none', queuedAt: Date.now() });

  isThere = false;
  removed.fire(undefined);
  isThere = true;
  waits.shift()?.();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(watched.phase).toBe('following');

  isThere = false;
  removed.fire(undefined);
  waits.shift()?.();
  await over(watched);
  expect(watched.life.state).toBe('lost');
  expect([...watched.trouble]).toEqual([['record', gone]]);
  watched.dispose();
});

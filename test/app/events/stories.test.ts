import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { invokeAsync } from '../../../src/app/invocations/async';
import type { QueuedEvent } from '../../../src/app/events/watchedEvents';
import type { Ended, Task } from '../../../src/app/invocations/task';
import { sandboxControls } from '../../../src/app/sandbox/controls';
import type { Cloud } from '../../../src/cloud/cloud';
import { connect } from '../../../src/cloud/connect';
import { openDoor, type Door } from '../../../src/cloud/door';
import type { Secret } from '../../../src/model/connection';
import { member, type Json } from '../../../src/model/json';
import type { ServiceId } from '../../../src/model/service';
import { profileOf } from '../../../src/model/services';
import { refTo } from '../../cloud/functionComputeFixture';
import { NEVER } from '../../cloud/functionGraphFixture';
import { eventually, runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { emptyStage } from '../invocations/emptyStage';

// An event that fails twice, from the queue to its end, over real sockets. Its retries lie ten minutes and more ahead and
// happen only where the sandbox's clock is moved, so nothing here waits for time.

const bench = sandboxBench();
let sandbox: Bench;

beforeAll(async () => {
  const tries = new Map<string, number>();
  const flaky = ({ requestId }: { readonly requestId: string }, log: (line: string) => void) => {
    const attempt = (tries.get(requestId) ?? 0) + 1;
    tries.set(requestId, attempt);
    log(`line of attempt ${String(attempt)}`);
    return attempt < 3
      ? ({ kind: 'failed', stage: 'invoke', handled: false, errorType: 'Error', message: 'not yet' } as const)
      : ({ kind: 'returned', text: 'null' } as const);
  };
  const about = {
    versions: [{ name: 'v1' }],
    aliases: [{ name: 'prod', version: 'v1' }],
    async: { age: 7200, retries: 2, record: true, failure: { store: 'failed-orders' } },
  };
  const functions = bench.functions({
    'orders/flaky': about,
    'orders/unrecorded': { async: { age: 7200, retries: 2, record: false } },
  });
  const runner = runnerOf({ flaky, unrecorded: flaky });
  sandbox = await bench.start({ functions, retryDelayMs: 600_000 }, { runner });
});

const DOOR = openDoor({ log: () => undefined });
/** The real door, but that waits are over ten times as soon: between looks at a log that fails they are long. */
const HURRIED: Door = { ...DOOR, sleep: (ms, signal) => DOOR.sleep(ms / 10, signal) };

function cloudOf(service: ServiceId, secret?: Secret, door = DOOR): Cloud {
  const { ready } = sandbox;
  const found = ready.services.find((each) => each.service === service);
  const { accessKeyId, secretAccessKey } = { ...ready, ...found };
  const { region = '', projectId, accountId } = found ?? {};
  const { user, domain } = ready;
  const keys = { kind: 'keys', accessKeyId, secretAccessKey } as const;
  return connect(
    {
      ...{ id: 'c', name: 'Test', service, region, credential: (secret ?? keys).kind },
      ...{ endpoint: ready.url, iamEndpoint: ready.url, logEndpoint: ready.url },
      ...(secret?.kind === 'password' && { user, domain }),
      ...(projectId !== undefined && { projectId }),
      ...(accountId !== undefined && { accountId }),
    },
    secret ?? keys,
    door,
  );
}

function taskOf(service: ServiceId, cloud = cloudOf(service), name = 'flaky', qualifier?: string): Task {
  const ref =
    service === 'functioncompute-2' || service === 'functioncompute-3'
      ? refTo(service, name)
      : { connection: 'c', group: 'orders', name, qualifier: 'latest' };
  return {
    ref: qualifier === undefined ? ref : { ...ref, qualifier },
    cloud,
    profile: profileOf(service),
    payload: '{}',
  };
}

/** The rows of a list in a control's answer. */
function rows(body: Json, key: string): readonly Json[] {
  const found = member(body, key);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}

function textAt(row: Json, key: string): string {
  const found = member(row, key);
  return typeof found === 'string' ? found : '';
}

const control = async (path: string, body?: Json): Promise<Json> =>
  (await sandbox.ask(body === undefined ? 'GET' : 'POST', `/sandbox/${path}`, body)).body;

type Told = ReturnType<typeof emptyStage>;

/** Waits until the event of a stage waits after so many failed attempts. */
async function waits({ events }: Told, failed: number): Promise<QueuedEvent> {
  const { event } = await eventually(
    () => events.list()[0],
    (seen) => seen !== undefined,
  ).then((seen) => seen ?? Promise.reject(new Error('nothing is followed')));
  await eventually(
    () => control('clock'),
    (body) =>
      rows(body, 'waiting').some(
        (row) => rows(row, 'ids').includes(event.requestId ?? '') && member(row, 'failed') === failed,
      ),
  );
  return event;
}

async function skip({ events }: Told, event: QueuedEvent, to: 'attempt' | 'age' = 'attempt'): Promise<void> {
  await sandboxControls(sandbox.ready).skip(to, event, NEVER);
  for (const seen of events.list()) seen.hurry();
}

/** Sends an event and lets its attempts happen; `between` is called while it waits for its second one. */
async function follow(
  task: Task,
  between: (told: Told, event: QueuedEvent) => Promise<unknown> = () => Promise.resolve(),
): Promise<Ended & { readonly lines: readonly string[] }> {
  const controls = sandboxControls(sandbox.ready);
  const delivery = (event: QueuedEvent) =>
    Promise.resolve((signal: AbortSignal) => controls.deliveryOf(event, signal));
  const told = emptyStage(task, delivery);
  const { stage, lines } = told;
  const ending = invokeAsync(stage, task, () => Promise.resolve('stop' as const)).then(
    (end) => end.goesOn ?? end,
  );
  const event = await waits(told, 1);
  const goesOn = (await between(told, event)) !== 'over';
  if (goesOn) {
    await skip(told, event);
    await waits(told, 2);
    await skip(told, event);
  }
  return { ...(await ending), lines };
}

async function posts(): Promise<number> {
  const all = rows(await control('requests'), 'requests');
  return all.filter((row) => member(row, 'method') === 'POST' && /invocations/.test(textAt(row, 'path')))
    .length;
}

const outcomes = ({ record }: Ended) => record.life?.attempts.map(({ outcome }) => outcome);
/** What the output says of attempts, each as it ended. */
const endsTold = ({ lines }: { readonly lines: readonly string[] }) =>
  lines.flatMap((line) => /Attempt \d (?:failed|succeeded|ended)/.exec(line)?.[0] ?? []);
const said = ({ lines }: { readonly lines: readonly string[] }) =>
  lines.flatMap((line) => /line of attempt \d/.exec(line)?.[0] ?? []);
const EACH_ONCE = [1, 2, 3].map((number) => `line of attempt ${String(number)}`);

describe('the story of an event that fails twice', () => {
  it.each<[string, () => Task]>([
    ['on Huawei Cloud', () => taskOf('functiongraph-huawei')],
    ['on Open Telekom Cloud', () => taskOf('functiongraph-otc')],
    ['through an alias', () => taskOf('functiongraph-huawei', undefined, 'flaky', '!prod')],
    ['on Function Compute 2.0', () => taskOf('functioncompute-2')],
    ['on Function Compute 3.0', () => taskOf('functioncompute-3')],
  ])(
    '%s: each attempt once, and one POST',
    async (_, make) => {
      const task = make();
      if (task.ref.qualifier === '!prod')
        await task.cloud.putAsyncConfig(
          { ...task.ref, qualifier: 'v1' },
          {
            max_async_retry_attempts: 2,
            max_async_event_age_in_seconds: 7200,
            enable_async_status_log: true,
          },
          NEVER,
        );
      const before = await posts();
      const ended = await follow(task);
      expect(ended.record.outcome.kind).toBe('succeeded');
      expect(outcomes(ended)).toEqual(['failed', 'failed', 'succeeded']);
      expect(endsTold(ended)).toEqual(['Attempt 1 failed', 'Attempt 2 failed', 'Attempt 3 succeeded']);
      expect(said(ended)).toEqual(EACH_ONCE);
      expect(await posts()).toBe(before + 1);
    },
    30_000,
  );

  it('whose records nobody keeps: by its log, and no more is claimed than that tells', async () => {
    const ended = await follow(taskOf('functiongraph-huawei', undefined, 'unrecorded'));
    expect(ended.record.outcome.kind).toBe('queued');
    expect(ended.unrecorded?.name).toBe('unrecorded');
    expect(outcomes(ended)).toEqual(['failed', 'failed', 'over']);
    expect(said(ended)).toEqual(EACH_ONCE);
  }, 40_000);

  it('whose records nobody keeps, where the log tells the end', async () => {
    const ended = await follow(taskOf('functioncompute-3', undefined, 'unrecorded'));
    expect(ended.record.outcome.kind).toBe('succeeded');
    expect(outcomes(ended)).toEqual(['failed', 'failed', 'succeeded']);
  }, 40_000);

  it.each(['functiongraph-huawei', 'functioncompute-3'] as const)(
    'that is stopped while it waits, on %s',
    async (service) => {
      const ended = await follow(taskOf(service), async ({ stage }) => {
        await stage.flights.list()[0]?.state.stop();
        return 'over';
      });
      expect(ended.record.outcome.kind).toBe('stopped');
      expect(ended.record.life?.attempts).toHaveLength(1);
      expect(ended.record.life?.delivery.kind).not.toBe('delivered');
    },
    30_000,
  );

  it('that grows too old: it is discarded, and its record lies where failures go', async () => {
    const ended = await follow(taskOf('functiongraph-huawei'), async (told, event) => {
      await skip(told, event, 'age');
      return 'over';
    });
    expect(ended.record.outcome.kind).toBe('discarded');
    const { delivery } = ended.record.life ?? {};
    expect(delivery).toMatchObject({
      kind: 'delivered',
      destination: { kind: 'OBS', values: { bucket: 'failed-orders' } },
    });
    const file = delivery?.kind === 'delivered' ? delivery.seen.file : undefined;
    expect(readFileSync(file ?? '', 'utf8')).toContain(ended.record.taskId);
  }, 30_000);

  it.each([
    ['functiongraph-huawei', 'ltsQuery:503:x3'],
    ['functioncompute-3', 'GetLogs:503:x3'],
  ] as const)(
    'while the log of %s fails in the middle: no line is lost',
    async (service, fault) => {
      const task = taskOf(service, cloudOf(service, undefined, HURRIED));
      const ended = await follow(task, () => control('faults', { faults: [fault] }));
      expect(rows(await control('faults'), 'faults')).toHaveLength(1);
      await sandbox.ask('DELETE', '/sandbox/faults');
      expect(outcomes(ended)).toEqual(['failed', 'failed', 'succeeded']);
      expect(said(ended)).toEqual(EACH_ONCE);
      expect(ended.record.life?.sources.log).toBe('heard');
    },
    60_000,
  );

  it('with a token that expires on the way: it is renewed, and nothing is sent twice', async () => {
    const cloud = cloudOf('functiongraph-huawei', { kind: 'password', password: sandbox.ready.password });
    const before = await posts();
    const ended = await follow(taskOf('functiongraph-huawei', cloud), () => control('tokens/expire', {}));
    expect(ended.record.outcome.kind).toBe('succeeded');
    expect(said(ended)).toEqual(EACH_ONCE);
    expect(await posts()).toBe(before + 1);
  }, 30_000);

  it('five times at once: the log is asked no more often than for one', async () => {
    const task = taskOf('functiongraph-huawei');
    const { stage } = emptyStage(task);
    await sandbox.ask('DELETE', '/sandbox/requests');
    const all = [1, 2, 3, 4, 5].map(() =>
      invokeAsync(stage, task, () => Promise.resolve('leave' as const)).then((end) => end.goesOn ?? end),
    );
    await eventually(
      () => control('clock'),
      (body) => rows(body, 'waiting').filter((row) => member(row, 'failed') === 1).length === 5,
    );
    await control('clock', { seconds: 610 });
    await control('clock', { seconds: 1210 });
    for (const { record } of await Promise.all(all)) {
      expect(record.life?.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'succeeded']);
      // Lines without a request id may be of any that runs.
      expect([...new Set([...record.log.matchAll(/line of attempt \d/g)].map(String))]).toEqual(EACH_ONCE);
    }
    const asked = rows(await control('requests'), 'requests').filter(
      (row) => member(row, 'operation') === 'ltsQuery',
    );
    const times = asked.map((row) => Date.parse(textAt(row, 'at')));
    expect(times.length).toBeGreaterThan(0);
    // One reader looks once a second: five would be there several times in it.
    for (const [index, time] of times.entries())
      if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThan(900);
  }, 30_000);
});

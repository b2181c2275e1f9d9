import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import type { SandboxOptions } from '../../src/sandbox/options';
import { createRunner } from '../../src/sandbox/runner/runner';
import { textAt } from '../../src/sandbox/textAt';
import { askSigned } from './functionComputeClient';
import { buildRuntimes } from './runnerBench';
import { ask, eventually, HUAWEI, OTC, sandboxBench, type Bench } from './sandboxBench';

const bench = sandboxBench();
const SAMPLES = resolve(import.meta.dirname, '../../media/samples');
const rows = (body: Json, key: string) => member(body, key) as readonly Json[];
let runtimes: string;

beforeAll(async () => {
  runtimes = bench.folder();
  await buildRuntimes(runtimes);
});

/** A sandbox with the samples as they come, in real processes, on the machine's clock. */
function start(options: Partial<SandboxOptions> = {}): Promise<Bench> {
  const runner = createRunner({
    node: process.execPath,
    python: 'python3',
    runtimesDir: runtimes,
    idleMs: 60_000,
    maxInstances: 4,
  });
  return bench.start({ functions: SAMPLES, ...options }, { runner });
}

/** One of the four services, as a test of a story needs it. */
interface Dialect {
  readonly name: string;
  config(sandbox: Bench, fn: string): Promise<Json>;
  /** Queues an event and gives the id by which it is followed. */
  queue(sandbox: Bench, fn: string, event: Json): Promise<string>;
  /** Where an event stands, in the service's word. */
  status(sandbox: Bench, fn: string, id: string): Promise<string>;
  readonly succeeded: string;
  readonly failed: string;
  readonly tooOld: string;
}

function functionGraph(name: string, project: string): Dialect {
  const at = (sandbox: Bench, method: string, fn: string, rest: string, body?: Json) =>
    ask(sandbox.ready, project, method, `fgs/functions/orders:${fn}/${rest}`, body);
  return {
    name,
    config: async (sandbox, fn) => (await at(sandbox, 'GET', fn, 'async-invoke-config')).body,
    queue: async (sandbox, fn, event) =>
      textAt((await at(sandbox, 'POST', fn, 'invocations-async', event)).body, 'request_id'),
    status: async (sandbox, fn, id) => {
      const { body } = await at(sandbox, 'GET', fn, `async-invocations?request_id=${id}`);
      return textAt(rows(body, 'invocations')[0], 'status');
    },
    succeeded: 'SUCCESS',
    failed: 'FAIL',
    tooOld: 'DISCARD',
  };
}

function functionCompute(name: string, base: string, tasks: string, header: string): Dialect {
  const at = (sandbox: Bench, method: string, fn: string, rest: string) =>
    askSigned(sandbox, method, `${base}/functions/${fn}/${rest}`);
  return {
    name,
    config: async (sandbox, fn) => (await at(sandbox, 'GET', fn, 'async-invoke-config')).body,
    queue: async (sandbox, fn, event) => {
      const headers = { 'x-fc-invocation-type': 'Async' };
      const answer = await askSigned(sandbox, 'POST', `${base}/functions/${fn}/invocations`, event, {
        headers,
      });
      return answer.headers.get(header) ?? '';
    },
    status: async (sandbox, fn, id) =>
      textAt((await at(sandbox, 'GET', fn, `${tasks}/${id}`)).body, 'status'),
    succeeded: 'Succeeded',
    failed: 'Failed',
    tooOld: 'Expired',
  };
}

const DIALECTS = [
  functionGraph('Huawei', HUAWEI),
  functionGraph('OTC', OTC),
  functionCompute(
    'Function Compute 2.0',
    '/2016-08-15/services/orders',
    'stateful-async-invocations',
    'x-fc-stateful-async-invocation-id',
  ),
  functionCompute('Function Compute 3.0', '/2023-03-30', 'async-tasks', 'x-fc-async-task-id'),
];

const clock = (sandbox: Bench, body: Json) => sandbox.ask('POST', '/sandbox/clock', body);
const deliveries = async (sandbox: Bench, id: string) =>
  rows((await sandbox.ask('GET', `/sandbox/deliveries?event=${id}`)).body, 'deliveries');

/** Waits until an event waits for its next attempt, with so many failed ones behind it. */
async function waits(sandbox: Bench, id: string, failed: number): Promise<Json> {
  const { body } = await eventually(
    () => sandbox.ask('GET', '/sandbox/clock'),
    (answer) =>
      rows(answer.body, 'waiting').some(
        (event) => rows(event, 'ids').includes(id) && member(event, 'failed') === failed,
      ),
  );
  return rows(body, 'waiting').find((event) => rows(event, 'ids').includes(id)) ?? null;
}

describe.each(DIALECTS)('the samples on $name', (service) => {
  test('come configured', async () => {
    const sandbox = await start();
    const text = async (fn: string) => JSON.stringify(await service.config(sandbox, fn));
    expect(await text('flaky')).toMatch(/"max\w+attempts":2/i);
    expect(await text('flaky')).toMatch(/alert/);
    expect(await text('late')).toMatch(/late-orders/);
    expect(await text('receipt')).toMatch(/receipts/);
  });

  test('flaky waits, is tried again when the wait is skipped, and succeeds', async () => {
    const sandbox = await start({ retryDelayMs: 600_000 });
    const id = await service.queue(sandbox, 'flaky', { orderId: 'A-1' });
    await waits(sandbox, id, 1);
    const moved = await clock(sandbox, { skip: 'attempt', event: id });
    expect(moved.status).toBe(200);
    expect(member(moved.body, 'movedSeconds')).toBeGreaterThan(500);
    await waits(sandbox, id, 2);
    await clock(sandbox, { skip: 'attempt' });
    await eventually(
      () => service.status(sandbox, 'flaky', id),
      (status) => status === service.succeeded,
    );
    expect(await deliveries(sandbox, id)).toEqual([]);
  });

  test('flaky that fails for good is delivered to the function alert', async () => {
    const sandbox = await start();
    const id = await service.queue(sandbox, 'flaky', { orderId: 'A-1', failures: 9 });
    await clock(sandbox, { seconds: 3600 });
    expect(await service.status(sandbox, 'flaky', id)).toBe(service.failed);
    const [delivery] = await deliveries(sandbox, id);
    expect(delivery).toMatchObject({ event: expect.stringMatching(/./) as string });
    expect(delivery).not.toHaveProperty('error');
  });

  test('late grows too old, at its age limit and not before', async () => {
    const sandbox = await start();
    const id = await service.queue(sandbox, 'late', { orderId: 'A-1' });
    await clock(sandbox, { seconds: 50 });
    expect([service.failed, service.tooOld]).not.toContain(await service.status(sandbox, 'late', id));
    await clock(sandbox, { seconds: 11 });
    await eventually(
      () => service.status(sandbox, 'late', id),
      (status) => status === service.tooOld,
    );
  });

  test('receipt is delivered, and the delivery names its file', async () => {
    const sandbox = await start();
    const id = await service.queue(sandbox, 'receipt', { orderId: 'A-9', items: [{ price: 4 }] });
    const [delivery] = await eventually(
      () => deliveries(sandbox, id),
      (found) => found.length === 1,
    );
    const text = readFileSync(textAt(delivery, 'file'), 'utf8');
    expect(text).toContain('A-9');
    expect(textAt(delivery, 'file').startsWith(sandbox.ready.state)).toBe(true);
  });
});

describe('time', () => {
  /** All that a day and eight retries do: the attempts' times, from the first. */
  async function aDay(seed: number) {
    const functions = bench.functions(
      { 'orders/late': { async: { age: 86_400, retries: 8, record: true } } },
      { 'orders/late/index.js': "exports.handler = async () => { throw new Error('no'); };\n" },
    );
    const sandbox = await start({ functions, seed, retryDelayMs: 60_000, faults: ['listVersions:503:0.5'] });
    const [, , , third] = DIALECTS;
    if (!third) throw new Error('no such dialect');
    const id = await third.queue(sandbox, 'late', {});
    expect((await clock(sandbox, { seconds: 86_400 })).status).toBe(200);
    const { body } = await askSigned(sandbox, 'GET', `/2023-03-30/functions/late/async-tasks/${id}`);
    const steps = rows(body, 'events').filter((step) => member(step, 'status') === 'Running');
    const faulty: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      faulty.push((await sandbox.ask('GET', 'fgs/functions/orders:late/versions')).status);
    }
    // The first attempt may have been made before the clock was moved.
    const times = steps.map((step) => Number(textAt(step, 'timestamp')));
    const minutes = times.map((time) => Math.floor((time - (times[0] ?? 0)) / 60_000));
    return { minutes, status: member(body, 'status'), faulty };
  }

  test('of a day with eight retries passes at once, the same every time with the same seed', async () => {
    const first = await aDay(7);
    expect(first.minutes).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255]);
    expect(first.status).toBe('Failed');
    expect(new Set(first.faulty)).toEqual(new Set([200, 503]));
    expect(await aDay(7)).toEqual(first);
    expect((await aDay(8)).faulty).not.toEqual(first.faulty);
  });

  test('that is moved past the age limit drops an event without the attempts before it', async () => {
    const sandbox = await start({ retryDelayMs: 3_600_000 });
    const [huawei] = DIALECTS;
    const id = (await huawei?.queue(sandbox, 'flaky', { orderId: 'A-1' })) ?? '';
    await waits(sandbox, id, 1);
    await clock(sandbox, { skip: 'age', event: id });
    await eventually(
      () => huawei?.status(sandbox, 'flaky', id),
      (status) => status === 'DISCARD',
    );
    expect((await clock(sandbox, { skip: 'age', event: id })).status).toBe(400);
  });

  test('is moved as far as was asked, however long the events on the way run', async () => {
    const sandbox = await start({ retryDelayMs: 600_000 });
    const [huawei] = DIALECTS;
    const id = (await huawei?.queue(sandbox, 'flaky', { orderId: 'A-1' })) ?? '';
    await waits(sandbox, id, 1);
    expect(member((await clock(sandbox, { seconds: 7200 })).body, 'movedSeconds')).toBe(7200);
  });

  test('is moved for an event whose attempt is under way when that has ended', async () => {
    const functions = bench.functions(
      { 'orders/flaky': { async: { retries: 1, record: true } } },
      {
        'orders/flaky/index.js':
          "exports.handler = async () => { await new Promise((end) => setTimeout(end, 500)); throw new Error('no'); };\n",
      },
    );
    const sandbox = await start({ functions, retryDelayMs: 600_000 });
    const [huawei] = DIALECTS;
    const id = (await huawei?.queue(sandbox, 'flaky', {})) ?? '';
    await eventually(
      () => huawei?.status(sandbox, 'flaky', id),
      (status) => status === 'RUNNING',
    );
    const moved = await clock(sandbox, { skip: 'attempt', event: id });
    expect(member(moved.body, 'movedSeconds')).toBeGreaterThan(500);
  });

  test('that was moved is still moved after a restart, and what waits goes on waiting', async () => {
    const state = bench.folder();
    const first = await start({ state, retryDelayMs: 3_600_000 });
    const [huawei] = DIALECTS;
    const id = (await huawei?.queue(first, 'flaky', { orderId: 'A-1' })) ?? '';
    const before = textAt(await waits(first, id, 1), 'dueAt');
    await clock(first, { seconds: 1800 });
    await first.stop();
    const second = await start({ state, retryDelayMs: 3_600_000 });
    expect(member((await second.ask('GET', '/sandbox/clock')).body, 'aheadSeconds')).toBe(1800);
    expect(textAt(await waits(second, id, 1), 'dueAt')).toBe(before);
  });

  test('moves no token and no signature: who signs by either time is let in', async () => {
    const sandbox = await start();
    await clock(sandbox, { seconds: 86_400 });
    const target = '/2023-03-30/functions/slow';
    const at = (ms: number) => askSigned(sandbox, 'GET', target, undefined, { at: Date.now() + ms });
    expect((await at(0)).status).toBe(200);
    expect((await at(86_400_000)).status).toBe(200);
    expect((await at(43_200_000)).status).toBe(403);
    expect((await sandbox.ask('GET', 'fgs/functions')).status).toBe(200);
  });

  test.each<[string, Json]>([
    ['backwards', { seconds: -1 }],
    ['by a text', { seconds: '60' }],
    ['for ever', { seconds: 1e12 }],
    ['by nothing', {}],
    ['to nowhere', { skip: 'tomorrow' }],
    ['to an event that is not there', { skip: 'attempt', event: 'nobody' }],
  ])('cannot be moved %s', async (_, body) => {
    const sandbox = await start();
    expect((await clock(sandbox, body)).status).toBe(400);
  });
});

test('a config that was changed or deleted stays so, whatever the sample comes with', async () => {
  const state = bench.folder();
  const first = await start({ state });
  await first.ask('DELETE', 'fgs/functions/orders:flaky/async-invoke-config');
  await first.ask('PUT', 'fgs/functions/orders:late/async-invoke-config', { max_async_retry_attempts: 1 });
  await first.stop();
  const second = await start({ state });
  expect((await second.ask('GET', 'fgs/functions/orders:flaky/async-invoke-config')).status).toBe(404);
  const { body } = await second.ask('GET', 'fgs/functions/orders:late/async-invoke-config');
  expect(member(body, 'max_async_retry_attempts')).toBe(1);
});

test('the clock and the deliveries are for who has the token, and for no web page', async () => {
  const sandbox = await start();
  const stranger = { ...sandbox.ready, token: 'other' };
  for (const [method, path] of [
    ['GET', '/sandbox/clock'],
    ['POST', '/sandbox/clock'],
    ['GET', '/sandbox/deliveries'],
  ] as const) {
    const body = method === 'POST' ? { seconds: 1 } : undefined;
    expect((await ask(stranger, HUAWEI, method, path, body)).status).toBe(401);
    expect((await sandbox.ask(method, path, body, { origin: 'https://evil.example' })).status).toBe(403);
    expect(await statusWithHost(sandbox, method, path)).toBe(403);
  }
  expect(member((await sandbox.ask('GET', '/sandbox/clock')).body, 'aheadSeconds')).toBe(0);
});

/** The status for a request that addresses the sandbox by a name that is not its own. */
function statusWithHost({ ready }: Bench, method: string, path: string): Promise<number> {
  const headers = { host: 'evil.example', 'x-auth-token': ready.token };
  return new Promise((done, reject) => {
    request(`${ready.url}${path}`, { method, headers }, (answer) => {
      answer.resume();
      done(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

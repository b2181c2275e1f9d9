import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import { askSigned } from './functionComputeClient';
import { ask, eventually, HUAWEI, type Bench } from './sandboxBench';
import { rows, DIALECTS, clock, waits, sampleBench } from './sampleBench';

const { bench, start } = sampleBench();

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
    // What is wrong with a request is told, not that it might have been signed at another time.
    const keys = { accessKeyId: 'nobody', secretAccessKey: 'x' };
    for (const at of [Date.now(), Date.now() + 86_400_000]) {
      expect((await askSigned(sandbox, 'GET', target, undefined, { at, keys })).text).not.toContain(
        'minutes',
      );
    }
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

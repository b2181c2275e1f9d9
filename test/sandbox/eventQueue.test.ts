import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { member, type Json, type JsonObject } from '../../src/model/json';
import type { SandboxOptions } from '../../src/sandbox/options';
import { textAt } from '../../src/sandbox/textAt';
import {
  eventually,
  HUAWEI,
  ManualClock,
  OTC,
  runnerOf,
  type Result,
  sandboxBench,
  type Bench,
  type Handler,
} from './sandboxBench';

const bench = sandboxBench();
const OK: Result = { kind: 'returned', text: '"done"' };
const EXPLODED: Result = { kind: 'exited', code: 3, signal: null };
const ENDED = new Set(['SUCCESS', 'FAIL', 'DISCARD']);

/** A sandbox with one function whose handler the test brings, a config for it, and time under control. */
async function world(
  config: JsonObject,
  handler: Handler,
  options: Partial<SandboxOptions> = {},
  more: Readonly<Record<string, Handler>> = {},
) {
  const clock = new ManualClock();
  const state = bench.folder();
  const names = ['work', ...Object.keys(more)];
  const functions = bench.functions(Object.fromEntries(names.map((name) => [`default/${name}`, {}])));
  const handlers = { work: handler, ...more };
  const start = () => bench.start({ functions, state, ...options }, { clock, runner: runnerOf(handlers) });
  const sandbox = await start();
  for (const name of names) {
    const body = name === 'work' ? config : { enable_async_status_log: true };
    const put = await sandbox.ask('PUT', `fgs/functions/${name}/async-invoke-config`, body);
    expect(put.status).toBe(200);
  }
  return { clock, state, sandbox, start };
}

async function send(sandbox: Bench, event: Json = {}, name = 'work'): Promise<string> {
  const answer = await sandbox.ask('POST', `fgs/functions/${name}/invocations-async`, event);
  expect(answer.status).toBe(202);
  return textAt(answer.body, 'request_id');
}

async function records(sandbox: Bench, query = '', name = 'work'): Promise<readonly Json[]> {
  const { body } = await sandbox.ask('GET', `fgs/functions/${name}/async-invocations${query}`);
  return member(body, 'invocations') as readonly Json[];
}

const statusOf = async (sandbox: Bench, id: string) =>
  member((await records(sandbox, `?request_id=${id}`))[0], 'status');
const reached = (sandbox: Bench, id: string, status: string) =>
  eventually(
    () => statusOf(sandbox, id),
    (value) => value === status,
  );
const ended = (sandbox: Bench, id: string) =>
  eventually(
    async () => (await records(sandbox, `?request_id=${id}`))[0],
    (row) => ENDED.has(textAt(row, 'status')),
  );

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Json;
const OBS = { destination: 'OBS', param: '{"bucket":"results","prefix":"/ok/../"}' };
const SMN = { destination: 'SMN', param: '{"topic_urn":"urn:smn:cn-north-4:x:alerts"}' };

describe('an asynchronous event', () => {
  test('goes from WAIT over RUNNING to SUCCESS', async () => {
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { sandbox } = await world(
      { enable_async_status_log: true },
      async () => {
        await gate;
        return OK;
      },
      { asyncSlots: 1 },
    );
    const first = await send(sandbox);
    await reached(sandbox, first, 'RUNNING');
    const second = await send(sandbox);
    expect(
      (await records(sandbox)).map((row) => [member(row, 'request_id'), member(row, 'status')]),
    ).toContainEqual([second, 'WAIT']);
    expect(await records(sandbox, '?status=RUNNING')).toMatchObject([{ request_id: first, end_time: '' }]);
    const active = await sandbox.ask(
      'GET',
      `fgs/functions/work/active-async-invocations?requests=${first},${second}`,
    );
    expect(member(active.body, 'invocations')).toHaveLength(2);
    finish();
    expect(await ended(sandbox, first)).toEqual({
      request_id: first,
      status: 'SUCCESS',
      start_time: '2026-01-02T03:04:05',
      end_time: '2026-01-02T03:04:05',
    });
    await reached(sandbox, second, 'SUCCESS');
  });

  test('is retried with growing delays, as often as the config says, and then fails', async () => {
    const times: number[] = [];
    const { sandbox, clock } = await world(
      { enable_async_status_log: true, max_async_retry_attempts: 3 },
      () => {
        times.push(clock.now());
        return EXPLODED;
      },
      { retryDelayMs: 1000 },
    );
    const start = clock.now();
    const id = await send(sandbox);
    for (const delay of [1000, 2000, 4000]) {
      const attempts = times.length;
      await eventually(
        () => clock.waiting,
        (jobs) => jobs === 1,
      );
      clock.advance(delay - 1);
      expect(await statusOf(sandbox, id)).toBe('WAIT');
      clock.advance(1);
      await eventually(
        () => times.length,
        (count) => count > attempts,
      );
    }
    expect(await ended(sandbox, id)).toMatchObject({ status: 'FAIL', error_code: '4204' });
    expect(times.map((time) => time - start)).toEqual([0, 1000, 3000, 7000]);
  });

  test.each([
    [0, 1],
    [undefined, 2],
  ])('with retries %s runs %i times', async (max_async_retry_attempts, expected) => {
    let runs = 0;
    const config = {
      enable_async_status_log: true,
      ...(max_async_retry_attempts !== undefined && { max_async_retry_attempts }),
    };
    const { sandbox, clock } = await world(config, () => {
      runs += 1;
      return EXPLODED;
    });
    const id = await send(sandbox);
    await eventually(
      () => {
        clock.advance(60_000);
        return statusOf(sandbox, id);
      },
      (status) => status === 'FAIL',
    );
    expect(runs).toBe(expected);
  });

  test('succeeds when a retry does', async () => {
    let runs = 0;
    const { sandbox, clock, state } = await world(
      { enable_async_status_log: true, max_async_retry_attempts: 3, destination_config: { on_success: SMN } },
      () => {
        runs += 1;
        return runs < 3 ? { kind: 'timeout' } : OK;
      },
    );
    const id = await send(sandbox);
    await eventually(
      () => {
        clock.advance(1000);
        return statusOf(sandbox, id);
      },
      (status) => status === 'SUCCESS',
    );
    const [file = ''] = filesBelow(path.join(state, 'cn-north-4', 'smn', 'alerts'));
    const told = JSON.parse(textAt(readJson(file), 'message')) as Json;
    expect(member(member(told, 'request_context'), 'approximate_invoke_count')).toBe(3);
  });

  test('is dropped when its age is over, before a retry that would come too late', async () => {
    let runs = 0;
    const { sandbox, clock, state } = await world(
      {
        enable_async_status_log: true,
        max_async_event_age_in_seconds: 60,
        max_async_retry_attempts: 3,
        destination_config: { on_failure: SMN },
      },
      () => {
        runs += 1;
        return EXPLODED;
      },
      { retryDelayMs: 100_000 },
    );
    const id = await send(sandbox);
    await eventually(
      () => clock.waiting,
      (jobs) => jobs === 1,
    );
    clock.advance(60_000);
    expect(await statusOf(sandbox, id)).toBe('WAIT');
    clock.advance(1);
    expect(await ended(sandbox, id)).toMatchObject({ status: 'DISCARD' });
    expect(runs).toBe(1);
    expect(filesBelow(path.join(state, 'cn-north-4', 'smn'))).toHaveLength(1);
  });

  test('whose function is disabled is refused', async () => {
    const functions = bench.functions({ 'default/off': { concurrency: 0 } });
    const sandbox = await bench.start({ functions });
    for (const call of ['invocations', 'invocations-async']) {
      const answer = await sandbox.ask('POST', `fgs/functions/off/${call}`, {});
      expect([answer.status, answer.body]).toEqual([
        429,
        { error_code: 'FSS.0429', error_msg: 'Function Disabled' },
      ]);
    }
  });
});

describe('destinations', () => {
  test('get a notification as the service documents it: OBS an object, safe whatever its prefix', async () => {
    const { sandbox, state } = await world(
      { enable_async_status_log: true, destination_config: { on_success: OBS } },
      () => OK,
    );
    const id = await send(sandbox, { k: 'v' });
    await ended(sandbox, id);
    const file = path.join(state, 'cn-north-4', 'obs', 'results', 'ok', '_', `${id}.json`);
    expect(readJson(file)).toEqual({
      timestamp: '2026-01-02T03:04:05.000Z',
      request_context: {
        request_id: id,
        function_urn: `urn:fss:cn-north-4:${HUAWEI}:function:default:work:latest`,
        condition: 'Success',
        approximate_invoke_count: 1,
      },
      request_payload: '{"k":"v"}',
      response_context: { status_code: 200, function_error: '' },
      response_payload: '"done"',
    });
  });

  test('a result over 256 KB is left out, a failure is told', async () => {
    const large = await world(
      {
        enable_async_status_log: true,
        destination_config: { on_success: { destination: 'DIS', param: '{"stream_name":"s"}' } },
      },
      () => ({ kind: 'returned', text: 'x'.repeat(256 * 1024 + 1) }),
    );
    await ended(large.sandbox, await send(large.sandbox));
    const [record = ''] = filesBelow(path.join(large.state, 'cn-north-4', 'dis', 's'));
    expect(member(readJson(record), 'response_payload')).toBe('');
    const failing = await world(
      {
        enable_async_status_log: true,
        max_async_retry_attempts: 0,
        destination_config: { on_failure: OBS, on_success: SMN },
      },
      () => EXPLODED,
    );
    await ended(failing.sandbox, await send(failing.sandbox));
    const told = filesBelow(path.join(failing.state, 'cn-north-4', 'obs')).map(readJson);
    expect(told).toMatchObject([
      {
        request_context: { condition: 'RetriesExhausted', approximate_invoke_count: 1 },
        response_context: { function_error: expect.stringContaining('exited') as string },
      },
    ]);
    expect(filesBelow(path.join(failing.state, 'cn-north-4', 'smn'))).toEqual([]);
  });

  test('another function is invoked with the notification; a circle is cut', async () => {
    const seen: string[] = [];
    let rounds = 0;
    const urn = (name: string) => `urn:fss:cn-north-4:${HUAWEI}:function:default:${name}`;
    const to = (name: string) => ({
      destination_config: {
        on_success: { destination: 'FunctionGraph', param: JSON.stringify({ func_urn: urn(name) }) },
      },
    });
    const { sandbox } = await world(
      { enable_async_status_log: true, ...to('next') },
      () => {
        rounds += 1;
        return OK;
      },
      {},
      {
        next: ({ event }) => {
          seen.push(event);
          return OK;
        },
      },
    );
    const id = await send(sandbox, { k: 1 });
    await eventually(
      () => seen.length,
      (count) => count === 1,
    );
    expect(JSON.parse(seen[0] ?? '')).toMatchObject({
      request_context: { request_id: id },
      request_payload: '{"k":1}',
    });
    await sandbox.ask('PUT', 'fgs/functions/next/async-invoke-config', to('work'));
    await send(sandbox);
    await eventually(
      () => lastLine(sandbox, 'work'),
      (line) => line.includes('passed on 16 times'),
    );
    expect(rounds).toBe(1 + 9);
  });

  test('that cannot be reached leave a line in the log', async () => {
    const param = JSON.stringify({ func_urn: `urn:fss:cn-north-4:${HUAWEI}:function:default:nobody` });
    const { sandbox } = await world(
      {
        enable_async_status_log: true,
        destination_config: { on_success: { destination: 'FunctionGraph', param } },
      },
      () => OK,
    );
    await ended(sandbox, await send(sandbox));
    expect(await lastLine(sandbox, 'work')).toContain('was not reached: 404 FSS.1051');
  });
});

async function lastLine(sandbox: Bench, name: string): Promise<string> {
  const { body } = await sandbox.ask('GET', `fgs/functions/${name}/lts-log-detail`);
  const where = `groups/${textAt(body, 'group_id')}/streams/${textAt(body, 'stream_id')}/content/query`;
  const query = { start_time: '0', end_time: '15000000000000', is_desc: true, limit: 1 };
  const window = {
    ...query,
    start_time: String(Date.parse('2026-01-01')),
    end_time: String(Date.parse('2026-02-01')),
  };
  const answer = await sandbox.ask('POST', where, window);
  return textAt((member(answer.body, 'logs') as readonly Json[])[0], 'content');
}

describe('cancelling', () => {
  test('kills a running event: FAIL 4208, nobody is told', async () => {
    let [started, killed] = [false, false];
    const { sandbox, state } = await world(
      { enable_async_status_log: true, destination_config: { on_failure: SMN } },
      async (_request, _log, signal) => {
        started = true;
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        killed = true;
        return OK;
      },
    );
    const id = await send(sandbox);
    await eventually(() => started, Boolean);
    expect(await statusOf(sandbox, id)).toBe('RUNNING');
    const answer = await sandbox.ask('POST', 'fgs/functions/work/cancel', { request_id: id, type: 'force' });
    expect([answer.status, answer.text]).toEqual([200, 'null']);
    expect(await statusOf(sandbox, id)).toBe('FAIL');
    expect((await records(sandbox))[0]).toMatchObject({
      error_code: '4208',
      error_message: 'function invocation canceled',
    });
    expect(killed).toBe(true);
    expect(filesBelow(path.join(state, 'cn-north-4', 'smn'))).toEqual([]);
  });

  test('drops a waiting event', async () => {
    let runs = 0;
    const { sandbox, clock } = await world({ enable_async_status_log: true }, () => {
      runs += 1;
      return EXPLODED;
    });
    const id = await send(sandbox);
    await eventually(
      () => clock.waiting,
      (jobs) => jobs === 1,
    );
    expect((await sandbox.ask('POST', 'fgs/functions/work/cancel', { request_id: id })).status).toBe(200);
    expect(await statusOf(sandbox, id)).toBe('DISCARD');
    clock.advance(3_600_000);
    expect([runs, clock.waiting]).toEqual([1, 0]);
  });

  test('refuses what has ended, never was, or is badly said', async () => {
    const { sandbox } = await world({ enable_async_status_log: true }, () => OK);
    const id = await send(sandbox);
    await ended(sandbox, id);
    for (const body of [
      { request_id: id },
      { request_id: 'other' },
      {},
      { request_id: id, type: 'gentle' },
    ]) {
      const answer = await sandbox.ask('POST', 'fgs/functions/work/cancel', body);
      expect([answer.status, member(answer.body, 'error_code')]).toEqual([400, 'FSS.0400']);
    }
  });
});

describe('records', () => {
  test('are kept only while the config’s switch is on', async () => {
    let runs = 0;
    const { sandbox } = await world({}, () => {
      runs += 1;
      return OK;
    });
    await send(sandbox);
    await eventually(
      () => runs,
      (count) => count === 1,
    );
    await sandbox.ask('PUT', 'fgs/functions/work/async-invoke-config', { enable_async_status_log: true });
    const id = await send(sandbox);
    await ended(sandbox, id);
    expect((await records(sandbox)).map((row) => member(row, 'request_id'))).toEqual([id]);
  });

  test('are always kept by the flavour whose accounts are on an allow list, in the document’s shape', async () => {
    const clock = new ManualClock();
    const functions = bench.functions({ 'default/work': {} });
    const sandbox = await bench.start({ functions }, { clock, project: OTC });
    const id = await send(sandbox);
    const row = await ended(sandbox, id);
    expect(row).toMatchObject({ status: 'SUCCESS', error_code: 0, error_message: '' });
    const { body } = await sandbox.ask('GET', 'fgs/functions/work/async-invocations');
    expect([member(body, 'next_marker'), member(body, 'count')]).toEqual([1, undefined]);
    const active = await sandbox.ask('GET', 'fgs/functions/work/active-async-invocations');
    expect(active.status).toBe(404);
  });

  test('are listed newest first, page by page, within a time window that ends one hour back', async () => {
    const { sandbox, clock } = await world({ enable_async_status_log: true }, () => OK);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const id = await send(sandbox);
      await ended(sandbox, id);
      ids.unshift(id);
      clock.advance(60_000);
    }
    const idsOf = (rows: readonly Json[]) => rows.map((row) => member(row, 'request_id'));
    expect(idsOf(await records(sandbox))).toEqual(ids);
    expect(idsOf(await records(sandbox, '?limit=2'))).toEqual(ids.slice(0, 2));
    expect(idsOf(await records(sandbox, '?limit=2&marker=2'))).toEqual(ids.slice(2));
    const { body } = await sandbox.ask('GET', 'fgs/functions/work/async-invocations?limit=2');
    expect([member(body, 'next_marker'), member(body, 'count')]).toEqual(['2', 3]);
    expect(idsOf(await records(sandbox, '?query_begin_time=2026-01-02T03:05:00'))).toEqual(ids.slice(0, 2));
    expect(idsOf(await records(sandbox, '?query_end_time=2026-01-02T03:05:00'))).toEqual(ids.slice(2));
    expect(await records(sandbox, '?request_id=unknown')).toEqual([]);
    clock.advance(3_600_000);
    expect(await records(sandbox)).toEqual([]);
    const bad = await sandbox.ask('GET', 'fgs/functions/work/async-invocations?query_begin_time=yesterday');
    expect(bad.status).toBe(400);
  });
});

test('a clean stop leaves queued and running events to the next start, once', async () => {
  let runs = 0;
  let blocked = true;
  const { sandbox, start, state } = await world({ enable_async_status_log: true }, async () => {
    runs += 1;
    if (blocked) await new Promise(() => undefined);
    return OK;
  });
  const id = await send(sandbox);
  await eventually(
    () => runs,
    (count) => count === 1,
  );
  await sandbox.stop();
  expect(filesBelow(path.join(state, 'cn-north-4', 'async', 'queue'))).toHaveLength(1);
  blocked = false;
  const again = await start();
  expect(await ended(again, id)).toMatchObject({ status: 'SUCCESS' });
  expect(runs).toBe(2);
  const queued = () => filesBelow(path.join(state, 'cn-north-4', 'async', 'queue')).length;
  await eventually(queued, (count) => count === 0);
});

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import { HUAWEI, ManualClock, OTC, sandboxBench, type Answered, type Bench } from './sandboxBench';

const bench = sandboxBench();
const clock = new ManualClock();
const functions = bench.functions({
  'default/hello': { versions: [{ name: 'v1' }], aliases: [{ name: 'prod', version: 'v1' }] },
  'default/other': {},
});
const CONFIG = 'fgs/functions/default:hello/async-invoke-config';
const OBS = { destination: 'OBS', param: '{"bucket":"fgs-invoke","prefix":"/success","expires":5}' };
const SMN = { destination: 'SMN', param: '{"topic_urn":"urn:smn:cn-north-4:x:alerts"}' };
const errorOf = ({ status, body }: Answered) => [status, member(body, 'error_code')];
let sandbox: Bench;

beforeAll(async () => {
  sandbox = await bench.start({ functions }, { clock });
});

/** Deep enough for the stack of whoever walks through it. */
const DEEP = '['.repeat(50_000) + ']'.repeat(50_000);

describe('an async config', () => {
  test('is put, read, replaced as a whole, and deleted', async () => {
    expect(errorOf(await sandbox.ask('GET', CONFIG))).toEqual([404, 'FSS.0404']);
    const body = {
      max_async_event_age_in_seconds: 3500,
      max_async_retry_attempts: 2,
      enable_async_status_log: true,
      destination_config: { on_success: OBS, on_failure: SMN },
    };
    const put = await sandbox.ask('PUT', CONFIG, { ...body, log_group_id: 'x', unknown: [1] });
    expect(put.body).toEqual({
      func_urn: `urn:fss:cn-north-4:${HUAWEI}:function:default:hello:latest`,
      ...body,
      created_time: '2026-01-02T11:04:05+08:00',
      last_modified: '2026-01-02T11:04:05+08:00',
    });
    expect((await sandbox.ask('GET', CONFIG)).body).toEqual(put.body);
    clock.advance(60_000);
    const replaced = await sandbox.ask('PUT', CONFIG, { max_async_retry_attempts: 0 });
    expect(replaced.body).toEqual({
      func_urn: `urn:fss:cn-north-4:${HUAWEI}:function:default:hello:latest`,
      max_async_event_age_in_seconds: 3600,
      max_async_retry_attempts: 0,
      destination_config: {},
      created_time: '2026-01-02T11:04:05+08:00',
      last_modified: '2026-01-02T11:05:05+08:00',
    });
    const deleted = await sandbox.ask('DELETE', CONFIG);
    expect([deleted.status, deleted.text, deleted.headers.get('content-length')]).toEqual([204, '', null]);
    expect(errorOf(await sandbox.ask('DELETE', CONFIG))).toEqual([404, 'FSS.0404']);
  });

  test('belongs to a version, not to an alias', async () => {
    const url = (qualifier: string) =>
      `fgs/functions/${HUAWEI}:default:hello:${qualifier}/async-invoke-config`;
    expect((await sandbox.ask('PUT', url('v1'), { max_async_retry_attempts: 3 })).status).toBe(200);
    expect(errorOf(await sandbox.ask('GET', url('latest')))).toEqual([404, 'FSS.0404']);
    expect(errorOf(await sandbox.ask('GET', url('!prod')))).toEqual([404, 'FSS.0404']);
    expect(errorOf(await sandbox.ask('PUT', url('!prod'), {}))).toEqual([400, 'FSS.0400']);
    expect(errorOf(await sandbox.ask('DELETE', url('!prod')))).toEqual([400, 'FSS.0400']);
    expect((await sandbox.ask('DELETE', url('v1'))).status).toBe(204);
  });

  test('tells a missing config from a missing function', async () => {
    expect(errorOf(await sandbox.ask('GET', CONFIG.replace('hello', 'nobody')))).toEqual([404, 'FSS.1051']);
    expect(errorOf(await sandbox.ask('PUT', CONFIG.replace('hello', 'nobody'), {}))).toEqual([
      404,
      'FSS.1051',
    ]);
  });

  test.each<[string, Json | string]>([
    ['an age of 0', { max_async_event_age_in_seconds: 0 }],
    ['an age above a day', { max_async_event_age_in_seconds: 86_401 }],
    ['an age as text', { max_async_event_age_in_seconds: '60' }],
    ['nine retries', { max_async_retry_attempts: 9 }],
    ['half a retry', { max_async_retry_attempts: 0.5 }],
    ['a switch as text', { enable_async_status_log: 'true' }],
    ['an unknown destination', { destination_config: { on_success: { ...OBS, destination: 'obs' } } }],
    [
      'a param that is an object',
      { destination_config: { on_success: { destination: 'OBS', param: { bucket: 'b' } } } },
    ],
    [
      'a param that is no JSON',
      { destination_config: { on_success: { destination: 'OBS', param: '{bucket}' } } },
    ],
    [
      'a param without its key',
      { destination_config: { on_failure: { destination: 'OBS', param: '{"prefix":"a"}' } } },
    ],
    [
      'expiry in too many days',
      { destination_config: { on_failure: { destination: 'OBS', param: '{"bucket":"b","expires":366}' } } },
    ],
    ['destinations as a list', { destination_config: [] }],
    ['a list', []],
    ['a deeply nested body', DEEP],
    ['a deeply nested value', `{"max_async_retry_attempts":${DEEP}}`],
    [
      'a deeply nested param',
      { destination_config: { on_success: { destination: 'OBS', param: `{"bucket":"b","x":${DEEP}}` } } },
    ],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('is refused with %s', async (_, body) => {
    expect(errorOf(await sandbox.ask('PUT', CONFIG, body))).toEqual([400, 'FSS.0400']);
    expect((await sandbox.ask('GET', CONFIG)).status).toBe(404);
  });

  test('knows nothing of sides that are empty', async () => {
    const sides = { on_success: {}, on_failure: { destination: '', param: '' } };
    const put = await sandbox.ask('PUT', CONFIG, { destination_config: sides });
    expect(member(put.body, 'destination_config')).toEqual({});
    await sandbox.ask('DELETE', CONFIG);
  });

  test('is listed for all versions, by offset', async () => {
    const list = (query: string) => sandbox.ask('GET', `fgs/functions/hello/async-invoke-configs${query}`);
    expect((await list('')).body).toEqual({
      async_invoke_configs: [],
      count: 0,
      page_info: { next_marker: 0, previous_marker: 0, current_count: 0 },
    });
    for (const version of ['latest', 'v1']) {
      await sandbox.ask('PUT', `fgs/functions/${HUAWEI}:default:hello:${version}/async-invoke-config`, {});
    }
    await sandbox.ask('PUT', CONFIG.replace('hello', 'other'), {});
    const urns = ({ body }: Answered) =>
      (member(body, 'async_invoke_configs') as readonly Json[]).map((row) =>
        textAt(row, 'func_urn').split(':').at(-1),
      );
    expect(urns(await list('?limit=0'))).toEqual(['latest', 'v1']);
    const first = await list('?limit=1');
    expect([urns(first), member(member(first.body, 'page_info'), 'next_marker')]).toEqual([['latest'], 1]);
    const second = await list('?limit=1&marker=1');
    expect([urns(second), member(member(second.body, 'page_info'), 'next_marker')]).toEqual([['v1'], 0]);
    expect(errorOf(await list('?limit=-1'))).toEqual([400, 'FSS.1001']);
  });
});

describe('the other flavour', () => {
  const config = `/v2/${OTC}/${CONFIG}`;

  test('breaks on the status log switch, whatever its value', async () => {
    for (const value of [true, false, null]) {
      const answer = await sandbox.ask('PUT', config, { enable_async_status_log: value });
      expect(errorOf(answer)).toEqual([500, 'FSS.0500']);
    }
    expect((await sandbox.ask('GET', config)).status).toBe(404);
  });

  test('has a state of its own, takes DIS, and writes its change time without a zone', async () => {
    const dis = { destination: 'DIS', param: '{"stream_name":"my-stream"}' };
    const put = await sandbox.ask('PUT', config, { destination_config: { on_success: dis } });
    expect(put.status).toBe(200);
    expect(member(put.body, 'last_modified')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(member(put.body, 'created_time')).toMatch(/\+08:00$/);
    const wall = textAt(put.body, 'last_modified').replace(' ', 'T');
    expect(member(put.body, 'created_time')).toBe(`${wall}+08:00`);
    expect(member(put.body, 'func_urn')).toContain(`urn:fss:eu-de:${OTC}:`);
  });
});

test('with --merge a PUT keeps what it leaves out', async () => {
  const merging = await bench.start({ functions, mergePut: true });
  await merging.ask('PUT', CONFIG, { max_async_retry_attempts: 3, destination_config: { on_success: OBS } });
  const { body } = await merging.ask('PUT', CONFIG, { destination_config: { on_failure: SMN } });
  expect(member(body, 'max_async_retry_attempts')).toBe(3);
  expect(member(body, 'destination_config')).toEqual({ on_success: OBS, on_failure: SMN });
});

test('configs survive a restart, and changes at the same moment leave one whole file', async () => {
  const state = bench.folder();
  const first = await bench.start({ functions, state });
  const retries = [0, 1, 2, 3, 0, 1, 2, 3];
  await Promise.all(
    retries.map((max_async_retry_attempts) => first.ask('PUT', CONFIG, { max_async_retry_attempts })),
  );
  const before = await first.ask('GET', CONFIG);
  await first.stop();
  const folder = path.join(state, 'cn-north-4', 'configs', 'default', 'hello');
  expect(readdirSync(folder)).toEqual(['latest.json']);
  const second = await bench.start({ functions, state });
  expect((await second.ask('GET', CONFIG)).body).toEqual(before.body);
});

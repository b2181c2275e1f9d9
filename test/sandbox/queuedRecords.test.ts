import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { eventually, ManualClock, OTC } from './sandboxBench';
import {
  OK,
  EXPLODED,
  send,
  records,
  statusOf,
  ended,
  filesBelow,
  SMN,
  eventQueueBench,
} from './eventQueueBench';

const { bench, world } = eventQueueBench();

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
    const noDay = '?query_end_time=2026-13-01T00:00:00';
    expect((await sandbox.ask('GET', `fgs/functions/work/async-invocations${noDay}`)).status).toBe(400);
    const bad = await sandbox.ask('GET', 'fgs/functions/work/async-invocations?query_begin_time=yesterday');
    expect(bad.status).toBe(400);
  });
});

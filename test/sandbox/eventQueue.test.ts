import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import { eventually } from './sandboxBench';
import {
  OK,
  EXPLODED,
  send,
  records,
  statusOf,
  reached,
  ended,
  filesBelow,
  readJson,
  SMN,
  eventQueueBench,
} from './eventQueueBench';

const { bench, world } = eventQueueBench();

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

describe('a disk that takes no writes', () => {
  /** Puts a file in the place of a folder, so that nothing can be written there. */
  const block = (folder: string): void => {
    renameSync(folder, `${folder}.away`);
    writeFileSync(folder, '');
  };
  const unblock = (folder: string): void => {
    rmSync(folder);
    renameSync(`${folder}.away`, folder);
  };

  test('does not keep a failed event from its next attempt', async () => {
    let runs = 0;
    let queue = '';
    const { sandbox, clock, state } = await world(
      { enable_async_status_log: true, max_async_retry_attempts: 1 },
      () => {
        runs += 1;
        if (runs === 1) block(queue);
        return runs === 1 ? EXPLODED : OK;
      },
      { retryDelayMs: 1000 },
    );
    queue = path.join(state, 'cn-north-4', 'async', 'queue');
    const id = await send(sandbox);
    await eventually(
      () => clock.waiting,
      (jobs) => jobs === 1,
    );
    expect(await statusOf(sandbox, id)).toBe('WAIT');
    unblock(queue);
    clock.advance(1000);
    expect(await ended(sandbox, id)).toMatchObject({ status: 'SUCCESS' });
  });

  test('does not keep an event from its end', async () => {
    const { sandbox, state } = await world(
      { enable_async_status_log: true, destination_config: { on_success: SMN } },
      () => OK,
    );
    const first = await send(sandbox);
    await ended(sandbox, first);
    const all = ['async/records', 'deliveries', 'smn'].map((folder) =>
      path.join(state, 'cn-north-4', folder),
    );
    all.forEach(block);
    const second = await send(sandbox);
    expect(await ended(sandbox, second)).toMatchObject({ status: 'SUCCESS' });
    const cancelled = await sandbox.ask('POST', 'fgs/functions/work/cancel', { request_id: second });
    expect(cancelled.status).toBe(400);
    all.forEach(unblock);
    expect(await statusOf(sandbox, first)).toBe('SUCCESS');
  });
});

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import { eventually, HUAWEI, type Bench } from './sandboxBench';
import { OK, EXPLODED, send, ended, filesBelow, readJson, SMN, eventQueueBench } from './eventQueueBench';

const { world } = eventQueueBench();
const OBS = { destination: 'OBS', param: '{"bucket":"results","prefix":"/ok/../"}' };

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

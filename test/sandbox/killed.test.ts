import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import { CONFIG, programBench, type Program } from './programBench';
import { isAlive, until } from './runnerBench';
import { eventually, sandboxBench } from './sandboxBench';

const bench = sandboxBench();
const { functions, start } = programBench(bench);

describe('kill -9', () => {
  test.runIf(process.platform === 'linux')(
    'ends what a handler has started in a session of its own',
    async () => {
      const leaving = bench.functions(
        { 'default/work': {} },
        {
          'default/work/index.js': `exports.handler = async () => {
          const child = require('child_process').spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
          child.unref();
          return child.pid;
        };`,
        },
      );
      const sandbox = await start('--functions', leaving);
      const { body } = await sandbox.ask('POST', 'fgs/functions/work/invocations', {});
      expect(isAlive(Number(body))).toBe(true);
      await sandbox.kill();
      await until(() => !isAlive(Number(body)));
    },
  );

  test('takes back no config that was acknowledged, whatever is being written', async () => {
    const state = bench.folder();
    for (let round = 0; round < 5; round += 1) {
      const sandbox = await start('--functions', functions, '--state', state);
      let acknowledged = 0;
      const put = async (age: number) => {
        const answer = await sandbox.ask('PUT', CONFIG, { max_async_event_age_in_seconds: age });
        if (answer.status === 200) acknowledged = Math.max(acknowledged, age);
      };
      // One after another, so that the last acknowledged is known; one more is on its way when the end comes.
      for (let age = 1; age <= 5 + round * 3; age += 1) await put(age);
      const onItsWay = put(acknowledged + 1).catch(() => undefined);
      await sandbox.kill();
      await onItsWay;
      const again = await start('--functions', functions, '--state', state);
      const age = member((await again.ask('GET', CONFIG)).body, 'max_async_event_age_in_seconds');
      expect([acknowledged, acknowledged + 1]).toContain(age);
      await again.kill();
    }
  });

  test('loses no accepted event: queued, running and waiting for a retry, all end after the next start', async () => {
    const state = bench.folder();
    const later = bench.functions(
      { 'default/work': { timeout: 60 } },
      {
        // The first process never gets to an end; the next one does, as the file is there then.
        'default/work/index.js': `
          const { existsSync, writeFileSync } = require('fs');
          exports.handler = async (event) => {
            if (existsSync('go')) return event;
            if (event.fail) {
              writeFileSync('failed', '');
              throw new Error('not yet');
            }
            await new Promise(() => setInterval(() => undefined, 1000));
          };`,
      },
    );
    const args = ['--functions', later, '--state', state, '--retry-delay', '60000'];
    const sandbox = await start(...args);
    const config = {
      enable_async_status_log: true,
      max_async_retry_attempts: 3,
      destination_config: { on_success: { destination: 'OBS', param: '{"bucket":"done"}' } },
    };
    expect((await sandbox.ask('PUT', CONFIG, config)).status).toBe(200);
    const send = async (event: Json) => {
      const answer = await sandbox.ask('POST', 'fgs/functions/work/invocations-async', event);
      expect(answer.status).toBe(202);
      return textAt(answer.body, 'request_id');
    };
    const list = async (program: Program, status: string) => {
      const { body } = await program.ask('GET', `fgs/functions/work/async-invocations?status=${status}`);
      return (member(body, 'invocations') as readonly Json[]).map((row) => textAt(row, 'request_id'));
    };
    const failing = await send({ fail: true });
    await eventually(() => existsSync(path.join(later, 'default', 'work', 'failed')), Boolean);
    const others = await Promise.all(Array.from({ length: 11 }, (_, index) => send({ index })));
    await eventually(
      () => list(sandbox, 'RUNNING'),
      (running) => running.length === 4,
    );
    expect(await list(sandbox, 'WAIT')).toHaveLength(8);
    await sandbox.kill();
    const ids = [failing, ...others];
    writeFileSync(path.join(later, 'default', 'work', 'go'), '');
    const again = await start(...args);
    const succeeded = (count: number) =>
      eventually(
        () => list(again, 'SUCCESS'),
        (found) => found.length === count,
      );
    expect(new Set(await succeeded(others.length))).toEqual(new Set(others));
    expect((await again.ask('POST', '/sandbox/clock', { seconds: 60 })).status).toBe(200);
    expect(new Set(await succeeded(ids.length))).toEqual(new Set(ids));
    const delivered = readdirSync(path.join(state, 'cn-north-4', 'obs', 'done'));
    expect(new Set(delivered)).toEqual(new Set(ids.map((id) => `${id}.json`)));
    const queue = path.join(state, 'cn-north-4', 'async', 'queue');
    await eventually(
      () => readdirSync(queue).length,
      (count) => count === 0,
    );
    await again.kill();
  });
});

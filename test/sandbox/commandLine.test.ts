import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { member } from '../../src/model/json';
import { readArguments } from '../../src/sandbox/options';
import { CONFIG, programBench } from './programBench';
import { HUAWEI, sandboxBench } from './sandboxBench';

const bench = sandboxBench();
const { functions, launch, run, start } = programBench(bench);

describe('the command line', () => {
  test('prints one line when ready, and ends cleanly when asked to', async () => {
    const sandbox = await start('--functions', functions, '--port', '0');
    expect(sandbox.ready).toMatchObject({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      region: 'cn-north-4',
      projectId: HUAWEI,
      services: [
        { service: 'functiongraph-huawei', region: 'cn-north-4' },
        { service: 'functiongraph-otc', region: 'eu-de' },
        { service: 'functioncompute-2', region: 'cn-shanghai' },
        { service: 'functioncompute-3', region: 'cn-shanghai' },
      ],
    });
    for (const key of [
      'accountId',
      'accessKeyId',
      'secretAccessKey',
      'token',
      'user',
      'password',
      'domain',
    ] as const) {
      expect(sandbox.ready[key]).toMatch(/./);
    }
    expect((await sandbox.ask('POST', 'fgs/functions/work/invocations', { a: 1 })).body).toEqual({ a: 1 });
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.ended()).toBe(0);
  });

  test.skipIf(process.platform === 'win32')('leaves nothing behind when its terminal is closed', async () => {
    const sandbox = await start('--functions', functions);
    expect(existsSync(sandbox.ready.state)).toBe(true);
    sandbox.child.kill('SIGHUP');
    expect(await sandbox.ended()).toBe(0);
    expect(existsSync(sandbox.ready.state)).toBe(false);
  });

  test('with --parent ends when its standard input does, and only then', async () => {
    const alone = await start('--functions', functions);
    alone.child.stdin.end();
    const sandbox = await start('--functions', functions, '--parent');
    expect((await sandbox.ask('GET', 'fgs/functions')).status).toBe(200);
    sandbox.child.stdin.end();
    expect(await sandbox.ended()).toBe(0);
    expect((await alone.ask('GET', 'fgs/functions')).status).toBe(200);
    alone.child.kill('SIGINT');
    expect(await alone.ended()).toBe(0);
  });

  test('explains what it does not understand, and a port that is taken', async () => {
    expect(await run('--prot', '1')).toMatchObject({
      code: 2,
      text: expect.stringContaining('usage:') as string,
    });
    expect(await run('--fault', 'a:b')).toMatchObject({
      code: 2,
      text: expect.stringContaining('operation:kind:often') as string,
    });
    const sandbox = await start('--functions', functions);
    const taken = await run('--port', new URL(sandbox.ready.url).port);
    expect(taken).toMatchObject({ code: 1, text: expect.stringContaining('EADDRINUSE') as string });
    expect(taken.text.trim().split('\n')).toHaveLength(1);
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.ended()).toBe(0);
  });

  test('reads its options', () => {
    const { options, parent } = readArguments([
      '--merge',
      '--no-lts',
      '--latency',
      '20',
      '--fault',
      'a:500:1',
      '--parent',
    ]);
    expect(options).toMatchObject({ mergePut: true, ltsAtFirst: false, latencyMs: 20, faults: ['a:500:1'] });
    expect(parent).toBe(true);
    expect(readArguments(['--clock=-3600']).options.clockAheadMs).toBe(-3_600_000);
    expect(readArguments(['--clock', '90']).options.clockAheadMs).toBe(90_000);
    expect(() => readArguments(['--clock', 'noon'])).toThrow('--clock takes a whole number');
    expect(() => readArguments(['--latency', 'soon'])).toThrow('--latency takes a whole number');
  });
});

describe('one state folder', () => {
  test('belongs to one sandbox: the second says who has it, and gets it after a kill -9', async () => {
    const state = bench.folder();
    const first = await start('--functions', functions, '--state', state);
    const second = await run('--functions', functions, '--state', state);
    expect(second.code).toBe(1);
    expect(second.text).toContain(`The state folder ${state} is in use by another sandbox`);
    expect(second.text).toContain(`process ${first.child.pid}`);
    await first.kill();
    const third = await start('--functions', functions, '--state', state);
    expect(third.ready.state).toBe(state);
    third.child.kill('SIGTERM');
    expect(await third.ended()).toBe(0);
    expect(readdirSync(state).filter((name) => name.includes('lock'))).toHaveLength(1);
  });

  test('is held by a sandbox that is stopped in the middle', async () => {
    const state = bench.folder();
    const first = await start('--state', state);
    first.child.kill('SIGSTOP');
    expect((await run('--state', state)).text).toContain(`process ${first.child.pid}`);
    first.child.kill('SIGCONT');
    await first.kill();
  });

  test('goes to one of several that find its holder dead at the same time', async () => {
    const state = bench.folder();
    const dead = await start('--state', state);
    await dead.kill();
    const children = Array.from({ length: 6 }, () => launch('--state', state));
    const outcomes = await Promise.all(
      children.map((child) =>
        Promise.race([
          once(createInterface(child.stdout), 'line').then(() => 'ready'),
          once(child, 'close').then(() => 'refused'),
        ]),
      ),
    );
    expect(outcomes.sort()).toEqual(['ready', ...Array<string>(5).fill('refused')]);
    for (const child of children) child.kill('SIGKILL');
  });

  test('with --beside the second takes the folder beside it, and keeps it apart', async () => {
    const state = bench.folder();
    const first = await start('--functions', functions, '--state', state, '--beside');
    const second = await start('--functions', functions, '--state', state, '--beside');
    expect([first.ready.state, second.ready.state]).toEqual([state, `${state}-2`]);
    await first.ask('PUT', CONFIG, { max_async_retry_attempts: 2 });
    expect((await second.ask('GET', CONFIG)).status).toBe(404);
    await Promise.all([first.kill(), second.kill()]);
    const again = await start('--functions', functions, '--state', state, '--beside');
    expect(member((await again.ask('GET', CONFIG)).body, 'max_async_retry_attempts')).toBe(2);
    await again.kill();
  });
});

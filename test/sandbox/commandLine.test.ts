import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { readArguments } from '../../src/sandbox/options';
import type { Ready } from '../../src/sandbox/readyLine';
import { textAt } from '../../src/sandbox/textAt';
import { buildRuntimes, isAlive, until } from './runnerBench';
import { ask, eventually, HUAWEI, sandboxBench, type Answered } from './sandboxBench';

const bench = sandboxBench();
const dist = bench.folder();
const program = path.join(dist, 'sandbox.js');
const CONFIG = 'fgs/functions/work/async-invoke-config';
const started: ChildProcessByStdio<Writable, Readable, Readable>[] = [];

const functions = bench.functions(
  { 'default/work': {} },
  { 'default/work/index.js': 'exports.handler = async (event) => event;\n' },
);

beforeAll(async () => {
  await build({
    entryPoints: [path.resolve(import.meta.dirname, '../../src/sandbox/main.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
  });
  await buildRuntimes(path.join(dist, 'runtimes'));
});

afterAll(() => {
  for (const child of started)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
});

/** The sandbox as a process of its own. */
class Program {
  private constructor(
    readonly child: ChildProcessByStdio<Writable, Readable, Readable>,
    readonly ready: Ready,
  ) {}

  static async start(...args: string[]): Promise<Program> {
    const child = spawn(process.execPath, [program, ...args], { stdio: 'pipe' });
    started.push(child);
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new Program(child, JSON.parse(line) as Ready);
  }

  ask(method: string, where: string, body?: Json): Promise<Answered> {
    return ask(this.ready, HUAWEI, method, where, body);
  }

  /** Resolves with the exit code, or null after a signal. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }
}

/** Starts a sandbox that is expected to end by itself: its exit code and what it wrote to standard error. */
async function run(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: 'pipe' });
  started.push(child);
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(child, 'close');
  return { code: child.exitCode, text };
}

describe('the command line', () => {
  test('prints one line when ready, and ends cleanly when asked to', async () => {
    const sandbox = await Program.start('--functions', functions, '--port', '0');
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

  test('with --parent ends when its standard input does, and only then', async () => {
    const alone = await Program.start('--functions', functions);
    alone.child.stdin.end();
    const sandbox = await Program.start('--functions', functions, '--parent');
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
    const sandbox = await Program.start('--functions', functions);
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
    const first = await Program.start('--functions', functions, '--state', state);
    const second = await run('--functions', functions, '--state', state);
    expect(second.code).toBe(1);
    expect(second.text).toContain(`The state folder ${state} is in use by another sandbox`);
    expect(second.text).toContain(`process ${first.child.pid}`);
    await first.kill();
    const third = await Program.start('--functions', functions, '--state', state);
    expect(third.ready.state).toBe(state);
    third.child.kill('SIGTERM');
    expect(await third.ended()).toBe(0);
    expect(readdirSync(state).filter((name) => name.includes('lock'))).toHaveLength(1);
  });

  test('is held by a sandbox that is stopped in the middle', async () => {
    const state = bench.folder();
    const first = await Program.start('--state', state);
    first.child.kill('SIGSTOP');
    expect((await run('--state', state)).text).toContain(`process ${first.child.pid}`);
    first.child.kill('SIGCONT');
    await first.kill();
  });

  test('goes to one of several that find its holder dead at the same time', async () => {
    const state = bench.folder();
    const dead = await Program.start('--state', state);
    await dead.kill();
    const children = Array.from({ length: 6 }, () => {
      const child = spawn(process.execPath, [program, '--state', state], { stdio: 'pipe' });
      started.push(child);
      return child;
    });
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
    const first = await Program.start('--functions', functions, '--state', state, '--beside');
    const second = await Program.start('--functions', functions, '--state', state, '--beside');
    expect([first.ready.state, second.ready.state]).toEqual([state, `${state}-2`]);
    await first.ask('PUT', CONFIG, { max_async_retry_attempts: 2 });
    expect((await second.ask('GET', CONFIG)).status).toBe(404);
    await Promise.all([first.kill(), second.kill()]);
    const again = await Program.start('--functions', functions, '--state', state, '--beside');
    expect(member((await again.ask('GET', CONFIG)).body, 'max_async_retry_attempts')).toBe(2);
    await again.kill();
  });
});

describe('kill -9', () => {
  test.runIf(process.platform === 'linux')(
    'ends what a handler has started in a session of its own',
    async () => {
      const started = bench.functions(
        { 'default/work': {} },
        {
          'default/work/index.js': `exports.handler = async () => {
          const child = require('child_process').spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
          child.unref();
          return child.pid;
        };`,
        },
      );
      const sandbox = await Program.start('--functions', started);
      const { body } = await sandbox.ask('POST', 'fgs/functions/work/invocations', {});
      expect(isAlive(Number(body))).toBe(true);
      await sandbox.kill();
      await until(() => !isAlive(Number(body)));
    },
  );

  test('takes back no config that was acknowledged, whatever is being written', async () => {
    const state = bench.folder();
    for (let round = 0; round < 5; round += 1) {
      const sandbox = await Program.start('--functions', functions, '--state', state);
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
      const again = await Program.start('--functions', functions, '--state', state);
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
    const sandbox = await Program.start(...args);
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
    const again = await Program.start(...args);
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

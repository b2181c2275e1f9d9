import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { createRunner } from '../../src/sandbox/runner/runner';
import type { Ready } from '../../src/sandbox/readyLine';
import { textAt } from '../../src/sandbox/textAt';
import { askSigned } from './functionComputeClient';
import { addressOf, arm, GREETS, news } from './debuggingBench';
import { attach, attachAt, stoppedAt } from './inspector';
import { buildRuntimes, isAlive, until } from './runnerBench';
import { ask, HUAWEI, sandboxBench, type Answered, type Bench } from './sandboxBench';

const bench = sandboxBench();
const dist = mkdtempSync(path.join(tmpdir(), 'fndeck-debug-'));
const runtimesDir = path.join(dist, 'runtimes');
const TIMES = { gatewaySeconds: 1, retryDelayMs: 1 };
let sandbox: Bench;

beforeAll(async () => {
  await buildRuntimes(runtimesDir);
  const functions = bench.functions(
    { 'default/greets': { timeout: 1 }, 'default/other': {}, 'default/broken': {}, 'default/endless': {} },
    {
      'default/greets/index.js': GREETS,
      'default/other/index.js': GREETS,
      'default/broken/index.js': 'exports.handler = (;\n',
      'default/endless/index.js': 'exports.handler = async () => {\n  for (;;);\n};',
    },
  );
  const runner = createRunner({
    ...{ node: process.execPath, python: 'python3', runtimesDir },
    ...{ idleMs: 60_000, maxInstances: 1 },
  });
  sandbox = await bench.start({ functions, ...TIMES }, { runner });
});
afterAll(() => rmSync(dist, { recursive: true, force: true }));

const invoke = (name: string, event: Json = {}): Promise<Answered> =>
  sandbox.ask('POST', `fgs/functions/${name}/invocations`, event, {
    ...{ 'X-Cff-Log-Type': 'tail', 'X-CFF-Request-Version': 'v1' },
  });

const stop = (session: string, run = 1) =>
  sandbox.ask('DELETE', `/sandbox/debug?session=${session}&run=${run}`);

describe('a call under a debugger', () => {
  test('stops with its event in scope, steps, and answers; no limit of time holds, and no line of the inspector is logged', async () => {
    const session = await arm(sandbox, 'greets');
    const answer = invoke('greets', { name: 'Ada' });
    const address = await addressOf(sandbox, session);
    expect(address).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f-]{36}$/);
    const inspector = await attachAt(address, 'greets/index.js', 3);
    expect(await stoppedAt(inspector, 'event.name')).toEqual({ line: 3, value: 'Ada' });
    await inspector.ask('Debugger.stepOver');
    expect(await stoppedAt(inspector, 'greeting')).toEqual({ line: 4, value: 'Hello, Ada' });
    // Over the function's time-out and the gateway's, of a second each.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await inspector.ask('Debugger.resume');
    const { body, status } = await answer;
    expect([status, textAt(body, 'result')]).toEqual([200, '"Hello, Ada"']);
    const log = textAt(body, 'log');
    expect(log).toContain('loaded\nHello, Ada\n');
    expect(log).not.toMatch(/ws:|ebugger|For help/);
    inspector.leave();
    expect(await news(sandbox, session, (each) => member(each, 'over') === true)).toMatchObject({
      runs: [{ number: 1, attempt: 1, language: 'node', over: true }],
    });
  });

  test('has its inspector open for as long only, under a path that it tells nobody', async () => {
    const session = await arm(sandbox, 'greets');
    const answer = invoke('greets', { name: 'Ada' });
    const address = await addressOf(sandbox, session);
    const origin = `http://${new URL(address).host}`;
    const listed = await fetch(`${origin}/json/list`);
    expect(await listed.text()).not.toContain('ws');
    await expect(attach(`ws://${new URL(address).host}/guessed`)).rejects.toThrow('refused');
    const inspector = await attachAt(address, 'greets/index.js', 99);
    expect((await answer).status).toBe(200);
    inspector.leave();
    await expect
      .poll(() =>
        fetch(origin).then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed');
    // The next call is nobody's to debug.
    expect(textAt((await invoke('greets', { name: 'Bo' })).body, 'result')).toBe('"Hello, Bo"');
  });

  test('that never returns is stopped by the debugger, and fails with that reason; the sandbox goes on', async () => {
    const session = await arm(sandbox, 'endless');
    const answer = invoke('endless');
    const inspector = await attachAt(await addressOf(sandbox, session), 'endless/index.js', 99);
    await stop(session);
    const { body, headers } = await answer;
    expect(headers.get('x-is-func-err')).toBe('true');
    expect(JSON.parse(textAt(body, 'result'))).toMatchObject({
      errorType: 'StoppedInDebugger',
      errorMessage: 'The function was stopped in the debugger.',
    });
    inspector.leave();
    expect((await invoke('other', { name: 'Bo' })).status).toBe(200);
  });

  test('has syntax errors told as ever', async () => {
    const session = await arm(sandbox, 'broken');
    const answer = invoke('broken');
    const inspector = await attachAt(await addressOf(sandbox, session), 'broken/index.js', 1);
    expect(JSON.parse(textAt((await answer).body, 'result'))).toMatchObject({ errorType: 'SyntaxError' });
    inspector.leave();
  });

  test('does not need the port that Node.js debugs on by custom', async () => {
    const other = createServer().listen(9229, '127.0.0.1');
    // Somebody else may have it: then it is taken, too.
    await Promise.race([once(other, 'listening'), once(other, 'error')]).catch(() => undefined);
    const session = await arm(sandbox, 'greets');
    const answer = invoke('greets', { name: 'Ada' });
    const address = await addressOf(sandbox, session);
    expect(new URL(address).port).not.toBe('9229');
    const inspector = await attachAt(address, 'greets/index.js', 3);
    expect((await stoppedAt(inspector, 'event.name')).value).toBe('Ada');
    await inspector.ask('Debugger.resume');
    expect((await answer).status).toBe(200);
    inspector.leave();
    other.close();
  });

  test('goes beside another one, each with a port of its own', async () => {
    const sessions = [await arm(sandbox, 'greets'), await arm(sandbox, 'other')] as const;
    const answers = [invoke('greets', { name: 'Ada' }), invoke('other', { name: 'Bo' })] as const;
    const [first, second] = await Promise.all(sessions.map((session) => addressOf(sandbox, session)));
    expect(new URL(first ?? '').port).not.toBe(new URL(second ?? '').port);
    const one = await attachAt(first ?? '', 'greets/index.js', 3);
    const two = await attachAt(second ?? '', 'other/index.js', 3);
    expect((await stoppedAt(one, 'event.name')).value).toBe('Ada');
    expect((await stoppedAt(two, 'event.name')).value).toBe('Bo');
    await two.ask('Debugger.resume');
    expect(textAt((await answers[1]).body, 'result')).toBe('"Hello, Bo"');
    await one.ask('Debugger.resume');
    expect(textAt((await answers[0]).body, 'result')).toBe('"Hello, Ada"');
    one.leave();
    two.leave();
  });

  test.each([
    ['functioncompute-2', 'default', '/2016-08-15/services/default/functions/greets'],
    ['functioncompute-3', '', '/2023-03-30/functions/greets'],
  ])('of %s stops, too', async (service, group, target) => {
    const session = await arm(sandbox, 'greets', { service, group });
    const answer = askSigned(sandbox, 'POST', `${target}/invocations`, Buffer.from('{"name":"Ada"}'));
    const inspector = await attachAt(await addressOf(sandbox, session), 'greets/index.js', 3);
    expect((await stoppedAt(inspector, 'event.toString()')).value).toBe('{"name":"Ada"}');
    await inspector.ask('Debugger.resume');
    expect((await answer).status).toBe(200);
    inspector.leave();
  });

  test('needs the token of the sandbox to be asked for', async () => {
    const wish = { service: 'functiongraph-huawei', group: 'default', name: 'greets', mode: 'sync' };
    const strange = { 'x-auth-token': 'guessed' };
    expect((await sandbox.ask('POST', '/sandbox/debug', wish, strange)).status).toBe(401);
    expect((await sandbox.ask('POST', '/sandbox/debug', { ...wish, attempt: 0 })).status).toBe(400);
    expect((await sandbox.ask('POST', '/sandbox/debug', { ...wish, service: 'none' })).status).toBe(400);
    expect((await sandbox.ask('GET', '/sandbox/debug?session=none')).status).toBe(400);
  });
});

describe('a sandbox that goes while a function is paused', () => {
  const program = path.join(dist, 'sandbox.js');
  beforeAll(() =>
    build({
      entryPoints: [path.resolve(import.meta.dirname, '../../src/sandbox/main.ts')],
      outfile: program,
      ...({ bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'silent' } as const),
    }),
  );

  test.each([
    ['since its window was closed', (child: ChildProcess) => child.stdin?.end()],
    ['by kill -9', (child: ChildProcess) => child.kill('SIGKILL')],
  ])('%s leaves no process', async (_how, end) => {
    const functions = bench.functions({ 'default/greets': {} }, { 'default/greets/index.js': GREETS });
    const args = [program, '--parent', '--functions', functions];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const ready = JSON.parse(line) as Ready;
    const on = {
      ask: (method: string, where: string, body?: Json) => ask(ready, HUAWEI, method, where, body),
    };
    const session = await arm(on, 'greets');
    const answer = on.ask('POST', 'fgs/functions/greets/invocations', { name: 'Ada' }).catch(() => 'cut');
    const inspector = await attachAt(await addressOf(on, session), 'greets/index.js', 3);
    const { value } = await stoppedAt(inspector, 'process.pid');
    expect(isAlive(Number(value))).toBe(true);
    end(child);
    await until(() => !isAlive(Number(value)));
    await answer;
    inspector.leave();
  });
});

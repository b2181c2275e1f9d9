import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { LogTail } from '../../src/sandbox/logs/logTail';
import { createRunner } from '../../src/sandbox/runner/runner';
import { textAt } from '../../src/sandbox/textAt';
import { buildRuntimes } from './runnerBench';
import { eventually, ManualClock, runnerOf, sandboxBench, type Answered, type Bench } from './sandboxBench';

const bench = sandboxBench();
const runtimesDir = mkdtempSync(path.join(tmpdir(), 'fndeck-runtimes-'));
let sandbox: Bench;

const NODE = (body: string) => `exports.handler = async (event, context) => { ${body} };\n`;

beforeAll(async () => {
  await buildRuntimes(runtimesDir);
  const functions = bench.functions(
    {
      'default/echo': {
        versions: [{ name: 'v1', dir: 'v1' }],
        aliases: [{ name: 'prod', version: 'v1' }],
        environment: { COLOUR: 'blue' },
      },
      'default/python': { runtime: 'Python3.9' },
      'default/throws': {},
      'default/exits': {},
      'default/endless': { timeout: 1 },
      'default/large': {},
      'default/circular': {},
      'default/chatty': { timeout: 20 },
      'default/grows': { memory: 256, dynamicMemory: true },
      'default/java': { runtime: 'Java11' },
    },
    {
      'default/echo/index.js': NODE(
        'return { event, colour: context.getUserData("COLOUR"), id: context.getRequestID() };',
      ),
      'default/echo/v1/index.js': NODE('return "from v1";'),
      'default/python/index.py':
        'def handler(event, context):\n    print("grüße")\n    return {"got": event["k"]}\n',
      'default/throws/index.js': NODE('throw new TypeError("no such order");'),
      'default/exits/index.js': NODE('process.exit(3);'),
      'default/endless/index.js': NODE('for (;;);'),
      'default/large/index.js': NODE('return "x".repeat(7 * 1024 * 1024);'),
      'default/circular/index.js': NODE('const a = {}; a.a = a; return a;'),
      'default/chatty/index.js': NODE(
        'for (let i = 0; i < 1000; i += 1) console.log("ü".repeat(5 * 1024)); return 1;',
      ),
      'default/grows/index.js': NODE('return context.getMemorySize();'),
    },
  );
  const runner = createRunner({
    node: process.execPath,
    python: 'python3',
    runtimesDir,
    idleMs: 60_000,
    maxInstances: 4,
  });
  sandbox = await bench.start({ functions }, { runner });
});

afterAll(() => rmSync(runtimesDir, { recursive: true, force: true }));

function invoke(
  name: string,
  event: Json | string = {},
  headers: Record<string, string> = {},
): Promise<Answered> {
  const usual = { 'X-Cff-Log-Type': 'tail', 'X-CFF-Request-Version': 'v1' };
  return sandbox.ask('POST', `fgs/functions/${name}/invocations`, event, { ...usual, ...headers });
}

describe('a handler that returns', () => {
  test('is answered in the v1 envelope with all headers', async () => {
    const { status, headers, body } = await invoke('echo', { k: 'v' });
    const id = headers.get('x-cff-request-id') ?? '';
    expect(status).toBe(200);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-cff-response-version')).toBe('v1');
    expect([headers.get('x-func-err-code'), headers.get('x-is-func-err')]).toEqual(['0', 'false']);
    const summary = JSON.parse(headers.get('x-cff-invoke-summary') ?? '') as Json;
    expect(summary).toMatchObject({ memorySize: 128 });
    expect(textAt(summary, 'billingDuration')).toBe(headers.get('x-cff-billing-duration'));
    expect(body).toMatchObject({ request_id: id, status: 200 });
    expect(JSON.parse(textAt(body, 'result'))).toEqual({ event: { k: 'v' }, colour: 'blue', id });
    const log = Buffer.from(headers.get('x-cff-function-log') ?? '', 'base64').toString('utf8');
    expect(log).toBe(member(body, 'log'));
    const [first, last] = log.trim().split('\n');
    expect(first).toMatch(
      new RegExp(
        `^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ Start invoke request '${id}', version: latest$`,
      ),
    );
    expect(last).toMatch(
      new RegExp(
        `Z Finish invoke request '${id}', duration: [\\d.]+ms, billing duration: \\d+ms, memory used: [\\d.]+MB, billing memory: 128MB$`,
      ),
    );
  });

  test('is answered raw in v0, which is also what nothing asked for gives; without tail there is no log', async () => {
    for (const version of ['v0', '']) {
      const { headers, body } = await invoke(
        'python',
        { k: [1, 'ü'] },
        { 'X-CFF-Request-Version': version, 'X-Cff-Log-Type': '' },
      );
      expect(body).toEqual({ got: [1, 'ü'] });
      expect([headers.get('x-cff-response-version'), headers.get('x-cff-function-log')]).toEqual([
        'v0',
        null,
      ]);
    }
  });

  test('runs the code of the version or alias that was named', async () => {
    for (const name of ['default:echo', 'echo']) expect((await invoke(name)).status).toBe(200);
    const urn = `urn:fss:cn-north-4:${sandbox.ready.projectId}:function:default:echo`;
    for (const qualifier of ['v1', '!prod']) {
      const { body } = await invoke(`${urn}:${qualifier}`);
      expect(member(body, 'result')).toBe('"from v1"');
      expect(member(body, 'log')).toContain('version: v1');
    }
  });

  test('gets any JSON as its event, and an empty object for an empty body', async () => {
    const eventOf = async (event: Json | string) =>
      member(JSON.parse(textAt((await invoke('echo', event)).body, 'result')) as Json, 'event');
    expect(await eventOf('"text"')).toBe('text');
    expect(await eventOf('[1,null]')).toEqual([1, null]);
    expect(await eventOf('')).toEqual({});
    const broken = await invoke('echo', '{"a":');
    expect([broken.status, member(broken.body, 'error_code')]).toEqual([406, 'FSS.0406']);
  });

  test('gets the memory size that the caller chose, where the function allows it', async () => {
    const chosen = (name: string, size: string) => invoke(name, {}, { 'X-Cff-Instance-Memory': size });
    expect(member((await chosen('grows', '512')).body, 'result')).toBe('512');
    expect((await chosen('echo', '512')).headers.get('x-cff-invoke-summary')).toContain('"memorySize":128');
    const odd = await chosen('grows', '500');
    expect([odd.status, member(odd.body, 'error_code')]).toEqual([406, 'FSS.0406']);
  });
});

describe('a handler that fails is answered with 200 and the error in the headers', () => {
  test.each([
    ['throws', '4002', 'no such order'],
    ['exits', '4204', 'exited (code 3)'],
    ['endless', '4202', 'no result within 1 s'],
    ['large', '4004', '6 MB'],
    ['circular', '4007', 'not serialisable'],
    ['java', '4001', 'not Java11'],
  ])('%s', async (name, code, message) => {
    const { status, headers, body } = await invoke(name);
    expect([status, headers.get('x-is-func-err'), member(body, 'status')]).toEqual([200, 'true', 500]);
    const error = JSON.parse(textAt(body, 'result')) as Json;
    expect(headers.get('x-func-err-code')).toBe(code);
    expect(member(error, 'errorMessage')).toContain(message);
    const raw = await invoke(name, {}, { 'X-CFF-Request-Version': 'v0' });
    expect(member(raw.body, 'errorMessage')).toContain(message);
  });

  test('and the sandbox lives on', async () => {
    expect((await invoke('echo')).headers.get('x-is-func-err')).toBe('false');
  });
});

describe('the log tail', () => {
  test('of 10 MB of output is its last 2000 bytes, though that cuts a character', async () => {
    const { headers } = await invoke('chatty');
    const log = Buffer.from(headers.get('x-cff-function-log') ?? '', 'base64');
    expect(log.length).toBe(2000);
    expect(log.toString('utf8')).toMatch(/ü\n.*Finish invoke request.*\n$/);
    expect(log.toString('utf8')).not.toContain('Start invoke');
  });

  test('keeps what fits', () => {
    const tail = new LogTail(10);
    tail.add('abc');
    expect(tail.end().toString()).toBe('abc\n');
    for (let line = 0; line < 500; line += 1) tail.add(String(line));
    expect(tail.end().toString()).toBe('7\n498\n499\n');
  });
});

test('the gateway gives up after 90 seconds; the function runs on', async () => {
  const clock = new ManualClock();
  let finish: (() => void) | undefined;
  let finished = false;
  const runner = runnerOf({
    slow: async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      finished = true;
      return { kind: 'returned', text: '1' };
    },
  });
  const slow = await bench.start({ functions: bench.functions({ 'default/slow': {} }) }, { clock, runner });
  const answer = slow.ask('POST', 'fgs/functions/slow/invocations', {});
  await eventually(
    () => clock.waiting,
    (jobs) => jobs === 1,
  );
  await eventually(() => finish, Boolean);
  clock.advance(90_000);
  expect((await answer).body).toMatchObject({ error_code: 'APIGW.0203' });
  expect((await answer).status).toBe(504);
  expect(finished).toBe(false);
  finish?.();
  await eventually(() => finished, Boolean);
});

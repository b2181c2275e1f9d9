import { describe, expect, test } from 'vitest';
import { FUNCTION_COMPUTE, requestOf, runnerBench, valueOf, textOf } from './runnerBench';

const bench = runnerBench();

describe('a Node.js handler', () => {
  test.each([
    ['async', 'exports.handler = async (event) => ({ got: event.k });'],
    ['plain', 'exports.handler = (event) => ({ got: event.k });'],
    ['callback', 'exports.handler = (event, context, callback) => { callback(null, { got: event.k }); };'],
    [
      'late callback',
      'exports.handler = (event, context, callback) => { setTimeout(callback, 5, null, { got: event.k }); };',
    ],
    ['two callbacks', 'exports.handler = (e, c, cb) => { cb(null, { got: e.k }); cb(null, "twice"); };'],
  ])('answers in the style %s', async (_, code) => {
    expect(valueOf(await bench.run(bench.fn({ 'index.js': code }), { k: 'v' }))).toEqual({ got: 'v' });
  });

  test.each([
    ['an ES module', { 'index.mjs': 'export const handler = async () => "esm";' }],
    [
      'a package of type module',
      {
        'package.json': '{"type":"module"}',
        'index.js': 'export async function handler() { return "esm"; }',
      },
    ],
    ['a default export', { 'index.mjs': 'export default { handler: () => "esm" };' }],
  ])('may come from %s', async (_, files) => {
    expect(valueOf(await bench.run(bench.fn(files)))).toBe('esm');
  });

  test('lies in a sub-folder, and finds files beside it and in its working directory', async () => {
    const spec = bench.fn(
      {
        'src/main.js':
          'const { readFileSync } = require("fs");\n' +
          'exports.go = async () => [require("./data.json").a, readFileSync("top.txt", "utf8"), process.cwd()];',
        'src/data.json': '{"a":1}',
        'top.txt': 'top',
      },
      { handler: 'src/main.go' },
    );
    expect(valueOf(await bench.run(spec))).toEqual([1, 'top', spec.dir]);
  });

  test('gets the context that FunctionGraph documents', async () => {
    const getters = [
      ['getRequestID', requestOf({}).requestId],
      ['getFunctionName', 'resize'],
      ['getPackage', 'orders'],
      ['getProjectID', '7aad83af3e8d42e99ac194e8419e2c9b'],
      ['getVersion', 'v2'],
      ['getAlias', 'prod'],
      ['getMemorySize', 256],
      ['getCPUNumber', 400],
      ['getRunningTimeInSeconds', 60],
      ['getAccessKey', 'an-ak'],
      ['getSecretKey', 'an-sk'],
      ['getSecurityAccessKey', 'an-ak'],
      ['getSecuritySecretKey', 'an-sk'],
      ['getSecurityToken', 'a-security-token'],
      ['getToken', 'a-token'],
      ['getWorkflowID', ''],
    ] as const;
    const spec = bench.node('return event.map((name) => context[name]());');
    expect(
      valueOf(
        await bench.run(
          spec,
          getters.map(([name]) => name),
        ),
      ),
    ).toEqual(getters.map(([, value]) => value));
  });

  test('reads its environment through the context and through process.env', async () => {
    const spec = bench.node(
      'return [context.getUserData("A"), process.env.A, context.getUserData("B") ?? null];',
      {
        environment: { A: 'one' },
      },
    );
    expect(valueOf(await bench.run(spec))).toEqual(['one', 'one', null]);
  });

  test('sees the remaining time shrink', async () => {
    const spec = bench.node(`
      const before = context.getRemainingTimeInMilliSeconds();
      while (context.getRemainingTimeInMilliSeconds() >= before);
      return before > 0 && before <= 60000;`);
    expect(valueOf(await bench.run(spec))).toBe(true);
  });

  test('logs by console and by the logger, in order, and a last line without its end', async () => {
    const spec = bench.node(`
      const logger = context.getLogger();
      console.log('one');
      console.log('');
      logger.info('two %d', 2);
      logger.debug('silent');
      logger.setLevel('DEBUG');
      logger.debug('three');
      process.stdout.write('four');`);
    const { lines } = await bench.run(spec);
    const time = expect.stringMatching(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z b63a2e27-\S+ (INFO two 2|DEBUG three)$/,
    ) as string;
    expect(lines).toEqual(['one', '', time, time, 'four']);
  });

  test('logs on stderr too', async () => {
    const { lines } = await bench.run(bench.node('console.error("oops"); console.warn("careful");'));
    expect(lines).toEqual(['oops', 'careful']);
  });

  test('delivers lines while it still runs', async () => {
    const spec = bench.node(`
      const { existsSync } = require('fs');
      console.log('waiting');
      while (!existsSync(event.file)) await new Promise((next) => setTimeout(next, 5));
      return 'seen';`);
    const { mkdirSync } = await import('node:fs');
    const file = `${bench.folder}/seen-${process.pid}`;
    // The handler waits for what only its own line brings about.
    const ran = await bench.run(spec, { file }, { onLog: () => mkdirSync(file) });
    expect(valueOf(ran)).toBe('seen');
  });

  test('runs its initializer once, before the first event', async () => {
    const files = {
      'index.js': `
        let ready = 0;
        exports.initializer = (context, callback) => { console.log(context.getFunctionName()); ready++; callback(null, ''); };
        exports.handler = async () => ready;`,
    };
    const spec = bench.fn(files, { initializer: 'index.initializer', initializerTimeoutSeconds: 30 });
    const first = await bench.run(spec);
    const second = await bench.run(spec);
    expect([valueOf(first), valueOf(second)]).toEqual([1, 1]);
    expect([first.lines, second.lines]).toEqual([['resize'], []]);
  });

  test('returns nothing as null', async () => {
    expect(textOf(await bench.run(bench.node('')))).toBe('null');
  });
});

describe('a Node.js handler that fails', () => {
  test.each([
    ['throws', 'throw new TypeError("bad");', 'TypeError', 'bad'],
    ['rejects', 'await Promise.reject(new RangeError("far"));', 'RangeError', 'far'],
    ['throws a text', 'throw "just text";', 'Error', 'just text'],
    ['throws an object', 'throw { code: 7 };', 'Error', '{"code":7}'],
    ['throws nothing', 'throw undefined;', 'Error', 'undefined'],
    [
      'throws in a timer',
      'setTimeout(() => { throw new Error("timer"); }); await new Promise(() => {});',
      'Error',
      'timer',
    ],
    [
      'leaves a rejection behind',
      'Promise.reject(new Error("left")); await new Promise(() => {});',
      'Error',
      'left',
    ],
  ])('by an error it %s', async (_, body, errorType, message) => {
    const { outcome } = await bench.run(bench.node(body));
    expect(outcome).toMatchObject({ kind: 'failed', stage: 'invoke', handled: false, errorType, message });
  });

  test('shows a stack of its own code only', async () => {
    const { outcome } = await bench.run(bench.node('throw new Error("here");'));
    expect(outcome).toMatchObject({ stack: expect.stringContaining('index.js:2:7') as string });
    expect(outcome).toMatchObject({ stack: expect.not.stringContaining('runtimes') as string });
  });

  test('by callback has handled its error', async () => {
    const spec = bench.fn({ 'index.js': 'exports.handler = (e, c, cb) => cb(new Error("told"));' });
    expect((await bench.run(spec)).outcome).toMatchObject({ kind: 'failed', handled: true, message: 'told' });
  });

  test.each([
    ['file', { 'other.js': '' }, 'FunctionLoadError', "not found module './index.js'"],
    [
      'function',
      { 'index.js': 'exports.other = 1;' },
      'FunctionConfigError',
      "handler 'handler' not found in module './index.js'",
    ],
    ['syntax', { 'index.js': 'exports.handler = (' }, 'SyntaxError', 'Unexpected'],
    ['module', { 'index.js': 'require("./nowhere")' }, 'Error', "Cannot find module './nowhere'"],
  ])('for want of its %s', async (_, files, errorType, message) => {
    const { outcome } = await bench.run(bench.fn(files));
    expect(outcome).toMatchObject({ kind: 'failed', stage: 'load', errorType, coldStart: true });
    expect(outcome).toMatchObject({ message: expect.stringContaining(message) as string });
  });

  test.each([
    ['a name without a file', { handler: 'handler' }, 'FunctionConfigError'],
    ['a folder that is not there', { dir: '/nowhere/at/all' }, 'FunctionLoadError'],
    ['an unknown runtime', { runtime: 'Java11' }, 'RuntimeNotSupported'],
  ])('for %s', async (_, changes, errorType) => {
    const { outcome } = await bench.run(bench.node('', changes));
    expect(outcome).toMatchObject({ kind: 'failed', stage: 'load', errorType });
  });

  test('in its initializer is told so, with what it logged', async () => {
    const code =
      'exports.init = async () => { console.log("starting"); throw new Error("no"); }; exports.handler = () => 1;';
    const { outcome, lines } = await bench.run(bench.fn({ 'index.js': code }, { initializer: 'index.init' }));
    expect(outcome).toMatchObject({ kind: 'failed', stage: 'initialize', message: 'no' });
    expect(lines).toEqual(['starting']);
  });
});

describe('a Node.js handler of Function Compute', () => {
  test('gets a Buffer and a context of fields, and answers text as it is', async () => {
    const code = `exports.handler = (event, context, callback) => {
      context.logger.info('got %d bytes', event.length);
      const { logger, ...rest } = context;
      callback(null, event.toString() === 'plain text' ? JSON.stringify(rest) : 'not a buffer');
    };`;
    const request = { context: FUNCTION_COMPUTE, event: Buffer.from('plain text') };
    const ran = await bench.run(bench.fn({ 'index.js': code }), undefined, { request });
    expect(ran.lines).toEqual([expect.stringMatching(/^\S+Z b63a2e27-\S+ \[info\] got 10 bytes$/)]);
    expect(JSON.parse(textOf(ran) ?? 'null')).toEqual({
      requestId: 'b63a2e27-5f5c-4a5c-9f0e-2f3c1d0a9b01',
      credentials: { accessKeyId: 'an-ak', accessKeySecret: 'an-sk', securityToken: 'a-token' },
      function: { name: 'resize', handler: 'index.handler', memory: 256, timeout: 60 },
      service: { name: 'pictures', logProject: 'p', logStore: 's', qualifier: 'prod', versionId: '3' },
      region: 'cn-hangzhou',
      accountId: '1234567890',
    });
  });

  test.each([
    ['a text', 'return "plain";', 'plain'],
    ['a Buffer', 'return Buffer.from("bytes");', 'bytes'],
    ['an object', 'return { a: 1 };', '{"a":1}'],
    ['nothing', '', ''],
  ])('returns %s', async (_, body, text) => {
    const request = { context: FUNCTION_COMPUTE, event: Buffer.alloc(0) };
    expect(textOf(await bench.run(bench.node(body), undefined, { request }))).toBe(text);
  });

  test('gets bytes that are no text, and returns them', async () => {
    const event = Buffer.from('ff0080c328', 'hex');
    const body = 'console.log(event.toString("hex")); return event;';
    const { outcome, lines } = await bench.run(bench.node(body), undefined, {
      request: { context: FUNCTION_COMPUTE, event },
    });
    expect(lines).toEqual(['ff0080c328']);
    expect(outcome).toMatchObject({ kind: 'returned', body: event });
  });

  test('takes and returns 32 MB, and not a byte more', async () => {
    const whole = 32 * 1024 * 1024;
    const echo = bench.node('return event;', { memoryMb: 512 });
    const { outcome } = await bench.run(echo, undefined, {
      request: { context: FUNCTION_COMPUTE, event: Buffer.alloc(whole, 0xff) },
    });
    expect(outcome.kind === 'returned' && outcome.body.equals(Buffer.alloc(whole, 0xff))).toBe(true);
    const more = bench.node(`return Buffer.alloc(${whole + 1});`, { memoryMb: 512 });
    expect(
      (await bench.run(more, undefined, { request: { context: FUNCTION_COMPUTE, event: Buffer.alloc(0) } }))
        .outcome,
    ).toMatchObject({ kind: 'tooLarge', bytes: whole + 1 });
  });
});

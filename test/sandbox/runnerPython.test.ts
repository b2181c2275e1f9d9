import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FunctionSpec } from '../../src/sandbox/runner/runner';
import {
  FUNCTION_COMPUTE,
  isAlive,
  requestOf,
  runnerBench,
  until,
  valueOf,
  type Ran,
  textOf,
} from './runnerBench';

const bench = runnerBench();

/** A Python function out of the body of `def handler(event, context)`. */
function python(body: string, changes: Partial<FunctionSpec> = {}): FunctionSpec {
  const lines = body
    .trim()
    .split('\n')
    .map((line) => `    ${line}`);
  return bench.fn(
    { 'index.py': `import os, sys, time\n\ndef handler(event, context):\n${lines.join('\n')}\n` },
    changes,
  );
}

// These tests must not pass for want of what they test.
beforeAll(() => void execFileSync('python3', ['--version']));

describe('a Python handler', () => {
  test('gets the event as a dict and returns JSON', async () => {
    const ran = await bench.run(python('return {"got": event["k"], "list": (1, None, True)}'), { k: 'ü' });
    expect(valueOf(ran)).toEqual({ got: 'ü', list: [1, null, true] });
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
    ] as const;
    const spec = python('return [getattr(context, name)() for name in event]');
    expect(
      valueOf(
        await bench.run(
          spec,
          getters.map(([name]) => name),
        ),
      ),
    ).toEqual(getters.map(([, value]) => value));
  });

  test('reads its environment and sees the remaining time', async () => {
    const spec = python(
      'return [context.getUserData("A"), os.environ["A"], context.getUserData("B"), context.getUserData("B", "c"), ' +
        '0 < context.getRemainingTimeInMilliSeconds() <= 60000]',
      { environment: { A: 'one' } },
    );
    expect(valueOf(await bench.run(spec))).toEqual(['one', 'one', null, 'c', true]);
  });

  test('logs by print, by the logger and on stderr', async () => {
    const body = `
print('one')
context.getLogger().info('two %d', 2)
context.getLogger().debug('silent')
sys.stdout.write('three')`;
    const { lines } = await bench.run(python(body));
    expect(lines).toEqual([
      'one',
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\S+Z b63a2e27-\S+ INFO two 2$/),
      'three',
    ]);
    expect((await bench.run(python('print("oops", file=sys.stderr)'))).lines).toEqual(['oops']);
  });

  test('delivers lines while it still runs', async () => {
    const body = `
print('waiting')
while not os.path.exists(event): time.sleep(0.005)
return 'seen'`;
    const { writeFileSync } = await import('node:fs');
    const file = join(bench.folder, 'seen-by-python');
    expect(valueOf(await bench.run(python(body), file, { onLog: () => writeFileSync(file, '') }))).toBe(
      'seen',
    );
  });

  test('imports what lies beside it, from a sub-folder too, and works in its own folder', async () => {
    const spec = bench.fn(
      {
        'index.py': '',
        'beside.py': 'VALUE = 1',
        'src/main.py': 'import os, beside\ndef go(event, context):\n    return [beside.VALUE, os.getcwd()]',
      },
      { handler: 'src/main.go' },
    );
    expect(valueOf(await bench.run(spec))).toEqual([1, spec.dir]);
    expect(existsSync(join(spec.dir, '__pycache__'))).toBe(false);
  });

  test('may have the name of a standard module', async () => {
    const spec = bench.fn(
      { 'index.py': '', 'json.py': 'def handler(event, context):\n    return "mine"' },
      { handler: 'json.handler' },
    );
    expect(valueOf(await bench.run(spec))).toBe('mine');
  });

  test('runs its initializer once and stays warm', async () => {
    const code =
      'count = 0\ndef init(context):\n    global count\n    count += 1\n    print(context.getFunctionName())\ndef handler(event, context):\n    return count';
    const spec = bench.fn({ 'index.py': code }, { initializer: 'index.init' });
    const [first, second] = [await bench.run(spec), await bench.run(spec)];
    expect([valueOf(first), valueOf(second)]).toEqual([1, 1]);
    expect([first.lines, second.lines]).toEqual([['resize'], []]);
    expect([first.outcome.coldStart, second.outcome.coldStart]).toEqual([true, false]);
  });

  test('of Function Compute gets bytes and a context of fields', async () => {
    const body = `
import logging
logging.getLogger().info('got %d bytes', len(event))
c = context
return ' '.join([event.decode(), c.request_id[:8], c.credentials.access_key_id, c.function.name, c.service.version_id, c.region, c.account_id])`;
    const ran = await bench.run(python(body), undefined, {
      request: { context: FUNCTION_COMPUTE, event: Buffer.from('plain') },
    });
    expect(textOf(ran)).toBe('plain b63a2e27 an-ak resize 3 cn-hangzhou 1234567890');
    expect(ran.lines).toEqual([expect.stringMatching(/Z b63a2e27-\S+ \[INFO\] got 5 bytes$/)]);
    const event = Buffer.from('ff0080c328', 'hex');
    const bytes = await bench.run(python('print(event.hex())\nreturn event'), undefined, {
      request: { context: FUNCTION_COMPUTE, event },
    });
    expect(bytes.lines).toEqual(['ff0080c328']);
    expect(bytes.outcome).toMatchObject({ kind: 'returned', body: event });
  });
});

describe('a Python handler that goes wrong', () => {
  const kindOf = async (spec: FunctionSpec): Promise<Ran['outcome']> => (await bench.run(spec)).outcome;

  test('raises', async () => {
    const outcome = await kindOf(python('raise ValueError("bad")'));
    expect(outcome).toMatchObject({
      kind: 'failed',
      stage: 'invoke',
      errorType: 'ValueError',
      message: 'bad',
    });
    expect(outcome).toMatchObject({
      stack: expect.stringMatching(/index\.py", line 4, in handler/) as string,
    });
    expect(outcome).toMatchObject({ stack: expect.not.stringContaining('runtimes') as string });
  });

  test.each([
    [
      'file',
      { 'index.py': '' },
      { handler: 'other.handler' },
      'FunctionLoadError',
      "not found module './other.py'",
    ],
    [
      'function',
      { 'index.py': 'x = 1' },
      {},
      'FunctionConfigError',
      "handler 'handler' not found in module './index.py'",
    ],
    ['syntax', { 'index.py': 'def handler(:' }, {}, 'SyntaxError', 'invalid syntax'],
    ['module', { 'index.py': 'import nowhere' }, {}, 'ModuleNotFoundError', "No module named 'nowhere'"],
  ])('for want of its %s', async (_, files, changes, errorType, message) => {
    const outcome = await kindOf(bench.fn(files, changes));
    expect(outcome).toMatchObject({ kind: 'failed', stage: 'load', errorType });
    expect(outcome).toMatchObject({ message: expect.stringContaining(message) as string });
  });

  test.each(['while True: pass', 'time.sleep(1000)'])('never ends: %s', async (body) => {
    expect((await kindOf(python(body, { timeoutSeconds: 1 }))).kind).toBe('timeout');
  });

  test.each([
    ['sys.exit(3)', 3],
    ['os._exit(4)', 4],
  ])('exits: %s', async (body, code) => {
    const { outcome, lines } = await bench.run(python(`print('last words', flush=True)\n${body}`));
    expect(outcome).toMatchObject({ kind: 'exited', code });
    expect(lines).toEqual(['last words']);
  });

  test.each([
    ['at once', 'x = b"x" * 1_000_000_000'],
    ['bit by bit', 'kept = []\nwhile True:\n    kept.append(b"x" * 1_000_000)'],
  ])('takes too much memory %s', async (_, body) => {
    expect((await kindOf(python(body, { memoryMb: 128 }))).kind).toBe('outOfMemory');
  });

  test.runIf(process.platform === 'linux')('may catch that there is too little memory', async () => {
    const body = 'try:\n    return len(b"x" * 2_000_000_000)\nexcept MemoryError:\n    return "too much"';
    expect(valueOf(await bench.run(python(body, { memoryMb: 128 })))).toBe('too much');
  });

  test.each([
    ['a set', 'return {1, 2}', 'set'],
    ['a circle', 'a = []\na.append(a)\nreturn a', 'Circular'],
  ])('returns %s', async (_, body, message) => {
    const outcome = await kindOf(python(body));
    expect(outcome).toMatchObject({
      kind: 'notSerialisable',
      message: expect.stringContaining(message) as string,
    });
  });

  test('returns 7 MB', async () => {
    expect(await kindOf(python('return "x" * 7_000_000'))).toMatchObject({
      kind: 'tooLarge',
      bytes: 7_000_002,
    });
  });

  test('prints 10 MB and still answers', async () => {
    const ran = await bench.run(python('for i in range(100000): print("%099d" % i)\nreturn "done"'));
    expect(valueOf(ran)).toBe('done');
    expect(ran.lines.every((line, i) => Number(line) === i && line.length === 99)).toBe(true);
    expect(ran.lines).toHaveLength(100_000);
  });

  test('writes to the channel and is not believed', async () => {
    const body = `os.write(4, b'{"type":"answer","run":1,"result":{"kind":"returned","text":"1"}}\\n{"half')\nreturn "real"`;
    expect(valueOf(await bench.run(python(body)))).toBe('real');
  });

  test('closes the channel', async () => {
    expect((await kindOf(python('os.close(4)'))).kind).toBe('exited');
  });

  test.each(['None', 'type("Tee", (), {"write": lambda self, text: None})()'])(
    'puts %s in the place of its outputs, and answers',
    async (other) => {
      const spec = python(`sys.stdout = sys.stderr = ${other}\nreturn os.getpid()`);
      expect(valueOf(await bench.run(spec))).toBe(valueOf(await bench.run(spec)));
    },
  );

  test('leaves a child behind, which ends with it', async () => {
    const body =
      'import subprocess\nprint(subprocess.Popen(["sleep", "1000"]).pid, flush=True)\nwhile True: pass';
    const { lines } = await bench.run(python(body, { timeoutSeconds: 1 }));
    await until(() => !isAlive(Number(lines[0])));
  });

  test('leaves a thread behind that raises, and the next event is served', async () => {
    const spec = python(
      'import threading\nthreading.Timer(0.001, lambda: 1 / 0).start()\nreturn os.getpid()',
    );
    const lines: string[] = [];
    const pid = valueOf(await bench.run(spec, {}, { onLog: (line) => lines.push(line) }));
    await until(() => lines.some((line) => line.includes('ZeroDivisionError')));
    expect(valueOf(await bench.run(spec))).toBe(pid);
  });
});

test('without Python a Python function says what is missing, and Node.js functions run', async () => {
  const runner = bench.make({ python: 'python-that-is-not-here' });
  const { outcome } = await bench.run(python('return 1'), {}, { runner });
  expect(outcome).toMatchObject({ kind: 'failed', stage: 'load', errorType: 'RuntimeNotStarted' });
  expect(outcome).toMatchObject({
    message: expect.stringContaining('python-that-is-not-here was not found') as string,
  });
  expect(valueOf(await bench.run(bench.node('return 1;'), {}, { runner }))).toBe(1);
});

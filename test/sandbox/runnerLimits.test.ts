import { describe, expect, test } from 'vitest';
import { RESULT_LIMIT } from '../../src/sandbox/runner/runner';
import { isAlive, runnerBench, until, valueOf } from './runnerBench';

const bench = runnerBench();

describe('time', () => {
  test.each([
    ['loops for ever', 'for (;;);'],
    ['waits for ever', 'await new Promise(() => {});'],
    ['blocks in a system call', 'require("child_process").execSync("sleep 1000");'],
  ])('a handler that %s is ended', async (_, body) => {
    const { outcome, lines } = await bench.run(
      bench.node(`console.log("begin");\n${body}`, { timeoutSeconds: 1 }),
    );
    expect(outcome.kind).toBe('timeout');
    expect(outcome.durationMs).toBeGreaterThanOrEqual(990);
    expect(lines).toEqual(['begin']);
  });

  test('a limit of a hundred years does not end at once', async () => {
    const spec = bench.node('await new Promise((resolve) => setTimeout(resolve, 50)); return 1;', {
      timeoutSeconds: 100 * 366 * 86_400,
    });
    expect(valueOf(await bench.run(spec))).toBe(1);
  });

  test('a callback that never comes is a time-out', async () => {
    const spec = bench.fn({ 'index.js': 'exports.handler = (e, c, callback) => {};' }, { timeoutSeconds: 1 });
    expect((await bench.run(spec)).outcome.kind).toBe('timeout');
  });

  test('loading and the initializer have their own limit', async () => {
    const loops = bench.fn({ 'index.js': 'for (;;);' }, { timeoutSeconds: 1 });
    expect((await bench.run(loops)).outcome.kind).toBe('timeout');
    const waits = 'exports.init = () => new Promise(() => {}); exports.handler = () => 1;';
    const spec = bench.fn({ 'index.js': waits }, { initializer: 'index.init', initializerTimeoutSeconds: 1 });
    expect((await bench.run(spec)).outcome).toMatchObject({ kind: 'timeout', durationMs: 0 });
  });
});

describe('the end of the process', () => {
  test.each([
    ['process.exit(3);', { code: 3, signal: null }],
    ['process.exit(0);', { code: 0, signal: null }],
    ['process.abort();', { code: null, signal: 'SIGABRT' }],
    ['process.kill(process.pid, "SIGKILL"); await new Promise(() => {});', { code: null, signal: 'SIGKILL' }],
  ])('%s', async (code, expected) => {
    const { outcome, lines } = await bench.run(bench.node(`console.log("last words");\n${code}`));
    expect(outcome).toMatchObject({ kind: 'exited', ...expected });
    expect(lines[0]).toBe('last words');
  });

  test('at loading time', async () => {
    const { outcome } = await bench.run(bench.fn({ 'index.js': 'process.exit(9);' }));
    expect(outcome).toMatchObject({ kind: 'exited', code: 9, coldStart: true });
  });

  test('right after loading does not start one process after another', async () => {
    const code = 'setImmediate(() => process.exit(9)); exports.handler = () => new Promise(() => {});';
    expect((await bench.run(bench.fn({ 'index.js': code }))).outcome).toMatchObject({
      kind: 'exited',
      code: 9,
    });
  });
});

describe('memory', () => {
  test.each([
    ['heap', 'for (;;) kept.push(new Array(10_000).fill(kept.length));'],
    ['buffers', 'for (;;) { kept.push(Buffer.alloc(1_000_000, 1)); await new Promise(setImmediate); }'],
  ])('a handler that fills its %s is ended', async (_, body) => {
    const spec = bench.node(`const kept = [];\n${body}`, { memoryMb: 128 });
    expect((await bench.run(spec)).outcome).toMatchObject({ kind: 'outOfMemory' });
  });

  test.runIf(process.platform === 'linux')('counts what child processes use', async () => {
    const hog = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(10_000_000, 1)), 5);';
    const spec = bench.node(
      `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hog)}]);\nawait new Promise(() => {});`,
      { memoryMb: 256 },
    );
    expect((await bench.run(spec)).outcome).toMatchObject({ kind: 'outOfMemory', memoryUsedMb: 256 });
  });

  test('a handler within its limit may use most of it', async () => {
    const spec = bench.node('return Buffer.alloc(100_000_000, 1).length;', { memoryMb: 256 });
    const ran = await bench.run(spec);
    expect(valueOf(ran)).toBe(100_000_000);
    expect(ran.outcome.memoryUsedMb).toBeGreaterThan(95);
    expect(ran.outcome.memoryUsedMb).toBeLessThanOrEqual(256);
  });
});

describe('the result', () => {
  test('of 6 MB passes, of a byte more does not', async () => {
    const spec = bench.node('return "x".repeat(event - 2);');
    const largest = await bench.run(spec, RESULT_LIMIT.functionGraph);
    expect(valueOf(largest)).toHaveLength(RESULT_LIMIT.functionGraph - 2);
    const { outcome } = await bench.run(spec, RESULT_LIMIT.functionGraph + 1);
    expect(outcome).toMatchObject({ kind: 'tooLarge', bytes: RESULT_LIMIT.functionGraph + 1 });
  });

  test('is measured in bytes, not characters', async () => {
    const { outcome } = await bench.run(bench.node('return "ü".repeat(4_000_000);'));
    expect(outcome).toMatchObject({ kind: 'tooLarge', bytes: 8_000_002 });
  });

  test('of 6 MB that all needs escaping passes', async () => {
    const ran = await bench.run(bench.node('return "\\u0001".repeat(1_000_000);'));
    expect(valueOf(ran)).toBe('\u0001'.repeat(1_000_000));
  });

  test.each([
    ['a BigInt', 'return { n: 1n };', 'BigInt'],
    ['a circle', 'const a = {}; a.a = a; return a;', 'circular'],
    ['a function', 'return () => 1;', 'function'],
    ['a toJSON that throws', 'return { toJSON() { throw new Error("mine"); } };', 'mine'],
  ])('is not %s', async (_, body, message) => {
    const { outcome } = await bench.run(bench.node(body));
    expect(outcome).toMatchObject({
      kind: 'notSerialisable',
      message: expect.stringContaining(message) as string,
    });
  });

  test('and an event of 6 MB arrive whole', async () => {
    const event = 'é'.repeat(3_000_000);
    expect(valueOf(await bench.run(bench.node('return event.length;'), event))).toBe(3_000_000);
  });
});

describe('the log', () => {
  test('of 10 MB arrives whole and in order', async () => {
    const spec = bench.node(
      'for (let i = 0; i < 100_000; i++) console.log(String(i).padStart(99, "."));\nreturn "done";',
    );
    const ran = await bench.run(spec);
    expect(valueOf(ran)).toBe('done');
    expect(ran.lines).toHaveLength(100_000);
    expect(ran.lines.every((line, i) => line === String(i).padStart(99, '.'))).toBe(true);
  });

  test('of 10 MB in one line arrives in pieces', async () => {
    const { outcome, lines } = await bench.run(bench.node('console.log("x".repeat(10_000_000));'));
    expect(outcome.kind).toBe('returned');
    expect(lines.join('')).toHaveLength(10_000_000);
    expect(Math.max(...lines.map((line) => line.length))).toBe(32 * 1024);
  });

  test('of a flood is cut, says so, and the handler ends as it would', async () => {
    const spec = bench.node(
      'for (let i = 0; i < 400; i++) console.log(("y".repeat(999) + "\\n").repeat(100));\nreturn 1;',
    );
    const { outcome, lines } = await bench.run(spec);
    expect(outcome.kind).toBe('returned');
    expect(lines.at(-1)).toContain('the log is cut here');
    expect(lines.join('\n').length).toBeLessThan(34 * 1024 * 1024);
  });

  test('arrives whole when the handler exits', async () => {
    const { outcome, lines } = await bench.run(
      bench.node('console.log("z".repeat(1_000_000)); process.exit(1);'),
    );
    expect(outcome.kind).toBe('exited');
    expect(lines.join('')).toHaveLength(1_000_000);
  });
});

describe('child processes of a handler', () => {
  const spawning = (how: string): string =>
    `const { spawn } = require('child_process');
     const child = spawn('sleep', ['1000'], ${how});
     console.log(child.pid);`;

  test.each([
    ['in the group', '{ stdio: "inherit" }'],
    ...(process.platform === 'linux'
      ? [['in a session of their own', '{ detached: true, stdio: "inherit" }']]
      : []),
  ])('%s are killed with it at a time-out', async (_, how) => {
    const spec = bench.node(`${spawning(how ?? '')}\nawait new Promise(() => {});`, { timeoutSeconds: 1 });
    const { outcome, lines } = await bench.run(spec);
    expect(outcome.kind).toBe('timeout');
    await until(() => !isAlive(Number(lines[0])));
  });

  test.runIf(process.platform === 'linux')(
    'are killed with it in a session and with an environment of their own',
    async () => {
      const how = '{ detached: true, stdio: "inherit", env: {} }';
      const spec = bench.node(`${spawning(how)}\nawait new Promise(() => {});`, { timeoutSeconds: 1 });
      const { lines } = await bench.run(spec);
      await until(() => !isAlive(Number(lines[0])));
    },
  );

  test('are killed when it exits', async () => {
    const { outcome, lines } = await bench.run(
      bench.node(`${spawning('{ stdio: "inherit" }')}\nprocess.exit(0);`),
    );
    expect(outcome.kind).toBe('exited');
    await until(() => !isAlive(Number(lines[0])));
  });

  test('do not hold up the result', async () => {
    const ran = await bench.run(bench.node(`${spawning('{ stdio: "inherit" }')}\nreturn child.pid;`));
    expect(isAlive(valueOf(ran) as number)).toBe(true);
  });
});

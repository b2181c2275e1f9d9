import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { isAlive, runnerBench, until, valueOf } from './runnerBench';

const bench = runnerBench();
const PID = 'return process.pid;';

describe('an instance', () => {
  test('is reused: the first start is cold, the next is warm', async () => {
    const spec = bench.node(PID);
    const [first, second] = [await bench.run(spec), await bench.run(spec)];
    expect(valueOf(second)).toBe(valueOf(first));
    expect(first.outcome).toMatchObject({ coldStart: true, initMs: expect.any(Number) as number });
    expect(first.outcome.initMs).toBeGreaterThan(0);
    expect(second.outcome).toMatchObject({ coldStart: false, initMs: 0 });
  });

  test('is kept after an error that the handler threw', async () => {
    const spec = bench.node('if (event.bad) throw new Error("bad");\nreturn process.pid;');
    const before = valueOf(await bench.run(spec));
    expect((await bench.run(spec, { bad: true })).outcome).toMatchObject({
      kind: 'failed',
      coldStart: false,
    });
    expect(valueOf(await bench.run(spec))).toBe(before);
  });

  test.each([
    'process.exit(1)',
    'setTimeout(() => { throw new Error("bad"); }); await new Promise(() => {})',
  ])('is replaced after %s', async (end) => {
    const spec = bench.node(`if (event.bad) { ${end}; }\nreturn process.pid;`);
    const before = valueOf(await bench.run(spec));
    await bench.run(spec, { bad: true });
    const after = await bench.run(spec);
    expect(after.outcome.coldStart).toBe(true);
    expect(valueOf(after)).not.toBe(before);
  });

  test('takes one event at a time: two at once get two instances', async () => {
    const spec = bench.node(`
      const { existsSync, writeFileSync } = require('fs');
      writeFileSync(event.mine, '');
      while (!existsSync(event.other)) await new Promise((next) => setTimeout(next, 5));
      return process.pid;`);
    const [a, b] = [join(bench.folder, 'meet-a'), join(bench.folder, 'meet-b')];
    const pids = await Promise.all([
      bench.run(spec, { mine: a, other: b }).then(valueOf),
      bench.run(spec, { mine: b, other: a }).then(valueOf),
    ]);
    expect(new Set(pids).size).toBe(2);
  });

  test('is replaced when a file of its code changes', async () => {
    const spec = bench.fn({
      'index.js': 'exports.handler = () => require("./part").value;',
      'part.js': 'exports.value = 1;',
    });
    expect(valueOf(await bench.run(spec))).toBe(1);
    writeFileSync(join(spec.dir, 'part.js'), 'exports.value = "two";');
    expect(valueOf(await bench.run(spec))).toBe('two');
  });

  test('is not shared by functions with other settings', async () => {
    const spec = bench.node(PID);
    const changed = { ...spec, environment: { A: '1' } };
    expect(valueOf(await bench.run(changed))).not.toBe(valueOf(await bench.run(spec)));
  });

  test('ends when it was idle for long enough', async () => {
    const runner = bench.make({ idleMs: 1 });
    const pid = valueOf(await bench.run(bench.node(PID), {}, { runner })) as number;
    await until(() => !isAlive(pid));
  });

  test('that dies between two events is replaced without anyone noticing', async () => {
    const spec = bench.node(
      'process.nextTick(() => process.nextTick(() => setImmediate(() => process.kill(process.pid, "SIGKILL"))));\nreturn 1;',
    );
    for (let i = 0; i < 20; i++) expect(valueOf(await bench.run(spec))).toBe(1);
  });

  test('that throws after its answer ends, and the sandbox goes on', async () => {
    const spec = bench.node('setTimeout(() => { throw new Error("too late"); }, 1);\nreturn process.pid;');
    const lines: string[] = [];
    const ran = await bench.run(spec, {}, { onLog: (line) => lines.push(line) });
    await until(() => !isAlive(valueOf(ran) as number));
    await until(() => lines.some((line) => line.includes('too late')));
    expect((await bench.run(spec)).outcome).toMatchObject({ kind: 'returned' });
  });
});

describe('the runner', () => {
  test('keeps no more than its number of instances; who waits is served in order', async () => {
    const runner = bench.make({ maxInstances: 1 });
    const spec = bench.node('return event;');
    const served: unknown[] = [];
    await Promise.all(
      [1, 2, 3, 4].map(async (i) => served.push(valueOf(await bench.run(spec, i, { runner })))),
    );
    expect(served).toEqual([1, 2, 3, 4]);
  });

  test('ends an idle instance of one function to make room for another', async () => {
    const runner = bench.make({ maxInstances: 1 });
    const first = valueOf(await bench.run(bench.node(PID), {}, { runner })) as number;
    const second = valueOf(await bench.run(bench.node(PID), {}, { runner }));
    expect(second).not.toBe(first);
    expect(isAlive(first)).toBe(false);
  });

  test('ends a handler whose run is aborted, and rejects with the reason', async () => {
    const controller = new AbortController();
    const pids: number[] = [];
    const onLog = (line: string): void => {
      pids.push(Number(line));
      controller.abort(new Error('no longer wanted'));
    };
    const running = bench.run(
      bench.node('console.log(process.pid); for (;;);'),
      {},
      { signal: controller.signal, onLog },
    );
    await expect(running).rejects.toThrow('no longer wanted');
    await until(() => !isAlive(pids[0] ?? 0));
  });

  test('lets an event that waits be aborted, and serves those behind it', async () => {
    const runner = bench.make({ maxInstances: 1 });
    const gate = join(bench.folder, 'gate');
    const spec = bench.node(`
      while (event.wait && !require('fs').existsSync(event.wait)) await new Promise((next) => setTimeout(next, 5));
      return event.n;`);
    const controller = new AbortController();
    const first = bench.run(spec, { n: 1, wait: gate }, { runner });
    const second = bench.run(spec, { n: 2 }, { runner, signal: controller.signal });
    const third = bench.run(spec, { n: 3 }, { runner });
    controller.abort(new Error('gave up'));
    await expect(second).rejects.toThrow('gave up');
    writeFileSync(gate, '');
    expect([valueOf(await first), valueOf(await third)]).toEqual([1, 3]);
  });

  test('refuses an event whose signal is aborted already', async () => {
    await expect(
      bench.run(bench.node(''), {}, { signal: AbortSignal.abort(new Error('never')) }),
    ).rejects.toThrow('never');
  });

  test('leaves no process when it is disposed, and rejects what runs and waits', async () => {
    const runner = bench.make({ maxInstances: 2 });
    const idle = valueOf(await bench.run(bench.node(PID), {}, { runner })) as number;
    const pids = [idle];
    const loop = bench.node('console.log(process.pid); for (;;);');
    const running = bench.run(loop, {}, { runner, onLog: (line) => pids.push(Number(line)) });
    const rejected = expect(running).rejects.toThrow('stopped');
    await until(() => pids.length === 2);
    const waiting = expect(bench.run(bench.node('for (;;);'), 1, { runner })).rejects.toThrow('stopped');
    await runner.dispose();
    expect(pids.map(isAlive)).toEqual([false, false]);
    await Promise.all([rejected, waiting]);
    await expect(bench.run(bench.node(PID), {}, { runner })).rejects.toThrow('stopped');
  });

  test.runIf(process.platform !== 'win32')(
    'killed by kill -9 takes even a looping handler with it',
    async () => {
      const program = join(bench.folder, 'sandbox.cjs');
      await build({
        stdin: {
          contents: `
          import { createRunner } from './src/sandbox/runner/runner';
          const [, , runtimesDir, spec, request] = process.argv;
          const runner = createRunner({ node: process.execPath, python: 'python3', runtimesDir, idleMs: 60000, maxInstances: 1 });
          const { event, ...others } = JSON.parse(request);
          void runner.run(JSON.parse(spec), { ...others, event: Buffer.from(event) }, (line) => console.log(line), new AbortController().signal);`,
          resolveDir: resolve(import.meta.dirname, '../..'),
          loader: 'ts',
        },
        bundle: true,
        platform: 'node',
        format: 'cjs',
        outfile: program,
        logLevel: 'silent',
      });
      const spec = bench.node('console.log(process.pid); for (;;);');
      const { requestOf } = await import('./runnerBench');
      const args = [
        program,
        join(bench.folder, 'runtimes'),
        JSON.stringify(spec),
        JSON.stringify(requestOf({})),
      ];
      const sandbox = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = (await once(createInterface(sandbox.stdout), 'line')) as [string];
      expect(isAlive(Number(line))).toBe(true);
      sandbox.kill('SIGKILL');
      await until(() => !isAlive(Number(line)));
    },
  );
});

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FunctionSpec, RunnerOptions } from '../../src/sandbox/runner/runner';
import { FUNCTION_COMPUTE, isAlive, runnerBench, until, valueOf } from './runnerBench';

const bench = runnerBench();
let count = 0;

const HOOKED = {
  node: {
    'index.js': `
exports.handler = async (event, context) => {
  if (event.exit) process.exit(3);
  while (event.loop);
  const { writeFileSync, existsSync } = require('fs');
  if (event.hold) { writeFileSync(event.hold, ''); while (existsSync(event.hold)) await new Promise((next) => setTimeout(next, 5)); }
  return process.pid;
};
exports.stop = async (context) => {
  const { MARK, WAIT, THROW } = process.env;
  console.log('stopping', context.requestId ?? context.getRequestID());
  require('fs').appendFileSync(MARK, process.pid + '\\n');
  while (WAIT && !require('fs').existsSync(WAIT)) await new Promise((next) => setTimeout(next, 5));
  if (THROW) throw new TypeError(THROW);
};`,
  },
  python: {
    'index.py': `
import os, sys, time
def handler(event, context):
    if event.get('exit'):
        sys.exit(3)
    while event.get('loop'):
        pass
    return os.getpid()
def stop(context):
    print('stopping', context.getRequestID())
    with open(os.environ['MARK'], 'a') as mark:
        mark.write(f'{os.getpid()}\\n')
    wait = os.environ.get('WAIT')
    while wait and not os.path.exists(wait):
        time.sleep(0.005)
    if os.environ.get('THROW'):
        raise TypeError(os.environ['THROW'])
`,
  },
};

/** A function with a hook, the log of what is beside its events, and how often the hook has run. */
function hooked(
  changes: Partial<FunctionSpec> = {},
  { language = 'node', ...options }: Partial<RunnerOptions> & { readonly language?: 'node' | 'python' } = {},
) {
  const mark = join(bench.folder, `mark-${++count}`);
  const spec = bench.fn(HOOKED[language], {
    ...{ preStop: 'index.stop', preStopTimeoutSeconds: 60 },
    ...changes,
    environment: { MARK: mark, ...changes.environment },
  });
  const log: string[] = [];
  const aside = (id: string) => ({
    write: (line: string) => void log.push(line.replace(id, 'ID')),
    stopping: () => void log.push('begins'),
    stopped: (failure?: string) => void log.push(failure === undefined ? 'ended' : `failed: ${failure}`),
  });
  const runner = bench.make(options);
  const run = (event: unknown = {}, request = {}, of = spec) =>
    bench.run(of, event, { runner, request: { aside, ...request } });
  const pids = () => (existsSync(mark) ? readFileSync(mark, 'utf8').trim().split('\n').map(Number) : []);
  return { spec, log, runner, run, pids };
}

describe.each(['node', 'python'] as const)('the hook of a %s function', (language) => {
  test('runs when its instance has been idle for long enough, once, into a log of its own', async () => {
    const { run, log, pids } = hooked({}, { language, idleMs: 1 });
    const ran = await run();
    const pid = valueOf(ran) as number;
    await until(() => !isAlive(pid));
    expect([pids(), log, ran.lines]).toEqual([[pid], ['begins', 'stopping ID', 'ended'], []]);
  });

  test('that throws is told of, and the instance ends', async () => {
    const { run, log } = hooked({ environment: { THROW: 'no way out' } }, { language, idleMs: 1 });
    const pid = valueOf(await run()) as number;
    await until(() => !isAlive(pid));
    expect(log).toEqual([
      ...['begins', 'stopping ID'],
      expect.stringMatching(/TypeError: no way out|Traceback/),
      ...log.slice(3, -1),
      'failed: TypeError: no way out',
    ]);
  });

  test('that never ends is ended when its time is over', async () => {
    const { run, log } = hooked(
      { environment: { WAIT: '/nowhere/ever' }, preStopTimeoutSeconds: 0.3 },
      { language, idleMs: 1 },
    );
    const pid = valueOf(await run()) as number;
    await until(() => !isAlive(pid));
    expect(log).toEqual(['begins', 'stopping ID', 'failed: it had not ended after 0.3 s']);
  });

  test('that is not there is told of', async () => {
    const { run, log } = hooked({ preStop: 'index.none' }, { language, idleMs: 1 });
    const pid = valueOf(await run()) as number;
    await until(() => !isAlive(pid));
    expect(log.at(-1)).toMatch(/^failed: FunctionConfigError: preStop 'none' not found in module/);
  });

  test.each([
    ['an exit', { exit: true }, {}],
    ['a time-out', { loop: true }, { timeoutSeconds: 0.5, initializerTimeoutSeconds: 60 }],
  ])('does not run after %s', async (_, event, changes) => {
    const { run, log, pids, runner } = hooked(changes, { language });
    expect((await run(event)).outcome.kind).toMatch(/exited|timeout/);
    await runner.dispose();
    expect([log, pids()]).toEqual([[], []]);
  });
});

describe('the hook runs', () => {
  test('with the context of Function Compute', async () => {
    const { run, log, runner } = hooked();
    await run({}, { context: FUNCTION_COMPUTE });
    await runner.dispose();
    expect(log).toEqual(['begins', 'stopping ID', 'ended']);
  });

  test('when the code was changed, while the event that comes meanwhile has a new instance', async () => {
    const open = join(bench.folder, `open-${++count}`);
    const { run, spec, pids, log } = hooked({ environment: { WAIT: open } });
    const first = valueOf(await run()) as number;
    writeFileSync(join(spec.dir, 'more.js'), '');
    const second = valueOf(await run()) as number;
    await until(() => pids().length === 1);
    const third = valueOf(await run());
    expect([second !== first, third, isAlive(first), pids()]).toEqual([true, second, true, [first]]);
    writeFileSync(open, '');
    await until(() => !isAlive(first));
    expect(log).toEqual(['begins', 'stopping ID', 'ended']);
  });

  test('when another function needs the room, which does not wait for it', async () => {
    const { run, runner, pids } = hooked({ environment: { WAIT: '/nowhere/ever' } }, { maxInstances: 1 });
    const first = valueOf(await run());
    expect(valueOf(await bench.run(bench.node('return 1;'), {}, { runner }))).toBe(1);
    await until(() => pids().length === 1);
    expect(pids()).toEqual([first]);
  });

  test('when the function is gone, at once or after the event that it has in hand', async () => {
    const { run, runner, pids, spec } = hooked();
    const idle = valueOf(await run()) as number;
    const hold = join(bench.folder, `hold-${++count}`);
    runner.forget(['/another/function.json']);
    expect(isAlive(idle)).toBe(true);
    const running = run({ hold });
    await until(() => existsSync(hold));
    runner.forget([spec.settings ?? spec.dir]);
    expect(pids()).toEqual([]);
    rmSync(hold);
    expect(valueOf(await running)).toBe(idle);
    await until(() => !isAlive(idle));
    expect(pids()).toEqual([idle]);
  });

  test('when the sandbox is stopped, which waits 5 s for one that does not end', async () => {
    const quick = hooked();
    await quick.run();
    await quick.runner.dispose();
    expect(quick.pids()).toHaveLength(1);
    const endless = hooked({ environment: { WAIT: '/nowhere/ever' } });
    const pid = valueOf(await endless.run()) as number;
    await endless.runner.dispose();
    expect([endless.pids(), isAlive(pid)]).toEqual([[pid], false]);
    expect(endless.log).toEqual(['begins', 'stopping ID', 'failed: it had not ended after 5 s']);
  });

  test('not when the sandbox is stopped while an event is in hand', async () => {
    const { run, runner, pids } = hooked();
    const hold = join(bench.folder, `hold-${++count}`);
    const running = run({ hold });
    running.catch(() => undefined);
    await until(() => existsSync(hold));
    await runner.dispose();
    await expect(running).rejects.toThrow('The sandbox was stopped.');
    expect(pids()).toEqual([]);
  });

  test('and what it writes of the .env is hidden', async () => {
    const { run, spec, log } = hooked({}, { idleMs: 1 });
    writeFileSync(join(spec.dir, '.env'), 'THROW=a-secret-reason\n');
    const pid = valueOf(await run()) as number;
    await until(() => !isAlive(pid));
    expect(log.at(-1)).toBe('failed: TypeError: (THROW)');
    expect(log.join('\n')).not.toContain('a-secret-reason');
  });
});

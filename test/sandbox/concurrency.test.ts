import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FUNCTION_COMPUTE, isAlive, runnerBench, until, valueOf } from './runnerBench';

const bench = runnerBench();
let count = 0;

/** Functions that meet: each event waits until `of` files are there, and writes before and after. */
const MEETING = {
  node: {
    'index.js': `
const { readdirSync, writeFileSync } = require('fs');
let inHand = 0, most = 0;
exports.handler = async (event, context) => {
  most = Math.max(most, ++inHand);
  console.log('begin %d', event.n);
  await null;
  console.error('error of ' + event.n);
  context.getLogger().info('logger of ' + event.n);
  process.stdout.write('half of ' + event.n);
  writeFileSync(event.folder + '/' + event.n, '');
  while (readdirSync(event.folder).length < event.of) await new Promise((next) => setTimeout(next, 5));
  setTimeout(() => {}, 1);
  console.log(' and the rest');
  inHand--;
  if (event.throw) throw new Error('of ' + event.n);
  return { n: event.n, pid: process.pid, most };
};`,
  },
  python: {
    'index.py': `
import logging, os, sys, threading, time
count, lock = {'now': 0, 'most': 0}, threading.Lock()
def handler(event, context):
    with lock:
        count['now'] += 1
        count['most'] = max(count['most'], count['now'])
    n = event['n']
    print('begin', n)
    print('error of', n, file=sys.stderr)
    context.getLogger().info(f'logger of {n}')
    sys.stdout.write(f'half of {n}')
    open(os.path.join(event['folder'], str(n)), 'w').close()
    while len(os.listdir(event['folder'])) < event['of']:
        time.sleep(0.005)
    print(' and the rest')
    with lock:
        count['now'] -= 1
    if event.get('throw'):
        raise ValueError(f'of {n}')
    return {'n': n, 'pid': os.getpid(), 'most': count['most']}
`,
  },
};

/** An empty folder to meet in. */
function meeting(): string {
  const folder = bench.fn({ '.none': '' }).dir;
  return folder;
}

interface Met {
  readonly n: number;
  readonly pid: number;
  readonly most: number;
}

describe.each(['node', 'python'] as const)('an instance of a %s function', (language) => {
  const runtime = language === 'node' ? { runtime: 'Node.js18.15' } : { runtime: 'Python3.9' };

  test('takes several events at a time, their log lines and results apart', async () => {
    const spec = bench.fn(MEETING[language], { ...runtime, instanceConcurrency: 3 });
    const folder = meeting();
    const ran = await Promise.all(
      [1, 2, 3].map((n) =>
        bench.run(
          spec,
          { n, folder, of: 4, ...(n === 2 && { throw: true }) },
          { request: { requestId: `id-${n}` } },
        ),
      ),
    );
    for (const [index, { lines, outcome }] of ran.entries()) {
      const n = index + 1;
      expect([...lines].sort()).toEqual([
        expect.stringMatching(new RegExp(`Z id-${n} INFO logger of ${n}$`)),
        `begin ${n}`,
        `error of ${n}`,
        `half of ${n} and the rest`,
      ]);
      if (n === 2) expect(outcome).toMatchObject({ kind: 'failed', message: 'of 2' });
    }
    const [one, , three] = ran.map((each, index) => (index === 1 ? undefined : (valueOf(each) as Met)));
    expect([one?.n, three?.n, one?.pid]).toEqual([1, 3, three?.pid]);
    expect(ran.filter(({ outcome }) => outcome.coldStart)).toHaveLength(1);
  });

  test('takes no more than it may, and a hundred events are all answered', async () => {
    const spec = bench.fn(MEETING[language], { ...runtime, instanceConcurrency: 10 });
    const runner = bench.make({ maxInstances: 16 });
    const folder = meeting();
    const ran = await Promise.all(
      Array.from({ length: 100 }, (_, n) => bench.run(spec, { n, folder, of: 101 }, { runner })),
    );
    const met = ran.map((each) => valueOf(each) as Met);
    expect(met.map(({ n }) => n)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(new Set(met.map(({ pid }) => pid)).size).toBe(10);
    expect(Math.max(...met.map(({ most }) => most))).toBe(10);
    for (const [n, { lines }] of ran.entries()) expect(lines).toContain(`half of ${n} and the rest`);
  });

  test('that ends fails all that it has in hand, and each is run once', async () => {
    const files = {
      node: {
        'index.js': `const fs = require('fs');
          exports.handler = async ({ n, folder }) => {
            fs.appendFileSync(folder + '/began', n + '\\n');
            while (fs.readFileSync(folder + '/began', 'utf8').length < 4) await new Promise((next) => setTimeout(next, 5));
            if (n === 1) process.exit(7);
            await new Promise(() => {});
          };`,
      },
      python: {
        'index.py': `import sys, time
def handler(event, context):
    with open(event['folder'] + '/began', 'a') as began:
        began.write(f"{event['n']}\\n")
    while len(open(event['folder'] + '/began').read()) < 4:
        time.sleep(0.005)
    if event['n'] == 1:
        sys.exit(7)
    time.sleep(1000)
`,
      },
    }[language];
    const spec = bench.fn(files, { ...runtime, instanceConcurrency: 2 });
    const folder = meeting();
    const both = await Promise.all([1, 2].map((n) => bench.run(spec, { n, folder })));
    expect(both.map(({ outcome }) => outcome)).toMatchObject([
      { kind: 'exited', code: 7 },
      { kind: 'exited', code: 7 },
    ]);
  });
});

test('an instance whose event times out takes no further one, and ends after those that it has in hand', async () => {
  const spec = bench.fn(MEETING.node, {
    ...{ instanceConcurrency: 2, timeoutSeconds: 12 },
  });
  const [slow, folder] = [meeting(), meeting()];
  const late = bench.run(spec, { n: 1, folder: slow, of: 99 });
  await until(() => existsSync(join(slow, '1')));
  // It begins later, and is not lost with the first.
  await new Promise((next) => setTimeout(next, 6000));
  const other = bench.run(spec, { n: 2, folder, of: 3 });
  await until(() => existsSync(join(folder, '2')));
  expect((await late).outcome.kind).toBe('timeout');
  const next = bench.run(spec, { n: 3, folder: meeting(), of: 1 });
  writeFileSync(join(folder, 'the last'), '');
  const { pid } = valueOf(await other) as Met;
  expect((valueOf(await next) as Met).pid).not.toBe(pid);
  await until(() => !isAlive(pid));
});

test('the root logger of Function Compute in Python names the request that logs', async () => {
  const code = `import logging, os, time
def handler(event, context):
    folder, n = event.decode().split()
    open(os.path.join(folder, n), 'w').close()
    while len(os.listdir(folder)) < 3:
        time.sleep(0.005)
    logging.getLogger().info('from %s', n)
`;
  const spec = bench.fn({ 'index.py': code }, { instanceConcurrency: 2 });
  const folder = meeting();
  const ran = await Promise.all(
    ['1', '2'].map((n) => {
      const event = Buffer.from(`${folder} ${n}`);
      return bench.run(spec, {}, { request: { context: FUNCTION_COMPUTE, event, requestId: `id-${n}` } });
    }),
  );
  expect(ran.map(({ lines }) => lines)).toEqual([
    [expect.stringMatching(/ id-1 \[INFO\] from 1$/)],
    [expect.stringMatching(/ id-2 \[INFO\] from 2$/)],
  ]);
});

test('an error that nobody caught fails all events of the instance', async () => {
  const code = `exports.handler = async (event) => {
    if (event.n === 1) setTimeout(() => { throw new Error('nobody caught'); }, 20);
    await new Promise(() => {});
  };`;
  const spec = bench.fn({ 'index.js': code }, { instanceConcurrency: 2 });
  const both = await Promise.all([2, 1].map((n) => bench.run(spec, { n })));
  expect(both.map(({ outcome }) => outcome)).toMatchObject([
    { kind: 'failed', message: 'nobody caught' },
    { kind: 'failed', message: 'nobody caught' },
  ]);
});

describe('provisioned instances', () => {
  const PID = 'await new Promise((next) => setTimeout(next, event.ms ?? 0)); return process.pid;';
  const mark = (): string => join(bench.folder, `started-${++count}`);
  const started = (file: string): readonly number[] =>
    existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];

  test('are started with the first event, and do not end for having nothing to do', async () => {
    const file = mark();
    const spec = bench.fn(
      {
        'index.js': `require('fs').appendFileSync('${file}', process.pid + '\\n');
          exports.handler = async (event) => { ${PID} };`,
      },
      { provisioned: 3 },
    );
    const runner = bench.make({ idleMs: 1, maxInstances: 4 });
    expect(started(file)).toEqual([]);
    await bench.run(spec, {}, { runner });
    await until(() => started(file).length === 3);
    const other = bench.node(PID);
    const pid = valueOf(await bench.run(other, {}, { runner })) as number;
    await until(() => !isAlive(pid));
    expect(started(file).filter(isAlive)).toHaveLength(3);
    const warm = await Promise.all([1, 2, 3].map(() => bench.run(spec, { ms: 500 }, { runner })));
    expect(warm.map(({ outcome }) => outcome.coldStart)).toEqual([false, false, false]);
    expect(new Set(warm.map(valueOf))).toEqual(new Set(started(file)));
  });

  test('make room for others where there is none', async () => {
    const runner = bench.make({ maxInstances: 2 });
    await bench.run(bench.node(PID, { provisioned: 5 }), {}, { runner });
    expect(valueOf(await bench.run(bench.node('return 1;'), {}, { runner }))).toBe(1);
  });

  test('that cannot be loaded are not tried again and again', async () => {
    const file = mark();
    const code = `require('fs').appendFileSync('${file}', process.pid + '\\n'); exports.none = 1;`;
    const spec = bench.fn({ 'index.js': code }, { provisioned: 2 });
    const runner = bench.make();
    for (let call = 1; call <= 4; call++) {
      expect((await bench.run(spec, {}, { runner })).outcome.kind).toBe('failed');
    }
    await until(() => started(file).length >= 5);
    expect(started(file).length).toBeLessThanOrEqual(6);
  });
});

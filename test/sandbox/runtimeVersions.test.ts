import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { translate } from '../../src/model/message';
import { readRuntimeName } from '../../src/sandbox/runner/runtimeName';
import type { FunctionSpec, RunnerOptions, SpecRemark } from '../../src/sandbox/runner/runner';
import { runnerBench, valueOf } from './runnerBench';

const bench = runnerBench();
const OWN = process.versions.node;
const MAJOR = Number(OWN.split('.')[0]);
let count = 0;

/** A machine with programs in its folders; those of Node.js and Python are scripts around the real ones. */
function machine() {
  const folder = join(bench.folder, `machine-${++count}`);
  const program = (path: string, text: string): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const standIn = (real: string, told: string) => (path: string, version: string) =>
    program(
      path,
      `[ "$1" = --version ] && echo "${told}${version}" && exit\nSTAND_IN="${version}" exec ${real} "$@"`,
    );
  return {
    folder,
    program,
    node: standIn(process.execPath, 'v'),
    python: standIn('/usr/bin/env -S PATH=/usr/local/bin:/usr/bin:/bin python3', 'Python '),
    places: (...path: readonly string[]) => ({
      path: path.map((each) => join(folder, each)).join(':'),
      home: join(folder, 'home'),
    }),
  };
}

const NODE = 'return process.env.STAND_IN ?? process.versions.node;';
const PYTHON = {
  'index.py': 'import os\ndef handler(event, context):\n    return os.environ.get("STAND_IN", "real")\n',
};

/** A runner that tells its remarks, and the function's answer with the log of its first run. */
function runs(options: Partial<RunnerOptions>) {
  const remarks: (readonly [string, string])[] = [];
  const onLoad = (_: FunctionSpec, __: unknown, told: readonly SpecRemark[]) =>
    remarks.push(...told.map(({ path, what }) => [path, translate(what)] as const));
  const runner = bench.make({ ...options, onLoad });
  const run = async (spec: FunctionSpec) => {
    const ran = await bench.run(spec, {}, { runner });
    return { value: valueOf(ran), lines: ran.lines };
  };
  return { remarks, run };
}

describe('the name of a runtime', () => {
  test.each([
    ['Node.js18.15', 'node', '18'],
    ['nodejs20', 'node', '20'],
    ['Node.js', 'node', undefined],
    ['Python3.9', 'python', '3.9'],
    ['python3.10', 'python', '3.10'],
    ['Python2.7', 'python', '2.7'],
    ['python3', 'python', undefined],
  ])('%s is %s %s', (name, language, version) => {
    expect(readRuntimeName(name)).toEqual({ language, ...(version !== undefined && { version }) });
  });

  test.each(['custom', 'custom.debian10', 'java11', 'Go1.x', 'PHP8.3', ''])('%s is none', (name) => {
    expect(readRuntimeName(name)).toBeUndefined();
  });
});

describe('a function runs on the version that its runtime names', () => {
  test('the sandbox’s own Node.js, where it is that, without a look at the machine', async () => {
    const { run, remarks } = runs({ places: { path: '/nowhere', home: '/nowhere' } });
    expect(await run(bench.node(NODE, { runtime: `Node.js${MAJOR}.1` }))).toEqual({ value: OWN, lines: [] });
    expect(remarks).toEqual([]);
  });

  test.each([
    ['in the PATH, by its name', 'bin/node12', ['bin']],
    ['in the PATH, as node', 'bin/node', ['empty', 'bin']],
    ['of nvm', 'home/.nvm/versions/node/v99.1.0/bin/node', []],
    ['of fnm', 'home/.local/share/fnm/node-versions/v99.1.0/installation/bin/node', []],
    ['of Volta', 'home/.volta/tools/image/node/99.1.0/bin/node', []],
    [
      'beside the one that a manager has put into the PATH',
      'else/nvm/versions/node/v99.1.0/bin/node',
      ['else/nvm/versions/node/v1.2.3/bin'],
    ],
  ])('a Node.js %s', async (_, path, variable) => {
    const on = machine();
    on.node(path, '99.1.0');
    const { run, remarks } = runs({ places: on.places(...variable) });
    expect(await run(bench.node(NODE, { runtime: 'nodejs99' }))).toEqual({ value: '99.1.0', lines: [] });
    expect(remarks).toEqual([]);
  });

  test.each([
    ['in the PATH, by its name', 'bin/python3.99', ['bin']],
    ['in the PATH, as python3', 'bin/python3', ['bin']],
    ['of pyenv', 'home/.pyenv/versions/3.99.4/bin/python', []],
    ['of a pyenv elsewhere, by its shims', 'else/pyenv/versions/3.99.4/bin/python', ['else/pyenv/shims']],
    ['of uv', 'home/.local/share/uv/python/cpython-3.99.4-linux/bin/python3', []],
  ])('a Python %s', async (_, path, variable) => {
    const on = machine();
    on.python(path, '3.99.4');
    const { run, remarks } = runs({ places: on.places(...variable) });
    expect(await run(bench.fn(PYTHON, { runtime: 'python3.99' }))).toEqual({ value: '3.99.4', lines: [] });
    expect(remarks).toEqual([]);
  });

  test('of several the newest of that version, and none that does not tell it', async () => {
    const on = machine();
    on.node('home/.nvm/versions/node/v98.1.0/bin/node', '98.1.0');
    on.node('home/.nvm/versions/node/v98.20.3/bin/node', '98.20.3');
    on.program('home/.nvm/versions/node/v98.30.0/bin/node', 'exit 1');
    on.node('bin/node98', '97.0.0');
    const { run } = runs({ places: on.places('bin') });
    expect((await run(bench.node(NODE, { runtime: 'Node.js98.15' }))).value).toBe('98.20.3');
  });
});

describe('where that version is not there', () => {
  test('the next newer one runs it, which is said once in its log and with each load', async () => {
    const on = machine();
    const command = on.node('bin/node', '96.4.0');
    on.node('bin/node97', '97.0.0');
    on.node('bin/node90', '90.0.0');
    const { run, remarks } = runs({ places: on.places('bin') });
    const spec = bench.node(NODE, { runtime: 'Node.js95.1' });
    const text = `Node.js 95 is not on this machine: Node.js 96.4.0 runs the function (${command}). Install Node.js 95, or name the version that is there as the runtime.`;
    expect(await run(spec)).toEqual({ value: '96.4.0', lines: [`[${text}]`] });
    expect((await run(spec)).lines).toEqual([]);
    writeFileSync(join(spec.dir, 'more.js'), '');
    expect((await run(spec)).lines).toEqual([]);
    expect(remarks).toEqual([
      ['runtime', text],
      ['runtime', text],
    ]);
  });

  test('and another will do, nothing is said', async () => {
    const on = machine();
    on.node('bin/node', '96.4.0');
    const { run, remarks } = runs({ places: on.places('bin') });
    const spec = { ...bench.node(NODE, { runtime: 'Node.js95.1' }), anyVersion: true };
    expect(await run(spec)).toEqual({ value: '96.4.0', lines: [] });
    expect(remarks).toEqual([]);
  });

  test('the newest runs it, if there is none that is newer; one that is too old for the sandbox never', async () => {
    const on = machine();
    on.python('bin/python3', '3.12.1');
    on.python('bin/python3.9', '3.9.1');
    on.python('bin/python3.6', '3.6.1');
    const { run, remarks } = runs({ places: on.places('bin') });
    expect((await run(bench.fn(PYTHON, { runtime: 'python3.98' }))).value).toBe('3.12.1');
    expect((await run(bench.fn(PYTHON, { runtime: 'Python3.6' }))).value).toBe('3.9.1');
    expect((await run(bench.fn(PYTHON, { runtime: 'Python2.7' }))).value).toBe('3.9.1');
    expect(remarks).toHaveLength(3);
  });

  test('a distribution’s own version is not taken for that of its Python', async () => {
    const on = machine();
    on.python('home/.pyenv/versions/pypy3.9-7.3.9/bin/python3', '3.9.12');
    on.python('home/.pyenv/versions/miniforge3-22.11.1-4/bin/python3', '3.10.1');
    on.python('home/.pyenv/versions/3.12.1/bin/python3', '3.12.1');
    const { run } = runs({ places: on.places() });
    expect((await run(bench.fn(PYTHON, { runtime: 'python3.98' }))).value).toBe('3.12.1');
    expect((await run(bench.fn(PYTHON, { runtime: 'python3.10' }))).value).toBe('3.10.1');
  });

  test('a version manager’s shim is not taken for it, and not run', async () => {
    const on = machine();
    const ran = join(on.folder, 'ran');
    on.program('pyenv/shims/python3.97', `touch ${ran}\necho "Python 3.97.0"`);
    on.program('bin/python3.97', `touch ${ran}\nexec pyenv exec python3.97 "$@"`);
    on.program('volta/volta-shim', `touch ${ran}\necho v97.0.0`);
    symlinkSync(join(on.folder, 'volta/volta-shim'), join(on.folder, 'volta/node'));
    on.python('bin/python3', '3.11.0');
    const { run } = runs({ places: on.places('pyenv/shims', 'volta', 'bin') });
    expect((await run(bench.fn(PYTHON, { runtime: 'python3.97' }))).value).toBe('3.11.0');
    expect((await run(bench.node(NODE, { runtime: 'nodejs97' }))).value).toBe(OWN);
    expect(() => rmSync(ran)).toThrow('ENOENT');
  });

  test('and no other either, that is the failure', async () => {
    const { remarks } = runs({});
    const runner = bench.make({ python: 'python-of-nowhere', places: machine().places('bin') });
    const { outcome } = await bench.run(bench.fn(PYTHON), {}, { runner });
    expect(outcome).toMatchObject({
      kind: 'failed',
      message: 'python-of-nowhere was not found in the PATH. Install it, then invoke the function again.',
    });
    expect(remarks).toEqual([]);
  });
});

test('a program that is gone is looked for again', async () => {
  const on = machine();
  const first = on.node('bin/node94', '94.1.0');
  const { run } = runs({ places: on.places('bin') });
  const spec = bench.node(NODE, { runtime: 'nodejs94' });
  expect((await run(spec)).value).toBe('94.1.0');
  rmSync(first);
  on.node('home/.nvm/versions/node/v94.0.1/bin/node', '94.0.1');
  expect((await run(spec)).value).toBe('94.0.1');
});

test('where there is none, what is installed then is found', { timeout: 40_000 }, async () => {
  const on = machine();
  const runner = bench.make({ python: 'python-of-nowhere', places: on.places() });
  const spec = bench.fn(PYTHON, { runtime: 'python3.96' });
  expect((await bench.run(spec, {}, { runner })).outcome.kind).toBe('failed');
  on.python('home/.pyenv/versions/3.96.1/bin/python3', '3.96.1');
  await expect
    .poll(async () => (await bench.run(spec, {}, { runner })).outcome.kind, { timeout: 30_000 })
    .toBe('returned');
});

test('the program that runs a runtime is told, as a function of it gets it', async () => {
  const one = machine();
  const python = one.python('bin/python3.9', '3.9.2');
  const runner = bench.make({ places: one.places('bin') });
  expect(await runner.interpreter('Python3.9')).toBe(python);
  expect(await runner.interpreter('Go1.x')).toBeUndefined();
});

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { revisionOf } from '../../src/sandbox/runner/code';
import type { RunResult } from '../../src/sandbox/runner/runner';
import { runnerBench, valueOf } from './runnerBench';

const bench = runnerBench();

function write(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}

const PYTHON = {
  'index.py': 'import greeting\n\ndef handler(event, context):\n    return greeting.WORDS\n',
};
const HELLO = {
  'python/greeting/__init__.py': 'WORDS = "hello"\n',
  'python/greeting-1.dist-info/RECORD': '',
};

test('a Python function imports what is installed into the folder python of its code', async () => {
  expect(valueOf(await bench.run(bench.fn({ ...PYTHON, ...HELLO })))).toBe('hello');
});

test('a module of the function goes before an installed one', async () => {
  const spec = bench.fn({ ...PYTHON, ...HELLO, 'greeting.py': 'WORDS = "own"\n' });
  expect(valueOf(await bench.run(spec))).toBe('own');
});

test('a Python function has what is installed after it could not be loaded, and what replaces it', async () => {
  const spec = bench.fn(PYTHON);
  const { outcome } = await bench.run(spec);
  expect(outcome).toMatchObject({ kind: 'failed', errorType: 'ModuleNotFoundError' });
  write(spec.dir, HELLO);
  expect(valueOf(await bench.run(spec))).toBe('hello');
  rmSync(join(spec.dir, 'python'), { recursive: true });
  write(spec.dir, {
    'python/greeting/__init__.py': 'WORDS = "hello again"\n',
    'python/greeting-2.dist-info/RECORD': '',
  });
  expect(valueOf(await bench.run(spec))).toBe('hello again');
});

test('an instance ends when other packages are in node_modules', async () => {
  const spec = bench.node('return require("greeting").words;');
  const greeting = (words: string) => ({
    'node_modules/greeting/index.js': `exports.words = "${words}";`,
    'node_modules/.package-lock.json': `{"of": "${words}"}`,
  });
  write(spec.dir, greeting('hello'));
  expect(valueOf(await bench.run(spec))).toBe('hello');
  write(spec.dir, greeting('hello again'));
  expect(valueOf(await bench.run(spec))).toBe('hello again');
});

test('installed packages do not hide a change of the code', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 2100 }, (_, index) => [`python/big/m${index}.py`, ''] as const),
  );
  const { dir } = bench.fn({
    ...PYTHON,
    ...many,
    'python/big-1.dist-info/RECORD': '',
    'lib/own.py': 'A = 1\n',
  });
  const before = await revisionOf(dir);
  expect(before).not.toContain('m7.py');
  write(dir, { 'lib/own.py': 'A = 20\n' });
  expect(await revisionOf(dir)).not.toBe(before);
});

test('what fails in an installed package is told at the line of the code that imports it', async () => {
  const told: (RunResult | undefined)[] = [];
  const runner = bench.make({ onLoad: (_, why) => told.push(why) });
  const spec = bench.fn({ ...PYTHON, 'python/greeting/__init__.py': 'import this_is_missing\n' });
  await bench.run(spec, {}, { runner });
  const [why] = told;
  const place = why?.kind === 'failed' ? why.place : undefined;
  expect(place).toMatchObject({ file: join(spec.dir, 'index.py'), line: 1 });
});

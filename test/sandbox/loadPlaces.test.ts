import { realpathSync, writeFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FunctionSpec, RunResult } from '../../src/sandbox/runner/runner';
import { runnerBench } from './runnerBench';

const bench = runnerBench();

/** What was told of the loads of a runner, and the runner. */
function toldLoads() {
  const told: { readonly handler: string; readonly why: RunResult | undefined }[] = [];
  const onLoad = ({ handler }: FunctionSpec, why: RunResult | undefined) => void told.push({ handler, why });
  return { told, make: () => bench.make({ onLoad }) };
}

/** Runs a function that cannot be loaded; gives what was told, with the file relative to its folder. */
async function failing(files: Readonly<Record<string, string>>, changes: Partial<FunctionSpec> = {}) {
  const { told, make } = toldLoads();
  const spec = bench.fn(files, changes);
  await bench.run(spec, {}, { runner: make() });
  const [load, ...others] = told;
  expect(others).toEqual([]);
  const why = load?.why;
  if (why?.kind !== 'failed') throw new Error('it was loaded');
  const { stage, errorType, place } = why;
  const file = place && realpathSync(place.file).replace(`${realpathSync(spec.dir)}/`, '');
  return [stage, errorType, file, place?.line, place?.column];
}

describe('code that cannot be loaded is told with its place', () => {
  test.each([
    [
      'a syntax error in CommonJS',
      { 'index.js': 'exports.handler = () => {\n  const a = ;\n};\n' },
      ['load', 'SyntaxError', 'index.js', 2, 13],
    ],
    [
      'a syntax error in a file that is required',
      { 'index.js': 'require("./lib/deep");', 'lib/deep.js': '\n\nlet let = 1;\n' },
      ['load', 'SyntaxError', 'lib/deep.js', 3, 5],
    ],
    [
      'a syntax error in an ES module',
      { 'index.mjs': 'export const handler = () => {\n  const a = ;\n};\n' },
      ['load', 'SyntaxError', 'index.mjs', 2, 13],
    ],
    [
      'a syntax error in a module that an ES module imports',
      {
        'index.mjs': 'import "./one.mjs";\nexport const handler = 1;',
        'one.mjs': 'export const x = 1;\n)\n',
      },
      ['load', 'SyntaxError', 'one.mjs', 2, 1],
    ],
    [
      'an export that is not there',
      {
        'index.mjs': 'import { no } from "./one.mjs";\nexport const handler = no;',
        'one.mjs': 'export const x = 1;',
      },
      ['load', 'SyntaxError', 'index.mjs', 1, 10],
    ],
    [
      'a module that is missing',
      { 'index.js': 'const a = 1;\nconst b = require("no-such-package");\n' },
      ['load', 'Error', 'index.js', 2, 20],
    ],
    [
      'a package that an ES module imports and nobody installed',
      { 'index.mjs': '\nimport a from "no-such-package";\n' },
      ['load', 'Error', 'index.mjs', 2, 16],
    ],
    [
      'an error at the top of a module',
      { 'index.js': 'const a = undefined;\na.b.c = 1;\n' },
      ['load', 'TypeError', 'index.js', 2, 3],
    ],
    [
      'an error in the initializer',
      {
        'index.js': 'exports.init = () => {\n  throw new RangeError("no");\n};\nexports.handler = () => 1;\n',
      },
      ['initialize', 'RangeError', 'index.js', 2, 9],
    ],
    [
      'a syntax error in Python',
      { 'index.py': 'def handler(event, context):\n    return (1,\n' },
      ['load', 'SyntaxError', 'index.py', 2, 12],
    ],
    [
      'a wrong indentation in a Python module that is imported',
      { 'index.py': 'import other\n', 'other.py': 'def f():\nreturn 1\n' },
      ['load', 'IndentationError', 'other.py', 2, 1],
    ],
    [
      'a Python module that is missing',
      { 'index.py': 'import os\nimport no_such_module\n' },
      ['load', 'ModuleNotFoundError', 'index.py', 2, 1],
    ],
  ] as const)('%s', async (what, files, expected) => {
    const changes = what.includes('initializer') ? { initializer: 'index.init' } : {};
    expect(await failing(files, changes)).toEqual(expected);
  });

  test.each([
    ['a handler that nobody exports', { 'index.js': 'exports.other = 1;' }, 'FunctionConfigError', {}],
    ['a file that is not there', { 'other.js': '' }, 'FunctionLoadError', {}],
    [
      'a runtime that the sandbox does not run',
      { 'index.js': '' },
      'RuntimeNotSupported',
      { runtime: 'Java17' },
    ],
  ] as const)('but %s has none', async (_, files, errorType, changes) => {
    expect(await failing(files, changes)).toEqual(['load', errorType, undefined, undefined, undefined]);
  });
});

test('a runtime that is not on the machine is told with what to do', async () => {
  const told: (RunResult | undefined)[] = [];
  const onLoad = (_: FunctionSpec, why: RunResult | undefined) => void told.push(why);
  const runner = bench.make({ python: 'no-such-python', onLoad });
  await bench.run(bench.fn({ 'index.py': '' }), {}, { runner });
  expect(told).toEqual([
    expect.objectContaining({
      errorType: 'RuntimeNotStarted',
      message: 'no-such-python was not found in the PATH. Install it, then invoke the function again.',
    }),
  ]);
});

test('each load is told once: of a warm instance nothing, of changed code again', async () => {
  const { told, make } = toldLoads();
  const runner = make();
  const spec = bench.fn({ 'index.js': 'exports.handler = () => 1;' });
  const answer = async () => {
    const { outcome } = await bench.run(spec, {}, { runner });
    return outcome.kind === 'returned' ? outcome.body.toString() : outcome.kind;
  };
  /** As an editor saves; two saves within one tick of a coarse clock still have two times. */
  const save = (text: string, second: number) => {
    const file = join(spec.dir, 'index.js');
    writeFileSync(file, text);
    utimesSync(file, second, second);
  };
  expect([await answer(), await answer(), told.length]).toEqual(['1', '1', 1]);
  save('exports.handler = () => 2;', 1);
  expect([await answer(), told.length]).toEqual(['2', 2]);
  save('exports.handler = () => {', 2);
  expect([await answer(), told.at(-1)?.why?.kind]).toEqual(['failed', 'failed']);
  save('exports.handler = () => 3;', 3);
  expect([await answer(), told.at(-1)?.why]).toEqual(['3', undefined]);
});

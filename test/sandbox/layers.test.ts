import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { translate } from '../../src/model/message';
import type { FunctionSpec, SpecRemark } from '../../src/sandbox/runner/runner';
import { FUNCTION_COMPUTE, runnerBench, valueOf } from './runnerBench';

const bench = runnerBench();
let count = 0;

/** A folder with the files of a layer. */
function layer(files: Readonly<Record<string, string>>): string {
  const folder = join(bench.folder, `layer-${++count}`);
  mkdirSync(folder);
  add(folder, files);
  return folder;
}

function add(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** The same package as CommonJS, as ES module with `exports`, and of Python, below a folder. */
function packages(folder: string, what: string): Readonly<Record<string, string>> {
  return {
    [`${folder}/plain/index.js`]: `exports.what = '${what}';`,
    [`${folder}/plain/sub.js`]: `exports.what = '${what} below';`,
    [`${folder}/@own/modern/package.json`]: JSON.stringify({
      ...{ name: '@own/modern', type: 'module', exports: { '.': './main.js', './sub': './lib/sub.js' } },
    }),
    [`${folder}/@own/modern/main.js`]: `export const what = '${what} as module';`,
    [`${folder}/@own/modern/lib/sub.js`]: `export const what = '${what} below module';`,
  };
}

const REQUIRES =
  'const { what } = require("plain");\nexports.handler = async () => [what, require("plain/sub").what];';
const IMPORTS = `import { what } from "plain";
import { what as modern } from "@own/modern";
import { what as sub } from "@own/modern/sub";
export const handler = async () => [what, modern, sub, (await import("plain/sub.js")).what];`;
const PYTHON =
  'import plain\nimport pkg.sub\ndef handler(event, context):\n    return [plain.WHAT, pkg.sub.WHAT]\n';

describe('packages of a layer are found', () => {
  test.each([
    ['Function Compute', 'nodejs/node_modules', 'python', { context: FUNCTION_COMPUTE }],
    ['FunctionGraph', 'node_modules', '.', {}],
    ['FunctionGraph, at the top', '.', '.', {}],
  ])('as on %s', async (_, node, python, request) => {
    const layers = [
      layer({
        ...packages(node, 'layer'),
        [`${python}/plain.py`]: 'WHAT = "layer"',
        [`${python}/pkg/sub.py`]: 'WHAT = "below"',
      }),
    ];
    const run = async (files: Readonly<Record<string, string>>) =>
      valueOf(await bench.run(bench.fn(files, { layers }), {}, { request }));
    expect(await run({ 'index.js': REQUIRES })).toEqual(['layer', 'layer below']);
    expect(await run({ 'index.mjs': IMPORTS })).toEqual([
      ...['layer', 'layer as module', 'layer below module', 'layer below'],
    ]);
    expect(await run({ 'index.py': PYTHON })).toEqual(['layer', 'below']);
  });

  test('by Function Compute not where it does not look', async () => {
    const layers = [layer({ ...packages('node_modules', 'layer'), 'plain.py': 'WHAT = 1' })];
    for (const [file, text] of [
      ['index.js', REQUIRES],
      ['index.mjs', IMPORTS],
      ['index.py', PYTHON],
    ] as const) {
      const { outcome } = await bench.run(
        bench.fn({ [file]: text }, { layers }),
        {},
        {
          request: { context: FUNCTION_COMPUTE },
        },
      );
      expect(outcome).toMatchObject({
        kind: 'failed',
        message: expect.stringMatching(/plain/) as string,
      });
    }
  });

  test('after the function’s own, and the first layer before the second', async () => {
    const layers = [
      layer({ ...packages('node_modules', 'first'), 'plain.py': 'WHAT = "first"', 'pkg/sub.py': 'WHAT = 1' }),
      layer({ ...packages('node_modules', 'second'), 'plain.py': 'WHAT = "second"' }),
    ];
    const own = { 'node_modules/plain/index.js': 'exports.what = "own";' };
    const run = async (files: Readonly<Record<string, string>>) =>
      valueOf(await bench.run(bench.fn(files, { layers })));
    const value = 'const { what } = require("plain");\nexports.handler = async () => what;';
    expect(await run({ 'index.js': value })).toBe('first');
    expect(await run({ 'index.js': value, ...own })).toBe('own');
    expect((await run({ 'index.mjs': IMPORTS })) as string[]).toContain('first as module');
    const module = 'import { what } from "plain";\nexport const handler = async () => what;';
    expect(await run({ 'index.mjs': module, ...own })).toBe('own');
    expect(await run({ 'index.py': PYTHON })).toEqual(['first', 1]);
    expect(await run({ 'index.py': PYTHON, 'plain.py': 'WHAT = "own"' })).toEqual(['own', 1]);
  });

  test('before what the interpreter of Python has of that name', async () => {
    const layers = [layer({ 'colorsys.py': 'WHAT = "layer"' })];
    const text = 'import colorsys\ndef handler(event, context):\n    return colorsys.WHAT\n';
    expect(valueOf(await bench.run(bench.fn({ 'index.py': text }, { layers })))).toBe('layer');
  });

  test('through links, of the layer and in it', async () => {
    const real = layer({ 'plain/index.js': 'exports.what = "linked";', 'else/x/index.js': 'exports.x = 1;' });
    const [link, inside] = [join(bench.folder, `link-${++count}`), layer({})];
    symlinkSync(real, link);
    symlinkSync(join(real, 'else', 'x'), join(inside, 'x'));
    symlinkSync(inside, join(inside, 'round'));
    const text = 'exports.handler = async () => [require("plain").what, require("x").x];';
    const spec = bench.fn({ 'index.js': text }, { layers: [link, inside] });
    expect(valueOf(await bench.run(spec))).toEqual(['linked', 1]);
  });
});

test('changed code of a layer is loaded at the next call, packages and what is linked included', async () => {
  const real = layer({ 'index.js': 'module.exports = 1;' });
  const folder = layer({ 'node_modules/plain/index.js': 'module.exports = 1;', 'other.py': 'WHAT = 1' });
  symlinkSync(real, join(folder, 'node_modules', 'linked'));
  const text = 'exports.handler = async () => [require("plain"), require("linked"), process.pid];';
  const spec = bench.fn({ 'index.js': text }, { layers: [folder] });
  const [one, linked, first] = valueOf(await bench.run(spec)) as number[];
  expect([one, linked, valueOf(await bench.run(spec))]).toEqual([1, 1, [1, 1, first]]);
  add(folder, { 'node_modules/plain/index.js': 'module.exports = "two";' });
  expect(valueOf(await bench.run(spec))).toEqual(['two', 1, expect.any(Number)]);
  add(real, { 'index.js': 'module.exports = "three";' });
  expect(valueOf(await bench.run(spec))).toEqual(['two', 'three', expect.any(Number)]);
});

test('a layer that is not there, or is no folder, is told of with its place, and the function runs', async () => {
  const there = layer({ 'node_modules/plain/index.js': 'exports.what = "there";' });
  const [missing, file] = [join(bench.folder, 'no-such-layer'), join(there, 'a-file')];
  const round = join(there, 'round');
  writeFileSync(file, '');
  symlinkSync(round, round);
  const remarks: SpecRemark[] = [];
  const onLoad = (_: FunctionSpec, __: unknown, told: readonly SpecRemark[]) => remarks.push(...told);
  const runner = bench.make({ onLoad });
  const text = 'exports.handler = async () => require("plain").what;';
  const spec = bench.fn({ 'index.js': text }, { layers: [missing, there, file, round] });
  const ran = await bench.run(spec, {}, { runner });
  expect(valueOf(ran)).toBe('there');
  const texts = [
    `The layer ${missing} was not found: the function runs without it.`,
    `The layer ${file} is no folder: the function runs without it.`,
    `The layer ${round} was not found: the function runs without it.`,
  ];
  expect(remarks.map(({ path, what }) => [path, translate(what)])).toEqual([
    ['layers.0', texts[0]],
    ['layers.2', texts[1]],
    ['layers.3', texts[2]],
  ]);
  expect(ran.lines).toEqual(texts.map((line) => `[${line}]`));
  // It is there at the next call, which is told, too.
  remarks.length = 0;
  [file, round].forEach((path) => rmSync(path));
  add(round, { 'plain/index.js': '' });
  add(file, { 'plain/index.js': '' });
  add(missing, { 'plain/index.js': 'exports.what = "late";' });
  expect(valueOf(await bench.run(spec, {}, { runner }))).toBe('late');
  expect(remarks).toEqual([]);
});

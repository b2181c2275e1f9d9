import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { readFunctionFile } from '../../src/model/functionFile';
import { functionFileSchema } from '../../src/model/functionFileSchema';
import type { Json, JsonObject } from '../../src/model/json';
import { sayIn, translate } from '../../src/model/message';
import { PROJECT, readJson } from '../sources';

const LEAST = { runtime: 'Node.js18.15', handler: 'index.handler' };
const check = (anywhere: boolean) =>
  new Ajv({ strict: false, allErrors: true }).compile(functionFileSchema(translate, anywhere));
const [here, anywhere] = [check(false), check(true)];

describe('a function.json', () => {
  test('needs a runtime and a handler only', () => {
    expect(readFunctionFile(LEAST)).toEqual({
      kind: 'function',
      file: {
        ...LEAST,
        ...{ timeoutSeconds: 3, memoryMb: 128, environment: {}, layers: [], description: '' },
        ...{ instanceConcurrency: 1, provisioned: 0 },
        ...{ anyVersion: false, concurrency: -1, dynamicMemory: false, versions: [], aliases: [] },
      },
    });
  });

  test.each([
    ['of the samples', ...samples()],
    ['with all there is', { ...LEAST, ...everything() }],
  ] as const)('%s means a function to reader and schema', (_, ...files) => {
    for (const file of files) {
      expect(readFunctionFile(file).kind).toBe('function');
      expect([here(file), anywhere(file), here.errors]).toEqual([true, true, null]);
    }
  });

  test.each([
    ['', [], 'It is no JSON object.'],
    ['', { runtime: 'Node.js18.15' }, 'handler is missing.'],
    ['runtime', { ...LEAST, runtime: 18 }, 'runtime must be a text.'],
    ['timeout', { ...LEAST, timeout: '3' }, 'timeout must be a number.'],
    ['timeout', { ...LEAST, timeout: -1 }, 'timeout must not be negative.'],
    ['memory', { ...LEAST, memory: true }, 'memory must be a number.'],
    ['group', { ...LEAST, group: 'a b' }, '“a b” is not a valid name here.'],
    ['name', { ...LEAST, name: '1st' }, '“1st” is not a valid name here.'],
    ['environment', { ...LEAST, environment: ['A=1'] }, 'environment must be an object.'],
    ['layers', { ...LEAST, layers: '../common' }, 'layers must be a list of folders.'],
    ['layers.1', { ...LEAST, layers: ['a', ''] }, 'layers must be a list of folders.'],
    [
      'instanceConcurrency',
      { ...LEAST, instanceConcurrency: 0 },
      'instanceConcurrency must be a whole number, at least 1.',
    ],
    ['provisioned', { ...LEAST, provisioned: 1.5 }, 'provisioned must be a whole number, at least 0.'],
    ['preStopTimeout', { ...LEAST, preStopTimeout: -1 }, 'preStopTimeout must not be negative.'],
    ['versions', { ...LEAST, versions: {} }, 'versions must be a list of objects.'],
    ['versions.1', { ...LEAST, versions: [{ name: 'v1' }, 'v2'] }, 'versions must be a list of objects.'],
    ['versions.0.name', { ...LEAST, versions: [{ name: '!' }] }, '“!” is not a valid name here.'],
    ['aliases.0', { ...LEAST, aliases: [{ name: 'prod' }] }, 'version is missing.'],
    ['async.age', { ...LEAST, async: { age: 'long' } }, 'age must be a number.'],
    ['async.age', { ...LEAST, async: { age: 1e18 } }, 'age must be a whole number from 1 to 2,592,000.'],
    ['async.retries', { ...LEAST, async: { retries: 50 } }, 'retries must be a whole number from 0 to 8.'],
    ['async.retries', { ...LEAST, async: { retries: -1 } }, 'retries must be a whole number from 0 to 8.'],
    [
      'async.failure',
      { ...LEAST, async: { failure: {} } },
      'A destination names a function, a topic or a store.',
    ],
    [
      'async.success',
      { ...LEAST, async: { success: { function: 'alert' } } },
      'A function is named by its group and its name: "group/name"',
    ],
  ] as const)('says what is wrong at “%s” of %j', (path, said, text) => {
    const read = readFunctionFile(said);
    if (read.kind !== 'wrong') throw new Error('it was read');
    expect([read.problem.path, translate(read.problem.what)]).toEqual([path, text]);
    expect(here(said)).toBe(false);
  });

  test('of another tool is left alone', () => {
    const azure = { bindings: [{ type: 'httpTrigger' }], scriptFile: '../dist/index.js' };
    expect([here(azure), anywhere(azure), anywhere({ title: 'f(x)' }), anywhere({})]).toEqual(
      Array(4).fill(true),
    );
    expect([here({}), anywhere({ ...LEAST, timeout: 'x' })]).toEqual([false, false]);
  });

  test.each(['de', 'zh-cn'])('is described in %s', (language) => {
    const texts = readJson(`l10n/bundle.l10n.${language}.json`) as Readonly<Record<string, string>>;
    const english = descriptions(functionFileSchema(translate, false));
    const theirs = descriptions(functionFileSchema(sayIn(texts, language), false));
    expect(english.length).toBeGreaterThan(20);
    expect(theirs.filter((text) => english.includes(text))).toEqual([]);
  });
});

function samples(): readonly JsonObject[] {
  const folder = join(PROJECT, 'media', 'samples');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('function.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as JsonObject);
}

function everything(): JsonObject {
  return {
    ...{ group: 'orders', name: 'check-out', timeout: 0.5, memory: 256, description: 'x' },
    ...{
      initializer: 'index.init',
      initializerTimeout: 5,
      concurrency: 0,
      dynamicMemory: true,
      anyVersion: true,
    },
    environment: { A: 'b', N: 1 },
    layers: ['../layers/common'],
    ...{ preStop: 'index.stop', preStopTimeout: 10, instanceConcurrency: 10, provisioned: 2 },
    versions: [{ name: 'v1', dir: 'v1', description: '' }],
    aliases: [{ name: 'prod', version: 'v1' }],
    async: {
      ...{ age: 60, retries: 2, record: true },
      success: { store: 'bucket' },
      failure: { function: 'orders/alert' },
    },
  };
}

function descriptions(schema: Json): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, Json]) =>
    key === 'description' && typeof value === 'string' ? [value] : descriptions(value),
  );
}

import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, type ParseError } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { readFunctions, type SandboxFunction } from '../../src/sandbox/functions';
import type { FunctionSpec, RunRequest } from '../../src/sandbox/runner/runner';
import { requestOf, runnerBench, valueOf } from './runnerBench';

const bench = runnerBench();
const root = resolve(import.meta.dirname, '../../media/samples');
const { functions, remarks } = readFunctions(root);

function sample(path: string): SandboxFunction {
  const found = functions.find(({ group, name }) => `${group}/${name}` === path);
  if (found === undefined) throw new Error(`no sample ${path}`);
  return found;
}

/** How a version of a sample is started. */
function specOf(fn: SandboxFunction, version = 'latest'): FunctionSpec {
  const published = fn.versions.find(({ name }) => name === version);
  const { runtime, handler, timeoutSeconds, memoryMb, environment } = fn;
  return { dir: published?.dir ?? fn.dir, runtime, handler, timeoutSeconds, memoryMb, environment };
}

/** The payload file beside a sample, read as the editor's text is: comments and trailing commas allowed. */
function payloadOf(fn: SandboxFunction): unknown {
  const file = ['payload.json', 'payload.jsonc']
    .map((name) => join(fn.dir, name))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${fn.name} has no payload`);
  const errors: ParseError[] = [];
  const value: unknown = parse(readFileSync(file, 'utf8'), errors, {
    allowTrailingComma: file.endsWith('c'),
  });
  expect(errors).toEqual([]);
  return value;
}

describe('the samples', () => {
  test('are all functions, each with a description, a comment that teaches, and a payload', () => {
    expect(remarks).toEqual([]);
    const names = functions.map(({ group, name }) => `${group}/${name}`);
    expect(names).toEqual([
      'demo/hello-node',
      'demo/hello-python',
      'demo/slow',
      'orders/alert',
      'orders/fails',
      'orders/flaky',
      'orders/late',
      'orders/receipt',
    ]);
    for (const fn of functions) {
      expect(fn.description).not.toBe('');
      // A newcomer is not told what to install before anything has run.
      expect(fn.anyVersion).toBe(true);
      expect(payloadOf(fn)).toBeTypeOf('object');
      const code = readFileSync(
        join(fn.dir, fn.runtime.startsWith('Python') ? 'index.py' : 'index.js'),
        'utf8',
      );
      expect(code).toMatch(/^(\/\/ |""")/);
    }
  });

  test('hello-node greets, in each version its own way', async () => {
    const fn = sample('demo/hello-node');
    const latest = await bench.run(specOf(fn), payloadOf(fn));
    const { body } = valueOf(latest) as { body: string };
    expect(JSON.parse(body)).toEqual({ message: 'Hello, Ada', version: 'v2' });
    expect(latest.lines).toHaveLength(2);
    expect(valueOf(await bench.run(specOf(fn, 'v1'), payloadOf(fn)))).toEqual({ message: 'Hello, Ada' });
    const v2 = valueOf(await bench.run(specOf(fn, 'v2'), payloadOf(fn)));
    expect(v2).toEqual({
      message: expect.stringMatching(/^Good (morning|afternoon|evening), Ada$/) as string,
    });
    expect(fn.aliases).toMatchObject([{ name: 'prod', version: 'v2' }]);
  });

  test('hello-python adds up', async () => {
    const fn = sample('demo/hello-python');
    const ran = await bench.run(specOf(fn), payloadOf(fn));
    expect(valueOf(ran)).toMatchObject({ customer: 'Grace', total: 43.4, currency: 'EUR' });
    expect(ran.lines.slice(1)).toEqual(['Notebook: 13.50', 'Fountain pen: 29.90']);
  });

  test('slow logs a line a step', async () => {
    const fn = sample('demo/slow');
    const ran = await bench.run(specOf(fn), { task: 'resize pictures', steps: 2 });
    expect(ran.lines.map((line) => line.replace(/^.*INFO /, ''))).toEqual([
      'step 1 of 2: resize pictures',
      'step 2 of 2: resize pictures',
    ]);
    expect(ran.outcome.durationMs).toBeGreaterThanOrEqual(990);
    expect(payloadOf(fn)).toMatchObject({ steps: 10 });
  });

  test('fails throws for its payload', async () => {
    const fn = sample('orders/fails');
    const { outcome } = await bench.run(specOf(fn), payloadOf(fn));
    expect(outcome).toMatchObject({ kind: 'failed', errorType: 'OrderError', stage: 'invoke' });
    expect(valueOf(await bench.run(specOf(fn), { orderId: 'A-1' }))).toEqual({
      orderId: 'A-1',
      accepted: true,
    });
  });

  test('flaky succeeds at the third attempt of one event, whichever instance it reaches, and cleans up', async () => {
    const fn = sample('orders/flaky');
    const attempt = (requestId: string) => {
      // An instance of its own for each attempt.
      const runner = bench.make();
      return bench.run(specOf(fn), payloadOf(fn), {
        runner,
        request: { ...requestOf(payloadOf(fn)), requestId },
      });
    };
    const id = `sample-${process.pid}-${Date.now()}`;
    expect((await attempt(id)).outcome).toMatchObject({ kind: 'failed', errorType: 'Error' });
    expect((await attempt(id)).outcome).toMatchObject({ kind: 'failed', errorType: 'Error' });
    expect(valueOf(await attempt(id))).toEqual({ orderId: 'A-1048', reserved: true, attempts: 3 });
    expect(existsSync(join(tmpdir(), `fndeck-flaky-${id}`))).toBe(false);
  });
});

describe('the samples on Function Compute', () => {
  const context = (versionId = ''): RunRequest['context'] => ({
    dialect: 'functionCompute',
    accountId: '1234567890123456',
    functionName: 'sample',
    serviceName: '',
    qualifier: versionId === '' ? 'LATEST' : versionId,
    versionId,
    logProject: 'p',
    logStore: 's',
    region: 'cn-shanghai',
    credentials: { accessKey: 'a', secretKey: 's', securityToken: 't' },
  });
  const run = (fn: SandboxFunction, versionId = '', payload = payloadOf(fn), requestId = 'r1') =>
    bench.run(specOf(fn, versionId === '' ? 'latest' : `v${versionId}`), payload, {
      request: { ...requestOf(payload), requestId, context: context(versionId) },
    });

  test('greet, add up, work and check orders as on FunctionGraph', async () => {
    const hello = sample('demo/hello-node');
    const { body } = valueOf(await run(hello)) as { body: string };
    expect(JSON.parse(body)).toEqual({ message: 'Hello, Ada', version: 'LATEST' });
    expect(valueOf(await run(hello, '1'))).toEqual({ message: 'Hello, Ada' });
    expect(valueOf(await run(hello, '2'))).toMatchObject({
      message: expect.stringContaining('Ada') as string,
    });
    const sum = await run(sample('demo/hello-python'));
    expect(valueOf(sum)).toMatchObject({ total: 43.4, currency: 'EUR', requestId: 'r1' });
    expect(sum.lines[0]).toContain('r1 [INFO] 2 items for Grace');
    const slow = await run(sample('demo/slow'), '', { task: 'resize pictures', steps: 1 });
    expect(slow.lines[0]).toMatch(/r1 \[info\] step 1 of 1: resize pictures$/);
    expect(valueOf(slow)).toMatchObject({ steps: 1 });
    expect((await run(sample('orders/fails'))).outcome).toMatchObject({
      errorType: 'OrderError',
      handled: false,
    });
  });

  test('fail twice and then succeed', async () => {
    const id = `sample-fc-${String(process.pid)}`;
    const attempt = () => run(sample('orders/flaky'), '', payloadOf(sample('orders/flaky')), id);
    expect((await attempt()).outcome.kind).toBe('failed');
    expect((await attempt()).outcome.kind).toBe('failed');
    expect(valueOf(await attempt())).toEqual({ orderId: 'A-1048', reserved: true, attempts: 3 });
  });
});

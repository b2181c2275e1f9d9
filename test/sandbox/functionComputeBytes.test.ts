import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json';
import { createRunner } from '../../src/sandbox/runner/runner';
import { textAt } from '../../src/sandbox/textAt';
import { askSigned } from './functionComputeClient';
import { buildRuntimes } from './runnerBench';
import { eventually, sandboxBench, type Bench } from './sandboxBench';

const bench = sandboxBench();
const EVENT = Buffer.from('ff0080c328', 'hex');
const ASYNC = { 'x-fc-invocation-type': 'Async' };
const NODE = 'exports.handler = async (event) => { console.log(event.toString("hex")); return event; };\n';
const PYTHON = 'def handler(event, context):\n    print(event.hex())\n    return event\n';

let runtimes: string;

beforeAll(async () => {
  runtimes = bench.folder();
  await buildRuntimes(runtimes);
});

/** A sandbox whose functions echo, in processes of their own. */
function start(): Promise<Bench> {
  const functions = bench.functions(
    { 'jobs/node': {}, 'jobs/python': { runtime: 'Python3.9' } },
    { 'jobs/node/index.js': NODE, 'jobs/python/index.py': PYTHON },
  );
  return bench.start({ functions }, { runner: realRunner() });
}

function realRunner() {
  return createRunner({
    node: process.execPath,
    python: 'python3',
    runtimesDir: runtimes,
    idleMs: 60_000,
    maxInstances: 4,
  });
}

const invoke = (sandbox: Bench, name: string, event: Buffer, headers: Record<string, string> = {}) =>
  askSigned(sandbox, 'POST', `/2023-03-30/functions/${name}/invocations`, event, { headers });

/** The lines of all functions; those that a handler prints do not name their request. */
async function logOf(sandbox: Bench): Promise<readonly string[]> {
  const now = Math.floor(Date.now() / 1000);
  const { body } = await askSigned(
    sandbox,
    'GET',
    `/logstores/function-log?type=log&from=${now - 3600}&to=${now + 60}`,
    undefined,
    { scheme: 'LOG' },
  );
  return (body as readonly Json[]).map((row) => textAt(row, 'message'));
}

describe.each(['node', 'python'])('bytes that are no text, with %s', (name) => {
  test('come back as they are from a synchronous call', async () => {
    const sandbox = await start();
    const { status, bytes } = await invoke(sandbox, name, EVENT);
    expect([status, bytes.toString('hex')]).toEqual([200, 'ff0080c328']);
  });

  test('reach the function from the queue', async () => {
    const sandbox = await start();
    expect((await invoke(sandbox, name, EVENT, ASYNC)).status).toBe(202);
    const lines = await eventually(
      () => logOf(sandbox),
      (found) => found.some((line) => line.startsWith('FC Invoke End')),
    );
    expect(lines).toContain('ff0080c328');
  });
});

test('a queued event of bytes outlives a restart', async () => {
  const state = bench.folder();
  const go = path.join(bench.folder(), 'go');
  const functions = bench.functions(
    { 'jobs/node': {} },
    {
      'jobs/node/index.js': `exports.handler = async (event) => {
        if (!require('fs').existsSync(${JSON.stringify(go)})) throw new Error('not yet');
        console.log(event.toString('hex'));
      };\n`,
    },
  );
  const begin = () => bench.start({ functions, state, retryDelayMs: 300 }, { runner: realRunner() });
  const first = await begin();
  await invoke(first, 'node', EVENT, ASYNC);
  await eventually(
    () => logOf(first),
    (found) => found.some((line) => line.includes('Unhandled')),
  );
  await first.stop();
  writeFileSync(go, '');
  const second = await begin();
  await eventually(
    () => logOf(second),
    (found) => found.includes('ff0080c328'),
  );
});

describe('a trace id', () => {
  test('becomes the id of the request, of the task and of the log lines', async () => {
    const sandbox = await start();
    await askSigned(sandbox, 'PUT', '/2023-03-30/functions/node/async-invoke-config', { asyncTask: true });
    const traced = { 'x-fc-trace-id': '../my-trace' };
    const sync = await invoke(sandbox, 'node', EVENT, traced);
    expect(sync.headers.get('x-fc-request-id')).toBe('../my-trace');
    const first = await invoke(sandbox, 'node', EVENT, { ...ASYNC, ...traced });
    expect([first.status, first.headers.get('x-fc-async-task-id')]).toEqual([202, '../my-trace']);
    expect((await invoke(sandbox, 'node', EVENT, { ...ASYNC, ...traced })).status).toBe(409);
    const lines = await eventually(
      () => logOf(sandbox),
      (found) => found.filter((line) => line.startsWith('FC Invoke End')).length === 2,
    );
    expect(lines[0]).toBe('FC Invoke Start RequestId: ../my-trace');
  });

  test('that two events share loses neither where they are no tasks', async () => {
    const sandbox = await start();
    const traced = { ...ASYNC, 'x-fc-trace-id': 'twice' };
    const both = await Promise.all([
      invoke(sandbox, 'node', EVENT, traced),
      invoke(sandbox, 'node', EVENT, traced),
    ]);
    expect(both.map(({ status }) => status)).toEqual([202, 202]);
    await eventually(
      () => logOf(sandbox),
      (found) => found.filter((line) => line.startsWith('FC Invoke End')).length === 2,
    );
  });
});

test('a service and a function have an ETag that is the same until they change', async () => {
  const sandbox = await start();
  for (const target of [
    '/2016-08-15/services/jobs',
    '/2016-08-15/services/jobs/functions/node',
    '/2023-03-30/functions/node',
  ]) {
    const tags = await Promise.all([1, 2].map(() => askSigned(sandbox, 'GET', target)));
    expect(tags[0]?.headers.get('etag')).toMatch(/^[0-9a-f]{32}$/);
    expect(tags[0]?.headers.get('etag')).toBe(tags[1]?.headers.get('etag'));
  }
  const other = await askSigned(sandbox, 'GET', '/2023-03-30/functions/python');
  const node = await askSigned(sandbox, 'GET', '/2023-03-30/functions/node');
  expect(other.headers.get('etag')).not.toBe(node.headers.get('etag'));
});

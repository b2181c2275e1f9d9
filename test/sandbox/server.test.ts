import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { ask, HUAWEI, sandboxBench, type Bench } from './sandboxBench';

const bench = sandboxBench();
let sandbox: Bench;

beforeAll(async () => {
  sandbox = await bench.start({ functions: bench.functions({ 'default/hello': {} }) });
});

/** A request with headers that fetch does not let one set. */
function raw(headers: Record<string, string>, host = '127.0.0.1'): Promise<number> {
  const port = new URL(sandbox.ready.url).port;
  return new Promise((resolve, reject) => {
    const path = `/v2/${HUAWEI}/fgs/functions`;
    request({ host, port, path, headers: { 'x-auth-token': sandbox.ready.token, ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('who is answered', () => {
  test('only who names the sandbox’s own address', async () => {
    const port = new URL(sandbox.ready.url).port;
    expect(await raw({ host: `127.0.0.1:${port}` })).toBe(200);
    expect(await raw({ host: `localhost:${port}` })).toBe(200);
    expect(await raw({ host: 'evil.example' })).toBe(403);
    expect(await raw({ host: `evil.example:${port}` })).toBe(403);
    expect(await raw({ host: '127.0.0.1:1' })).toBe(403);
  });

  test('no web page of another origin', async () => {
    expect(await raw({ origin: 'https://evil.example' })).toBe(403);
    expect(await raw({ origin: 'null' })).toBe(403);
    expect(await raw({ origin: sandbox.ready.url })).toBe(200);
  });

  test('nobody on another interface: it listens on 127.0.0.1', () => {
    expect(new URL(sandbox.ready.url).hostname).toBe('127.0.0.1');
  });
});

test('an unknown path gets the gateway’s answer', async () => {
  const answer = await sandbox.ask('GET', 'fgs/nothing');
  expect([answer.status, member(answer.body, 'error_code')]).toEqual([404, 'APIGW.0101']);
});

test('an event over the limit gets 413, one at the limit is run', async () => {
  const event = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));
  const limit = 6 * 1024 * 1024;
  expect((await sandbox.ask('POST', 'fgs/functions/hello/invocations', event(limit))).status).toBe(200);
  const over = await sandbox.ask('POST', 'fgs/functions/hello/invocations', event(limit + 1));
  expect([over.status, member(over.body, 'error_code')]).toEqual([413, 'FSS.0413']);
  expect((await sandbox.ask('POST', 'fgs/functions/hello/invocations-async', event(256 * 1024))).status).toBe(
    202,
  );
  expect(
    (await sandbox.ask('POST', 'fgs/functions/hello/invocations-async', event(256 * 1024 + 1))).status,
  ).toBe(413);
});

describe('the controls', () => {
  test('need the start token', async () => {
    expect((await ask({ ...sandbox.ready, token: 'other' }, HUAWEI, 'GET', '/sandbox/requests')).status).toBe(
      401,
    );
    expect((await sandbox.ask('GET', '/sandbox/nothing')).status).toBe(404);
  });

  test('show the last requests, without query or themselves', async () => {
    await sandbox.ask('DELETE', '/sandbox/requests');
    await sandbox.ask('GET', 'fgs/functions?marker=0');
    await sandbox.ask('POST', 'fgs/functions/nobody/invocations', {});
    const { body } = await sandbox.ask('GET', '/sandbox/requests');
    const rows = (member(body, 'requests') as readonly Json[]).map((row) =>
      ['method', 'path', 'operation', 'status'].map((key) => member(row, key)),
    );
    expect(rows).toEqual([
      ['GET', `/v2/${HUAWEI}/fgs/functions`, 'listFunctions', 200],
      ['POST', `/v2/${HUAWEI}/fgs/functions/nobody/invocations`, 'invoke', 404],
    ]);
  });

  test('remember 1000 requests', async () => {
    for (let round = 0; round < 11; round += 1) {
      await Promise.all(Array.from({ length: 100 }, () => sandbox.ask('GET', 'fgs/functions?maxitems=1')));
    }
    const { body } = await sandbox.ask('GET', '/sandbox/requests');
    expect(member(body, 'requests')).toHaveLength(1000);
  });
});

test('secrets differ at each start and are nowhere in the state', async () => {
  const state = bench.folder();
  const first = await bench.start({ state, synthetic: 1 });
  const urn = 'batch-000:made-up-000000';
  await first.ask('PUT', `fgs/functions/${urn}/async-invoke-config`, {});
  await first.ask('POST', `fgs/functions/${urn}/invocations`, {});
  await first.stop();
  const second = await bench.start({ state });
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const texts = files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
  expect(texts.length).toBeGreaterThan(2);
  for (const key of ['token', 'password', 'accessKeyId', 'secretAccessKey'] as const) {
    expect(first.ready[key]).not.toBe(second.ready[key]);
    expect(texts.filter((text) => text.includes(first.ready[key]))).toEqual([]);
  }
});

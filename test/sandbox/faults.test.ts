import { describe, expect, test } from 'vitest';
import { member } from '../../src/model/json';
import { Faults, parseFault } from '../../src/sandbox/faults';
import { eventually, ManualClock, sandboxBench } from './sandboxBench';

const bench = sandboxBench();

describe('a fault', () => {
  test('is read from its text', () => {
    expect(parseFault('putAsyncConfig:500:1')).toMatchObject({
      operation: 'putAsyncConfig',
      what: { kind: 'status', status: 500 },
      often: { share: 1 },
    });
    expect(parseFault('*:slow=200:x3')).toMatchObject({
      what: { kind: 'slow', ms: 200 },
      often: { next: 3 },
    });
    expect(parseFault('invoke:429=2:0.5')).toMatchObject({ what: { status: 429, retryAfter: 2 } });
  });

  test.each([
    '',
    'a:b',
    'a:500',
    'a:999:1',
    'a:slow:1',
    'a:500:2',
    'a:500:x',
    'a:500:1:1',
    ':500:1',
    'a:500:-1',
    'attempt:500:1',
    'attempt:reset:x1',
  ])('is refused as %j', (spec) => {
    expect(() => parseFault(spec)).toThrow(RangeError);
  });

  test('hits its share, its operation, and no more than its number', () => {
    const numbers = [0.2, 0.7, 0.4];
    const share = new Faults(['a:500:0.5'], () => numbers.shift() ?? 0);
    expect([share.draw('a'), share.draw('a'), share.draw('a')].map((fault) => fault?.kind)).toEqual([
      'status',
      undefined,
      'status',
    ]);
    expect(share.draw('b')).toBeUndefined();
    const counted = new Faults(['a:reset:x2', '*:html:x1'], () => 0);
    expect([1, 2, 3, 4].map(() => counted.draw('a')?.kind)).toEqual(['reset', 'reset', 'html', undefined]);
    expect(counted.list()).toEqual([
      { spec: 'a:reset:x2', left: 0 },
      { spec: '*:html:x1', left: 0 },
    ]);
  });
});

test('that throttles attempts hits no request, and one of requests no attempt', () => {
  const faults = new Faults(['*:429:x1', 'attempt:429:x1'], () => 0);
  expect([faults.throttlesAttempt(), faults.throttlesAttempt()]).toEqual([true, false]);
  expect([faults.draw('listFunctions'), faults.draw('listFunctions')]).toEqual([
    { kind: 'status', status: 429 },
    undefined,
  ]);
});

describe('faults of a running sandbox', async () => {
  const clock = new ManualClock();
  const functions = bench.functions({ 'default/hello': {} });
  const sandbox = await bench.start({ functions, faults: ['listFunctions:503:x1'] }, { clock });
  const CONFIG = 'fgs/functions/hello/async-invoke-config';
  const order = async (...faults: string[]) =>
    expect((await sandbox.ask('POST', '/sandbox/faults', { faults })).status).toBe(200);
  const statusOfPut = async () => (await sandbox.ask('PUT', CONFIG, { max_async_retry_attempts: 2 })).status;

  test('hold from the start', async () => {
    const answer = await sandbox.ask('GET', 'fgs/functions');
    expect([answer.status, member(answer.body, 'error_code')]).toEqual([503, 'FSS.0503']);
    expect((await sandbox.ask('GET', 'fgs/functions')).status).toBe(200);
  });

  test('error statuses keep the operation from being carried out', async () => {
    await order('putAsyncConfig:429=7:x1');
    const answer = await sandbox.ask('PUT', CONFIG, {});
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await sandbox.ask('GET', CONFIG)).status).toBe(404);
  });

  test('reset cuts before, lost cuts after it was carried out', async () => {
    await order('putAsyncConfig:reset:x1');
    await expect(statusOfPut()).rejects.toThrow('fetch failed');
    expect((await sandbox.ask('GET', CONFIG)).status).toBe(404);
    await order('putAsyncConfig:lost:x1');
    await expect(statusOfPut()).rejects.toThrow('fetch failed');
    expect((await sandbox.ask('GET', CONFIG)).status).toBe(200);
    const { body } = await sandbox.ask('GET', '/sandbox/requests');
    const statuses = (member(body, 'requests') as object[]).map((row) => (row as { status: number }).status);
    expect(statuses.filter((status) => status === 0)).toHaveLength(2);
  });

  test('truncated and malformed spoil the answer, html replaces it, slow delays it', async () => {
    await order('getAsyncConfig:truncated:x1');
    await expect(sandbox.ask('GET', CONFIG)).rejects.toThrow();
    await order('getAsyncConfig:malformed:x1');
    const malformed = await sandbox.ask('GET', CONFIG);
    expect(() => JSON.parse(malformed.text) as unknown).toThrow(SyntaxError);
    await order('getAsyncConfig:html:x1');
    const page = await sandbox.ask('GET', CONFIG);
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    await order('getAsyncConfig:slow=150:x1');
    let answered = false;
    const slow = sandbox.ask('GET', CONFIG).then(({ status }) => {
      answered = true;
      return status;
    });
    await eventually(
      () => clock.waiting,
      (jobs) => jobs === 1,
    );
    clock.advance(149);
    await sandbox.ask('GET', 'fgs/functions');
    expect(answered).toBe(false);
    clock.advance(1);
    expect(await slow).toBe(200);
  });

  test('are listed and cleared; a bad one changes nothing', async () => {
    await order('*:500:1');
    expect((await sandbox.ask('POST', '/sandbox/faults', { faults: ['nonsense'] })).status).toBe(400);
    expect((await sandbox.ask('GET', '/sandbox/faults')).body).toEqual({
      faults: [{ spec: '*:500:1', left: null }],
    });
    expect((await sandbox.ask('GET', CONFIG)).status).toBe(500);
    await sandbox.ask('DELETE', '/sandbox/faults');
    expect((await sandbox.ask('GET', CONFIG)).status).toBe(200);
  });
});

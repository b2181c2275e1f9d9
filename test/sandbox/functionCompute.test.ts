import { beforeAll, describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import { askSigned } from './functionComputeClient';
import { runnerOf, sandboxBench, type Bench } from './sandboxBench';

const bench = sandboxBench();
const ACCOUNT = '1602938475610284';
const V2 = '/2016-08-15/services/orders';
const CHECK2 = `${V2}/functions/check`;
const CHECK3 = '/2023-03-30/functions/check';
const CONFIG = 'async-invoke-config';
const QUEUE = `acs:mns:cn-shanghai:${ACCOUNT}:/queues/q/messages`;
const TOPIC = `acs:mns:cn-shanghai:${ACCOUNT}:/topics/t/messages`;
let sandbox: Bench;

const FAILED = {
  kind: 'failed',
  stage: 'invoke',
  errorType: 'TypeError',
  message: 'boom',
  stack: 'TypeError: boom\n  at x',
} as const;

beforeAll(async () => {
  const runner = runnerOf({
    throws: () => ({ ...FAILED, handled: false }),
    reports: () => ({ ...FAILED, handled: true }),
    endless: () => ({ kind: 'timeout' }),
    exits: () => ({ kind: 'exited', code: 3, signal: null }),
    full: () => ({ kind: 'outOfMemory' }),
    tells: ({ context }) => ({ kind: 'returned', text: JSON.stringify(context) }),
  });
  const names = ['throws', 'reports', 'endless', 'exits', 'full', 'tells'];
  const functions = bench.functions({
    'orders/check': { versions: [{ name: '4' }, { name: '10' }], aliases: [{ name: 'prod', version: '10' }] },
    'orders/off': { concurrency: 0 },
    'returns/check': { timeout: 9 },
    ...Object.fromEntries(names.map((name) => [`orders/${name}`, {}])),
  });
  sandbox = await bench.start({ functions, synthetic: 120 }, { runner });
});

const get = async (target: string) => (await askSigned(sandbox, 'GET', target)).body;
const put = (target: string, body: Json) => askSigned(sandbox, 'PUT', target, body);
const invoke = (target: string, headers: Readonly<Record<string, string>> = {}, event = '{"k":1}') =>
  askSigned(sandbox, 'POST', `${target}/invocations`, Buffer.from(event), { headers });
const rows = (body: Json, list: string) => member(body, list) as readonly Json[];

describe('services and functions', () => {
  test('are listed by name, from a key, by a prefix, page by page', async () => {
    const services = async (query: string) =>
      rows(await get(`/2016-08-15/services?${query}`), 'services').map((row) => member(row, 'serviceName'));
    expect(await services('')).toEqual(['batch-000', 'orders', 'returns']);
    expect(await services('startKey=orders')).toEqual(['orders', 'returns']);
    expect(await services('prefix=ret')).toEqual(['returns']);
    const names: Json[] = [];
    let token = '';
    do {
      const page = await get(
        `/2016-08-15/services/batch-000/functions?limit=50&nextToken=${encodeURIComponent(token)}`,
      );
      names.push(...rows(page, 'functions').map((row) => member(row, 'functionName') ?? ''));
      token = textAt(page, 'nextToken');
    } while (token !== '');
    expect(new Set(names).size).toBe(120);
    expect((await askSigned(sandbox, 'GET', '/2016-08-15/services?limit=101')).status).toBe(400);
  });

  test('of two functions with one name the first stands alone', async () => {
    expect(await get(CHECK3)).toMatchObject({ functionName: 'check', timeout: 5 });
    expect(await get('/2023-03-30/functions/returns$check')).toMatchObject({ timeout: 9 });
    const names = rows(await get('/2023-03-30/functions?fcVersion=v3&limit=100'), 'functions').map((row) =>
      member(row, 'functionName'),
    );
    expect(names.filter((name) => name === 'check')).toHaveLength(1);
    const second = rows(await get('/2023-03-30/functions?fcVersion=v2&prefix=returns'), 'functions');
    expect(second.map((row) => member(row, 'functionName'))).toEqual(['returns$check']);
  });

  test('versions that are numbers keep them', async () => {
    expect(rows(await get(`${V2}/versions`), 'versions').map((row) => member(row, 'versionId'))).toEqual([
      '4',
      '10',
    ]);
    expect(rows(await get(`${CHECK3}/aliases`), 'aliases')[0]).toMatchObject({
      aliasName: 'prod',
      versionId: '10',
    });
  });

  test('a path that there is not is refused in the API’s own words', async () => {
    const second = await askSigned(sandbox, 'GET', '/2016-08-15/nothing');
    expect([second.status, second.body]).toEqual([
      400,
      { ErrorCode: 'PathNotSupported', ErrorMessage: "'GET' against '/2016-08-15/nothing' is not supported" },
    ]);
    const third = await askSigned(sandbox, 'GET', '/2023-03-30/nothing');
    expect(third.body).toMatchObject({
      Code: 'PathNotSupported',
      RequestId: third.headers.get('x-fc-request-id'),
    });
  });
});

describe('an async config', () => {
  test('that nests deeply is refused as any other that is wrong', async () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    for (const body of [deep, `{"maxAsyncRetryAttempts":${deep}}`, `{"destinationConfig":${deep}}`]) {
      const answer = await askSigned(sandbox, 'PUT', `${CHECK3}/${CONFIG}`, Buffer.from(body));
      expect([answer.status, member(answer.body, 'Code')]).toEqual([400, 'InvalidArgument']);
    }
  });

  test('keeps what a PUT does not name, and replaces both destinations when it names one', async () => {
    await put(`${CHECK2}/${CONFIG}`, {
      maxAsyncRetryAttempts: 5,
      destinationConfig: { onSuccess: { destination: QUEUE } },
    });
    const body = { maxAsyncEventAgeInSeconds: 60, destinationConfig: { onFailure: { destination: TOPIC } } };
    expect((await put(`${CHECK2}/${CONFIG}`, body)).body).toMatchObject({
      maxAsyncRetryAttempts: 5,
      maxAsyncEventAgeInSeconds: 60,
      statefulInvocation: null,
      destinationConfig: { onSuccess: null, onFailure: { destination: TOPIC } },
    });
    await put(`${CHECK2}/${CONFIG}`, { destinationConfig: null });
    expect(await get(`${CHECK2}/${CONFIG}`)).toMatchObject({
      destinationConfig: { onFailure: { destination: TOPIC } },
    });
    await put(`${CHECK2}/${CONFIG}`, { destinationConfig: {} });
    expect(await get(`${CHECK2}/${CONFIG}`)).toMatchObject({
      destinationConfig: { onSuccess: null, onFailure: null },
    });
  });

  test('keeps the other destination too where that was chosen', async () => {
    const merging = await bench.start({
      functions: bench.functions({ 'orders/check': {} }),
      mergeSides: true,
    });
    const save = (body: Json) => askSigned(merging, 'PUT', `${CHECK3}/${CONFIG}`, body);
    await save({ destinationConfig: { onSuccess: { destination: QUEUE } } });
    await save({ destinationConfig: { onFailure: { destination: TOPIC } } });
    expect((await save({ destinationConfig: {} })).body).toMatchObject({
      destinationConfig: { onSuccess: { destination: QUEUE }, onFailure: { destination: TOPIC } },
    });
  });

  test('of 3.0 and of 2.0 are apart, and so are those of qualifiers', async () => {
    await put(`${CHECK3}/${CONFIG}?qualifier=prod`, { asyncTask: true });
    expect(await get(`${CHECK3}/${CONFIG}?qualifier=prod`)).toMatchObject({
      functionArn: `acs:fc:cn-shanghai:${ACCOUNT}:functions/check`,
      asyncTask: true,
    });
    for (const other of [
      `${CHECK3}/${CONFIG}`,
      `${CHECK3}/${CONFIG}?qualifier=10`,
      `${V2}.prod/functions/check/${CONFIG}`,
    ]) {
      expect(member(await get(other), 'asyncTask'), other).toBeUndefined();
    }
  });

  test.each<[Json, string, string]>([
    [{ maxAsyncEventAgeInSeconds: 0 }, 'InvalidArgument', 'maxAsyncEventAgeInSeconds'],
    [{ maxAsyncEventAgeInSeconds: 604_801 }, 'InvalidArgument', '604800'],
    [{ maxAsyncRetryAttempts: 9 }, 'InvalidArgument', '0 - 8'],
    [{ maxAsyncRetryAttempts: '1' }, 'InvalidArgument', 'maxAsyncRetryAttempts'],
    [{ statefulInvocation: 1 }, 'InvalidArgument', 'statefulInvocation'],
    [{ destinationConfig: { onFailure: {} } }, 'InvalidDestinationResources', "can't be empty"],
    [
      { destinationConfig: { onFailure: { destination: '' } } },
      'InvalidDestinationResources',
      "can't be empty",
    ],
    [
      { destinationConfig: { onFailure: { destination: 'acs:mns:x::/topics/t/message' } } },
      'InvalidDestinationResources',
      'not the ARN',
    ],
    [[], 'InvalidArgument', 'JSON object'],
  ])('is refused with %j', async (body, code, text) => {
    const answer = await put(`${CHECK2}/${CONFIG}`, body);
    expect([answer.status, member(answer.body, 'ErrorCode')]).toEqual([400, code]);
    expect(textAt(answer.body, 'ErrorMessage')).toContain(text);
  });

  test('may be 30 days old where that was chosen', async () => {
    const long = await bench.start({ functions: bench.functions({ 'orders/check': {} }), longAge: true });
    const save = (age: number) =>
      askSigned(long, 'PUT', `${CHECK3}/${CONFIG}`, { maxAsyncEventAgeInSeconds: age });
    expect((await save(2_592_000)).status).toBe(200);
    expect((await save(2_592_001)).status).toBe(400);
  });

  test('outlives a restart', async () => {
    const [functions, state] = [bench.functions({ 'orders/check': {} }), bench.folder()];
    const first = await bench.start({ functions, state });
    await askSigned(first, 'PUT', `${CHECK3}/${CONFIG}`, { maxAsyncRetryAttempts: 2 });
    await first.stop();
    const second = await bench.start({ functions, state });
    const { body } = await askSigned(second, 'GET', `${CHECK3}/${CONFIG}`);
    expect(body).toMatchObject({ maxAsyncRetryAttempts: 2 });
  });
});

describe('an invocation', () => {
  test('answers with what the handler returned and the service’s headers', async () => {
    const { status, headers, text } = await invoke(
      `${V2}.prod/functions/check`,
      { 'x-fc-log-type': 'Tail' },
      'any\ntext ü',
    );
    expect([status, text, headers.get('content-type')]).toEqual([
      200,
      'any\ntext ü',
      'application/octet-stream',
    ]);
    expect(headers.get('x-fc-invocation-service-version')).toBe('10');
    expect(headers.get('x-fc-error-type')).toBeNull();
    expect(headers.get('x-request-id')).toBeNull();
    const id = headers.get('x-fc-request-id') ?? '?';
    const log = Buffer.from(headers.get('x-fc-log-result') ?? '', 'base64').toString();
    expect(log.split('\n')).toEqual([
      `FC Invoke Start RequestId: ${id}`,
      `FC Invoke End RequestId: ${id}`,
      '',
      'Duration: 1.50 ms, Billed Duration: 2 ms, Memory Size: 128 MB, Max Memory Used: 20.25 MB',
      '',
    ]);
    expect((await invoke(CHECK3)).headers.get('x-fc-log-result')).toBeNull();
  });

  test.each([
    [
      'throws',
      'UnhandledInvocationError',
      { errorMessage: 'boom', errorType: 'TypeError', stackTrace: ['TypeError: boom', '  at x'] },
    ],
    ['reports', 'HandledInvocationError', { errorMessage: 'boom' }],
    [
      'endless',
      'UnhandledInvocationError',
      { errorMessage: 'Function timed out after 5 seconds (maxMemoryUsage: 20.25MB)' },
    ],
    [
      'exits',
      'UnhandledInvocationError',
      {
        errorMessage:
          'Process exited unexpectedly before completing request (duration: 2ms, maxMemoryUsage: 20.25MB)',
      },
    ],
    ['full', 'UnhandledInvocationError', {}],
  ])('of a function that fails is 200 with the type of the error: %s', async (name, type, error) => {
    const { status, headers, body } = await invoke(`/2023-03-30/functions/${name}`);
    expect([status, headers.get('x-fc-error-type')]).toEqual([200, type]);
    expect(body).toMatchObject(error);
  });

  test('tells the handler where it runs', async () => {
    const second = (await invoke(`${V2}.prod/functions/tells`)).body;
    expect(second).toMatchObject({
      serviceName: 'orders',
      qualifier: 'prod',
      versionId: '10',
      accountId: ACCOUNT,
    });
    const third = (await invoke('/2023-03-30/functions/tells')).body;
    expect(third).toMatchObject({
      serviceName: '',
      qualifier: 'LATEST',
      versionId: '',
      logProject: 'sandbox-logs',
    });
  });

  test.each([
    [
      { 'x-fc-log-type': 'Invalid' },
      "LogType is set to an invalid value (allowed: Tail | None, actual: 'Invalid')",
    ],
    [
      { 'x-fc-invocation-type': 'Async', 'x-fc-log-type': 'Tail' },
      "LogType is set to an invalid value (allowed: None, actual: 'Tail')",
    ],
    [
      { 'x-fc-invocation-type': 'Later' },
      "InvocationType is set to an invalid value (allowed: Sync | Async, actual: 'Later')",
    ],
    [{ 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': '1-2' }, "the task ID '1-2' is invalid"],
  ])('is refused with the headers %j', async (headers, text) => {
    const { status, body } = await invoke(CHECK3, headers);
    expect([status, member(body, 'Code'), member(body, 'Message')]).toEqual([400, 'InvalidArgument', text]);
  });

  test('of a disabled function, or with too large an event, is refused', async () => {
    expect(member((await invoke('/2023-03-30/functions/off')).body, 'Code')).toBe('ResourceExhausted');
    const headers = { 'x-fc-invocation-type': 'Async' };
    expect((await invoke(CHECK3, headers, 'x'.repeat(128 * 1024))).status).toBe(202);
    const { status, body } = await invoke(CHECK3, headers, 'x'.repeat(128 * 1024 + 1));
    expect([status, member(body, 'Message')]).toEqual([
      400,
      'payload size exceeds maximum allowed size (131072 bytes)',
    ]);
  });
});

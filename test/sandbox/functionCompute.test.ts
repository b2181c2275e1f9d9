import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import { askSigned } from './functionComputeClient';
import { ACCOUNT, V2, CHECK3, ordersService } from './ordersService';

const { bench, sandbox, get } = ordersService();
const CHECK2 = `${V2}/functions/check`;
const CONFIG = 'async-invoke-config';
const QUEUE = `acs:mns:cn-shanghai:${ACCOUNT}:/queues/q/messages`;
const TOPIC = `acs:mns:cn-shanghai:${ACCOUNT}:/topics/t/messages`;
const put = (target: string, body: Json) => askSigned(sandbox(), 'PUT', target, body);
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
    expect((await askSigned(sandbox(), 'GET', '/2016-08-15/services?limit=101')).status).toBe(400);
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
    const second = await askSigned(sandbox(), 'GET', '/2016-08-15/nothing');
    expect([second.status, second.body]).toEqual([
      400,
      { ErrorCode: 'PathNotSupported', ErrorMessage: "'GET' against '/2016-08-15/nothing' is not supported" },
    ]);
    const third = await askSigned(sandbox(), 'GET', '/2023-03-30/nothing');
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
      const answer = await askSigned(sandbox(), 'PUT', `${CHECK3}/${CONFIG}`, Buffer.from(body));
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

import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Fc2 from '@alicloud/fc2';
import Fc3, * as models from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { sandboxBench, type Bench } from '../sandbox/sandboxBench';

// The official SDKs judge the sandbox: unmodified but for their endpoint, with signed requests.

const bench = sandboxBench();
const ACCOUNT = '1602938475610284';
const QUEUE = `acs:mns:cn-shanghai:${ACCOUNT}:/queues/成功-é✓/messages`;
const TOPIC = `acs:mns:cn-shanghai:${ACCOUNT}:/topics/failure/messages`;
const destinations = { onSuccess: { destination: QUEUE }, onFailure: { destination: TOPIC } };
let sandbox: Bench;

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly securityToken?: string;
}

beforeAll(async () => {
  sandbox = await bench.start({
    functions: bench.functions({
      'orders/check': {
        runtime: 'Node.js18.15',
        versions: [{ name: 'v1' }, { name: 'v2' }],
        aliases: [{ name: 'prod', version: 'v2' }],
      },
      'orders/other': {},
      'returns/other': {},
    }),
  });
});

function keys(): Keys {
  const found = sandbox.ready.services.find(({ service }) => service === 'functioncompute-2');
  return { accessKeyId: found?.accessKeyId ?? '', secretAccessKey: found?.secretAccessKey ?? '' };
}

async function temporaryKeys(seconds: number): Promise<Keys> {
  const { body } = await sandbox.ask('POST', '/sandbox/keys', { seconds });
  return body as unknown as Keys;
}

function second({ accessKeyId, secretAccessKey, securityToken }: Keys = keys(), account = ACCOUNT): Fc2 {
  return new Fc2(account, {
    accessKeyID: accessKeyId,
    accessKeySecret: secretAccessKey,
    ...(securityToken !== undefined && { securityToken }),
    region: 'cn-shanghai',
    endpoint: sandbox.ready.url,
  });
}

function third({ accessKeyId, secretAccessKey, securityToken }: Keys = keys()): Fc3 {
  return new Fc3(
    new $OpenApiUtil.Config({
      accessKeyId,
      accessKeySecret: secretAccessKey,
      ...(securityToken !== undefined && { securityToken }),
      regionId: 'cn-shanghai',
      endpoint: new URL(sandbox.ready.url).host,
      protocol: 'http',
    }),
  );
}

/** An answer as it was on the wire, apart from what its class adds. */
const plain = (answer: unknown): Json => JSON.parse(JSON.stringify(answer)) as Json;
const names = (answer: unknown, list: string, key: string) =>
  (member(plain(answer), list) as readonly Json[]).map((row) => member(row, key));

/** The code of the error that a call ends with. */
async function codeOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return (error as { code?: unknown } | undefined)?.code;
}

describe('the SDK of API 2016-08-15', () => {
  test('lists services and functions, by pages', async () => {
    const first = await second().listServices({ limit: 1 });
    expect(names(first.data, 'services', 'serviceName')).toEqual(['orders']);
    const nextToken = member(plain(first.data), 'nextToken');
    const rest = await second().listServices({ limit: 1, nextToken });
    expect(plain(rest.data)).toMatchObject({ services: [{ serviceName: 'returns' }] });
    expect(member(plain(rest.data), 'nextToken')).toBeUndefined();
    const page = await second().listFunctions('orders', { limit: 1 });
    expect(names(page.data, 'functions', 'functionName')).toEqual(['check']);
    const more = { nextToken: member(plain(page.data), 'nextToken') };
    expect(
      names((await second().listFunctions('orders', more, {}, 'prod')).data, 'functions', 'functionName'),
    ).toEqual(['other']);
    expect(await codeOf(second().listFunctions('nowhere'))).toBe('ServiceNotFound');
  });

  test('reads a service with its log place, a function, versions and aliases', async () => {
    expect(plain((await second().getService('orders')).data)).toMatchObject({
      logConfig: { project: 'sandbox-logs', logstore: 'function-log' },
    });
    expect(plain((await second().getFunction('orders', 'check', {}, 'prod')).data)).toMatchObject({
      functionName: 'check',
      runtime: 'nodejs18',
      timeout: 5,
    });
    const versions = await second().listVersions('orders', { direction: 'BACKWARD' });
    expect(names(versions.data, 'versions', 'versionId')).toEqual(['2', '1']);
    const aliases = await second().listAliases('orders');
    expect(plain(aliases.data)).toMatchObject({ aliases: [{ aliasName: 'prod', versionId: '2' }] });
    expect(await codeOf(second().getFunction('orders', 'nobody'))).toBe('FunctionNotFound');
    expect(await codeOf(second().getFunction('orders', 'check', {}, 'test'))).toBe('AliasNotFound');
    expect(await codeOf(second().getFunction('orders', 'check', {}, '7'))).toBe('VersionNotFound');
  });

  test('puts, reads, lists and deletes an async config', async () => {
    const wanted = {
      destinationConfig: destinations,
      maxAsyncEventAgeInSeconds: 300,
      maxAsyncRetryAttempts: 0,
      statefulInvocation: true,
    };
    const put = await second().putFunctionAsyncConfig('orders', 'check', 'prod', wanted);
    const expected = { service: 'orders', function: 'check', qualifier: 'prod', ...wanted };
    expect(plain(put.data)).toMatchObject(expected);
    expect(plain((await second().getFunctionAsyncConfig('orders', 'check', 'prod')).data)).toMatchObject(
      expected,
    );
    await second().putFunctionAsyncConfig('orders', 'check', undefined, {});
    const page = await second().listFunctionAsyncConfigs('orders', 'check', { limit: 1 });
    expect(plain(page.data)).toMatchObject({ configs: [{ qualifier: 'LATEST' }], nextToken: 'prod' });
    const rest = await second().listFunctionAsyncConfigs('orders', 'check', { nextToken: 'prod' });
    expect(plain(rest.data)).toMatchObject({ configs: [{ qualifier: 'prod' }], nextToken: '' });
    await second().deleteFunctionAsyncConfig('orders', 'check', 'prod');
    await second().deleteFunctionAsyncConfig('orders', 'check');
    expect(await codeOf(second().getFunctionAsyncConfig('orders', 'check', 'prod'))).toBe(
      'AsyncConfigNotExists',
    );
    const empty = await second().listFunctionAsyncConfigs('orders', 'check');
    expect(plain(empty.data)).toEqual({ configs: null, nextToken: '' });
  });

  test('takes names in other cases and nulls, and refuses an empty side, as the service is known to do', async () => {
    const body = {
      MaxAsyncEventAgeInSeconds: 60,
      maxAsyncRetryAttempts: null,
      DestinationConfig: { OnSuccess: null, OnFailure: { Destination: TOPIC } },
    };
    const put = await second().putFunctionAsyncConfig('orders', 'other', undefined, body);
    expect(plain(put.data)).toMatchObject({
      maxAsyncEventAgeInSeconds: 60,
      maxAsyncRetryAttempts: null,
      destinationConfig: { onSuccess: null, onFailure: { destination: TOPIC } },
    });
    const empty = { destinationConfig: { onSuccess: {} } };
    expect(await codeOf(second().putFunctionAsyncConfig('orders', 'other', undefined, empty))).toBe(
      'InvalidDestinationResources',
    );
  });

  test('invokes, with text and with bytes', async () => {
    const sync = await second().invokeFunction('orders', 'check', '{"k":"Grüße 世界"}', {
      'x-fc-log-type': 'Tail',
    });
    expect(sync.data).toBe('{"k":"Grüße 世界"}');
    expect(Buffer.from(sync.headers['x-fc-log-result'] ?? '', 'base64').toString()).toContain(
      `FC Invoke Start RequestId: ${sync.headers['x-fc-request-id'] ?? '?'}`,
    );
    const bytes = await second().invokeFunction('orders', 'check', Buffer.from('[1]'), {}, 'prod');
    expect(bytes.data).toBe('[1]');
    expect(bytes.headers['x-fc-invocation-service-version']).toBe('2');
    expect((await second().invokeFunction('orders', 'check', '')).data).toBe('');
  });

  test('invokes asynchronously and follows the task', async () => {
    await second().putFunctionAsyncConfig('orders', 'check', undefined, { statefulInvocation: true });
    const headers = { 'x-fc-invocation-type': 'Async', 'x-fc-stateful-async-invocation-id': 'job-1' };
    const sent = await second().invokeFunction('orders', 'check', '{}', headers);
    expect(sent.headers['x-fc-stateful-async-invocation-id']).toBe('job-1');
    const path = '/services/orders/functions/check/stateful-async-invocations';
    await expect
      .poll(async () => member(plain((await second().get(`${path}/job-1`)).data), 'status'))
      .toBe('Succeeded');
    expect(plain((await second().get(path, { limit: 10 })).data)).toMatchObject({
      invocations: [{ invocationId: 'job-1', requestId: sent.headers['x-fc-request-id'] }],
    });
    expect(await codeOf(second().invokeFunction('orders', 'check', '{}', headers))).toBe(
      'AsyncTaskAlreadyExists',
    );
    expect(await codeOf(second().put(`${path}/job-1`))).toBe('InvalidArgument');
  });

  test('is refused with the wrong secret, key, or account', async () => {
    expect(await codeOf(second({ ...keys(), secretAccessKey: 'wrong' }).listServices())).toBe(
      'SignatureNotMatch',
    );
    expect(await codeOf(second({ ...keys(), accessKeyId: 'LTAInobody' }).listServices())).toBe(
      'InvalidAccessKeyID',
    );
    expect(await codeOf(second(keys(), '1000000000000001').listServices())).toBe('AccessDenied');
  });

  test('uses temporary keys, as long as they live', async () => {
    const given = await temporaryKeys(60);
    expect(names((await second(given).listServices()).data, 'services', 'serviceName')).toHaveLength(2);
    expect(await codeOf(second({ ...given, securityToken: 'other' }).listServices())).toMatch(
      /SecurityToken/,
    );
    expect(await codeOf(second(await temporaryKeys(0)).listServices())).toBe('AccessDenied');
  });
});

describe('the SDK of API 2023-03-30', () => {
  const invocation = (headers: Partial<models.InvokeFunctionHeaders> = {}) =>
    new models.InvokeFunctionHeaders(headers);

  function invoke(event: string | undefined, headers: models.InvokeFunctionHeaders, qualifier?: string) {
    const request = new models.InvokeFunctionRequest({
      ...(event !== undefined && { body: Readable.from([Buffer.from(event)]) }),
      ...(qualifier !== undefined && { qualifier }),
    });
    const runtime = {} as Parameters<Fc3['invokeFunctionWithOptions']>[3];
    return third().invokeFunctionWithOptions('check', request, headers, runtime);
  }

  test('lists functions of either generation, by pages', async () => {
    const list = async (request: Record<string, unknown>) =>
      (await third().listFunctions(new models.ListFunctionsRequest(request))).body;
    const page = await list({ fcVersion: 'v3', limit: 1 });
    expect(names(page, 'functions', 'functionName')).toEqual(['check']);
    const rest = await list({ fcVersion: 'v3', nextToken: page?.nextToken });
    expect(names(rest, 'functions', 'functionName')).toEqual(['other']);
    expect(rest?.nextToken).toBeUndefined();
    expect(names(await list({}), 'functions', 'functionName')).toEqual([
      'check',
      'other',
      'orders$check',
      'orders$other',
      'returns$other',
    ]);
    expect(names(await list({ prefix: "a b/c+d=e&f*'()!~中" }), 'functions', 'functionName')).toEqual([]);
  });

  test('reads a function, one of 2.0 too, versions and aliases, and the regions', async () => {
    const get = (name: string, qualifier?: string) =>
      third().getFunction(name, new models.GetFunctionRequest(qualifier === undefined ? {} : { qualifier }));
    expect(plain((await get('check', 'prod')).body)).toMatchObject({
      functionArn: `acs:fc:cn-shanghai:${ACCOUNT}:functions/check`,
      logConfig: { project: 'sandbox-logs' },
    });
    expect((await get('orders$check')).body?.functionName).toBe('orders$check');
    expect(await codeOf(get('nobody'))).toBe('FunctionNotFound');
    const versions = await third().listFunctionVersions('check', new models.ListFunctionVersionsRequest({}));
    expect(names(versions.body, 'versions', 'versionId')).toEqual(['1', '2']);
    const aliases = await third().listAliases('check', new models.ListAliasesRequest({}));
    expect(names(aliases.body, 'aliases', 'aliasName')).toEqual(['prod']);
    const regions = await third().describeRegions(new models.DescribeRegionsRequest({}));
    expect(plain(regions.body)).toMatchObject({ regions: { region: [{ regionId: 'cn-shanghai' }] } });
  });

  test('puts, reads, lists and deletes an async config', async () => {
    const put = await third().putAsyncInvokeConfig(
      'check',
      new models.PutAsyncInvokeConfigRequest({
        qualifier: 'prod',
        body: new models.PutAsyncInvokeConfigInput({
          asyncTask: true,
          destinationConfig: new models.DestinationConfig({
            onSuccess: new models.Destination({ destination: QUEUE }),
            onFailure: new models.Destination({ destination: TOPIC }),
          }),
          maxAsyncEventAgeInSeconds: 300,
          maxAsyncRetryAttempts: 3,
        }),
      }),
    );
    const expected = {
      functionArn: `acs:fc:cn-shanghai:${ACCOUNT}:functions/check`,
      asyncTask: true,
      maxAsyncEventAgeInSeconds: 300,
      maxAsyncRetryAttempts: 3,
      destinationConfig: destinations,
    };
    expect(plain(put.body)).toMatchObject(expected);
    const get = (qualifier: string) =>
      third().getAsyncInvokeConfig('check', new models.GetAsyncInvokeConfigRequest({ qualifier }));
    expect(plain((await get('prod')).body)).toMatchObject(expected);
    expect(await codeOf(get('LATEST'))).toBe('AsyncConfigNotExists');
    const list = (functionName?: string) =>
      third().listAsyncInvokeConfigs(
        new models.ListAsyncInvokeConfigsRequest(functionName === undefined ? {} : { functionName }),
      );
    expect(plain((await list('check')).body)).toMatchObject({ configs: [expected], nextToken: '' });
    expect(plain((await list()).body)).toMatchObject({ configs: [expected] });
    const deletion = new models.DeleteAsyncInvokeConfigRequest({ qualifier: 'prod' });
    expect((await third().deleteAsyncInvokeConfig('check', deletion)).statusCode).toBe(204);
    expect((await list('check')).body?.configs).toBeUndefined();
  });

  test('invokes, with a chunked body and without one', async () => {
    const sync = await invoke(
      '{"k":"值"}',
      invocation({ xFcLogType: 'Tail', xFcInvocationType: 'Sync' }),
      'prod',
    );
    expect(sync.statusCode).toBe(200);
    expect(sync.body && (await text(sync.body))).toBe('{"k":"值"}');
    expect(Buffer.from(sync.headers?.['x-fc-log-result'] ?? '', 'base64').toString()).toContain(
      `FC Invoke Start RequestId: ${sync.headers?.['x-fc-request-id'] ?? '?'}`,
    );
    const empty = await invoke(undefined, invocation());
    expect(empty.body && (await text(empty.body))).toBe('');
  });

  test('invokes asynchronously, follows, lists and cannot stop what has ended', async () => {
    await third().putAsyncInvokeConfig(
      'check',
      new models.PutAsyncInvokeConfigRequest({
        body: new models.PutAsyncInvokeConfigInput({ asyncTask: true }),
      }),
    );
    const headers = invocation({ xFcInvocationType: 'Async', xFcAsyncTaskId: 'job-3' });
    const sent = await invoke('{"k":1}', headers);
    expect([sent.statusCode, sent.headers?.['x-fc-async-task-id']]).toEqual([202, 'job-3']);
    const get = () => third().getAsyncTask('check', 'job-3', new models.GetAsyncTaskRequest({}));
    await expect.poll(async () => (await get()).body?.status).toBe('Succeeded');
    expect(plain((await get()).body)).toMatchObject({
      taskId: 'job-3',
      requestId: sent.headers?.['x-fc-request-id'],
      taskPayload: '{"k":1}',
      events: [{ status: 'Enqueued' }, { status: 'Running' }, { status: 'Succeeded' }],
    });
    const list = await third().listAsyncTasks(
      'check',
      new models.ListAsyncTasksRequest({
        status: 'Succeeded',
        prefix: 'job-',
        limit: 1,
        sortOrderByTime: 'asc',
      }),
    );
    expect(names(list.body, 'tasks', 'taskId')).toEqual(['job-3']);
    expect(await codeOf(third().stopAsyncTask('check', 'job-3', new models.StopAsyncTaskRequest({})))).toBe(
      'InvalidArgument',
    );
    expect(await codeOf(invoke('{}', headers))).toBe('AsyncTaskAlreadyExists');
  });

  test('is refused with the wrong secret or key, and uses temporary keys', async () => {
    const list = (given: Keys) =>
      third(given).listFunctions(new models.ListFunctionsRequest({ fcVersion: 'v3' }));
    expect(await codeOf(list({ ...keys(), secretAccessKey: 'wrong' }))).toBe('SignatureNotMatch');
    expect(await codeOf(list({ ...keys(), accessKeyId: 'LTAInobody' }))).toBe('InvalidAccessKeyID');
    const given = await temporaryKeys(60);
    expect((await list(given)).body?.functions).toHaveLength(2);
    expect(await codeOf(list(await temporaryKeys(0)))).toBe('AccessDenied');
  });
});

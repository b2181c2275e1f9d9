import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Fc3, * as models from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  QUEUE,
  TOPIC,
  destinations,
  type Keys,
  plain,
  names,
  codeOf,
  functionComputeSdks,
} from './functionComputeSdks';

const { sandbox, keys, temporaryKeys } = functionComputeSdks();

function third({ accessKeyId, secretAccessKey, securityToken }: Keys = keys()): Fc3 {
  return new Fc3(
    new $OpenApiUtil.Config({
      accessKeyId,
      accessKeySecret: secretAccessKey,
      ...(securityToken !== undefined && { securityToken }),
      regionId: 'cn-shanghai',
      endpoint: new URL(sandbox().ready.url).host,
      protocol: 'http',
    }),
  );
}

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

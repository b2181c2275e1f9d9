import Fc2 from '@alicloud/fc2';
import { describe, expect, test } from 'vitest';
import { member } from '../../src/model/json';
import {
  ACCOUNT,
  TOPIC,
  destinations,
  type Keys,
  plain,
  names,
  codeOf,
  functionComputeSdks,
} from './functionComputeSdks';

const { sandbox, keys, temporaryKeys } = functionComputeSdks();

function second({ accessKeyId, secretAccessKey, securityToken }: Keys = keys(), account = ACCOUNT): Fc2 {
  return new Fc2(account, {
    accessKeyID: accessKeyId,
    accessKeySecret: secretAccessKey,
    ...(securityToken !== undefined && { securityToken }),
    region: 'cn-shanghai',
    endpoint: sandbox().ready.url,
  });
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

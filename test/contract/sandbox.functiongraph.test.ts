import { BasicCredentials, Region } from '@huaweicloud/huaweicloud-sdk-core';
import { v2 } from '@huaweicloud/huaweicloud-sdk-functiongraph';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import { HUAWEI, OTC, sandboxBench, type Bench } from '../sandbox/sandboxBench';

// The official SDK judges the sandbox: unmodified but for its endpoint, with signed requests.

const bench = sandboxBench();
const URN = `urn:fss:cn-north-4:${HUAWEI}:function:default:hello`;
const JSON_TYPE = 'application/json';
let sandbox: Bench;
let client: v2.FunctionGraphClient;

beforeAll(async () => {
  // The SDK prints each refused request whole.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  sandbox = await bench.start({
    functions: bench.functions({
      'default/hello': { versions: [{ name: 'v1' }], aliases: [{ name: 'prod', version: 'v1' }] },
      'orders/other': {},
    }),
  });
  client = clientFor(keys());
});

afterAll(async () => {
  vi.restoreAllMocks();
  const { body } = await sandbox.ask('GET', '/sandbox/requests');
  const refused = (member(body, 'requests') as { status: number }[]).filter(({ status }) => status === 0);
  expect(refused).toEqual([]);
});

function keys(secret = sandbox.ready.secretAccessKey): BasicCredentials {
  return new BasicCredentials().withAk(sandbox.ready.accessKeyId).withSk(secret).withProjectId(HUAWEI);
}

function clientFor(credentials: BasicCredentials): v2.FunctionGraphClient {
  return v2.FunctionGraphClient.newBuilder()
    .withCredential(credentials)
    .withEndpoint(sandbox.ready.url)
    .build();
}

/** An answer as it was on the wire; the SDK's own getters do not read what it has received. */
const wire = (answer: object) => JSON.parse(JSON.stringify(answer)) as Json;
const each = (answer: object, list: string, key: string) =>
  (member(wire(answer), list) as readonly Json[]).map((row) => member(row, key));

/** What the SDK makes of an error answer. */
async function refusalOf(
  call: Promise<object>,
): Promise<{ readonly status: unknown; readonly code: unknown }> {
  try {
    await call;
  } catch (error) {
    const { httpStatusCode, errorCode } = error as { httpStatusCode?: number; errorCode?: string };
    return { status: httpStatusCode, code: errorCode };
  }
  throw new Error('it was not refused');
}

describe('the official SDK', () => {
  test('lists functions, narrowed and by pages', async () => {
    const all = await client.listFunctions(new v2.ListFunctionsRequest());
    expect(each(all, 'functions', 'func_name')).toEqual(['hello', 'other']);
    expect(wire(all)).toMatchObject({ count: 2, next_marker: 2 });
    const page = await client.listFunctions(new v2.ListFunctionsRequest().withMarker('1').withMaxitems('1'));
    expect(each(page, 'functions', 'func_urn')).toEqual([URN.replace('default:hello', 'orders:other')]);
    const narrowed = await client.listFunctions(
      new v2.ListFunctionsRequest().withPackageName("a b+c'(!)*/ü"),
    );
    expect(narrowed.functions).toEqual([]);
  });

  test('reads metadata, versions and aliases', async () => {
    const config = await client.showFunctionConfig(
      new v2.ShowFunctionConfigRequest(`${URN}:!prod`, JSON_TYPE),
    );
    expect(wire(config)).toMatchObject({ func_urn: `${URN}:v1`, version: 'v1', timeout: 5 });
    const versions = await client.listFunctionVersions(new v2.ListFunctionVersionsRequest(URN, JSON_TYPE));
    expect(each(versions, 'versions', 'version')).toEqual(['latest', 'v1']);
    const aliases = await client.listVersionAliases(new v2.ListVersionAliasesRequest(URN, JSON_TYPE));
    expect(wire(aliases)).toMatchObject([{ name: 'prod', version: 'v1' }]);
    const alias = await client.showVersionAlias(new v2.ShowVersionAliasRequest(URN, 'prod', JSON_TYPE));
    expect(wire(alias)).toMatchObject({ alias_urn: `${URN}:!prod` });
  });

  test('puts, reads, lists and deletes an async config', async () => {
    const destination = (kind: string, param: object) =>
      new v2.FuncDestinationConfig().withDestination(kind).withParam(JSON.stringify(param));
    const success = destination('OBS', { bucket: 'b', prefix: '/失败/ünï/', expires: 7 });
    const failure = destination('SMN', { topic_urn: 'urn:smn:cn-north-4:x:alerts' });
    const body = new v2.UpdateFunctionAsyncInvokeConfigRequestBody()
      .withMaxAsyncEventAgeInSeconds(600)
      .withMaxAsyncRetryAttempts(0)
      .withEnableAsyncStatusLog(true)
      .withDestinationConfig(
        new v2.FuncAsyncDestinationConfig().withOnSuccess(success).withOnFailure(failure),
      );
    const request = new v2.UpdateFunctionAsyncInvokeConfigRequest(`${URN}:v1`, JSON_TYPE).withBody(body);
    const put = await client.updateFunctionAsyncInvokeConfig(request);
    const expected = {
      func_urn: `${URN}:v1`,
      max_async_event_age_in_seconds: 600,
      max_async_retry_attempts: 0,
      enable_async_status_log: true,
      destination_config: { on_success: wire(success), on_failure: wire(failure) },
    };
    expect(wire(put)).toMatchObject(expected);
    const show = () =>
      client.showFunctionAsyncInvokeConfig(
        new v2.ShowFunctionAsyncInvokeConfigRequest(`${URN}:v1`, JSON_TYPE),
      );
    expect(wire(await show())).toMatchObject(expected);
    const list = await client.listFunctionAsyncInvokeConfig(
      new v2.ListFunctionAsyncInvokeConfigRequest(URN, JSON_TYPE).withLimit('100').withMarker('0'),
    );
    expect(each(list, 'async_invoke_configs', 'func_urn')).toEqual([`${URN}:v1`]);
    const deletion = new v2.DeleteFunctionAsyncInvokeConfigRequest(`${URN}:v1`, JSON_TYPE);
    expect((await client.deleteFunctionAsyncInvokeConfig(deletion)).httpStatusCode).toBe(204);
    expect(await refusalOf(show())).toEqual({ status: 404, code: 'FSS.0404' });
  });

  test('invokes, in both response versions', async () => {
    const request = new v2.InvokeFunctionRequest(`${URN}:latest`, JSON_TYPE)
      .withXCffLogType('tail')
      .withXCFFRequestVersion('v1')
      .withBody(JSON.parse('{"key":"Grüße 世界"}') as { [key: string]: object });
    const v1 = await client.invokeFunction(request);
    expect(v1).toMatchObject({ status: 200, result: '{"key":"Grüße 世界"}' });
    expect(v1.log).toContain('Start invoke request');
    const v0 = await client.invokeFunction(request.withXCFFRequestVersion('v0'));
    expect(wire(v0)).toMatchObject({ key: 'Grüße 世界' });
  });

  test('invokes asynchronously, reads the record, and cannot cancel what has ended', async () => {
    const put = new v2.UpdateFunctionAsyncInvokeConfigRequestBody().withEnableAsyncStatusLog(true);
    await client.updateFunctionAsyncInvokeConfig(
      new v2.UpdateFunctionAsyncInvokeConfigRequest(URN, JSON_TYPE).withBody(put),
    );
    const sent = await client.asyncInvokeFunction(
      new v2.AsyncInvokeFunctionRequest(URN, JSON_TYPE).withBody(
        JSON.parse('{"k":"v"}') as { [key: string]: object },
      ),
    );
    expect(sent.httpStatusCode).toBe(202);
    const id = textAt(wire(sent), 'request_id');
    const records = () =>
      client.listAsyncInvocations(new v2.ListAsyncInvocationsRequest(URN, JSON_TYPE).withRequestId(id));
    await expect.poll(async () => each(await records(), 'invocations', 'status')).toEqual(['SUCCESS']);
    await client.listActiveAsyncInvocations(new v2.ListActiveAsyncInvocationsRequest(URN));
    const cancel = new v2.CancelAsyncInvocationRequest(URN, JSON_TYPE).withBody(
      new v2.CancelAsyncInvocationRequestBody(id).withType('force'),
    );
    expect(await refusalOf(client.cancelAsyncInvocation(cancel))).toEqual({ status: 400, code: 'FSS.0400' });
  });

  test('finds the log, and hears that it is collected already', async () => {
    const detail = await client.showLtsLogDetails(new v2.ShowLtsLogDetailsRequest(URN, JSON_TYPE));
    expect(wire(detail)).toMatchObject({ stream_name: expect.stringMatching(/^hello-/) as string });
    expect(await refusalOf(client.enableLtsLogs(new v2.EnableLtsLogsRequest(JSON_TYPE)))).toEqual({
      status: 400,
      code: 'FSS.1221',
    });
    await client.enableAsyncStatusLog(new v2.EnableAsyncStatusLogRequest());
    const status = await client.showProjectAsyncStatusLogInfo(new v2.ShowProjectAsyncStatusLogInfoRequest());
    expect(wire(status)).toMatchObject({ stream_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
  });

  test('works on the other flavour with the same keys', async () => {
    const otc = clientFor(keys().withProjectId(OTC));
    const all = await otc.listFunctions(new v2.ListFunctionsRequest());
    expect(each(all, 'functions', 'func_urn')[0]).toContain('urn:fss:eu-de:');
  });

  test('looks the project up by the region, with a signed GET that has a body', async () => {
    const credentials = new BasicCredentials()
      .withAk(sandbox.ready.accessKeyId)
      .withSk(sandbox.ready.secretAccessKey)
      .withIamEndpoint(sandbox.ready.url);
    const lookup = v2.FunctionGraphClient.newBuilder()
      .withCredential(credentials)
      .withRegion(new Region('eu-de', sandbox.ready.url))
      .build();
    const all = await lookup.listFunctions(new v2.ListFunctionsRequest());
    expect(each(all, 'functions', 'func_urn')[0]).toContain(`urn:fss:eu-de:${OTC}:`);
  });

  test('is refused with the wrong secret, the wrong key, or for another’s project', async () => {
    const list = (credentials: BasicCredentials) =>
      refusalOf(clientFor(credentials).listFunctions(new v2.ListFunctionsRequest()));
    expect(await list(keys('wrong'))).toEqual({ status: 401, code: 'APIGW.0301' });
    expect(await list(keys().withAk('AKNOBODY'))).toEqual({ status: 401, code: 'APIGW.0301' });
    expect(await list(keys().withProjectId('0'.repeat(32)))).toEqual({ status: 403, code: 'FSS.0403' });
  });

  test('uses temporary keys', async () => {
    const wanted = { auth: { identity: { methods: ['token'], token: { duration_seconds: 900 } } } };
    const { body } = await sandbox.ask('POST', '/v3.0/OS-CREDENTIAL/securitytokens', wanted);
    const given = (key: string) => textAt(member(body, 'credential'), key);
    const temporary = new BasicCredentials()
      .withAk(given('access'))
      .withSk(given('secret'))
      .withSecurityToken(given('securitytoken'))
      .withProjectId(HUAWEI);
    const all = await clientFor(temporary).listFunctions(new v2.ListFunctionsRequest());
    expect(all.functions).toHaveLength(2);
  });
});

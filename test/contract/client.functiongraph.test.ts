import { BasicCredentials } from '@huaweicloud/huaweicloud-sdk-core';
import { Region } from '@huaweicloud/huaweicloud-sdk-core/region/region';
import * as sdk from '@huaweicloud/huaweicloud-sdk-functiongraph/v2/public-api';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDoor } from '../../src/cloud/door';
import { FunctionGraph } from '../../src/cloud/functionGraph/client';
import type { Secret } from '../../src/model/connection';
import { json, startServer, type Seen, type TestServer } from '../cloud/testServer';

/**
 * Our requests are those of the official SDK, header by header and byte by byte, signature included, except for
 * these. The clock stands still, so that both sign the same second.
 */
const DIFFERENT_HEADERS: Readonly<Record<string, string>> = {
  'user-agent': 'ours says FnDeck; the SDK’s names machine, Node version and a random id',
  'accept-encoding':
    'ours asks for no compression: a compressed answer that breaks off could pass for a whole one',
  connection:
    'ours closes each connection, so that no invocation can fail on one that the server closed meanwhile',
};
/** `GET /v3/projects`: the SDK sends the two bytes `{}` as the body of a GET, signed, which fetch rightly refuses. */
const LOOKUP_DIFFERENCE = ['authorization', 'content-length'];

const PROJECT = '7aad83af3e8d42e99ac194e8419e2c9b';
const REGION = 'cn-north-4';
const ID = { connection: 'c', group: 'default', name: 'test' };
const REF = { ...ID, qualifier: '!prod' };
const FUNCTION = `urn:fss:${REGION}:${PROJECT}:function:default:test`;
const URN = `${FUNCTION}:!prod`;
const SIGNAL = new AbortController().signal;
const EVENT = { key: 'Grüße 世界', list: [1, 2.5, null] };
/** Typed as a map of objects there, which an event need not be. */
const SDK_EVENT = EVENT as unknown as { [key: string]: object };
const LIST_FROM = Date.UTC(2024, 2, 15, 7, 15, 30);
const DESTINATION = { bucket: 'fgs-invoke', prefix: '/失败/', expires: 7 };

let server: TestServer;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2024, 2, 15, 8, 15, 30) });
  server = await startServer((request, response) => json(response, 200, answerTo(request)));
});
beforeEach(() => server.requests.splice(0));
afterAll(async () => {
  vi.useRealTimers();
  await server.close();
});

function answerTo({ method, url }: Seen): unknown {
  if (url.includes('/aliases')) return [];
  if (url.startsWith('/v3/projects')) return { projects: [{ id: PROJECT, name: REGION }] };
  if (method === 'POST') return { request_id: 'r1' };
  const lists = { functions: [], versions: [], async_invoke_configs: [], invocations: [] };
  return { ...lists, func_name: 'test', max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 0 };
}

function ours(securityToken?: string, projectId?: string): FunctionGraph {
  const keys = {
    accessKeyId: 'AKTESTVECTOR00000001',
    secretAccessKey: 'SkTestVector+/=0123456789abcdefABCDEF',
  };
  const secret: Secret =
    securityToken === undefined
      ? { kind: 'keys', ...keys }
      : { kind: 'temporaryKeys', ...keys, securityToken };
  return new FunctionGraph(
    {
      id: 'c',
      name: 'c',
      service: 'functiongraph-huawei',
      region: REGION,
      credential: secret.kind,
      endpoint: server.origin,
      projectId: projectId ?? PROJECT,
    },
    secret,
    openDoor({ log: () => undefined }),
  );
}

function credentials(): BasicCredentials {
  return new BasicCredentials()
    .withAk('AKTESTVECTOR00000001')
    .withSk('SkTestVector+/=0123456789abcdefABCDEF');
}

function theirs(signedBy = credentials().withProjectId(PROJECT)): sdk.FunctionGraphClient {
  return sdk.FunctionGraphClient.newBuilder().withCredential(signedBy).withEndpoint(server.origin).build();
}

/** The requests that `run` makes. */
async function requestsOf(run: () => Promise<unknown>): Promise<readonly Seen[]> {
  await run();
  return server.requests.splice(0);
}

function comparable({ method, url, headers, body }: Seen, except: readonly string[] = []) {
  const differs = [...Object.keys(DIFFERENT_HEADERS), ...except];
  const kept = Object.entries(headers).filter(([name]) => !differs.includes(name));
  // ours writes an apostrophe in a query as %27, as URLs do; the SDK leaves it. The same text, the same signature
  return { method, url: url.replaceAll('%27', "'"), body, headers: Object.fromEntries(kept) };
}

async function firstOf<T>(pages: AsyncIterable<T>): Promise<T | undefined> {
  for await (const page of pages) return page;
  return undefined;
}

interface Case {
  readonly name: string;
  readonly ours: () => Promise<unknown>;
  readonly theirs: () => Promise<unknown>;
  /** Which of our requests it is, where a call of ours makes several. */
  readonly nth?: number;
}

const config = () =>
  new sdk.UpdateFunctionAsyncInvokeConfigRequestBody()
    .withMaxAsyncEventAgeInSeconds(3600)
    .withMaxAsyncRetryAttempts(0)
    .withDestinationConfig(
      new sdk.FuncAsyncDestinationConfig().withOnFailure(
        new sdk.FuncDestinationConfig()
          .withDestination(sdk.FuncDestinationConfigDestinationEnum.OBS)
          .withParam(JSON.stringify(DESTINATION)),
      ),
    )
    .withEnableAsyncStatusLog(false);

const cases: readonly Case[] = [
  {
    name: 'list functions',
    ours: () => firstOf(ours().listFunctions(SIGNAL, "my app/测试+a=b&c*~'(x)!é")),
    theirs: () =>
      theirs().listFunctions(
        new sdk.ListFunctionsRequest()
          .withMarker('0')
          .withMaxitems('100')
          .withPackageName("my app/测试+a=b&c*~'(x)!é"),
      ),
  },
  {
    name: 'show a function',
    ours: () => ours().getFunction(REF, SIGNAL),
    theirs: () => theirs().showFunctionConfig(new sdk.ShowFunctionConfigRequest(URN)),
  },
  {
    name: 'list versions',
    ours: () => firstOf(ours().listQualifiers(ID, SIGNAL)),
    theirs: () => theirs().listFunctionVersions(new sdk.ListFunctionVersionsRequest(FUNCTION)),
  },
  {
    name: 'list aliases',
    ours: async () => {
      for await (const page of ours().listQualifiers(ID, SIGNAL)) void page;
    },
    theirs: () => theirs().listVersionAliases(new sdk.ListVersionAliasesRequest(FUNCTION)),
    nth: 1,
  },
  {
    name: 'get an async config',
    ours: () => ours().getAsyncConfig(REF, SIGNAL),
    theirs: () => theirs().showFunctionAsyncInvokeConfig(new sdk.ShowFunctionAsyncInvokeConfigRequest(URN)),
  },
  {
    name: 'put an async config',
    ours: () =>
      ours().putAsyncConfig(
        REF,
        {
          max_async_event_age_in_seconds: 3600,
          max_async_retry_attempts: 0,
          destination_config: { on_failure: { destination: 'OBS', param: DESTINATION } },
          enable_async_status_log: false,
        },
        SIGNAL,
      ),
    theirs: () =>
      theirs().updateFunctionAsyncInvokeConfig(
        new sdk.UpdateFunctionAsyncInvokeConfigRequest(URN).withBody(config()),
      ),
    nth: 1,
  },
  {
    name: 'delete an async config',
    ours: () => ours().deleteAsyncConfig(REF, SIGNAL),
    theirs: () =>
      theirs().deleteFunctionAsyncInvokeConfig(new sdk.DeleteFunctionAsyncInvokeConfigRequest(URN)),
  },
  {
    name: 'list the async configs',
    ours: () => firstOf(ours().listAsyncConfigs(ID, SIGNAL)),
    theirs: () =>
      theirs().listFunctionAsyncInvokeConfig(
        new sdk.ListFunctionAsyncInvokeConfigRequest(FUNCTION).withMarker('0').withLimit('100'),
      ),
  },
  {
    name: 'find an asynchronous invocation',
    ours: () => ours().getAsyncInvocation(REF, 'r1', SIGNAL),
    theirs: () =>
      theirs().listAsyncInvocations(
        new sdk.ListAsyncInvocationsRequest(URN)
          .withRequestId('r1')
          // typed as a Date, which the SDK would serialise to nothing
          .withQueryBeginTime('2024-03-12T08:15:30' as unknown as Date),
      ),
  },
  {
    name: 'list asynchronous invocations that failed',
    ours: () =>
      firstOf(ours().listAsyncInvocations(REF, { phase: 'failed', since: LIST_FROM + 500 }, SIGNAL)),
    theirs: () =>
      theirs().listAsyncInvocations(
        new sdk.ListAsyncInvocationsRequest(URN)
          .withMarker('0')
          .withLimit('100')
          .withStatus('FAIL')
          .withQueryBeginTime('2024-03-15T07:15:30' as unknown as Date),
      ),
  },
  {
    name: 'stop an asynchronous invocation',
    ours: () => ours().stopAsyncInvocation(REF, 'r1', SIGNAL),
    theirs: () =>
      theirs().cancelAsyncInvocation(
        new sdk.CancelAsyncInvocationRequest(URN).withBody(
          new sdk.CancelAsyncInvocationRequestBody('r1').withType(
            sdk.CancelAsyncInvocationRequestBodyTypeEnum.FORCE,
          ),
        ),
      ),
  },
  {
    name: 'invoke',
    ours: () => ours().invoke(REF, JSON.stringify(EVENT), {}, SIGNAL),
    theirs: () =>
      theirs().invokeFunction(
        new sdk.InvokeFunctionRequest(URN)
          .withXCffLogType('tail')
          .withXCFFRequestVersion('v1')
          .withBody(SDK_EVENT),
      ),
  },
  {
    name: 'invoke asynchronously',
    ours: () => ours().invokeAsync(REF, JSON.stringify(EVENT), SIGNAL),
    theirs: () => theirs().asyncInvokeFunction(new sdk.AsyncInvokeFunctionRequest(URN).withBody(SDK_EVENT)),
  },
  {
    name: 'ask where the log is',
    ours: () => firstOf(ours().tailLogs(REF, { from: 0 }, SIGNAL)).catch(() => undefined),
    theirs: () => theirs().showLtsLogDetails(new sdk.ShowLtsLogDetailsRequest(URN)),
  },
  {
    name: 'enable the collection of logs',
    ours: () => ours().enableLogs(REF, SIGNAL),
    theirs: () =>
      theirs()
        .enableLtsLogs(new sdk.EnableLtsLogsRequest('application/json;charset=utf8'))
        .catch(() => undefined),
  },
  {
    name: 'show a function with a temporary key',
    ours: () => ours('gAAAAABExampleSecurityToken==').getFunction(REF, SIGNAL),
    theirs: () =>
      theirs(
        credentials().withProjectId(PROJECT).withSecurityToken('gAAAAABExampleSecurityToken=='),
      ).showFunctionConfig(new sdk.ShowFunctionConfigRequest(URN)),
  },
];

describe('our requests are those of the official SDK', () => {
  it.each(cases)('$name', async ({ ours: runOurs, theirs: runTheirs, nth = 0 }) => {
    const [expected] = await requestsOf(runTheirs);
    const sent = (await requestsOf(runOurs))[nth];
    if (!expected || !sent) throw new Error('nothing was sent');
    expect(comparable(sent)).toEqual(comparable(expected));
  });

  it('look up the project, apart from the body that a GET has there', async () => {
    const client = sdk.FunctionGraphClient.newBuilder()
      .withCredential(credentials().withIamEndpoint(server.origin))
      .withRegion(new Region(REGION, server.origin))
      .build();
    const request = new sdk.ShowFunctionConfigRequest(URN);
    const [expected, after] = await requestsOf(() => client.showFunctionConfig(request));
    const [lookup, then] = await requestsOf(() => ours(undefined, '').getFunction(REF, SIGNAL));
    if (!expected || !after || !lookup || !then) throw new Error('nothing was sent');
    expect(expected.body).toBe('{}');
    expect(comparable(lookup, LOOKUP_DIFFERENCE)).toEqual({
      ...comparable(expected, LOOKUP_DIFFERENCE),
      body: '',
    });
    expect(comparable(then)).toEqual(comparable(after));
  });

  it('differ where the list says so, and nowhere without need', async () => {
    const [expected] = await requestsOf(() =>
      theirs().showFunctionConfig(new sdk.ShowFunctionConfigRequest(URN)),
    );
    const [sent] = await requestsOf(() => ours().getFunction(REF, SIGNAL));
    for (const name of Object.keys(DIFFERENT_HEADERS)) {
      expect(sent?.headers[name], name).not.toBe(expected?.headers[name]);
    }
  });
});

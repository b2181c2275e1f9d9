import { Readable } from 'node:stream';
import Fc2 from '@alicloud/fc2';
import Fc3, * as models from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDoor } from '../../src/cloud/door';
import { FunctionCompute } from '../../src/cloud/functionCompute/client';
import type { Secret } from '../../src/model/connection';
import type { ServiceId } from '../../src/model/service';
import { json, startServer, type Seen, type TestServer } from '../cloud/testServer';

/**
 * Our requests are those of the official SDKs, header by header and byte by byte, except for these. The clock stands
 * still, so that both sign the same second.
 */
const DIFFERENT_HEADERS: Readonly<Record<string, string>> = {
  'user-agent': 'ours says FnDeck; the SDKs name machine, Node version and themselves',
  connection:
    'ours closes each connection, so that no invocation can fail on one that the server closed meanwhile',
};

/** API 2016-08-15. */
const DIFFERENT_2: Readonly<Record<string, string>> = {
  host: 'the SDK leaves out the port, which an address of the vendor does not have; not signed',
};

/** API 2016-08-15 with a body. Without one even the signature is the SDK's. */
const DIFFERENT_WITH_BODY_2: Readonly<Record<string, string>> = {
  'content-md5':
    'ours leaves it out: four official clients have four ways to write it, and it may be left out',
  authorization: 'covers Content-MD5',
};

/** API 2023-03-30. */
const DIFFERENT_3: Readonly<Record<string, string>> = {
  'x-acs-signature-nonce': 'random on both sides',
  'x-acs-credentials-provider': 'telemetry of the SDK',
  'x-fc-account-id': 'ours names the account, so that a key of another account is refused; not signed',
  authorization: 'covers nonce and telemetry; what it covers is compared below',
  'transfer-encoding': 'ours knows the length of its body, the SDK sends chunks',
  'content-length': 'the other side of it',
};

const ACCOUNT = '1234567890123456';
const KEYS = { accessKeyId: 'testAccessKeyId', secretAccessKey: 'testAccessKeySecret' };
const TOKEN = 'testSecurityToken';
const SIGNAL = new AbortController().signal;
const EVENT = '{"key":"Grüße 世界","list":[1,2.5,null]}';
const QUEUE = { destination: `acs:mns:cn-shanghai:${ACCOUNT}:/queues/成功-é✓/messages` };

let server: TestServer;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2024, 7, 20, 2, 28, 21) });
  server = await startServer((request, response) => json(response, 200, answerTo(request)));
});
beforeEach(() => server.requests.splice(0));
afterAll(async () => {
  vi.useRealTimers();
  await server.close();
});

/** Enough for both to go on: every page is the last, and the config is what a PUT would say. */
function answerTo({ url }: Seen): unknown {
  return url.includes('async-invoke-config?') || url.endsWith('async-invoke-config') ? config('none') : {};
}

function config(record: string) {
  return {
    // The order in which the SDK of 3.0 writes them; ours keeps that of the document.
    ...(record !== 'none' && { [record]: true }),
    destinationConfig: { onSuccess: QUEUE },
    maxAsyncEventAgeInSeconds: 300,
    maxAsyncRetryAttempts: 3,
  };
}

function ours(service: ServiceId, securityToken?: string): FunctionCompute {
  const secret: Secret =
    securityToken === undefined
      ? { kind: 'keys', ...KEYS }
      : { kind: 'temporaryKeys', ...KEYS, accessKeyId: `STS.${KEYS.accessKeyId}`, securityToken };
  const connection = {
    id: 'c',
    name: 'c',
    service,
    region: 'cn-shanghai',
    credential: secret.kind,
    accountId: ACCOUNT,
    endpoint: server.origin,
  };
  return new FunctionCompute(connection, secret, openDoor({ log: () => undefined }));
}

const ours2 = (securityToken?: string) => ours('functioncompute-2', securityToken);
const ours3 = (securityToken?: string) => ours('functioncompute-3', securityToken);

function theirs2(securityToken?: string): Fc2 {
  return new Fc2(ACCOUNT, {
    accessKeyID: securityToken === undefined ? KEYS.accessKeyId : `STS.${KEYS.accessKeyId}`,
    accessKeySecret: KEYS.secretAccessKey,
    ...(securityToken !== undefined && { securityToken }),
    region: 'cn-shanghai',
    endpoint: server.origin,
  });
}

function theirs3(securityToken?: string): Fc3 {
  return new Fc3(
    new $OpenApiUtil.Config({
      accessKeyId: securityToken === undefined ? KEYS.accessKeyId : `STS.${KEYS.accessKeyId}`,
      accessKeySecret: KEYS.secretAccessKey,
      ...(securityToken !== undefined && { securityToken }),
      regionId: 'cn-shanghai',
      endpoint: new URL(server.origin).host,
      protocol: 'http',
    }),
  );
}

/** The requests that `run` makes, whatever becomes of the answers. */
async function requestsOf(run: () => Promise<unknown>): Promise<readonly Seen[]> {
  await run().catch(() => undefined);
  return server.requests.splice(0);
}

async function firstOf<T>(pages: AsyncIterable<T>): Promise<void> {
  for await (const page of pages) {
    void page;
    return;
  }
}

async function drain<T>(pages: AsyncIterable<T>): Promise<void> {
  for await (const page of pages) void page;
}

interface Case {
  readonly name: string;
  readonly ours: () => Promise<unknown>;
  readonly theirs: () => Promise<unknown>;
  /** Which of our requests it is, where a call of ours makes several. */
  readonly nth?: number;
  /** Headers of this call that are random on our side. */
  readonly random?: readonly string[];
}

function comparable({ method, url, headers, body }: Seen, differences: readonly string[]) {
  const kept = Object.entries(headers).filter(([name]) => !differences.includes(name));
  const [path, query = ''] = url.split('?');
  // Parameters come in another order, and the SDKs leave some characters as they are.
  const parameters = [...new URLSearchParams(query)].sort();
  return { method, path, parameters, body, headers: Object.fromEntries(kept) };
}

const ID2 = { connection: 'c', group: 'my-service', name: 'my-func' };
const REF2 = { ...ID2, qualifier: 'prod' };
const ID3 = { connection: 'c', group: '', name: 'my-func' };
const REF3 = { ...ID3, qualifier: 'prod' };
const PAGE = { limit: 100 };
const LIST_FROM = Date.UTC(2024, 7, 20, 1, 28, 21);
/** The class of these options is not among the packages that are asked for here. */
const NO_OPTIONS = {} as Parameters<Fc3['invokeFunctionWithOptions']>[3];

const cases2: readonly Case[] = [
  {
    name: 'list services',
    ours: () => drain(ours2().listFunctions(SIGNAL)),
    theirs: () => theirs2().listServices(PAGE),
  },
  {
    name: 'list functions',
    ours: () => drain(ours2().listFunctions(SIGNAL, 'my-service')),
    theirs: () => theirs2().listFunctions('my-service', PAGE),
  },
  {
    name: 'get a function',
    ours: () => ours2().getFunction(REF2, SIGNAL),
    theirs: () => theirs2().getFunction('my-service', 'my-func', {}, 'prod'),
  },
  {
    name: 'list versions',
    ours: () => drain(ours2().listQualifiers(ID2, SIGNAL)),
    theirs: () => theirs2().listVersions('my-service', { ...PAGE, direction: 'BACKWARD' }),
  },
  {
    name: 'list aliases',
    ours: () => drain(ours2().listQualifiers(ID2, SIGNAL)),
    nth: 1,
    theirs: () => theirs2().listAliases('my-service', PAGE),
  },
  {
    name: 'get an async config',
    ours: () => ours2().getAsyncConfig(REF2, SIGNAL),
    theirs: () => theirs2().getFunctionAsyncConfig('my-service', 'my-func', 'prod'),
  },
  {
    name: 'put an async config',
    ours: () => ours2().putAsyncConfig(REF2, config('statefulInvocation'), SIGNAL),
    nth: 1,
    theirs: () =>
      theirs2().putFunctionAsyncConfig('my-service', 'my-func', 'prod', config('statefulInvocation')),
  },
  {
    name: 'delete an async config',
    ours: () => ours2().deleteAsyncConfig(REF2, SIGNAL),
    theirs: () => theirs2().deleteFunctionAsyncConfig('my-service', 'my-func', 'prod'),
  },
  {
    name: 'list async configs',
    ours: () => drain(ours2().listAsyncConfigs(ID2, SIGNAL)),
    theirs: () => theirs2().listFunctionAsyncConfigs('my-service', 'my-func', PAGE),
  },
  {
    name: 'invoke',
    ours: () => ours2().invoke(REF2, EVENT, {}, SIGNAL),
    theirs: () =>
      theirs2().invokeFunction(
        'my-service',
        'my-func',
        EVENT,
        { 'x-fc-invocation-type': 'Sync', 'x-fc-log-type': 'Tail' },
        'prod',
      ),
  },
  {
    name: 'invoke asynchronously',
    ours: () => ours2().invokeAsync(REF2, EVENT, SIGNAL),
    theirs: () =>
      theirs2().invokeFunction('my-service', 'my-func', EVENT, { 'x-fc-invocation-type': 'Async' }, 'prod'),
    random: ['x-fc-stateful-async-invocation-id'],
  },
  {
    name: 'find where the log is',
    ours: () => firstOf(ours2().tailLogs(REF2, { from: 0 }, SIGNAL)),
    theirs: () => theirs2().getService('my-service'),
  },
  {
    name: 'list failed tasks',
    ours: () =>
      drain(ours2().listAsyncInvocations(REF2, { phase: 'failed', since: LIST_FROM + 500 }, SIGNAL)),
    theirs: () =>
      theirs2().get('/services/my-service.prod/functions/my-func/stateful-async-invocations', {
        ...PAGE,
        sortOrderByTime: 'desc',
        status: 'Failed',
        startedTimeBegin: LIST_FROM,
      }),
  },
  {
    name: 'get an async config with temporary keys',
    ours: () => ours2(TOKEN).getAsyncConfig(REF2, SIGNAL),
    theirs: () => theirs2(TOKEN).getFunctionAsyncConfig('my-service', 'my-func', 'prod'),
  },
];

const cases3: readonly Case[] = [
  {
    name: 'list functions',
    ours: () => drain(ours3().listFunctions(SIGNAL)),
    theirs: () => theirs3().listFunctions(new models.ListFunctionsRequest({ ...PAGE, fcVersion: 'v3' })),
  },
  {
    name: 'get a function',
    ours: () => ours3().getFunction(REF3, SIGNAL),
    theirs: () => theirs3().getFunction('my-func', new models.GetFunctionRequest({ qualifier: 'prod' })),
  },
  {
    name: 'get a function of 2.0',
    ours: () => ours3().getFunction({ ...REF3, name: 'my-service$my-func' }, SIGNAL),
    theirs: () =>
      theirs3().getFunction('my-service$my-func', new models.GetFunctionRequest({ qualifier: 'prod' })),
  },
  {
    name: 'list versions',
    ours: () => drain(ours3().listQualifiers(ID3, SIGNAL)),
    theirs: () =>
      theirs3().listFunctionVersions(
        'my-func',
        new models.ListFunctionVersionsRequest({ ...PAGE, direction: 'BACKWARD' }),
      ),
  },
  {
    name: 'list aliases',
    ours: () => drain(ours3().listQualifiers(ID3, SIGNAL)),
    nth: 1,
    theirs: () => theirs3().listAliases('my-func', new models.ListAliasesRequest(PAGE)),
  },
  {
    name: 'get an async config',
    ours: () => ours3().getAsyncConfig(REF3, SIGNAL),
    theirs: () =>
      theirs3().getAsyncInvokeConfig(
        'my-func',
        new models.GetAsyncInvokeConfigRequest({ qualifier: 'prod' }),
      ),
  },
  {
    name: 'put an async config',
    ours: () => ours3().putAsyncConfig(REF3, config('asyncTask'), SIGNAL),
    nth: 1,
    theirs: () =>
      theirs3().putAsyncInvokeConfig(
        'my-func',
        new models.PutAsyncInvokeConfigRequest({
          qualifier: 'prod',
          body: new models.PutAsyncInvokeConfigInput({
            ...config('asyncTask'),
            destinationConfig: new models.DestinationConfig({ onSuccess: new models.Destination(QUEUE) }),
          }),
        }),
      ),
  },
  {
    name: 'delete an async config',
    ours: () => ours3().deleteAsyncConfig(REF3, SIGNAL),
    theirs: () =>
      theirs3().deleteAsyncInvokeConfig(
        'my-func',
        new models.DeleteAsyncInvokeConfigRequest({ qualifier: 'prod' }),
      ),
  },
  {
    name: 'list async configs',
    ours: () => drain(ours3().listAsyncConfigs(ID3, SIGNAL)),
    theirs: () =>
      theirs3().listAsyncInvokeConfigs(
        new models.ListAsyncInvokeConfigsRequest({ ...PAGE, functionName: 'my-func' }),
      ),
  },
  {
    name: 'list failed tasks',
    ours: () =>
      drain(ours3().listAsyncInvocations(REF3, { phase: 'failed', since: LIST_FROM + 500 }, SIGNAL)),
    theirs: () =>
      theirs3().listAsyncTasks(
        'my-func',
        new models.ListAsyncTasksRequest({
          ...PAGE,
          qualifier: 'prod',
          sortOrderByTime: 'desc',
          status: 'Failed',
          startedTimeBegin: LIST_FROM,
        }),
      ),
  },
  {
    name: 'get a task',
    ours: () => ours3().getAsyncInvocation(REF3, 'job-1', SIGNAL),
    theirs: () =>
      theirs3().getAsyncTask('my-func', 'job-1', new models.GetAsyncTaskRequest({ qualifier: 'prod' })),
  },
  {
    name: 'stop a task',
    ours: () => ours3().stopAsyncInvocation(REF3, 'job-1', SIGNAL),
    theirs: () =>
      theirs3().stopAsyncTask('my-func', 'job-1', new models.StopAsyncTaskRequest({ qualifier: 'prod' })),
  },
  {
    name: 'invoke',
    ours: () => ours3().invoke(REF3, EVENT, {}, SIGNAL),
    theirs: () =>
      theirs3().invokeFunctionWithOptions(
        'my-func',
        new models.InvokeFunctionRequest({ qualifier: 'prod', body: Readable.from([Buffer.from(EVENT)]) }),
        new models.InvokeFunctionHeaders({ xFcInvocationType: 'Sync', xFcLogType: 'Tail' }),
        NO_OPTIONS,
      ),
  },
  {
    name: 'invoke asynchronously',
    ours: () => ours3().invokeAsync(REF3, EVENT, SIGNAL),
    theirs: () =>
      theirs3().invokeFunctionWithOptions(
        'my-func',
        new models.InvokeFunctionRequest({ qualifier: 'prod', body: Readable.from([Buffer.from(EVENT)]) }),
        new models.InvokeFunctionHeaders({ xFcInvocationType: 'Async' }),
        NO_OPTIONS,
      ),
    random: ['x-fc-async-task-id'],
  },
  {
    name: 'get an async config with temporary keys',
    ours: () => ours3(TOKEN).getAsyncConfig(REF3, SIGNAL),
    theirs: () =>
      theirs3(TOKEN).getAsyncInvokeConfig(
        'my-func',
        new models.GetAsyncInvokeConfigRequest({ qualifier: 'prod' }),
      ),
  },
];

/** What is left out of the comparison of a case. */
const leftOut = (...lists: readonly object[]) => lists.flatMap((list) => Object.keys(list));

async function both({ ours: runOurs, theirs: runTheirs, nth = 0 }: Case): Promise<readonly [Seen, Seen]> {
  const [expected] = await requestsOf(runTheirs);
  const sent = (await requestsOf(runOurs))[nth];
  if (!expected || !sent) throw new Error('nothing was sent');
  return [sent, expected];
}

describe('our requests are those of the SDK of API 2016-08-15', () => {
  it.each(cases2)('$name', async (each: Case) => {
    const [sent, expected] = await both(each);
    const withBody = sent.body === '' ? {} : DIFFERENT_WITH_BODY_2;
    const names = [...leftOut(DIFFERENT_HEADERS, DIFFERENT_2, withBody), ...(each.random ?? [])];
    expect(comparable(sent, names)).toEqual(comparable(expected, names));
  });
});

describe('our requests are those of the SDK of API 2023-03-30', () => {
  it.each(cases3)('$name', async (each: Case) => {
    const [sent, expected] = await both(each);
    const names = [...leftOut(DIFFERENT_HEADERS, DIFFERENT_3), ...(each.random ?? [])];
    expect(comparable(sent, names)).toEqual(comparable(expected, names));
    const covered = (request: Seen) =>
      /SignedHeaders=([^,]+)/.exec(request.headers['authorization'] ?? '')?.[1];
    expect(covered(sent)).toBe(covered(expected)?.replace(';x-acs-credentials-provider', ''));
    expect(sent.headers['x-fc-account-id']).toBe(ACCOUNT);
  });
});

it('the lists name nothing without need', async () => {
  const differing = async (each: Case | undefined) => {
    if (!each) throw new Error('no such case');
    const [sent, expected] = await both(each);
    const names = Object.keys({ ...sent.headers, ...expected.headers });
    return names.filter((name) => sent.headers[name] !== expected.headers[name]).sort();
  };
  const put = (cases: readonly Case[]) => cases.find(({ name }) => name === 'put an async config');
  expect(await differing(put(cases2))).toEqual(
    leftOut(DIFFERENT_HEADERS, DIFFERENT_2, DIFFERENT_WITH_BODY_2).sort(),
  );
  expect(await differing(put(cases3))).toEqual(leftOut(DIFFERENT_HEADERS, DIFFERENT_3).sort());
});

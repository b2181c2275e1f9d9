import Fc2 from '@alicloud/fc2';
import Fc3 from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { openDoor } from '../../src/cloud/door';
import { FunctionCompute } from '../../src/cloud/functionCompute/client';
import type { Secret } from '../../src/model/connection';
import type { ServiceId } from '../../src/model/service';
import { json, startServer, type Seen, type TestServer } from '../cloud/testServer';

/**
 * Our requests are those of the official SDKs, header by header and byte by byte, except for these. The clock stands
 * still, so that both sign the same second.
 */
export const DIFFERENT_HEADERS: Readonly<Record<string, string>> = {
  'user-agent': 'ours says FnDeck; the SDKs name machine, Node version and themselves',
  connection:
    'ours closes each connection, so that no invocation can fail on one that the server closed meanwhile',
};

/** API 2016-08-15. */
export const DIFFERENT_2: Readonly<Record<string, string>> = {
  host: 'the SDK leaves out the port, which an address of the vendor does not have; not signed',
};

/** API 2016-08-15 with a body. Without one even the signature is the SDK's. */
export const DIFFERENT_WITH_BODY_2: Readonly<Record<string, string>> = {
  'content-md5':
    'ours leaves it out: four official clients have four ways to write it, and it may be left out',
  authorization: 'covers Content-MD5',
};

/** API 2023-03-30. */
export const DIFFERENT_3: Readonly<Record<string, string>> = {
  'x-acs-signature-nonce': 'random on both sides',
  'x-acs-credentials-provider': 'telemetry of the SDK',
  'x-fc-account-id': 'ours names the account, so that a key of another account is refused; not signed',
  authorization: 'covers nonce and telemetry; what it covers is compared below',
  'transfer-encoding': 'ours knows the length of its body, the SDK sends chunks',
  'content-length': 'the other side of it',
};

export const ACCOUNT = '1234567890123456';
const KEYS = { accessKeyId: 'testAccessKeyId', secretAccessKey: 'testAccessKeySecret' };
export const TOKEN = 'testSecurityToken';
export const SIGNAL = new AbortController().signal;
export const EVENT = '{"key":"Grüße 世界","list":[1,2.5,null]}';
export const QUEUE = { destination: `acs:mns:cn-shanghai:${ACCOUNT}:/queues/成功-é✓/messages` };

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

/** What a GET of an async config answers; `record` is the key of its switch. */
export function config(record: string) {
  return {
    // The order in which the SDK of 3.0 writes them; ours keeps that of the document.
    ...(record !== 'none' && { [record]: true }),
    destinationConfig: { onSuccess: QUEUE },
    maxAsyncEventAgeInSeconds: 300,
    maxAsyncRetryAttempts: 3,
  };
}

/** FnDeck’s client of a service, at the test server. */
export function ours(service: ServiceId, securityToken?: string): FunctionCompute {
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

/** FnDeck’s client of 2.0. */
export const ours2 = (securityToken?: string) => ours('functioncompute-2', securityToken);
/** FnDeck’s client of 3.0. */
export const ours3 = (securityToken?: string) => ours('functioncompute-3', securityToken);

/** The SDK of API 2016-08-15, at the test server. */
export function theirs2(securityToken?: string): Fc2 {
  return new Fc2(ACCOUNT, {
    accessKeyID: securityToken === undefined ? KEYS.accessKeyId : `STS.${KEYS.accessKeyId}`,
    accessKeySecret: KEYS.secretAccessKey,
    ...(securityToken !== undefined && { securityToken }),
    region: 'cn-shanghai',
    endpoint: server.origin,
  });
}

/** The SDK of API 2023-03-30, at the test server. */
export function theirs3(securityToken?: string): Fc3 {
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

/** Asks for one page. */
export async function firstOf<T>(pages: AsyncIterable<T>): Promise<void> {
  for await (const page of pages) {
    void page;
    return;
  }
}

/** Asks for all pages. */
export async function drain<T>(pages: AsyncIterable<T>): Promise<void> {
  for await (const page of pages) void page;
}

export interface Case {
  readonly name: string;
  readonly ours: () => Promise<unknown>;
  readonly theirs: () => Promise<unknown>;
  /** Which of our requests it is, where a call of ours makes several. */
  readonly nth?: number;
  /** Headers of this call that are random on our side. */
  readonly random?: readonly string[];
}

/** A request without the headers that may differ. */
export function comparable({ method, url, headers, body }: Seen, differences: readonly string[]) {
  const kept = Object.entries(headers).filter(([name]) => !differences.includes(name));
  const [path, query = ''] = url.split('?');
  // Parameters come in another order, and the SDKs leave some characters as they are.
  const parameters = [...new URLSearchParams(query)].sort();
  return { method, path, parameters, body, headers: Object.fromEntries(kept) };
}

export const ID2 = { connection: 'c', group: 'my-service', name: 'my-func' };
export const REF2 = { ...ID2, qualifier: 'prod' };
export const ID3 = { connection: 'c', group: '', name: 'my-func' };
export const REF3 = { ...ID3, qualifier: 'prod' };
export const PAGE = { limit: 100 };
export const LIST_FROM = Date.UTC(2024, 7, 20, 1, 28, 21);
/** The class of these options is not among the packages that are asked for here. */
export const NO_OPTIONS = {} as Parameters<Fc3['invokeFunctionWithOptions']>[3];

/** What is left out of the comparison of a case. */
export const leftOut = (...lists: readonly object[]) => lists.flatMap((list) => Object.keys(list));

/** What both clients of a case send: FnDeck’s, then the SDK’s. */
export async function both({
  ours: runOurs,
  theirs: runTheirs,
  nth = 0,
}: Case): Promise<readonly [Seen, Seen]> {
  const [expected] = await requestsOf(runTheirs);
  const sent = (await requestsOf(runOurs))[nth];
  if (!expected || !sent) throw new Error('nothing was sent');
  return [sent, expected];
}

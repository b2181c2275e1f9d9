import { beforeAll, describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import type { Request } from '../../src/sandbox/exchange';
import {
  acs3CanonicalRequest,
  acs3Signature,
  readAcs3Authorization,
  sha256,
} from '../../src/sandbox/functionCompute/auth/acs3Signature';
import {
  fcSignature,
  fcStringToSign,
  readFcAuthorization,
} from '../../src/sandbox/functionCompute/auth/fcSignature';
import {
  logSignature,
  logStringToSign,
  readLogAuthorization,
} from '../../src/sandbox/functionCompute/auth/logSignature';
import vectors from '../vectors/functioncompute-signing.json';
import { askSigned, keysOf, type Keys, type Signing } from './functionComputeClient';
import { ManualClock, sandboxBench, type Bench } from './sandboxBench';

type Given = Readonly<Record<string, string | undefined>>;

function requestOf(method: string, path: string, query: Given, headers: Given, body = ''): Request {
  // Some characters stay as they are on the wire, as the SDKs leave them.
  const search = Object.entries(query).map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`);
  const present = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return {
    id: '1',
    method,
    path,
    search: search.join('&'),
    headers: Object.fromEntries(present) as Record<string, string>,
    body: Buffer.from(body),
    tooLarge: false,
  };
}

describe('the sandbox computes the signatures of the vectors', () => {
  test.each(vectors.fc)('FC $id', ({ key, request, authorization }) => {
    const signed = readFcAuthorization(authorization);
    const text = fcStringToSign(requestOf(request.method, request.path, {}, request.headers), request.path);
    expect(signed).toEqual({ accessKeyId: key.id, signature: fcSignature(key.secret, text) });
  });

  test.each(vectors.acs3)('ACS3 $id', (vector) => {
    const { method, path, query, headers } = vector.request;
    const request = requestOf(method, path, query, headers, vector.body);
    const names = Object.keys(request.headers).filter(
      (name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'),
    );
    const canonical = acs3CanonicalRequest(request, names);
    if ('canonicalSha256' in vector) expect(sha256(Buffer.from(canonical))).toBe(vector.canonicalSha256);
    expect(acs3Signature(vector.key.secret, canonical)).toBe(vector.signature);
    expect(sha256(request.body)).toBe(headers['x-acs-content-sha256']);
  });

  test.each(vectors.sls)('LOG $id', ({ key, request, authorization }) => {
    const text = logStringToSign(requestOf(request.method, request.path, request.query, request.headers));
    expect(readLogAuthorization(authorization)).toEqual({
      accessKeyId: key.id,
      signature: logSignature(key.secret, text),
    });
  });

  test('and read nothing else as a signature', () => {
    for (const text of ['', 'FC', 'FC id', 'fc id:sig', 'Bearer x']) {
      expect([readFcAuthorization(text), readAcs3Authorization(text), readLogAuthorization(text)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }
  });
});

const bench = sandboxBench();
const SERVICES = '/2016-08-15/services';
const FUNCTIONS = '/2023-03-30/functions?fcVersion=v3';
const MINUTE = 60_000;
let sandbox: Bench;
let clock: ManualClock;

beforeAll(async () => {
  clock = new ManualClock(Date.now());
  sandbox = await bench.start({ functions: bench.functions({ 'orders/check': {} }) }, { clock });
});

const ask = (target: string, signing: Signing = {}, method = 'GET', body?: Json) =>
  askSigned(sandbox, method, target, body, { at: clock.now(), ...signing });

/** Status and code of an answer, whichever API it is of. */
async function outcome(answer: ReturnType<typeof ask>): Promise<readonly unknown[]> {
  const { status, body } = await answer;
  return [status, member(body, 'ErrorCode') ?? member(body, 'Code') ?? member(body, 'errorCode')];
}

async function temporary(seconds: number): Promise<Keys> {
  return (await sandbox.ask('POST', '/sandbox/keys', { seconds })).body as unknown as Keys;
}

describe.each(['FC', 'ACS3'] as const)('a request signed by %s', (scheme) => {
  test('is answered on every API', async () => {
    expect((await ask(SERVICES, { scheme })).status).toBe(200);
    expect((await ask(FUNCTIONS, { scheme })).status).toBe(200);
    const config = '/2016-08-15/services/orders.LATEST/functions/check/async-invoke-config';
    expect((await ask(config, { scheme }, 'PUT', { maxAsyncRetryAttempts: 1 })).status).toBe(200);
  });

  test('is refused with an unknown key, a wrong secret, or none at all', async () => {
    const keys = keysOf(sandbox);
    expect(await outcome(ask(SERVICES, { scheme, keys: { ...keys, accessKeyId: 'nobody' } }))).toEqual([
      403,
      'InvalidAccessKeyID',
    ]);
    expect(await outcome(ask(SERVICES, { scheme, keys: { ...keys, secretAccessKey: 'x' } }))).toEqual([
      403,
      'SignatureNotMatch',
    ]);
    const bare = await fetch(`${sandbox.ready.url}${SERVICES}`, {
      headers: { 'x-auth-token': sandbox.ready.token },
    });
    expect(bare.status).toBe(403);
  });

  test('is refused 15 minutes before or after its time', async () => {
    for (const minutes of [-14.9, 14.9]) {
      expect((await ask(SERVICES, { scheme, at: clock.now() + minutes * MINUTE })).status).toBe(200);
    }
    for (const minutes of [-16, 16]) {
      expect(await outcome(ask(SERVICES, { scheme, at: clock.now() + minutes * MINUTE }))).toEqual([
        403,
        'AccessDenied',
      ]);
    }
  });

  test('needs the token of temporary keys, while it lives', async () => {
    const keys = await temporary(60);
    expect(keys.accessKeyId).toMatch(/^STS\./);
    expect((await ask(SERVICES, { scheme, keys })).status).toBe(200);
    const { accessKeyId, secretAccessKey } = keys;
    expect((await outcome(ask(SERVICES, { scheme, keys: { accessKeyId, secretAccessKey } })))[0]).toBe(403);
    expect((await outcome(ask(SERVICES, { scheme, keys: { ...keys, securityToken: 'x' } })))[0]).toBe(403);
    clock.advance(61_000);
    expect(await outcome(ask(SERVICES, { scheme, keys }))).toEqual([403, 'AccessDenied']);
  });

  test('is refused for another account', async () => {
    const answer = await ask(SERVICES, { scheme, headers: { 'x-fc-account-id': '1000000000000001' } });
    expect([answer.status, answer.text]).toEqual([
      403,
      expect.stringContaining('1000000000000001') as string,
    ]);
  });

  test('may look and nothing else with the read-only key', async () => {
    const keys = sandbox.ready.readOnlyKey;
    expect((await ask(SERVICES, { scheme, keys })).status).toBe(200);
    const target = '/2016-08-15/services/orders.LATEST/functions/check/async-invoke-config';
    const { status, body } = await ask(target, { scheme, keys }, 'PUT', {});
    expect([status, member(body, 'ErrorMessage')]).toEqual([
      403,
      "the caller is not authorized to perform 'fc:PutFunctionAsyncInvokeConfig' on resource " +
        "'acs:fc:cn-shanghai:1602938475610284:services/orders.LATEST/functions/check'",
    ]);
  });
});

test('FC: any Content-MD5 is taken', async () => {
  const target = '/2016-08-15/services/orders/functions/check/async-invoke-config';
  for (const md5 of [
    '',
    'YjhjMmI3ZTA4YmVjYWQzOWUwZDViY2FjZGEwOGQxNTM=',
    'b8c2b7e08becad39e0d5bcacda08d153',
  ]) {
    const headers = md5 === '' ? {} : { 'content-md5': md5 };
    expect((await ask(target, { headers }, 'PUT', {})).status).toBe(200);
  }
});

test('FC: the date is needed', async () => {
  const answer = await fetch(`${sandbox.ready.url}${SERVICES}`, { headers: { authorization: 'FC a:bb==' } });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ ErrorCode: 'MissingRequiredHeader' });
});

test('ACS3: host, time and content must be signed, and the content must be the body', async () => {
  for (const name of ['host', 'x-acs-date', 'x-acs-content-sha256']) {
    expect(await outcome(ask(FUNCTIONS, { scheme: 'ACS3', unsigned: [name] }))).toEqual([
      400,
      'MissingRequiredHeader',
    ]);
  }
  const headers = { 'x-acs-content-sha256': sha256(Buffer.from('{}')) };
  expect(await outcome(ask(FUNCTIONS, { scheme: 'ACS3', headers }))).toEqual([403, 'SignatureNotMatch']);
});

test('ACS3: a query in any characters is read as it was meant', async () => {
  const prefix = encodeURIComponent('a b/c+d=e&f~中').replaceAll("'", '%27');
  expect(
    (await ask(`/2023-03-30/functions?fcVersion=v3&limit=20&prefix=${prefix}`, { scheme: 'ACS3' })).status,
  ).toBe(200);
});

test('LOG: refusals are the log service’s', async () => {
  const target = '/logstores/function-log?type=log&from=1&to=2';
  expect((await ask(target, { scheme: 'LOG' })).status).toBe(200);
  const keys = { ...keysOf(sandbox), secretAccessKey: 'x' };
  expect(await outcome(ask(target, { scheme: 'LOG', keys }))).toEqual([401, 'SignatureNotMatch']);
  expect(await outcome(ask(target, { scheme: 'LOG', keys: { ...keys, accessKeyId: 'x' } }))).toEqual([
    401,
    'Unauthorized',
  ]);
  expect(await outcome(ask(target, { scheme: 'LOG', at: clock.now() - 16 * MINUTE }))).toEqual([
    400,
    'RequestTimeExpired',
  ]);
  expect((await ask(target, { scheme: 'LOG', keys: await temporary(60) })).status).toBe(200);
  expect((await outcome(ask(target, { scheme: 'LOG', keys: await temporary(0) })))[0]).toBe(401);
});

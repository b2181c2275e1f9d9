import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Json } from '../../src/model/json';
import type { Answered, Bench } from './sandboxBench';

/** A pair of keys to sign with. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly securityToken?: string;
}

/** What a test does otherwise than a well-behaved client. */
export interface Signing {
  readonly keys?: Keys;
  /** Unix milliseconds that the request claims; now where absent. */
  readonly at?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** `FC` where absent. */
  readonly scheme?: 'FC' | 'ACS3' | 'LOG';
  /** Names that ACS3 leaves unsigned. */
  readonly unsigned?: readonly string[];
}

/** The keys that the sandbox has told for Function Compute. */
export function keysOf({ ready }: Bench): Keys {
  const found = ready.services.find(({ service }) => service === 'functioncompute-2');
  return { accessKeyId: found?.accessKeyId ?? '', secretAccessKey: found?.secretAccessKey ?? '' };
}

/** Asks the sandbox, signed. Written for the tests, apart from the signers of client and sandbox. */
export async function askSigned(
  sandbox: Bench,
  method: string,
  target: string,
  body: Json | Buffer | undefined = undefined,
  { keys = keysOf(sandbox), at = Date.now(), headers = {}, scheme = 'FC', unsigned = [] }: Signing = {},
): Promise<Answered & { readonly bytes: Buffer }> {
  const bytes =
    body === undefined ? Buffer.alloc(0) : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const all: Record<string, string> = {
    host: new URL(sandbox.ready.url).host,
    ...(bytes.length > 0 && { 'content-type': 'application/json' }),
    ...headers,
  };
  const signers = { FC: signFc, ACS3: signAcs3, LOG: signLog };
  signers[scheme](all, { method, target, bytes, keys, at, unsigned });
  const sent = Object.fromEntries(Object.entries(all).filter(([name]) => name !== 'host'));
  const answer = await fetch(`${sandbox.ready.url}${target}`, {
    method,
    headers: sent,
    ...(bytes.length > 0 && { body: new Uint8Array(bytes) }),
  });
  const got = Buffer.from(await answer.arrayBuffer());
  const text = got.toString('utf8');
  return { status: answer.status, headers: answer.headers, text, bytes: got, body: parsed(text) };
}

interface ToSign {
  readonly method: string;
  readonly target: string;
  readonly bytes: Buffer;
  readonly keys: Keys;
  readonly at: number;
  readonly unsigned: readonly string[];
}

function signFc(headers: Record<string, string>, { method, target, keys, at }: ToSign): void {
  headers['date'] ??= new Date(at).toUTCString();
  if (keys.securityToken !== undefined) headers['x-fc-security-token'] = keys.securityToken;
  const own = named(headers, 'x-fc-').map((name) => `${name}:${headers[name] ?? ''}\n`);
  const [path = ''] = target.split('?');
  const text = `${method}\n${headers['content-md5'] ?? ''}\n${headers['content-type'] ?? ''}\n${headers['date'] ?? ''}\n${own.join('')}${decodeURIComponent(path)}`;
  headers['authorization'] = `FC ${keys.accessKeyId}:${hmac('sha256', keys, text).toString('base64')}`;
}

function signAcs3(
  headers: Record<string, string>,
  { method, target, bytes, keys, at, unsigned }: ToSign,
): void {
  const { searchParams } = new URL(target, 'http://x');
  headers['x-acs-date'] ??= new Date(at).toISOString().replace(/\.\d+/, '');
  headers['x-acs-content-sha256'] ??= createHash('sha256').update(bytes).digest('hex');
  headers['x-acs-signature-nonce'] = randomUUID();
  if (keys.securityToken !== undefined) headers['x-acs-security-token'] = keys.securityToken;
  const names = [...named(headers, 'x-acs-'), 'host', ...('content-type' in headers ? ['content-type'] : [])]
    .filter((name) => !unsigned.includes(name))
    .sort();
  const query = [...searchParams].sort().map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const lines = names.map((name) => `${name}:${headers[name] ?? ''}\n`).join('');
  const canonical = [
    method,
    target.split('?')[0],
    query.join('&'),
    lines,
    names.join(';'),
    headers['x-acs-content-sha256'],
  ].join('\n');
  const text = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
  headers['authorization'] =
    `ACS3-HMAC-SHA256 Credential=${keys.accessKeyId},SignedHeaders=${names.join(';')},Signature=${hmac('sha256', keys, text).toString('hex')}`;
}

function signLog(headers: Record<string, string>, { method, target, keys, at }: ToSign): void {
  headers['date'] ??= new Date(at).toUTCString();
  headers['x-log-apiversion'] = '0.6.0';
  headers['x-log-signaturemethod'] = 'hmac-sha1';
  if (keys.securityToken !== undefined) headers['x-acs-security-token'] = keys.securityToken;
  const { pathname, searchParams } = new URL(target, 'http://x');
  const query = [...searchParams].map(([name, value]) => `${name}=${value}`).sort();
  const own = [...named(headers, 'x-log-'), ...named(headers, 'x-acs-')].sort();
  const text = [
    method,
    '',
    headers['content-type'] ?? '',
    headers['date'],
    ...own.map((name) => `${name}:${headers[name] ?? ''}`),
    `${pathname}?${query.join('&')}`,
  ].join('\n');
  headers['authorization'] = `LOG ${keys.accessKeyId}:${hmac('sha1', keys, text).toString('base64')}`;
}

function named(headers: Record<string, string>, prefix: string): string[] {
  return Object.keys(headers)
    .filter((name) => name.startsWith(prefix))
    .sort();
}

function hmac(algorithm: string, { secretAccessKey }: Keys, text: string): Buffer {
  return createHmac(algorithm, secretAccessKey).update(text, 'utf8').digest();
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

import { createHash, createHmac } from 'node:crypto';
import { encodeRfc3986 } from '../call/apiCall';

/** An access key pair; with a security token where it is a temporary one. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly securityToken?: string;
}

/** What is signed. Nothing in it is percent-encoded; the header values are exactly those that are sent. */
interface SignableRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** All of them are signed; `host` and `x-sdk-date` must be among them. Names in any case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ALGORITHM = 'SDK-HMAC-SHA256';

/** Step 1: the time stamp of `X-Sdk-Date`, `YYYYMMDDTHHMMSSZ` in UTC, from Unix milliseconds. */
export function timestamp(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** Step 2: the path, each segment encoded, with a final `/` that the real URL does not have. */
function canonicalPath(path: string): string {
  const encoded = path.split('/').map(encodeRfc3986).join('/');
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

/** Step 3: parameters sorted by name, `name=value`, both encoded; empty without any. */
function canonicalQuery(query: SignableRequest['query']): string {
  return Object.entries(query)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .join('&');
}

/** Step 4: the headers sorted by lower-case name, a line each. */
function canonicalHeaders(headers: SignableRequest['headers']): string {
  return sorted(headers)
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('');
}

/** Step 5: the names of these headers. */
export function signedHeaders(headers: SignableRequest['headers']): string {
  return sorted(headers)
    .map(([name]) => name)
    .join(';');
}

/** Step 6: the six parts, joined. */
export function canonicalRequest({ method, path, query, headers, body }: SignableRequest): string {
  return [
    method,
    canonicalPath(path),
    canonicalQuery(query),
    canonicalHeaders(headers),
    signedHeaders(headers),
    sha256(body),
  ].join('\n');
}

/** Step 7: what the key signs. */
export function stringToSign(date: string, canonical: string): string {
  return `${ALGORITHM}\n${date}\n${sha256(canonical)}`;
}

/** Step 8: the signature in hex. No key is derived: the secret signs as it is. */
export function signature(secretAccessKey: string, text: string): string {
  return createHmac('sha256', secretAccessKey).update(text, 'utf8').digest('hex');
}

/** Step 9: the header `Authorization` of a request. */
export function authorization(key: AccessKey, request: SignableRequest): string {
  const date = sorted(request.headers).find(([name]) => name === 'x-sdk-date')?.[1] ?? '';
  const signed = signature(key.secretAccessKey, stringToSign(date, canonicalRequest(request)));
  return `${ALGORITHM} Access=${key.accessKeyId}, SignedHeaders=${signedHeaders(request.headers)}, Signature=${signed}`;
}

/** Lower-case hex SHA-256 of a text in UTF-8. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function sorted(headers: SignableRequest['headers']): [string, string][] {
  return Object.entries(headers)
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

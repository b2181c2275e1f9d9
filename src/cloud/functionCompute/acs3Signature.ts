import { createHash, createHmac } from 'node:crypto';
import { encodeRfc3986 } from '../call/apiCall';
import type { AccessKey } from './fcSignature';

/** What the ACS3 scheme signs. */
interface Acs3Request {
  readonly method: string;
  /** Path as it is sent: segments percent-encoded, without the query. */
  readonly path: string;
  /** Query parameters, decoded, each once. */
  readonly query: Readonly<Record<string, string>>;
  /** Headers as they are sent, names in lower case, with `x-acs-content-sha256` set. */
  readonly headers: Readonly<Record<string, string>>;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** Parameters sorted by name, names as they are, values encoded; empty without a query. */
function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${name}=${encodeRfc3986(query[name] ?? '')}`)
    .join('&');
}

/** Names of the headers that are signed: `host`, `content-type` and all `x-acs-` ones; never the `x-fc-` ones. */
export function signedHeaders(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(headers)
    .filter((name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'))
    .sort();
}

/** The six parts of the canonical request, joined. */
export function canonicalRequest({ method, path, query, headers }: Acs3Request): string {
  const names = signedHeaders(headers);
  return [
    method,
    path.replace(/\+/g, '%20').replace(/\*/g, '%2A').replace(/%7E/g, '~'),
    canonicalQuery(query),
    names.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join(''),
    names.join(';'),
    headers['x-acs-content-sha256'] ?? '',
  ].join('\n');
}

/** The algorithm and the hash of the canonical request. */
function acs3StringToSign(canonical: string): string {
  return `${ALGORITHM}\n${sha256Hex(canonical)}`;
}

/** Lower-case hex SHA-256; of a body, for `x-acs-content-sha256`. */
export function sha256Hex(data: string): string {
  return createHash('sha256').update(data, 'utf8').digest('hex');
}

/** The `Authorization` header of a request to API 2023-03-30. The key signs as it is, nothing is derived from it. */
export function acs3Authorization(key: AccessKey, request: Acs3Request): string {
  const text = acs3StringToSign(canonicalRequest(request));
  const signature = createHmac('sha256', key.secret).update(text, 'utf8').digest('hex');
  const names = signedHeaders(request.headers).join(';');
  return `${ALGORITHM} Credential=${key.id},SignedHeaders=${names},Signature=${signature}`;
}

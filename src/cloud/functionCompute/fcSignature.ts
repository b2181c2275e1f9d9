import { createHmac } from 'node:crypto';

/** What the `FC` scheme signs; header names in lower case, the query not part of it. */
interface FcRequest {
  readonly method: string;
  /** Path with the API version, not percent-encoded, without the query. */
  readonly path: string;
  /** Headers as they are sent, names in lower case; `date` is mandatory. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An access key pair. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
}

/** Headers whose names begin with `x-fc-`, sorted, each on a line that ends with a line feed (signature page of FC 2.0). */
function canonicalFcHeaders(headers: Readonly<Record<string, string>>): string {
  return Object.keys(headers)
    .filter((name) => name.startsWith('x-fc-'))
    .sort()
    .map((name) => `${name}:${headers[name] ?? ''}\n`)
    .join('');
}

/** Method, MD5, content type, date, the `x-fc-` headers and the path, as the scheme joins them. */
function fcStringToSign({ method, path, headers }: FcRequest): string {
  const lines = [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', headers['date'] ?? ''];
  return `${lines.join('\n')}\n${canonicalFcHeaders(headers)}${path}`;
}

/** Base64 of the HMAC-SHA256 under the secret. */
function fcSignature(secret: string, stringToSign: string): string {
  return createHmac('sha256', secret).update(stringToSign, 'utf8').digest('base64');
}

/** The `Authorization` header of a request to API 2016-08-15. */
export function fcAuthorization(key: AccessKey, request: FcRequest): string {
  return `FC ${key.id}:${fcSignature(key.secret, fcStringToSign(request))}`;
}

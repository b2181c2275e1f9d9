import { createHmac } from 'node:crypto';
import type { AccessKey } from './fcSignature';

/** A request to the Simple Log Service; header names in lower case, query values decoded. */
interface SlsRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** The lines that the log service signs: query values are not percent-encoded here (log service signature page). */
function slsStringToSign({ method, path, query, headers }: SlsRequest): string {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-log-') || name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${headers[name] ?? ''}`);
  const parameters = Object.keys(query)
    .sort()
    .map((name) => `${name}=${query[name] ?? ''}`);
  return [
    method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    headers['date'] ?? '',
    ...own,
    parameters.length > 0 ? `${path}?${parameters.join('&')}` : path,
  ].join('\n');
}

/** The `Authorization` header of a log query: HMAC-SHA1, base64. */
export function slsAuthorization(key: AccessKey, request: SlsRequest): string {
  const signature = createHmac('sha1', key.secret).update(slsStringToSign(request), 'utf8').digest('base64');
  return `LOG ${key.id}:${signature}`;
}

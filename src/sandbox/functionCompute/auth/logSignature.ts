import { createHmac } from 'node:crypto';
import { queryOf, type Request } from '../../exchange';

/** Step 1: reads `LOG id:signature`; undefined for anything else. */
export function readLogAuthorization(
  header: string,
): { readonly accessKeyId: string; readonly signature: string } | undefined {
  const [, accessKeyId, signature] = /^LOG ([^:\s]+):([A-Za-z0-9+/=]+)$/.exec(header) ?? [];
  return accessKeyId !== undefined && signature !== undefined ? { accessKeyId, signature } : undefined;
}

/** Step 2: the query's values as they are, not percent-encoded. */
export function logStringToSign({ method, path, search, headers }: Request): string {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-log-') || name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${headers[name] ?? ''}`);
  const query = queryOf(search)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('&');
  const head = [method, headers['content-md5'], headers['content-type'], headers['date']];
  const resource = query === '' ? path : `${path}?${query}`;
  return [...head.map((part) => part ?? ''), ...own, resource].join('\n');
}

/** Step 3. */
export function logSignature(secret: string, stringToSign: string): string {
  return createHmac('sha1', secret).update(stringToSign, 'utf8').digest('base64');
}

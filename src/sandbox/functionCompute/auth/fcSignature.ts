import { createHmac } from 'node:crypto';
import type { Request } from '../../exchange';

/** Step 1: reads `FC id:signature`; undefined for anything else. */
export function readFcAuthorization(
  header: string,
): { readonly accessKeyId: string; readonly signature: string } | undefined {
  const [, accessKeyId, signature] = /^FC ([^:\s]+):([A-Za-z0-9+/=]+)$/.exec(header) ?? [];
  return accessKeyId !== undefined && signature !== undefined ? { accessKeyId, signature } : undefined;
}

/**
 * Step 2. `resource` is the path without its query. Content-MD5 is taken as it stands: clients compute it in four
 * ways, so the digest says nothing. Values of `x-fc-` headers are not trimmed.
 */
export function fcStringToSign(
  { method, headers }: Pick<Request, 'method' | 'headers'>,
  resource: string,
): string {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-fc-'))
    .sort()
    .map((name) => `${name}:${headers[name] ?? ''}\n`);
  const head = [method, headers['content-md5'], headers['content-type'], headers['date']];
  return `${head.map((part) => `${part ?? ''}\n`).join('')}${own.join('')}${resource}`;
}

/** Step 3. */
export function fcSignature(secret: string, stringToSign: string): string {
  return createHmac('sha256', secret).update(stringToSign, 'utf8').digest('base64');
}

import { createHash, createHmac } from 'node:crypto';
import { queryOf, type Request } from '../../exchange';

/** An `Authorization` header of this scheme taken apart. */
interface Acs3Authorization {
  readonly accessKeyId: string;
  /** Lower-case names, in the header's order. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Step 1: reads `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`; undefined for anything else. */
export function readAcs3Authorization(header: string): Acs3Authorization | undefined {
  const match =
    /^ACS3-HMAC-SHA256 Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (!match) return undefined;
  const [, accessKeyId = '', names = '', signature = ''] = match;
  return { accessKeyId, signedHeaders: names.toLowerCase().split(';'), signature };
}

/** Step 2: exactly the headers that the client names; the query decoded and encoded anew, since clients differ there. */
export function acs3CanonicalRequest(request: Request, signedHeaders: readonly string[]): string {
  const query = queryOf(request.search)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => order(a.name, b.name))
    .map(({ name, value }) => `${name}=${encode(value)}`)
    .join('&');
  const names = [...signedHeaders].sort(order);
  return [
    request.method,
    request.path.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~'),
    query,
    names.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join(''),
    names.join(';'),
    request.headers['x-acs-content-sha256'] ?? '',
  ].join('\n');
}

/** Step 3: no key is derived, the secret signs. */
export function acs3Signature(secret: string, canonicalRequest: string): string {
  const toSign = `ACS3-HMAC-SHA256\n${sha256(Buffer.from(canonicalRequest, 'utf8'))}`;
  return createHmac('sha256', secret).update(toSign, 'utf8').digest('hex');
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** RFC 3986: all but unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

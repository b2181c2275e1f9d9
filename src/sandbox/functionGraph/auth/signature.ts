import { createHash, createHmac } from 'node:crypto';
import { queryOf, segmentsOf, type Request } from '../../exchange';

/** The scope of the variant that derives its key; region and service may be empty (some clients leave them so). */
export interface Scope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** An `Authorization` header taken apart. */
interface SignedBy {
  readonly accessKey: string;
  /** Only in the `Credential=` variant. */
  readonly scope?: Scope;
  /** Lower-case names, in the header's order. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'SDK-HMAC-SHA256';

/** Step 1: reads `SDK-HMAC-SHA256 Access=…` or `SDK-HMAC-SHA256 Credential=…`; undefined for anything else. */
export function readAuthorization(header: string): SignedBy | undefined {
  const match =
    /^SDK-HMAC-SHA256\s+(Access|Credential)=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (!match) return undefined;
  const [, variant, identity = '', names = '', signature = ''] = match;
  const common = { signedHeaders: names.toLowerCase().split(';'), signature };
  if (variant === 'Access') return { ...common, accessKey: identity };
  const [accessKey = '', date = '', region = '', service = '', end, ...more] = identity.split('/');
  if (end !== 'sdk_request' || more.length > 0) return undefined;
  return { ...common, accessKey, scope: { date, region, service } };
}

/** Step 2: path and query decoded and encoded anew, since clients differ in how they put them on the wire. */
export function canonicalRequest(request: Request, signedHeaders: readonly string[]): string {
  const path = `/${segmentsOf(request.path).map(encode).join('/')}`;
  const query = queryOf(request.search)
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const headers = [...signedHeaders]
    .sort(order)
    .map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`);
  return [
    request.method.toUpperCase(),
    path.endsWith('/') ? path : `${path}/`,
    query,
    headers.join(''),
    [...signedHeaders].sort(order).join(';'),
    request.headers['x-sdk-content-sha256'] ?? sha256(request.body),
  ].join('\n');
}

/** Step 3. `timestamp` is the X-Sdk-Date header. */
export function stringToSign(timestamp: string, scope: Scope | undefined, canonical: string): string {
  const lines = [
    ALGORITHM,
    timestamp,
    ...(scope ? [scopeText(scope)] : []),
    sha256(Buffer.from(canonical, 'utf8')),
  ];
  return lines.join('\n');
}

/** Step 4: the secret as it is, or derived along the scope. */
export function signingKey(secret: string, scope: Scope | undefined): string | Buffer {
  if (!scope) return secret;
  return [scope.date, scope.region, scope.service, 'sdk_request'].reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part, 'utf8').digest(),
    Buffer.from(`SDK${secret}`, 'utf8'),
  );
}

/** Step 5, in lower-case hexadecimal. */
export function signatureOf(key: string | Buffer, toSign: string): string {
  return createHmac('sha256', key).update(toSign, 'utf8').digest('hex');
}

/** Reads an X-Sdk-Date, `20240315T081530Z`, as Unix milliseconds; undefined for anything else. */
export function readTimestamp(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function scopeText({ date, region, service }: Scope): string {
  return `${date}/${region}/${service}/sdk_request`;
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

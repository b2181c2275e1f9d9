import type { HttpRequest } from '../transport/request';
import { acs3Authorization, encodeRfc3986, sha256Hex } from './acs3Signature';
import type { Credentials } from './credentials';
import type { Call, Dialect } from './dialect';
import type { Endpoints } from './endpoints';
import { fcAuthorization } from './fcSignature';
import { slsAuthorization } from './slsSignature';

/** What a signature takes in besides the call. */
export interface SigningContext {
  readonly endpoints: Endpoints;
  readonly credentials: Credentials;
  /** Account that the call is for, where the connection knows it. */
  readonly accountId: string | undefined;
  /** Unix milliseconds. */
  readonly now: number;
  /** A text that no other request has. */
  readonly nonce: string;
}

/** A call made ready to be sent, signed by the scheme of its API version. */
export function signedRequest(
  { version }: Dialect,
  call: Call,
  body: string | undefined,
  context: SigningContext,
): HttpRequest {
  const path = [version, ...call.path];
  const origin = context.endpoints[call.host];
  const host = new URL(origin).host;
  const url = `${origin}/${path.map(encodeRfc3986).join('/')}${search(call.query)}`;
  const own = {
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': JSON_BODY[version] }),
    ...call.headers,
  };
  const headers =
    version === '2016-08-15'
      ? fcHeaders(call, `/${path.join('/')}`, own, host, context)
      : acs3Headers(version, call, `/${path.map(encodeRfc3986).join('/')}`, own, host, body ?? '', context);
  return { method: call.method, url, headers, ...(body !== undefined && { body }) };
}

/** As the official clients of the two versions write it. */
const JSON_BODY = {
  '2016-08-15': 'application/json',
  '2023-03-30': 'application/json; charset=utf-8',
} as const;

type Headers = Readonly<Record<string, string>>;

function fcHeaders(call: Call, path: string, own: Headers, host: string, context: SigningContext): Headers {
  const { credentials, accountId, now } = context;
  const headers = {
    ...own,
    host,
    date: new Date(now).toUTCString(),
    ...(accountId !== undefined && { 'x-fc-account-id': accountId }),
    ...(credentials.securityToken !== undefined && { 'x-fc-security-token': credentials.securityToken }),
  };
  return {
    ...headers,
    authorization: fcAuthorization(credentials.key, { method: call.method, path, headers }),
  };
}

function acs3Headers(
  version: string,
  { action, method, query }: Call,
  path: string,
  own: Headers,
  host: string,
  body: string,
  { credentials, accountId, now, nonce }: SigningContext,
): Headers {
  const headers = {
    ...own,
    host,
    'x-acs-action': action,
    'x-acs-content-sha256': sha256Hex(body),
    'x-acs-date': new Date(now).toISOString().replace(/\.\d+/, ''),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': version,
    ...(accountId !== undefined && { 'x-fc-account-id': accountId }),
    ...(credentials.securityToken !== undefined && {
      'x-acs-accesskey-id': credentials.key.id,
      'x-acs-security-token': credentials.securityToken,
    }),
  };
  return { ...headers, authorization: acs3Authorization(credentials.key, { method, path, query, headers }) };
}

/** A query of the log service (GetLogs), signed by its own scheme. */
export function signedLogQuery(
  place: { readonly project: string; readonly logstore: string },
  query: Readonly<Record<string, string>>,
  { endpoints, credentials, now }: SigningContext,
): HttpRequest {
  const origin = endpoints.logs(place.project);
  const path = `/logstores/${place.logstore}`;
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    host: new URL(origin).host,
    date: new Date(now).toUTCString(),
    'x-log-apiversion': '0.6.0',
    'x-log-signaturemethod': 'hmac-sha1',
    ...(credentials.securityToken !== undefined && { 'x-acs-security-token': credentials.securityToken }),
  };
  const authorization = slsAuthorization(credentials.key, { method: 'GET', path, query, headers });
  const url = `${origin}/logstores/${encodeRfc3986(place.logstore)}${search(query)}`;
  return { method: 'GET', url, headers: { ...headers, authorization } };
}

function search(query: Readonly<Record<string, string>>): string {
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeRfc3986(value)}`);
  return parameters.length > 0 ? `?${parameters.join('&')}` : '';
}

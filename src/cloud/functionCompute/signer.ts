import { randomUUID } from 'node:crypto';
import { encodedPath, pathOf, type ApiCall, type Headers, type Signer } from '../call/apiCall';
import { present } from '../call/fields';
import { acs3Authorization, sha256Hex } from './acs3Signature';
import type { Credentials } from './credentials';
import { fcAuthorization } from './fcSignature';
import { slsAuthorization } from './slsSignature';

/** What a signature takes in besides the call. */
interface Sending {
  readonly host: string;
  readonly credentials: Credentials;
  /** Account that the call is for, where the connection knows it. */
  readonly accountId: string | undefined;
  /** Unix milliseconds. */
  readonly now: number;
}

/** The scheme of an API version or of the log service, by the first step of the path. */
const SCHEMES: Readonly<Record<string, (call: ApiCall, sending: Sending) => Headers>> = {
  '2016-08-15': fcHeaders,
  '2023-03-30': acs3Headers,
  logstores: slsHeaders,
};

/** Signs calls with an access key pair; nothing in it can be renewed. */
export function signerOf(credentials: Credentials, accountId: string | undefined, now: () => number): Signer {
  const { key, securityToken = '' } = credentials;
  return {
    headers: (call, host) => {
      const scheme = SCHEMES[call.path[0] ?? ''] ?? acs3Headers;
      return Promise.resolve(scheme(call, { host, credentials, accountId, now: now() }));
    },
    refused: () => false,
    secrets: () => [key.id, key.secret, securityToken],
    project: () => undefined,
  };
}

function fcHeaders(call: ApiCall, { host, credentials, accountId, now }: Sending): Headers {
  const headers: Record<string, string> = {
    ...call.headers,
    host,
    date: new Date(now).toUTCString(),
    ...present({ 'x-fc-account-id': accountId, 'x-fc-security-token': credentials.securityToken }),
  };
  const request = { method: call.method, path: pathOf(call), headers };
  return { ...headers, authorization: fcAuthorization(credentials.key, request) };
}

function acs3Headers(call: ApiCall, { host, credentials, accountId, now }: Sending): Headers {
  const { key, securityToken } = credentials;
  const headers: Record<string, string> = {
    ...call.headers,
    host,
    'x-acs-action': call.operation,
    'x-acs-content-sha256': sha256Hex(call.body ?? ''),
    'x-acs-date': new Date(now).toISOString().replace(/\.\d+/, ''),
    // a text that no other request has
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-version': call.path[0] ?? '',
    ...present({
      'x-fc-account-id': accountId,
      'x-acs-accesskey-id': securityToken === undefined ? undefined : key.id,
      'x-acs-security-token': securityToken,
    }),
  };
  const { method, query = {} } = call;
  const request = { method, path: encodedPath(call), query, headers };
  return { ...headers, authorization: acs3Authorization(key, request) };
}

function slsHeaders(call: ApiCall, { host, credentials, now }: Sending): Headers {
  const headers: Record<string, string> = {
    ...call.headers,
    host,
    date: new Date(now).toUTCString(),
    'x-log-apiversion': '0.6.0',
    'x-log-signaturemethod': 'hmac-sha1',
    ...present({ 'x-acs-security-token': credentials.securityToken }),
  };
  const { method, query = {} } = call;
  const request = { method, path: pathOf(call), query, headers };
  return { ...headers, authorization: slsAuthorization(credentials.key, request) };
}

import type { Connection, Secret } from '../../model/connection';
import { message } from '../../model/message';
import type { Door } from '../door';
import { CloudError } from '../errors';
import { Calls } from '../call/calls';
import { misconfigured } from '../call/misconfigured';
import { anonymous, byToken, byTokens, bySignature, type Access } from './access';
import { REFUSALS } from './refusals';
import type { Endpoints } from './endpoints';
import { createToken, readToken } from './iam';
import { Tokens, type IssuedToken } from './tokens';

/** How a client proves who it is. */
export interface Credentials {
  readonly access: Access;
  /** Where tokens are fetched: the cheapest way to the project id. */
  readonly tokens?: Tokens;
}

/** The credentials of a connection. Throws a CloudError of kind `configuration` where something is missing. */
export function credentialsOf(
  connection: Connection,
  secret: Secret,
  door: Door,
  endpoints: Endpoints,
): Credentials {
  if (secret.kind !== connection.credential) throw incomplete(connection);
  switch (secret.kind) {
    case 'token':
      return { access: byToken(secret.token) };
    case 'keys':
    case 'temporaryKeys':
      return { access: bySignature(secret, () => door.now()) };
    case 'password': {
      if (!connection.user || !connection.domain) throw incomplete(connection);
      const fetch = fetchTokens(connection, secret, door, endpoints);
      const caller = { service: connection.service, operation: 'createToken' };
      const tokens = new Tokens(fetch, () => door.now(), caller);
      return { access: byTokens(tokens, secret.password), tokens };
    }
  }
}

/** Gets tokens by password. A verification code is sent until IAM has seen it: the service takes each code once. */
function fetchTokens(
  connection: Connection,
  secret: Extract<Secret, { kind: 'password' }>,
  door: Door,
  endpoints: Endpoints,
): () => Promise<IssuedToken> {
  const calls = new Calls(door, connection, anonymous(secret.password), REFUSALS);
  const { passcode, ...withoutCode } = secret;
  let next: typeof secret = passcode === undefined ? withoutCode : secret;
  return async () => {
    const call = createToken(endpoints.iam, connection, next);
    const response = await calls.send(call, new AbortController().signal).catch((error: unknown) => {
      if (mayHaveArrived(error)) next = withoutCode;
      throw error;
    });
    next = withoutCode;
    const issued = readToken(response, calls.parsed(call, response), door.now());
    if (issued) return issued;
    throw calls.unusable(call, response);
  };
}

/** Whether IAM may have seen a sign-in that failed; a gateway with too much to do (429, 503) lets none through. */
function mayHaveArrived(error: unknown): boolean {
  if (!(error instanceof CloudError)) return true;
  const { status, sent } = error.facts;
  return status === undefined ? sent !== 'no' : status !== 429 && status !== 503;
}

function incomplete(connection: Connection): CloudError {
  return misconfigured(connection, message('The credentials of the connection are incomplete.'));
}

import { pathOf, type Signer } from '../call/apiCall';
import { present } from '../call/fields';
import { authorization, timestamp, type AccessKey } from './signature';
import type { IssuedToken, Tokens } from './tokens';

/** One of the ways in which a connection proves who sends a call. */
export interface Access extends Signer {
  /** What is known of the token that is in use. */
  readonly issued: IssuedToken | undefined;
}

/** No proof at all: for getting a token by this password. */
export function anonymous(password: string): Access {
  return {
    headers: ({ headers = {} }) => Promise.resolve(headers),
    refused: () => false,
    secrets: () => [password],
    project: () => undefined,
    issued: undefined,
  };
}

/** A token that a person pasted. */
export function byToken(token: string): Access {
  return {
    ...anonymous(token),
    headers: ({ headers }) => Promise.resolve({ ...headers, 'x-auth-token': token }),
  };
}

/** Tokens that are fetched and renewed. */
export function byTokens(tokens: Tokens, password: string): Access {
  return {
    headers: async ({ headers }, _host, signal) => {
      const { token } = await tokens.get(signal);
      return { ...headers, 'x-auth-token': token };
    },
    refused: (headers) => {
      tokens.forget(headers['x-auth-token'] ?? '');
      return true;
    },
    secrets: () => [password, tokens.last?.token ?? ''],
    project: () => tokens.last?.projectId,
    get issued() {
      return tokens.last;
    },
  };
}

/**
 * A signature over the whole request, made at the moment of sending. One that is refused is made again for the next call,
 * unlike a refused password: more than five failures in a row lock the key, not the account, for five minutes (API
 * gateway, common errors of IAM authentication), and the next call finds out when a clock or a key was put right.
 */
export function bySignature(key: AccessKey, now: () => number): Access {
  const { accessKeyId, secretAccessKey, securityToken } = key;
  return {
    ...anonymous(''),
    headers: (call, host) => {
      const { method, query = {}, body = '', project } = call;
      const headers: Record<string, string> = {
        ...call.headers,
        host,
        'x-sdk-date': timestamp(now()),
        ...present({ 'x-project-id': project, 'x-security-token': securityToken }),
      };
      const proof = authorization(key, { method, path: pathOf(call), query, headers, body });
      return Promise.resolve({ ...headers, authorization: proof });
    },
    secrets: () => [accessKeyId, secretAccessKey, securityToken ?? ''],
  };
}

import { authorization, timestamp, type AccessKey } from './signature';
import type { Operation } from './operation';
import type { IssuedToken, Tokens } from './tokens';

/** Makes requests authorised, in one of the ways that a connection can have. */
export interface Access {
  /** The headers of an operation together with those that prove who sends it. `host` is where it goes. */
  headers(operation: Operation, own: Headers, host: string, signal: AbortSignal): Promise<Headers>;
  /** The service did not accept these headers: what can be renewed is, before the next request. */
  refused(headers: Headers): void;
  /** Whether a request that was refused would have something new to show. */
  readonly renewable: boolean;
  /** What is known of the token that is in use. */
  readonly issued: IssuedToken | undefined;
}

type Headers = Readonly<Record<string, string>>;

/** No proof at all: for getting a token. */
export const anonymous: Access = {
  headers: (_operation, own) => Promise.resolve(own),
  refused: () => undefined,
  renewable: false,
  issued: undefined,
};

/** A token that a person pasted. */
export function byToken(token: string): Access {
  return {
    headers: (_operation, own) => Promise.resolve({ ...own, 'x-auth-token': token }),
    refused: () => undefined,
    renewable: false,
    issued: undefined,
  };
}

/** Tokens that are fetched and renewed. */
export function byTokens(tokens: Tokens): Access {
  return {
    headers: async (_operation, own, _host, signal) => {
      const { token } = await tokens.get(signal);
      return { ...own, 'x-auth-token': token };
    },
    refused: (headers) => tokens.forget(headers['x-auth-token'] ?? ''),
    renewable: true,
    get issued() {
      return tokens.last;
    },
  };
}

/** A signature over the whole request, made at the moment of sending. */
export function bySignature(key: AccessKey, now: () => number): Access {
  return {
    headers: (operation, own, host) => {
      const { method, path, query = {}, body = '', projectId } = operation;
      const headers = {
        ...own,
        host,
        'x-sdk-date': timestamp(now()),
        ...(projectId !== undefined && { 'x-project-id': projectId }),
        ...(key.securityToken !== undefined && { 'x-security-token': key.securityToken }),
      };
      const proof = authorization(key, { method, path, query, headers, body });
      return Promise.resolve({ ...headers, authorization: proof });
    },
    refused: () => undefined,
    renewable: false,
    issued: undefined,
  };
}

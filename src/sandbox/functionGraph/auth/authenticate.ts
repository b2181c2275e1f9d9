import type { AccessKey } from '../../accessKey';
import { equalSecrets } from '../../equalSecrets';
import type { Request } from '../../exchange';
import { Refusal } from '../refusal';
import type { User } from './account';
import {
  canonicalRequest,
  readAuthorization,
  readTimestamp,
  sha256,
  signatureOf,
  signingKey,
  stringToSign,
} from './signature';
import type { Token, Tokens } from './tokens';

/** Who sent a request. */
export type Caller =
  | { readonly kind: 'token'; readonly token: Token }
  /** Keys belong to the account, so to all its projects. */
  | { readonly kind: 'key'; readonly user: User };

/** What a request is checked against. */
export interface Credentials {
  readonly tokens: Tokens;
  readonly user: User;
  /** A pair of keys by its id. */
  keyOf(accessKeyId: string): AccessKey | undefined;
  now(): number;
}

const SKEW_MS = 15 * 60 * 1000;

/**
 * Finds out who sent a request; one that is signed `alsoAt` (Unix milliseconds) is in time, too. Throws the gateway's
 * Refusal, 401, with the texts that the real one is known to give.
 */
export function authenticate(request: Request, credentials: Credentials, alsoAt = credentials.now()): Caller {
  const authorization = request.headers['authorization'];
  const token = request.headers['x-auth-token'];
  if (authorization !== undefined) return verifyKey(request, authorization, credentials, alsoAt);
  if (token !== undefined) return { kind: 'token', token: verifyToken(token, credentials) };
  throw unauthorised('x-auth-token not found');
}

/** Checks a token's text alone. */
export function verifyToken(text: string, credentials: Credentials): Token {
  const token = credentials.tokens.find(text);
  if (!token) throw unauthorised('decrypt token fail');
  if (token.expiresAt <= credentials.now()) {
    const when = new Date(token.expiresAt).toISOString();
    throw new Refusal(401, 'APIGW.0307', `The token must be updated: token expires, expires_at:${when}`);
  }
  return token;
}

function verifyKey(
  request: Request,
  authorization: string,
  credentials: Credentials,
  alsoAt: number,
): Caller {
  const signed = readAuthorization(authorization);
  if (!signed) throw unauthorised('authorization header is not valid');
  const timestamp = request.headers['x-sdk-date'] ?? '';
  verifyTimestamp(timestamp, signed.signedHeaders, [credentials.now(), alsoAt]);
  const key = credentials.keyOf(signed.accessKey);
  if (!key) throw unauthorised('Get secretKey failed');
  verifySecurityToken(key, request.headers['x-security-token'], credentials.now());
  const canonical = canonicalRequest(request, signed.signedHeaders);
  const toSign = stringToSign(timestamp, signed.scope, canonical);
  const expected = signatureOf(signingKey(key.secretAccessKey, signed.scope), toSign);
  if (!equalSecrets(expected, signed.signature) || !bodyAsSigned(request)) {
    throw unauthorised(`verify aksk signature fail, canonicalRequest:${canonical.replaceAll('\n', '|')}`);
  }
  return { kind: 'key', user: credentials.user };
}

function verifyTimestamp(
  timestamp: string,
  signedHeaders: readonly string[],
  times: readonly number[],
): void {
  const time = signedHeaders.includes('x-sdk-date') ? readTimestamp(timestamp) : undefined;
  if (time === undefined) throw unauthorised('x-sdk-date is missing, not signed or not valid');
  if (times.every((now) => Math.abs(now - time) > SKEW_MS)) {
    const detail = `signature expired, x-sdk-date ${timestamp} is more than 15 minutes from the server's time`;
    throw new Refusal(401, 'APIGW.0303', `Incorrect app authentication information: ${detail}`);
  }
}

/** The security token may be signed or not: official clients differ. */
function verifySecurityToken({ temporary }: AccessKey, given: string | undefined, now: number): void {
  if (!temporary) return;
  if (given === undefined || !equalSecrets(given, temporary.securityToken)) {
    throw unauthorised('x-security-token is missing or not valid');
  }
  if (temporary.expiresAt <= now) throw unauthorised('security token expired');
}

/** A content hash that the client names itself must be the body's, unless it says that it did not sign the body. */
function bodyAsSigned({ headers, body }: Request): boolean {
  const named = headers['x-sdk-content-sha256'];
  return named === undefined || named === 'UNSIGNED-PAYLOAD' || named === sha256(body);
}

function unauthorised(detail: string): Refusal {
  return new Refusal(401, 'APIGW.0301', `Incorrect IAM authentication information: ${detail}`);
}

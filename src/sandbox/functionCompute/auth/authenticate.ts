import { equalSecrets } from '../../equalSecrets';
import { decoded, type Request } from '../../exchange';
import { ACCOUNT_ID, type AccountKeys, type RamKey } from '../account';
import { refuse, Refusal } from '../refusal';
import { acs3CanonicalRequest, acs3Signature, readAcs3Authorization, sha256 } from './acs3Signature';
import { fcSignature, fcStringToSign, readFcAuthorization } from './fcSignature';
import { logSignature, logStringToSign, readLogAuthorization } from './logSignature';

const SKEW_MS = 15 * 60_000;

/** What an ACS3 signature must cover for the request to be this one and recent. */
const MUST_BE_SIGNED = ['host', 'x-acs-content-sha256', 'x-acs-date'];

/** The times at which a request may be signed, in Unix milliseconds; keys expire by the first. */
type Times = readonly [now: number, ...also: number[]];

/**
 * Finds out which key signed a request to Function Compute; both schemes are taken on every API version. Throws a
 * Refusal: 403, or 400 where a header is missing.
 */
export function authenticate(request: Request, keys: AccountKeys, times: Times): RamKey {
  const authorization = request.headers['authorization'] ?? '';
  const key = authorization.startsWith('ACS3-')
    ? verifyAcs3(request, authorization, keys, times)
    : verifyFc(request, authorization, keys, times);
  const account = request.headers['x-fc-account-id'] ?? ACCOUNT_ID;
  if (account !== ACCOUNT_ID) {
    throw refuse.denied(`account ID '${account}' does not match the owner of the access key`);
  }
  return key;
}

function verifyFc(request: Request, authorization: string, keys: AccountKeys, times: Times): RamKey {
  const signed = readFcAuthorization(authorization);
  if (!signed) throw refuse.denied('the request is not signed');
  const date = request.headers['date'];
  if (date === undefined) throw refuse.missingHeader('Date');
  verifyTime(Date.parse(date), date, times);
  const key = knownKey(keys, signed.accessKeyId);
  verifySecurityToken(key, request.headers['x-fc-security-token'], times[0]);
  // Official clients sign the path as it is, but for one, which signs it percent-encoded.
  const expected = [decoded(request.path), request.path].map((resource) =>
    fcSignature(key.secretAccessKey, fcStringToSign(request, resource)),
  );
  if (!expected.some((signature) => equalSecrets(signature, signed.signature))) throw refuse.badSignature();
  return key;
}

function verifyAcs3(request: Request, authorization: string, keys: AccountKeys, times: Times): RamKey {
  const { headers } = request;
  const signed = readAcs3Authorization(authorization);
  if (!signed) throw refuse.denied('the request is not signed');
  for (const name of MUST_BE_SIGNED) {
    if (headers[name] === undefined || !signed.signedHeaders.includes(name)) throw refuse.missingHeader(name);
  }
  const date = headers['x-acs-date'] ?? '';
  verifyTime(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date) ? Date.parse(date) : NaN, date, times);
  const key = knownKey(keys, signed.accessKeyId);
  verifySecurityToken(key, headers['x-acs-security-token'], times[0]);
  const expected = acs3Signature(key.secretAccessKey, acs3CanonicalRequest(request, signed.signedHeaders));
  if (!equalSecrets(expected, signed.signature) || headers['x-acs-content-sha256'] !== sha256(request.body)) {
    throw refuse.badSignature();
  }
  return key;
}

/** Finds out which key signed a request to the log service, whose refusals have status 401. Throws a Refusal. */
export function authenticateLog(request: Request, keys: AccountKeys, times: Times): RamKey {
  const signed = readLogAuthorization(request.headers['authorization'] ?? '');
  if (!signed) throw new Refusal(401, 'Unauthorized', 'the request is not signed');
  const time = Date.parse(request.headers['date'] ?? '');
  if (!isInTime(time, times)) {
    throw new Refusal(
      400,
      'RequestTimeExpired',
      'the request time is more than 15 minutes from the server time',
    );
  }
  const key = keys.find(signed.accessKeyId);
  if (!key) throw new Refusal(401, 'Unauthorized', 'the access key is not valid');
  const token = request.headers['x-acs-security-token'];
  if (key.temporary && (token !== key.temporary.securityToken || key.temporary.expiresAt <= times[0])) {
    throw new Refusal(401, 'Unauthorized', 'the security token is invalid or has expired');
  }
  if (!equalSecrets(logSignature(key.secretAccessKey, logStringToSign(request)), signed.signature)) {
    throw new Refusal(401, 'SignatureNotMatch', 'signature not matched');
  }
  return key;
}

function knownKey(keys: AccountKeys, id: string): RamKey {
  const key = keys.find(id);
  if (!key) throw refuse.unknownKey(id);
  return key;
}

/** Tolerance as the signature page of 2.0 has it; that of ACS3 is not stated. */
function verifyTime(time: number, text: string, times: Times): void {
  if (Number.isNaN(time)) throw refuse.badArgument(`the request time '${text}' cannot be read`);
  if (!isInTime(time, times)) {
    throw refuse.denied(`the request time '${text}' is more than 15 minutes from the server time`);
  }
}

function isInTime(time: number, times: Times): boolean {
  return times.some((each) => Math.abs(each - time) <= SKEW_MS);
}

/** No page names the codes of these two; the first is the gateway's for the same mistake. */
function verifySecurityToken({ temporary }: RamKey, given: string | undefined, now: number): void {
  if (!temporary) return;
  if (given === undefined || !equalSecrets(given, temporary.securityToken)) {
    throw new Refusal(
      403,
      'InvalidSecurityToken.Mismatch',
      'the security token does not match the access key',
    );
  }
  if (temporary.expiresAt <= now) throw refuse.denied('the security token has expired');
}

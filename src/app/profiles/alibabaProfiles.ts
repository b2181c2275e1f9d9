import {
  encrypted,
  given,
  keysOf,
  textOf,
  unsupported,
  without,
  type ProfileContent,
  type ProfileProblem,
  type RawProfile,
} from './profile';

/**
 * A profile of the Alibaba Cloud CLI: `mode` with `access_key_id`, `access_key_secret`, `sts_token`, `region_id`,
 * `endpoint` (aliyun-cli, config/profile.go). Modes are compared without case, as the tool does. A role, a command or
 * a browser sign-in takes requests to other services: not supported.
 */
export function ofAliyun(profile: RawProfile): ProfileContent | ProfileProblem {
  const field = (key: string): string | undefined => textOf(profile.fields, key);
  const mode = field('mode');
  if (mode === undefined) return without(profile, 'mode');
  const isTemporary = mode.toLowerCase() === 'ststoken';
  if (!isTemporary && mode.toLowerCase() !== 'ak') return unsupported(profile, mode);
  const needed = ['access_key_id', 'access_key_secret', ...(isTemporary ? ['sts_token'] : [])];
  const missing = needed.find((key) => field(key) === undefined);
  // An AK profile may still carry the token of a former mode; the tool does not send it.
  const secret = keysOf(
    field('access_key_id'),
    field('access_key_secret'),
    isTemporary ? field('sts_token') : undefined,
  );
  if (missing !== undefined || !secret) return without(profile, missing ?? '');
  const host = field('endpoint');
  const endpoint = host === undefined ? undefined : /^https?:\/\//.test(host) ? host : `https://${host}`;
  return { secret, proposed: given({ region: field('region_id'), endpoint }) };
}

/**
 * An account of Serverless Devs: `AccountID`, `AccessKeyID`, `AccessKeySecret`, `SecurityToken` under the name that
 * `access:` in an s.yaml has. What `s config add` writes is encrypted by crypto-js, which begins with “Salted__” in
 * Base64 (@serverless-devs/credential, lib/actions/set); what a person writes is not.
 */
export function ofServerlessDevs(profile: RawProfile): ProfileContent | ProfileProblem {
  const field = (key: string): string | undefined => textOf(profile.fields, key);
  const values = ['AccountID', 'AccessKeyID', 'AccessKeySecret', 'SecurityToken'].map(field);
  if (values.some((value) => value?.startsWith('U2FsdGVkX1'))) return encrypted(profile);
  const [accountId, accessKeyId, accessKeySecret, securityToken] = values;
  const secret = keysOf(accessKeyId, accessKeySecret, securityToken);
  if (!secret) return without(profile, accessKeyId === undefined ? 'AccessKeyID' : 'AccessKeySecret');
  return { secret, proposed: given({ accountId }) };
}

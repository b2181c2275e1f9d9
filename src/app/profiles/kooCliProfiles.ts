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

/** An access key id as Huawei Cloud gives them out: what is encrypted has other letters. */
const ACCESS_KEY_ID = /^[A-Z0-9]{16,40}$/;

/**
 * A profile of KooCLI (`hcloud`): `mode` (`AKSK`), `accessKeyId`, `secretAccessKey`, `securityToken`, `region`,
 * `projectId` (Huawei Cloud's Terraform provider, config/auth.go). KooCLI encrypts them unless it was told not to, and
 * writes `authEncrypt` as a text; by the same document no other program can decrypt them.
 * @param beside what the file says for all profiles
 */
export function ofKooCli(profile: RawProfile, beside: unknown): ProfileContent | ProfileProblem {
  const field = (key: string): string | undefined => textOf(profile.fields, key);
  const mode = field('mode');
  if (mode !== undefined && mode.toUpperCase() !== 'AKSK') return unsupported(profile, mode);
  const agency = field('agencyName');
  if (agency !== undefined) return unsupported(profile, `agencyName: ${agency}`);
  const accessKeyId = field('accessKeyId');
  if (accessKeyId === undefined) return without(profile, 'accessKeyId');
  const isEncrypted = textOf(beside, 'authEncrypt');
  if (isEncrypted === 'true' || (isEncrypted !== 'false' && !ACCESS_KEY_ID.test(accessKeyId))) {
    return encrypted(profile);
  }
  const secret = keysOf(accessKeyId, field('secretAccessKey'), field('securityToken'));
  if (!secret) return without(profile, 'secretAccessKey');
  return { secret, proposed: given({ region: field('region'), projectId: field('projectId') }) };
}

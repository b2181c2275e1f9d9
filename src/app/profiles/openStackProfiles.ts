import type { Secret } from '../../model/connection';
import { member } from '../../model/json';
import { checkOrigin } from '../connections/fields';
import {
  given,
  keysOf,
  textOf,
  unsupported,
  without,
  type ProfileContent,
  type ProfileProblem,
  type RawProfile,
} from './profile';

/** Names of OpenStack's sign-ins by token and by password; `password` is what counts where none is named. */
const BY_TOKEN = ['token', 'v3token'];
const BY_PASSWORD = ['password', 'v3password'];

/**
 * A cloud of OpenStack's `clouds.yaml`: `auth_type`, `auth` (`auth_url`, `username`, `password`, `user_domain_name`,
 * `token`, `project_id`, `project_name`), `region_name` (openstacksdk, “Configuring OpenStack SDK Applications”); access keys as
 * `ak`, `sk` or `access_key`, `secret_key`, in `auth` or beside it (Open Telekom Cloud's extensions of it).
 */
export function ofOpenStack(profile: RawProfile): ProfileContent | ProfileProblem {
  const auth = member(profile.fields, 'auth');
  const field = (...keys: readonly string[]): string | undefined =>
    keys.map((key) => textOf(auth, key) ?? textOf(profile.fields, key)).find((text) => text !== undefined);
  const secret = secretOf(profile, field);
  if ('summary' in secret) return secret;
  const byPassword = secret.kind === 'password';
  const user = byPassword ? field('username') : undefined;
  if (byPassword && user === undefined) return without(profile, 'username');
  const domain = byPassword ? field('user_domain_name', 'domain_name') : undefined;
  if (byPassword && domain === undefined) return without(profile, 'user_domain_name');
  const place = iamOf(field('auth_url'));
  const projectId = field('project_id');
  return {
    secret,
    ...given({ user, domain, projectName: projectId === undefined ? field('project_name') : undefined }),
    proposed: given({
      region: field('region_name') ?? place.region,
      projectId,
      iamEndpoint: place.iamEndpoint,
    }),
  };
}

function secretOf(
  profile: RawProfile,
  field: (...keys: readonly string[]) => string | undefined,
): Secret | ProfileProblem {
  const keys = keysOf(field('ak', 'access_key'), field('sk', 'secret_key'), field('security_token'));
  if (keys) return keys;
  const type = field('auth_type') ?? (field('password') === undefined ? 'token' : 'password');
  if (BY_TOKEN.includes(type)) {
    const token = field('token', 'auth_token');
    return token === undefined ? without(profile, 'password') : { kind: 'token', token };
  }
  if (!BY_PASSWORD.includes(type)) return unsupported(profile, type);
  const password = field('password');
  return password === undefined ? without(profile, 'password') : { kind: 'password', password };
}

/** What an identity address says: the region of the vendor's own, or the origin of another. */
export function iamOf(address: string | undefined): {
  readonly region?: string;
  readonly iamEndpoint?: string;
} {
  if (address === undefined || !URL.canParse(address)) return {};
  const { origin, hostname } = new URL(address);
  // `iam-pub`: Switzerland, which has a domain of its own.
  const region = /^iam(?:-pub)?\.([a-z0-9-]+)\.(?:sc\.)?otc\.t-systems\.com$/.exec(hostname)?.[1];
  if (region !== undefined) return { region };
  return checkOrigin(origin) ? {} : { iamEndpoint: origin };
}

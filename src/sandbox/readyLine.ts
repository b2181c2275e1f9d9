import type { ServiceId } from '../model/service';
import { ACCOUNT_ID, REGION, type AccountKeys } from './functionCompute/account';
import type { IdentityService } from './functionGraph/auth/identityService';
import { PROJECTS, type Project } from './functionGraph/project';

/** The one line that the sandbox prints when it is ready: how to reach it. The first project's keys stand on top. */
export interface Ready {
  readonly url: string;
  readonly region: string;
  readonly projectId: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Opens both projects and the controls. */
  readonly token: string;
  readonly user: string;
  readonly password: string;
  readonly domain: string;
  /** Absolute path of the folder with the state, deliveries included. */
  readonly state: string;
  /** A second user, with the same password, whose login needs the passcode. */
  readonly mfa: { readonly user: string; readonly userId: string; readonly passcode: string };
  /** Function Compute's key that may change and invoke nothing. */
  readonly readOnlyKey: KeyPair;
  readonly services: readonly ReadyService[];
}

/** A pair of keys as the ready line has it. */
interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How to reach one service; without keys of its own, those at the top. */
interface ReadyService extends Partial<KeyPair> {
  readonly service: ServiceId;
  readonly region: string;
  readonly projectId?: string;
  readonly accountId?: string;
}

const FUNCTION_COMPUTE = ['functioncompute-2', 'functioncompute-3'] as const;

/**
 * The ready line of a sandbox that answers at the origin `url`: its accounts with the credentials of each service.
 * `state` is the absolute path of its folder.
 */
export function readyLine(url: string, state: string, identity: IdentityService, keys: AccountKeys): Ready {
  const { account, startToken } = identity;
  const first = PROJECTS[0] as Project;
  return {
    url,
    region: first.region,
    projectId: first.id,
    accountId: account.domainId,
    accessKeyId: account.key.accessKeyId,
    secretAccessKey: account.key.secretAccessKey,
    token: startToken,
    user: account.user.name,
    password: account.password,
    domain: account.domainName,
    state,
    mfa: { user: account.mfaUser.name, userId: account.mfaUser.id, passcode: account.mfaUser.passcode },
    readOnlyKey: pairOf(keys.readOnly),
    services: [
      ...PROJECTS.map(({ profile, region, id }) => ({ service: profile.id, region, projectId: id })),
      ...FUNCTION_COMPUTE.map((service) => ({
        service,
        region: REGION,
        accountId: ACCOUNT_ID,
        ...pairOf(keys.main),
      })),
    ],
  };
}

function pairOf({ accessKeyId, secretAccessKey }: KeyPair): KeyPair {
  return { accessKeyId, secretAccessKey };
}

import type { Connection, GUARDS } from '../../model/connection';
import type { ProfileContent } from '../profiles/profile';
import type { AccountForm, ServiceId } from '../../model/service';
import { profileOf } from '../../model/services';

/** What the questions have found out so far; texts that were left empty are empty. */
export interface Answers extends Partial<Omit<Connection, 'service' | 'guard'>> {
  readonly service: ServiceId;
  readonly guard?: (typeof GUARDS)[number];
  /** Whether the addresses of the services are asked for. */
  readonly custom?: boolean;
  /** Whether the person began with a profile: it says which services there are to choose from. */
  readonly fromProfile?: boolean;
  /** Whether it is settled which profile it is. */
  readonly hasProfile?: boolean;
  /** The connection that is edited, as it is stored. */
  readonly stored?: Connection;
  /** Whether the stored secret stays. */
  readonly keepSecret?: boolean;
  /** What the profile that was chosen last has proposed. */
  readonly proposed?: ProfileContent['proposed'];
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly securityToken?: string;
  readonly token?: string;
  readonly password?: string;
  readonly passcode?: string;
}

/**
 * The credentials of an edited connection stay as they are, whatever was looked at before. A profile is allowed anew: the
 * person has just seen where its secret goes.
 */
export function keeping(before: Answers): Partial<Answers> {
  const { credential, profile } = before.stored ?? {};
  const isProfile = profile !== undefined;
  return {
    ...withoutProposed(before),
    ...(credential && { credential }),
    ...(isProfile && { profile, hasProfile: true }),
    keepSecret: !isProfile,
  };
}

/**
 * What choosing a profile answers: of what it proposes, that which the questions to come ask for. What another profile
 * had proposed goes with that, unless the person has changed it.
 */
export function choosing(
  reference: string,
  proposed: ProfileContent['proposed'],
  before: Answers,
): Partial<Answers> {
  return {
    ...withoutProposed(before),
    ...proposed,
    ...{ proposed, credential: 'profile', profile: reference, hasProfile: true, keepSecret: false },
  };
}

function withoutProposed(before: Answers): Partial<Answers> {
  const keys = Object.keys(before.proposed ?? {}) as (keyof ProfileContent['proposed'])[];
  const left = keys.filter((key) => before[key] === before.proposed?.[key]);
  return Object.fromEntries(left.map((key) => [key, before.stored?.[key] ?? '']));
}

/** What the answers' service wants to know of an account. */
export function formOf({ service }: Answers): AccountForm {
  return profileOf(service).account;
}

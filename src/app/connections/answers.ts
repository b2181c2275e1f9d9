import type { Connection, GUARDS } from '../../model/connection';
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
  /** Whether the stored secret stays. */
  readonly keepSecret?: boolean;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly securityToken?: string;
  readonly token?: string;
  readonly password?: string;
  readonly passcode?: string;
}

/** What the answers' service wants to know of an account. */
export function formOf({ service }: Answers): AccountForm {
  return profileOf(service).account;
}

import { randomBytes } from 'node:crypto';
import { randomText, type AccessKey } from '../accessKey';
import type { Clock } from '../clock';

/** The sandbox's one account at Function Compute. */
export const ACCOUNT_ID = '1602938475610284';
export const REGION = 'cn-shanghai';
/** Where all functions' logs are kept in the log service. */
export const LOG_PROJECT = 'sandbox-logs';
export const LOGSTORE = 'function-log';

/** A pair of keys with what it may do. */
export interface RamKey extends AccessKey {
  readonly mayWrite: boolean;
}

/** The account's keys. They live in memory only and differ at each start. */
export class AccountKeys {
  readonly main: RamKey;
  /** May look at everything and change or invoke nothing. */
  readonly readOnly: RamKey;
  private readonly byId = new Map<string, RamKey>();

  constructor(private readonly clock: Clock) {
    this.main = this.add({ mayWrite: true });
    this.readOnly = this.add({ mayWrite: false });
  }

  find(accessKeyId: string): RamKey | undefined {
    return this.byId.get(accessKeyId);
  }

  /** Temporary keys with a security token; with 0 seconds they have expired already. */
  issue(seconds: number): RamKey {
    const securityToken = `CAIS${randomBytes(120).toString('base64url')}`;
    return this.add({
      mayWrite: true,
      temporary: { securityToken, expiresAt: this.clock.now() + seconds * 1000 },
    });
  }

  private add(key: Pick<RamKey, 'mayWrite' | 'temporary'>): RamKey {
    const made: RamKey = {
      ...key,
      accessKeyId: key.temporary
        ? `STS.${randomText(25, LETTERS_AND_DIGITS)}`
        : `LTAI5t${randomText(18, LETTERS_AND_DIGITS)}`,
      secretAccessKey: randomText(30, LETTERS_AND_DIGITS),
    };
    this.byId.set(made.accessKeyId, made);
    return made;
  }
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

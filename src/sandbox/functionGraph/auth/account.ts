import { randomBytes, randomInt } from 'node:crypto';
import { randomText, type AccessKey } from '../../accessKey';

/** A user who signs in with a password, and a code where `passcode` is set. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly passcode?: string;
}

/** The sandbox's one account. Its secrets live in memory only and differ at each start. */
export interface Account {
  readonly domainId: string;
  readonly domainName: string;
  readonly password: string;
  readonly user: User;
  /** A second user, with the same password, whose login needs a verification code. */
  readonly mfaUser: User & { readonly passcode: string };
  readonly key: AccessKey;
}

/** An account with secrets that no earlier one had. */
export function createAccount(): Account {
  return {
    domainId: 'f1d8c6b2a97e4e0c9b53d0a4e6812c7f',
    domainName: 'sandbox',
    password: randomBytes(18).toString('base64url'),
    user: { id: '9e2b7c41d0f84a6bb5c3e8127d60fa55', name: 'developer' },
    mfaUser: {
      id: '1c40aa93e7bd4f05a2d9c66e83b7f210',
      name: 'developer-mfa',
      passcode: String(randomInt(1_000_000)).padStart(6, '0'),
    },
    key: createKey(),
  };
}

/** A new pair of keys in the form that the clouds give them: 20 capitals and digits, 40 letters and digits. */
export function createKey(temporary?: AccessKey['temporary']): AccessKey {
  return {
    accessKeyId: randomText(20, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
    secretAccessKey: randomText(40, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
    ...(temporary && { temporary }),
  };
}

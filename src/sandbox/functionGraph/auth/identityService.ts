import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../../model/json';
import type { AccessKey } from '../../accessKey';
import type { Clock } from '../../clock';
import { createKey, type Account, type User } from './account';
import type { Caller, Credentials } from './authenticate';
import { Tokens, type Token, type TokenScope } from './tokens';

const TEMPORARY_KEY_MIN_S = 900;
const TEMPORARY_KEY_MAX_S = 86_400;

/** The account with its tokens and keys: what the identity API hands out and what requests are checked against. */
export class IdentityService implements Credentials {
  readonly tokens: Tokens;
  /** Opens all projects and the sandbox's own controls; printed once, at the start. */
  readonly startToken: string;
  private readonly keys = new Map<string, AccessKey>();

  /** `tokenSeconds` is the life time of issued tokens: 24 hours at the service, shorter in tests. */
  constructor(
    readonly account: Account,
    readonly tokenSeconds: number,
    private readonly clock: Clock,
  ) {
    this.tokens = new Tokens(() => clock.now());
    this.startToken = this.tokens.issue(
      { kind: 'sandbox' },
      account.user,
      ['password'],
      10 * 365 * 86_400,
    ).text;
    this.keys.set(account.key.accessKeyId, account.key);
  }

  get user(): User {
    return this.account.user;
  }

  now(): number {
    return this.clock.now();
  }

  keyOf(accessKeyId: string): AccessKey | undefined {
    return this.keys.get(accessKeyId);
  }

  issueToken(scope: TokenScope, user: User, methods: readonly string[], seconds = this.tokenSeconds): Token {
    return this.tokens.issue(scope, user, methods, seconds);
  }

  /** Temporary keys; undefined for a duration that the service does not give. */
  issueKey(seconds: number): AccessKey | undefined {
    if (!(Number.isInteger(seconds) && seconds >= TEMPORARY_KEY_MIN_S && seconds <= TEMPORARY_KEY_MAX_S))
      return undefined;
    const securityToken = `gAAAAAB${randomBytes(90).toString('base64url')}`;
    const key = createKey({ securityToken, expiresAt: this.clock.now() + seconds * 1000 });
    this.keys.set(key.accessKeyId, key);
    return key;
  }

  /** Whether a caller may act in a project. */
  mayUse(caller: Caller, projectId: string): boolean {
    if (caller.kind === 'key') return true;
    const { scope } = caller.token;
    return scope.kind === 'sandbox' || (scope.kind === 'project' && scope.projectId === projectId);
  }

  /** The account as bodies name it. */
  domain(): JsonObject {
    return { id: this.account.domainId, name: this.account.domainName };
  }
}

import { randomBytes } from 'node:crypto';
import type { User } from './account';

/** What a token is good for. */
export type TokenScope =
  | { readonly kind: 'project'; readonly projectId: string }
  /** Global services only. */
  | { readonly kind: 'domain' }
  /** The start token: all projects, and the sandbox's own controls. */
  | { readonly kind: 'sandbox' };

/** A token that was issued. Times are Unix milliseconds. */
export interface Token {
  readonly text: string;
  readonly scope: TokenScope;
  readonly user: User;
  readonly methods: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** As many as are remembered; older ones are then unknown instead of expired. */
const REMEMBERED = 10_000;

/** The tokens of this run, in memory only. A new one leaves older ones valid, as the service has it. */
export class Tokens {
  private readonly issued = new Map<string, Token>();

  constructor(private readonly now: () => number) {}

  issue(scope: TokenScope, user: User, methods: readonly string[], seconds: number): Token {
    const issuedAt = this.now();
    const text = `MII${randomBytes(120).toString('base64url')}`;
    const token = { text, scope, user, methods, issuedAt, expiresAt: issuedAt + seconds * 1000 };
    this.issued.set(text, token);
    if (this.issued.size > REMEMBERED) this.forgetOldest();
    return token;
  }

  /** The start token stays: nobody gets another one. */
  private forgetOldest(): void {
    for (const [text, { scope }] of this.issued) {
      if (scope.kind !== 'sandbox') return void this.issued.delete(text);
    }
  }

  /** A token that was issued, expired or not. */
  find(text: string): Token | undefined {
    return this.issued.get(text);
  }

  /** Ends all tokens now, except the start token. */
  expireAll(): void {
    for (const [text, token] of this.issued) {
      if (token.scope.kind !== 'sandbox') this.issued.set(text, { ...token, expiresAt: this.now() });
    }
  }
}

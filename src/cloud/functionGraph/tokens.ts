import { orAbort, type Caller } from '../transport/cancellation';

/** A token as IAM issued it. */
export interface IssuedToken {
  readonly token: string;
  /** Unix milliseconds by the local clock. */
  readonly issuedAt: number;
  readonly endsAt: number;
  /** The project that it is for, and whose it is. */
  readonly projectId?: string;
  readonly user?: string;
  readonly account?: string;
}

const RENEW_BEFORE_END_MS = 10 * 60_000;

/** Keeps one token, fetches another ten minutes before it ends; whoever asks meanwhile waits for the same fetch. */
export class Tokens {
  private held: IssuedToken | undefined;
  private pending: Promise<IssuedToken> | undefined;

  constructor(
    /** Not given up when one of those who wait is; it has time-outs of its own. */
    private readonly fetch: () => Promise<IssuedToken>,
    private readonly now: () => number,
    private readonly caller: Caller,
  ) {}

  /** The token that is held, fresh or not; undefined before the first fetch. */
  get last(): IssuedToken | undefined {
    return this.held;
  }

  /** A token with some life left. Rejects with what the fetch throws, or as cancelled when aborted. */
  async get(signal: AbortSignal): Promise<IssuedToken> {
    if (this.held && this.now() < renewAt(this.held)) return this.held;
    this.pending ??= this.renew();
    return orAbort(this.pending, signal, this.caller);
  }

  /** The service did not accept this token: the next `get` fetches another. */
  forget(token: string): void {
    if (this.held?.token === token) this.held = undefined;
  }

  private async renew(): Promise<IssuedToken> {
    try {
      this.held = await this.fetch();
      return this.held;
    } finally {
      this.pending = undefined;
    }
  }
}

/** Ten minutes before the end; half-way for a token that lives shorter than twice that. */
function renewAt({ issuedAt, endsAt }: IssuedToken): number {
  return endsAt - Math.min(RENEW_BEFORE_END_MS, (endsAt - issuedAt) / 2);
}

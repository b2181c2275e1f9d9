import { message } from '../../model/message';
import { CloudError } from '../errors';
import { orAbort, type Caller } from '../transport/cancellation';

/** A token as IAM issued it. */
export interface IssuedToken {
  readonly token: string;
  /** Unix milliseconds by the local clock. */
  readonly issuedAt: number;
  readonly endsAt: number;
  /** The project that it is for, and whose it is. */
  readonly projectId?: string;
  readonly projectName?: string;
  readonly user?: string;
  readonly account?: string;
}

const RENEW_BEFORE_END_MS = 10 * 60_000;
/** How long a token that could not be renewed is used on before that is tried again. */
const REST_MS = 30_000;
/** Clocks are put right by less than this all the time. */
const SET_BACK_MS = 60_000;

/**
 * Keeps one token, fetches another ten minutes before it ends; whoever asks meanwhile waits for the same fetch, and gets
 * the old one to its end where that fails. A sign-in that IAM refused is not sent again by itself: a few more would lock
 * the account.
 */
export class Tokens {
  private token: IssuedToken | undefined;
  private refusal: CloudError | undefined;
  private pending: Promise<IssuedToken> | undefined;
  /** Until when the old token is used although it is to be renewed, in Unix milliseconds. */
  private restsUntil = 0;

  constructor(
    /** Not given up when one of those who wait is; it has time-outs of its own. */
    private readonly fetch: () => Promise<IssuedToken>,
    private readonly now: () => number,
    private readonly caller: Caller,
  ) {}

  /** The token of the last fetch, fresh or not; undefined before the first fetch. */
  get last(): IssuedToken | undefined {
    return this.token;
  }

  /** A token with some life left. Rejects with what the fetch throws, or as cancelled when aborted. */
  async get(signal: AbortSignal): Promise<IssuedToken> {
    const now = this.now();
    const old = this.token && isAlive(this.token, now) ? this.token : undefined;
    if (old && (isFresh(old, now) || this.refusal || now < this.restsUntil)) return old;
    if (this.refusal) throw notAgain(this.refusal);
    this.pending ??= this.renew();
    try {
      return await orAbort(this.pending, signal, this.caller);
    } catch (error) {
      if (signal.aborted || !old || this.token !== old) throw error;
      this.restsUntil = this.now() + REST_MS;
      return old;
    }
  }

  /** The service did not accept this token: the next `get` fetches another. */
  forget(token: string): void {
    if (this.token?.token === token) this.token = undefined;
  }

  /** A person wants to try the sign-in again that was refused. */
  allowAgain(): void {
    this.refusal = undefined;
  }

  private async renew(): Promise<IssuedToken> {
    try {
      this.token = await this.fetch();
      return this.token;
    } catch (error) {
      if (isRefusal(error)) this.refusal = error;
      throw error;
    } finally {
      this.pending = undefined;
    }
  }
}

/** A clock that is before the issue was set back since: nobody knows how much of the token's life is over. */
function isAlive({ issuedAt, endsAt }: IssuedToken, now: number): boolean {
  return now > issuedAt - SET_BACK_MS && now < endsAt;
}

/** Until ten minutes before the end, half-way for a token that lives shorter than twice that. */
function isFresh({ issuedAt, endsAt }: IssuedToken, now: number): boolean {
  return now < endsAt - Math.min(RENEW_BEFORE_END_MS, (endsAt - issuedAt) / 2);
}

/** Whether IAM has looked at user and password and said no (obtaining_a_user_token_through_password_authentication.rst). */
function isRefusal(error: unknown): error is CloudError {
  return error instanceof CloudError && [400, 401, 403].includes(error.facts.status ?? 0);
}

function notAgain({ facts }: CloudError): CloudError {
  return new CloudError({
    ...facts,
    sent: 'no',
    hint: message(
      'It is not tried again by itself, so that the account is not locked. Test the connection to try again, or edit it.',
    ),
  });
}

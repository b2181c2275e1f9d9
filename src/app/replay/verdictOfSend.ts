import { CloudError } from '../../cloud/errors';

/** What a send that failed means for its event and for the run. */
interface Failed {
  /** Whether the service has certainly not taken it. */
  readonly notTaken: boolean;
  /**
   * `slower`: it has too many requests. `gone`: this version is not there. `stop`: no other request would fare better,
   * or nobody could tell. `count`: one such failure says nothing, several in a row do.
   */
  readonly then: 'on' | 'slower' | 'gone' | 'stop' | 'count';
  readonly retryAfterMs: number;
}

/** Judges a failed send. What is no failure of the service may have left, and stops everything. */
export function judgeFailure(error: unknown): Failed {
  if (!(error instanceof CloudError)) return { notTaken: false, then: 'stop', retryAfterMs: 0 };
  const { kind, status = 0, sent, repeatable, retryAfterMs = 0 } = error.facts;
  const notTaken = sent === 'no' || status === 503;
  if (kind === 'tooLarge') return { notTaken: true, then: 'on', retryAfterMs };
  if (kind !== 'service') return { notTaken, then: 'stop', retryAfterMs };
  if (notTaken && repeatable) return { notTaken, then: 'slower', retryAfterMs };
  if (status === 401 || status === 403) return { notTaken, then: 'stop', retryAfterMs };
  if (status === 404) return { notTaken, then: 'gone', retryAfterMs };
  if (sent === 'unknown') return { notTaken, then: 'stop', retryAfterMs };
  return { notTaken, then: status >= 500 ? 'count' : 'on', retryAfterMs };
}

/** The fields of a PUT that were there; a side without a destination is null. */
export interface ConfigFields {
  readonly age?: number;
  readonly retries?: number;
  /** Task mode: `statefulInvocation` in 2.0, `asyncTask` in 3.0. */
  readonly record?: boolean;
  readonly destinations?: Destinations;
}

/** ARNs by side. */
export interface Destinations {
  readonly success: string | null;
  readonly failure: string | null;
}

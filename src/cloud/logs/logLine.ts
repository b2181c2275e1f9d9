import type { LogPace } from './pace';

/** A line of a function's log. `id` is equal for the same line read twice and grows with age. */
export interface LogLine {
  readonly id: string;
  readonly text: string;
  /** Request that wrote it, where the record tells. */
  readonly requestId?: string;
  /** The service's own first or last line of that request. */
  readonly edge?: 'start' | 'end';
  /** What an end line tells of the run: how it went, and how long it took. */
  readonly run?: {
    readonly outcome?: 'succeeded' | 'failed';
    readonly durationMs?: number;
    readonly error?: string;
  };
  /** Unix milliseconds by the service's clock, as exactly as the log tells. */
  readonly at?: number;
}

/** Where a log tail begins. */
export interface LogStart {
  /** Unix milliseconds by the local clock; the client allows for a service clock that is ahead or behind. */
  readonly from: number;
  /** How often is looked; given by who wants to hurry it. */
  readonly pace?: LogPace;
}

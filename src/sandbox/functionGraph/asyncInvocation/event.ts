import type { QueuedEvent } from '../../asyncQueue/event';

/** An event that was accepted and has not ended; this is what its file holds. Its id is the request's. */
export interface ProjectEvent extends QueuedEvent {
  readonly group: string;
  readonly name: string;
  /** Resolved when the event was accepted. */
  readonly version: string;
  readonly alias?: string;
  /** JSON text. */
  readonly payload: string;
  readonly memoryMb?: number;
  /** Attempts that have failed. */
  readonly failed: number;
  /** How often it was throttled since its last run. */
  readonly throttled?: number;
  /** How many functions have passed it on to the next. */
  readonly hops: number;
}

/** The service's words for where an event stands. */
export type EventStatus = 'WAIT' | 'RUNNING' | 'SUCCESS' | 'FAIL' | 'DISCARD';

/** An event on record. Times are Unix milliseconds. */
export interface ProjectRecord {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly status: EventStatus;
  readonly acceptedAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly errorCode?: number;
  readonly errorMessage?: string;
}

/** How an event ended. `result` is what the function returned, for its destination. */
export interface EventEnd {
  readonly status: 'SUCCESS' | 'FAIL' | 'DISCARD';
  readonly condition: string;
  readonly result: string;
  readonly errorCode?: number;
  readonly errorMessage?: string;
}

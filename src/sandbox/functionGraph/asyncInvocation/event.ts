/** An event that was accepted and has not ended; this is what its file holds. Times are Unix milliseconds. */
export interface QueuedEvent {
  readonly requestId: string;
  readonly group: string;
  readonly name: string;
  /** Resolved when the event was accepted. */
  readonly version: string;
  readonly alias?: string;
  /** JSON text. */
  readonly payload: string;
  readonly memoryMb?: number;
  readonly acceptedAt: number;
  /** Attempts that have failed. */
  readonly failed: number;
  /** When the next attempt is due. */
  readonly dueAt: number;
  /** Whether its end will be on record. */
  readonly recorded: boolean;
  /** How many functions have passed it on to the next. */
  readonly hops: number;
}

/** The service's words for where an event stands. */
export type EventStatus = 'WAIT' | 'RUNNING' | 'SUCCESS' | 'FAIL' | 'DISCARD';

/** An event on record. */
export interface EventRecord {
  readonly requestId: string;
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

/** What the queue must know of an event that was accepted and has not ended. Times are Unix milliseconds. */
export interface QueuedEvent {
  /** Unique among the events of a queue; also the name of the event's file. */
  readonly id: string;
  readonly acceptedAt: number;
  /** When the next attempt is due. */
  readonly dueAt: number;
  /** Whether its end will be on record. */
  readonly recorded: boolean;
}

/** What the queue must know of an event on record. */
export interface EventRecord {
  readonly id: string;
  readonly acceptedAt: number;
}

/** Where an event stands. `startedAt` is when its last attempt began. */
export type Standing<End> =
  | { readonly kind: 'waiting'; readonly startedAt: number | undefined }
  | { readonly kind: 'running'; readonly startedAt: number | undefined; readonly stopping: boolean }
  | {
      readonly kind: 'ended';
      readonly startedAt: number | undefined;
      readonly endedAt: number;
      readonly end: End;
    };

/** What one attempt led to; the event as it is to be kept. */
export type Attempt<Event, End> =
  | { readonly kind: 'over'; readonly event: Event; readonly end: End }
  | { readonly kind: 'again'; readonly event: Event };

import type { ServiceId } from '../../model/service';
import type { Deliveries } from './deliveries';

/** An event that waits for its next attempt. Times are Unix milliseconds. */
export interface WaitingEvent {
  /** The ids by which callers know it: its request's, and its task's where it has one. */
  readonly ids: readonly string[];
  readonly group: string;
  readonly name: string;
  readonly qualifier: string;
  readonly acceptedAt: number;
  /** When the next attempt is due, or the event is dropped for its age, whichever comes first. */
  readonly dueAt: number;
  /** The last moment at which an attempt may begin. */
  readonly deadline: number;
  /** Attempts that have failed. */
  readonly failed: number;
}

/** The queue of one service, as the sandbox's own controls see it. */
export interface EventStore {
  readonly service: ServiceId;
  readonly deliveries: Deliveries;
  waiting(): readonly WaitingEvent[];
  /** Resolves when nothing is being run or written. */
  settled(): Promise<void>;
}

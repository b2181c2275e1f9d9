import type { EventRecord, QueuedEvent } from '../../asyncQueue/event';
import { uuidOf } from '../../uuid';
import { keyOf, type Place } from '../place';
import type { JsonBytes } from './bytesInJson';

/** The service's words for where a task stands. */
export type TaskStatus =
  | 'Enqueued'
  | 'Running'
  | 'Retrying'
  | 'Succeeded'
  | 'Failed'
  | 'Stopping'
  | 'Stopped'
  | 'Expired'
  | 'Invalid';

/** A step of a task. */
export interface TaskStep {
  readonly status: TaskStatus;
  /** Unix milliseconds. */
  readonly timestamp: number;
  /** JSON text, or empty. */
  readonly eventDetail: string;
}

/** An event that was accepted and has not ended; this is what its file holds. */
export interface TaskEvent extends QueuedEvent {
  readonly taskId: string;
  readonly requestId: string;
  /** The service, or `-`. */
  readonly group: string;
  readonly name: string;
  readonly qualifier: string;
  /** Resolved when the event was accepted. */
  readonly versionId: string;
  readonly payload: JsonBytes;
  /** Attempts that have failed. */
  readonly failed: number;
  /** How often it was throttled since its last run, and since when, in Unix milliseconds. */
  readonly throttled?: { readonly times: number; readonly since: number } | undefined;
  /** How many functions have passed it on to the next. */
  readonly hops: number;
  readonly steps: readonly TaskStep[];
}

/** How an event ended. */
export interface TaskEnd {
  readonly status: 'Succeeded' | 'Failed' | 'Stopped' | 'Expired' | 'Invalid';
  /** Type of the function error; empty without one. */
  readonly error: string;
  /** What the function returned, or the body of its error, for the destination. */
  readonly result: Buffer;
  readonly instanceId: string;
  readonly destination: '' | 'Succeeded' | 'Failed';
}

/** A task on record. Times are Unix milliseconds, 0 for "not yet". */
export interface TaskRecord extends EventRecord {
  readonly taskId: string;
  readonly requestId: string;
  readonly group: string;
  readonly name: string;
  readonly qualifier: string;
  readonly status: TaskStatus;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly retried: number;
  readonly destination: string;
  readonly error: string;
  readonly payload: string;
  readonly instanceId: string;
  readonly steps: readonly TaskStep[];
}

/** What an event is made of beyond its function. */
type NewEvent = Pick<TaskEvent, 'taskId' | 'requestId' | 'payload' | 'acceptedAt' | 'recorded' | 'hops'>;

/**
 * A new event for a function. Two functions may have tasks of one id. `key` tells events apart that may have the same
 * task id, since callers choose request ids and only tasks have to differ.
 */
export function taskEvent(place: Place, event: NewEvent, key = event.taskId): TaskEvent {
  const { group, name } = keyOf(place);
  const { qualifier, versionId } = place;
  return {
    ...event,
    id: shortId(`${group}.${name}.${key}`),
    group,
    name,
    qualifier,
    versionId,
    failed: 0,
    dueAt: event.acceptedAt,
    steps: [{ status: 'Enqueued', timestamp: event.acceptedAt, eventDetail: '' }],
  };
}

/** Longest text that a file can be named by together with what is put behind it. */
const LONGEST = 150;

/** A text as it is where a file can be named by it, else a UUID made of it. */
function shortId(text: string): string {
  return text.length > LONGEST || !/^[\w.-]+$/.test(text) ? uuidOf(text) : text;
}

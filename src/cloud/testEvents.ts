import type { FunctionId } from '../model/functionRef';

/** A test event as a list names it: a payload that the service keeps to try a function with. */
export interface TestEventSummary {
  readonly id: string;
  readonly name: string;
  /** Unix milliseconds of the last update; undefined where there was none, or the service does not tell. */
  readonly modifiedAt?: number;
}

/** A test event with what it sends. */
export interface TestEvent extends TestEventSummary {
  /** JSON text, unless somebody else has stored something that is none. */
  readonly content: string;
}

/**
 * The test events of functions. They belong to the function, whatever its versions. Writes are sent once and never
 * repeated: whether one that got no answer was carried out is told by reading again.
 */
export interface TestEvents {
  /** All of a function, in the service's order. */
  listTestEvents(id: FunctionId, signal: AbortSignal): Promise<readonly TestEventSummary[]>;
  /** Undefined where there is none with this id. A missing function is an error. */
  getTestEvent(id: FunctionId, eventId: string, signal: AbortSignal): Promise<TestEvent | undefined>;
  /** Stores a JSON text under a new name. */
  createTestEvent(
    id: FunctionId,
    name: string,
    content: string,
    signal: AbortSignal,
  ): Promise<TestEventSummary>;
  /** Replaces the content; false where there is no such event. A missing function is an error. */
  updateTestEvent(
    id: FunctionId,
    event: TestEventSummary,
    content: string,
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Removes it; one that is not there is a success. */
  deleteTestEvent(id: FunctionId, event: TestEventSummary, signal: AbortSignal): Promise<void>;
}

import type { EventPhase, EventRecord } from '../model/invocation/eventLife';

/** Where a synchronous call ended that reached the function. */
export interface InvocationResult {
  readonly outcome: 'succeeded' | 'functionError';
  readonly requestId?: string;
  /** The service's code for a function error, as an opaque text. */
  readonly errorCode?: string;
  /** What the function returned, as the text that the service sent; of no use where `bytes` has it. */
  readonly result: string;
  /** What the function returned, byte for byte, where it is no text. */
  readonly bytes?: Uint8Array;
  /** What the answer says that it is; the services mostly say that of any bytes. */
  readonly contentType?: string;
  /** The end of the log, as far as the response carries it. */
  readonly log: string;
  /** Whether `log` lacks its beginning. */
  readonly logCut: boolean;
  readonly durationMs?: number;
  readonly billedMs?: number;
  readonly memoryMb?: number;
  readonly memoryUsedMb?: number;
  readonly coldStart?: boolean;
  /** Names the instance that has served the call, where the service tells: the same for as long as that lives. */
  readonly instanceId?: string;
}

/** The receipt for an asynchronous invocation. */
export interface AsyncReceipt {
  /** Names the event in log lines, and in talk with the vendor. */
  readonly requestId: string;
  /** Names the event's record: by it the service is asked where it stands, and told to stop it. Often the same. */
  readonly taskId: string;
}

/** A record of an asynchronous invocation. */
export interface AsyncInvocation extends EventRecord {
  readonly taskId: string;
  /** As log lines name it, where the record tells. */
  readonly requestId?: string;
  /** What was sent to the function, where the record keeps it (task records read one by one do). Never for a log. */
  readonly payload?: string;
}

/** Which asynchronous invocations of a version are wanted; without a word, all that the service keeps. */
export interface EventFilter {
  readonly phase?: EventPhase;
  /**
   * Those that began then or later, in Unix milliseconds by the local clock; the client allows for a service clock that
   * is ahead or behind. An event begins with its last attempt, and before the first one when it was accepted.
   */
  readonly since?: number;
}

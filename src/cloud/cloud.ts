import type { Connection } from '../model/connection';
import type { FunctionId, FunctionRef } from '../model/functionRef';
import type { BareRequest } from '../model/invocation/curl';
import type { JsonObject } from '../model/json';
import type { Pages } from './call/pages';
import type { AsyncConfig, PutOptions, PutOutcome } from './config/asyncConfig';
import type { FunctionSettings, FunctionSummary, QualifierSummary } from './functionSummary';
import type { AsyncInvocation, AsyncReceipt, EventFilter, InvocationResult } from './invocation';
import type { LogLine, LogStart } from './logs/logLine';
import type { Permission } from './permissions';
import type { TestEvents } from './testEvents';

/** Calls that can be shown before they are sent. */
export type BareCall = 'putAsyncConfig' | 'invoke' | 'invokeAsync';

/** What a service can do beyond the calls that every service has. The glue asks here, never by service name. */
export interface Capabilities {
  /** Whether sent asynchronous invocations can be listed and followed. */
  readonly followAsync: boolean;
  readonly stopAsync: boolean;
  /** Whether log lines can be read while a function runs. */
  readonly tailLogs: boolean;
  /** Whether an alias can have an async config of its own. */
  readonly configOnAlias: boolean;
  /** Whether the record of an event tells if its destination got the message. */
  readonly tellsDelivery: boolean;
}

/** Who the service says we are, and how far the clocks are apart. */
export interface Identity {
  /** Origin that answered. */
  readonly endpoint: string;
  readonly user?: string;
  readonly account?: string;
  readonly project?: string;
  readonly projectName?: string;
  readonly requestId?: string;
  /** Local clock minus the service's, in milliseconds; undefined when the answer carried no date. */
  readonly clockSkewMs: number | undefined;
}

/**
 * One service seen through one connection. Every call takes an AbortSignal and fails with a `CloudError` only.
 * Reads, PUT and DELETE are repeated where a repeat may help; an invocation is sent at most once.
 */
export interface Cloud {
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  /** Origin at which functions are asked for. */
  readonly endpoint: string;
  /** The ID of the access key that signs, in part; absent where none does. */
  readonly accessKey?: string | undefined;
  /** What one has to be allowed for all that FnDeck does here. */
  readonly permissions: readonly Permission[];
  /** Absent where the service keeps none. */
  readonly testEvents?: TestEvents;

  /** Asks the service who we are; for "Test Connection". */
  identify(signal: AbortSignal): Promise<Identity>;

  /**
   * A person asks for another try: a sign-in that was refused, which is otherwise not sent again, is sent once more at
   * the next need.
   */
  allowSignIn(): void;

  /** Pages of functions in the service's order. `group` narrows the list where the service can. */
  listFunctions(signal: AbortSignal, group?: string): AsyncIterable<readonly FunctionSummary[]>;
  /** The function's own data (its time limit, for one). */
  getFunction(ref: FunctionRef, signal: AbortSignal): Promise<FunctionSummary>;
  /** The same with what it takes to run the function elsewhere, its environment variables among it. */
  getFunctionSettings(ref: FunctionRef, signal: AbortSignal): Promise<FunctionSettings>;
  /** Pages of versions (the unpublished one first), then of aliases. */
  listQualifiers(id: FunctionId, signal: AbortSignal): AsyncIterable<readonly QualifierSummary[]>;
  /** Pages of the async configs of all qualifiers of a function. */
  listAsyncConfigs(id: FunctionId, signal: AbortSignal): AsyncIterable<readonly AsyncConfig[]>;

  /** The async config of a qualifier; undefined where there is none. A missing function is an error. */
  getAsyncConfig(ref: FunctionRef, signal: AbortSignal): Promise<AsyncConfig | undefined>;
  /** Replaces what the service holds by exactly the document, then reads back; `PutOutcome` tells what it holds now. */
  putAsyncConfig(
    ref: FunctionRef,
    document: JsonObject,
    signal: AbortSignal,
    options?: PutOptions,
  ): Promise<PutOutcome>;
  /** Removes the async config; a config that is not there is a success. */
  deleteAsyncConfig(ref: FunctionRef, signal: AbortSignal): Promise<void>;

  /**
   * Invokes synchronously, once. `payload` goes out byte for byte. `timeoutSeconds` is the function's own
   * limit, where known; the call waits that long plus a margin, and without end where it is Infinity.
   */
  invoke(
    ref: FunctionRef,
    payload: string,
    options: { readonly timeoutSeconds?: number },
    signal: AbortSignal,
  ): Promise<InvocationResult>;
  /** Queues an asynchronous invocation, once. */
  invokeAsync(ref: FunctionRef, payload: string, signal: AbortSignal): Promise<AsyncReceipt>;
  /** Where one asynchronous invocation stands; undefined when the service has no record of it (yet). */
  getAsyncInvocation(
    ref: FunctionRef,
    taskId: string,
    signal: AbortSignal,
  ): Promise<AsyncInvocation | undefined>;
  /**
   * Pages of at most 100 records of a version's (or alias's) asynchronous invocations, newest first, none with its
   * payload. Where a phase is one word of the service, the service filters by it; a phase that it has no word of its own
   * for is picked out here, and a page may then be empty. Each page is one request, never repeated here: one that failed
   * is asked for again by the next `next`. While events come and go a page may repeat records of the one before.
   */
  listAsyncInvocations(ref: FunctionRef, filter: EventFilter, signal: AbortSignal): Pages<AsyncInvocation>;
  /** Asks the service to stop an asynchronous invocation; it may take a while to show. */
  stopAsyncInvocation(ref: FunctionRef, taskId: string, signal: AbortSignal): Promise<void>;

  /**
   * Follows a function's log until aborted, each line once, in pages of at most 1000 lines; a page without lines says
   * that all that was there has been given. Throws a CloudError with kind `unavailable` where logs are not collected.
   */
  tailLogs(ref: FunctionRef, start: LogStart, signal: AbortSignal): AsyncIterable<readonly LogLine[]>;

  /**
   * Lets the log service collect the lines of all functions of the ref's project; a project whose lines are collected
   * already is a success. Absent where that is set for each function or service.
   */
  enableLogs?(ref: FunctionRef, signal: AbortSignal): Promise<void>;

  /** Equal for refs whose lines come from one stream of the log service, and so from one tail. */
  logStreamOf(ref: FunctionRef): string;
  /** The earliest time that the service's clock can have shown at a moment of the local one; both in Unix milliseconds. */
  earliestThere(local: number): number;

  /** URN or ARN of a ref, by the service's grammar; needs the project or account to be known, hence a promise. */
  urnOf(ref: FunctionRef, signal: AbortSignal): Promise<string>;

  /**
   * What a call will send, without anything that proves who we are: to show it, and for a command line.
   * `body` is left out.
   */
  bareRequest(ref: FunctionRef, call: BareCall, signal: AbortSignal): Promise<BareRequest>;
}

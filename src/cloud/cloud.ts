import type { Connection } from '../model/connection';
import type { FunctionId, FunctionRef } from '../model/functionRef';
import type { BareRequest } from '../model/invocation/curl';
import type { EventPhase, EventRecord } from '../model/invocation/eventLife';
import type { JsonObject } from '../model/json';
import type { Pages } from './call/pages';
import type { LogPace } from './logs/pace';

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
  /** Local clock minus the service's, in milliseconds; undefined when the answer carried no date. */
  readonly clockSkewMs: number | undefined;
}

/** A function as a list shows it. Only `id` is certain; services leave out the rest at will. */
export interface FunctionSummary {
  readonly id: FunctionId;
  /** URN or ARN without a qualifier, as the service printed it or as its grammar composes it. */
  readonly urn: string;
  readonly runtime?: string;
  readonly handler?: string;
  readonly memoryMb?: number;
  /** The function's own time limit in seconds. */
  readonly timeoutSeconds?: number;
  readonly description?: string;
  readonly lastModified?: string;
}

/** A version or an alias of a function. */
export interface QualifierSummary {
  readonly ref: FunctionRef;
  /** URN or ARN with the qualifier. */
  readonly urn: string;
  readonly kind: 'version' | 'alias';
  /** The version that an alias points to. */
  readonly target?: string;
  readonly description?: string;
  readonly lastModified?: string;
}

/** An async config as the service holds it. */
export interface AsyncConfig {
  readonly ref: FunctionRef;
  /** The config document: what PUT takes, nothing read-only (DESIGN: config documents). */
  readonly document: JsonObject;
  /** The service's own text; formats differ and some carry no zone. */
  readonly lastModified?: string;
}

/** What a PUT led to. */
export interface PutOutcome {
  /** What the service holds now, by a GET after the PUT. */
  readonly config: AsyncConfig;
  /** Dotted paths of document fields that the service now holds otherwise than the document said. */
  readonly changed: readonly string[];
  /** Dotted paths of fields that the document left out and the service filled in. */
  readonly added: readonly string[];
  /** Whether the config had to be deleted and put again to get rid of what the document leaves out. */
  readonly recreated: boolean;
}

/** The configs before and after a DELETE and PUT. */
export interface Replacement {
  readonly ref: FunctionRef;
  /** The document that the service held before. */
  readonly before: JsonObject;
  /** The document that was to take its place. */
  readonly wanted: JsonObject;
}

/** Where a DELETE and PUT is written down, so that a crash in between does not lose the config. */
export interface ReplacementJournal {
  /** Settles when it is safely stored; nothing is deleted before, and nothing at all when this fails. */
  begin(replacement: Replacement): Promise<void>;
  /** The service is known to hold a config of this ref again. */
  end(ref: FunctionRef): Promise<void>;
}

/** What a caller of PUT may hand over. */
export interface PutOptions {
  /** What a GET has just answered (`config` undefined: nothing is configured); it is not asked again then. */
  readonly known?: { readonly config: AsyncConfig | undefined };
  readonly journal?: ReplacementJournal;
}

/** Where a synchronous call ended that reached the function. */
export interface InvocationResult {
  readonly outcome: 'succeeded' | 'functionError';
  readonly requestId?: string;
  /** The service's code for a function error, as an opaque text. */
  readonly errorCode?: string;
  /** What the function returned, as the text that the service sent. */
  readonly result: string;
  /** The end of the log, as far as the response carries it. */
  readonly log: string;
  /** Whether `log` lacks its beginning. */
  readonly logCut: boolean;
  readonly durationMs?: number;
  readonly billedMs?: number;
  readonly memoryMb?: number;
  readonly memoryUsedMb?: number;
  readonly coldStart?: boolean;
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

/**
 * One service seen through one connection. Every call takes an AbortSignal and fails with a `CloudError` only.
 * Reads, PUT and DELETE are repeated where a repeat may help; an invocation is sent at most once.
 */
export interface Cloud {
  readonly connection: Connection;
  readonly capabilities: Capabilities;

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
   * limit, where known; the call waits that long plus a margin.
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

import type { FunctionRef } from '../functionRef';
import type { ServiceId } from '../service';
import type { Content } from './content';
import type { EventLife, SeenAttempt } from './eventLife';

/** `sync`: the answer is the function's; `async`: the answer is a receipt. */
export type Mode = 'sync' | 'async';

/** A failure as a person reads it, in the language in which it was shown. */
export interface Failure {
  readonly text: string;
  readonly hint?: string;
  /** The service's own code: `FSS.1051`. */
  readonly code?: string;
  /** HTTP status, where an answer came. */
  readonly status?: number;
}

/** How an invocation ended, as far as FnDeck knows. */
export type Outcome =
  /** Not ended: written down before the send, so that a crash leaves a trace. */
  | { readonly kind: 'sending' }
  | { readonly kind: 'succeeded' }
  /** The function ran to its end and returned a `statusCode` of 400 or more. */
  | { readonly kind: 'returnedError'; readonly statusCode: number }
  /** The function threw, ran out of time or memory, or exited. */
  | { readonly kind: 'functionError'; readonly code?: string; readonly text?: string }
  /** Nothing reached the service: no connection, or what was to be sent may not be. */
  | { readonly kind: 'notSent'; readonly failure: Failure }
  /** The service refused or failed. */
  | { readonly kind: 'serviceError'; readonly failure: Failure }
  /** Given up here; `left`: the request had left, so the function may run on. */
  | { readonly kind: 'cancelled'; readonly left: boolean }
  /** The connection broke after the request had left: the function may have run. */
  | { readonly kind: 'unknown'; readonly failure: Failure }
  /** Asynchronous: accepted, and not followed to an end. */
  | { readonly kind: 'queued'; readonly failure?: Failure }
  /** Asynchronous: dropped by the service without (another) run. */
  | { readonly kind: 'discarded'; readonly code?: string; readonly text?: string }
  /** Asynchronous: stopped on request. */
  | { readonly kind: 'stopped' };

/** What the service measured. */
export interface Numbers {
  readonly durationMs?: number;
  readonly billedMs?: number;
  readonly memoryMb?: number;
  readonly memoryUsedMb?: number;
  readonly coldStart?: boolean;
}

/** The event whose payload an invocation sent once more. */
export interface ReplayOf {
  /** Where the payload was taken from: FnDeck's journal, the service's record of the event, a record that was delivered. */
  readonly kind: 'invocation' | 'event' | 'record';
  /** The event's request id, or where that is not known the id by which the source has it. */
  readonly id: string;
}

/** An invocation in a line of the journal. */
export interface InvocationSummary {
  /** Grows with time; unique over all windows. */
  readonly id: string;
  readonly ref: FunctionRef;
  /** Name of the connection when it was sent. */
  readonly connectionName: string;
  readonly service: ServiceId;
  readonly mode: Mode;
  /** Unix milliseconds by the local clock. */
  readonly startedAt: number;
  /** From the send to the end, as seen from here. */
  readonly elapsedMs: number;
  readonly outcome: Outcome;
  readonly requestId?: string;
  /** Asynchronous: names the event's record at the service, from the moment of acceptance. */
  readonly taskId?: string;
  /** Asynchronous: its end has not been seen, and FnDeck is to follow it. */
  readonly following?: true;
  readonly numbers: Numbers;
  /** URI of the document that the payload came from. */
  readonly source?: string;
  /** The window's folders or workspace file when it was sent; absent where an earlier version has noted it. */
  readonly workspace?: string;
  readonly replayOf?: ReplayOf;
  /** Id of the record whose payload was sent again by Run Again. */
  readonly rerunOf?: string;
  /** The result has the form of an HTTP response, as a function behind a gateway or an HTTP trigger returns it. */
  readonly isHttp?: true;
}

/** What a person has put on an invocation of the journal. */
export interface Marks {
  /** It stays, however many come after it. */
  readonly pinned?: true;
  /** One line. */
  readonly note?: string;
}

/** An invocation in a line of the journal, as a person has marked it. */
export interface MarkedSummary extends InvocationSummary, Marks {}

/** A result that is no text, or was one that was too large to keep. */
export interface BinaryResult extends Content {
  /** How many there are. */
  readonly bytes: number;
  /** All of it; absent where it was too large to keep, or repeats a value of the environment. */
  readonly base64?: string;
}

/** An invocation with all that was sent and received. */
export interface InvocationRecord extends InvocationSummary {
  /** The payload as it was sent, but for values of the environment; absent where it was too large to keep. */
  readonly payload?: string;
  /** Names of the environment variables whose values were sent where `payload` has `{{$env NAME}}`. */
  readonly environment?: readonly string[];
  /** What the function returned, where that is a text; absent where nothing came. */
  readonly result?: string;
  /** What the function returned, where that is no text. */
  readonly binary?: BinaryResult;
  readonly log: string;
  /** Whether `log` lacks lines. */
  readonly logCut: boolean;
  /** Asynchronous: what was known of the event's life when it was last looked at. */
  readonly life?: EventLife;
}

/**
 * Most characters of a payload and of a log that the journal keeps, and of the lines of one attempt of an event.
 */
export const KEPT = { payload: 1024 * 1024, log: 1024 * 1024, attempt: 32 * 1024 } as const;

/** Most bytes or characters of a result: Function Compute's may have 32 MB, more than half of what is kept of all. */
const KEPT_RESULT = 8 * 1024 * 1024;

/**
 * A record as the journal keeps it: a payload or a result over the limit is left out, a log over it loses its beginning,
 * as do the lines of an attempt.
 * @param bytesOf the size of a text in UTF-8. It may be 32 MB: what encodes it to count keeps everybody waiting.
 */
export function capped(record: InvocationRecord, bytesOf: (text: string) => number): InvocationRecord {
  const { payload, life, result, binary = longText(result, bytesOf), ...rest } = record;
  const long = record.log.length > KEPT.log;
  return {
    ...rest,
    ...(payload !== undefined && payload.length <= KEPT.payload && { payload }),
    ...(result !== undefined && !binary && { result }),
    ...(binary && { binary: binary.bytes > KEPT_RESULT ? withoutBytes(binary) : binary }),
    ...(life && { life: { ...life, attempts: life.attempts.map(cappedAttempt) } }),
    ...(long && { log: wholeLines(record.log.slice(-KEPT.log)), logCut: true }),
  };
}

/** What is left of a text that cannot be kept, told with its size in UTF-8; undefined for one that can. */
function longText(text: string | undefined, bytesOf: (text: string) => number): BinaryResult | undefined {
  if (text === undefined || text.length <= KEPT_RESULT) return undefined;
  return { kind: 'file', mime: 'text/plain', extension: 'txt', bytes: bytesOf(text) };
}

/** What is left of a binary result whose bytes cannot be kept. */
export function withoutBytes({ kind, mime, extension, bytes }: BinaryResult): BinaryResult {
  return { kind, mime, extension, bytes };
}

/** The line of a record, without what was sent and received. */
export function summaryOf(record: InvocationRecord): InvocationSummary {
  const {
    id,
    ref,
    connectionName,
    service,
    mode,
    startedAt,
    elapsedMs,
    outcome,
    requestId,
    taskId,
    following,
    numbers,
    source,
    workspace,
    replayOf,
    rerunOf,
    isHttp,
  } = record;
  return {
    ...{ id, ref, connectionName, service, mode, startedAt, elapsedMs, outcome, numbers },
    ...(requestId !== undefined && { requestId }),
    ...(taskId !== undefined && { taskId }),
    ...(following && { following }),
    ...(source !== undefined && { source }),
    ...(workspace !== undefined && { workspace }),
    ...(replayOf && { replayOf }),
    ...(rerunOf !== undefined && { rerunOf }),
    ...(isHttp && { isHttp }),
  };
}

function wholeLines(text: string): string {
  return text.slice(text.indexOf('\n') + 1);
}

function cappedAttempt(attempt: SeenAttempt): SeenAttempt {
  let left: number = KEPT.attempt;
  const from = attempt.lines.findLastIndex(({ text }) => (left -= text.length + 1) < 0);
  return from < 0 ? attempt : { ...attempt, lines: attempt.lines.slice(from + 1) };
}

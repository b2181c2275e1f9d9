import { functionKey, refKey, type FunctionRef } from '../../model/functionRef';
import { sizeAbove } from '../../model/invocation/outputText';
import type { ReplayOf } from '../../model/invocation/record';
import { message, type Message } from '../../model/message';
import type { Say } from '../../model/changes';
import { placeOf } from '../text/parseText';
import { toPayload } from '../text/payload';
import type { Mark } from './ledger';

/** An event whose payload may be sent once more. */
export interface Candidate {
  readonly of: ReplayOf;
  /** All ids by which the event is known, whoever tells of it. */
  readonly ids: readonly string[];
  /** The version that got it. */
  readonly ref: FunctionRef;
  /** When it was sent, in Unix milliseconds; absent where the source does not tell. */
  readonly at?: number;
  /** How it ended. */
  readonly how: Message;
  /** The payload as it was sent, or why nobody has it. */
  readonly payload: { readonly text: string } | { readonly missing: Message };
  /** Why a person may not want to send it: nothing is chosen by itself then. */
  readonly doubts: readonly Message[];
}

/** Whether a payload can be sent. `ask`: only where a person chooses it. */
export type Verdict =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ask'; readonly why: Message }
  | { readonly kind: 'cannot'; readonly why: Message };

/** What counts besides the candidate itself. */
interface Circumstances {
  /** The text as a person has changed it. */
  readonly edited: string | undefined;
  /** Most bytes that the service takes asynchronously. */
  readonly limit: number;
  readonly mark: Mark | undefined;
  /** Why the target cannot be reached, where that is known. */
  readonly gone: Message | undefined;
  readonly say: Say;
}

/** What would be sent of a candidate; undefined where nobody has a payload, or what is written is no JSON. */
export function payloadOf({ payload }: Candidate, edited: string | undefined): string | undefined {
  if (edited !== undefined) {
    const read = toPayload(edited);
    return read.kind === 'json' ? read.json : undefined;
  }
  // Byte for byte: what was sent once is not read, laid out or mended.
  return 'text' in payload ? payload.text : undefined;
}

/** Whether a candidate can be sent, and what speaks against it: what forbids it first, then what makes it doubtful. */
export function judge(candidate: Candidate, { edited, limit, mark, gone, say }: Circumstances): Verdict {
  if (gone) return { kind: 'cannot', why: gone };
  const { payload, doubts } = candidate;
  if (edited === undefined && 'missing' in payload) return { kind: 'cannot', why: payload.missing };
  const text = payloadOf(candidate, edited);
  if (text === undefined) return { kind: 'cannot', why: whyBroken(edited ?? '', say) };
  const bytes = Buffer.byteLength(text);
  if (bytes > limit) {
    const why = message(
      'The payload is {0}; the limit for asynchronous invocations is {1}.',
      ...sizeAbove(limit, bytes),
    );
    return { kind: 'cannot', why };
  }
  if (mark) return { kind: 'ask', why: whyMarked(mark) };
  const [doubt] = doubts;
  if (doubt) return { kind: 'ask', why: doubt };
  if (text.includes('\uFFFD') && edited === undefined) {
    const why = message(
      'The payload had bytes that are no text; they are lost, and “\uFFFD” stands for them.',
    );
    return { kind: 'ask', why };
  }
  if (edited === undefined && !isJson(text)) {
    return { kind: 'ask', why: message('The payload is not JSON. It is sent as it is.') };
  }
  return { kind: 'ready' };
}

/**
 * The ids of an event of a function, each of which no other event has. A request id is the service's own; a task is named
 * by whoever queues it, and its name is its own within the function only.
 */
export function idsOf(
  ref: FunctionRef,
  { taskId, requestId }: { readonly taskId?: string; readonly requestId?: string },
): readonly string[] {
  return [
    ...(requestId === undefined ? [] : [requestId]),
    ...(taskId === undefined || taskId === requestId ? [] : [`${functionKey(ref)} ${taskId}`]),
  ];
}

/** A text that is equal for two candidates exactly when they are the same event of the same version. */
export function keyOf({ of, ref }: Candidate): string {
  return `${refKey(ref)} ${of.id}`;
}

function whyMarked({ phase, at }: Mark): Message {
  const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  return phase === 'sent'
    ? message('Replayed already, at {0} UTC.', time)
    : message('A replay was begun at {0} UTC, and nothing says whether the service took it.', time);
}

function whyBroken(text: string, say: Say): Message {
  const read = toPayload(text);
  if (read.kind === 'json') return message('The payload is not JSON.');
  const { line, column } = placeOf(text, read.offset);
  return message('The payload is not JSON: line {0}, column {1}: {2}', line, column, say(read.reason));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

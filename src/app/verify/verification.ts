import type { FunctionRef } from '../../model/functionRef';
import { isObject, member, readJson, type Json, type JsonObject } from '../../model/json';
import type { ServiceId } from '../../model/service';
import { isServiceId } from '../../model/services';
import { readRef } from '../configs/historyFiles';

/** Which end of an event a destination is told of. */
export type Side = 'success' | 'failure';

/** Both, in the order in which their events are sent. */
export const SIDES: readonly Side[] = ['success', 'failure'];

/** What shows that a destination got the record of the very event. */
const PROOFS = [
  /** The service keeps an event of the target function, with that record as its payload. */
  'targetRecord',
  /** A line of the target function's log, written by another invocation, has the request id of the event. */
  'targetLog',
  /** The service's own record of the event says that it was delivered. */
  'task',
  /** The sandbox has written it into a file, with the request id of the event. */
  'file',
  /** The sandbox says that it handed it on. */
  'sandbox',
] as const;
type Proof = (typeof PROOFS)[number];

/** How a side can stand without a proof. */
const UNPROVEN = [
  /** Nothing that can be asked tells. */
  'untold',
  /** It would have shown where FnDeck looked, and did not. */
  'unseen',
  /** The service says that the delivery failed. */
  'refused',
  /** The event ended the other way. */
  'otherEnd',
  /** Somebody stopped the event. */
  'stopped',
  /** Nobody says how the event ended. */
  'endUnknown',
  /** The event was sent, and the person did not wait for the end. */
  'left',
  /** Nothing was sent. */
  'notSent',
  /** The connection broke while it was sent. */
  'maybeSent',
  /** It was about to be sent, and nothing was written down since. */
  'sending',
] as const;

/** What became of one side. Times are Unix milliseconds by the service's clock. */
export type Verdict =
  | {
      readonly kind: 'proven';
      readonly by: Proof;
      /** A file, an id, or a line of a log. */
      readonly evidence?: string;
      readonly at?: number;
    }
  /** The target function began to run at the right time; nothing says that it was because of this event. */
  | { readonly kind: 'likely'; readonly evidence: string; readonly at?: number }
  | { readonly kind: (typeof UNPROVEN)[number]; readonly reason?: string };

/** One event that was fired, and what became of it. */
export interface VerifiedSide {
  /** Where the config sends the record, as the document has it. */
  readonly destination: Json;
  readonly verdict: Verdict;
  /** Unix milliseconds by the local clock. */
  readonly sentAt?: number;
  readonly requestId?: string;
  /** The journal's entry. */
  readonly recordId?: string;
  readonly attempts?: number;
}

/** What was found out about the destinations of a version's config at one time. */
export interface Verification {
  readonly id: string;
  /** When it began, in Unix milliseconds by the local clock. */
  readonly at: number;
  readonly ref: FunctionRef;
  readonly service: ServiceId;
  /** Name of the connection at that time. */
  readonly connection: string;
  /** The config that the service held. */
  readonly document: JsonObject;
  /** The sides that an event was fired for. */
  readonly sides: Readonly<Partial<Record<Side, VerifiedSide>>>;
}

/** Texts of a record are cut to so many characters: a line of a log may be long. */
export const MOST_EVIDENCE = 500;

/** Files of this and of no other form are read: a newer FnDeck may mean something else by the same words. */
const VERSION = 1;

/** A verification as the text of a file. */
export function printVerification(verification: Verification): string {
  return JSON.stringify({ version: VERSION, ...verification });
}

/** Reads it back; undefined for a text that is none, or not all of one. */
export function readVerification(text: string): Verification | undefined {
  const read = parsed(text);
  if (member(read, 'version') !== VERSION) return undefined;
  const [id, at, ref] = [member(read, 'id'), member(read, 'at'), readRef(member(read, 'ref'))];
  const [service, connection] = [member(read, 'service'), member(read, 'connection')];
  const [document, given] = [member(read, 'document'), member(read, 'sides')];
  if (typeof id !== 'string' || typeof at !== 'number' || !ref || !isObject(document)) return undefined;
  if (typeof service !== 'string' || !isServiceId(service) || typeof connection !== 'string')
    return undefined;
  const sides = SIDES.map((side) => [side, readSide(member(given, side))] as const);
  const whole = sides.filter(([, side]) => side !== undefined);
  return { id, at, ref, service, connection, document, sides: Object.fromEntries(whole) };
}

function readSide(value: Json | undefined): VerifiedSide | undefined {
  const verdict = readVerdict(member(value, 'verdict'));
  const destination = member(value, 'destination');
  if (!verdict || destination === undefined) return undefined;
  return {
    destination,
    verdict,
    ...numberAt(value, 'sentAt'),
    ...numberAt(value, 'attempts'),
    ...textAt(value, 'requestId'),
    ...textAt(value, 'recordId'),
  };
}

function readVerdict(value: Json | undefined): Verdict | undefined {
  const kind = member(value, 'kind');
  if (kind === 'proven') {
    const by = PROOFS.find((one) => one === member(value, 'by'));
    return by && { kind, by, ...textAt(value, 'evidence'), ...numberAt(value, 'at') };
  }
  if (kind === 'likely')
    return { kind, evidence: '', ...textAt(value, 'evidence'), ...numberAt(value, 'at') };
  const unproven = UNPROVEN.find((one) => one === kind);
  return unproven && { kind: unproven, ...textAt(value, 'reason') };
}

function textAt<K extends string>(value: Json | undefined, key: K): Partial<Record<K, string>> {
  const found = member(value, key);
  return typeof found === 'string' ? ({ [key]: found } as Record<K, string>) : {};
}

function numberAt<K extends string>(value: Json | undefined, key: K): Partial<Record<K, number>> {
  const found = member(value, key);
  return typeof found === 'number' ? ({ [key]: found } as Record<K, number>) : {};
}

function parsed(text: string): Json | undefined {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

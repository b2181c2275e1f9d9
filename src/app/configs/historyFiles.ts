import type { Replacement } from '../../cloud/config/asyncConfig';
import type { FunctionRef } from '../../model/functionRef';
import { isObject, member, type Json, type JsonObject } from '../../model/json';

/** Who wrote, as far as this machine knows. */
export interface Writer {
  /** Name of the connection at that time. */
  readonly connection: string;
  /** Project or account that the connection names. */
  readonly account?: string;
  /** User of the service, where the connection names one. */
  readonly user?: string;
  /** User of this machine. */
  readonly person: string;
}

/** One write of an async config, as it is noted before it is sent. */
export interface BegunWrite {
  readonly ref: FunctionRef;
  readonly operation: 'put' | 'delete';
  readonly who: Writer;
  /** What the service held; null: nothing. Absent where it is not known. */
  readonly before?: JsonObject | null;
  /** What a PUT sends. */
  readonly wanted?: JsonObject;
  /** The write whose effect this one takes back. */
  readonly undoes?: string;
}

/** How a write ended. */
export interface WriteEnd {
  /** `refused`: nothing has changed; `failed`: what the service holds may be anything. */
  readonly result: 'done' | 'refused' | 'failed';
  /** What the service held right before the write, where somebody had changed it while a person was asked. */
  readonly before?: JsonObject | null;
  /** What the service held then; null: nothing. */
  readonly after?: JsonObject | null;
  /** What went wrong, for a person. */
  readonly error?: string;
}

/** A write of the past; `end` is absent where it is under way, or was cut off. */
export interface PastWrite extends BegunWrite {
  readonly id: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly end?: WriteEnd;
}

/** A DELETE and PUT as it stands on this machine. */
interface Replacing extends Replacement {
  /** Id of the process that began it. */
  readonly process: number;
  /** Unix milliseconds. */
  readonly at: number;
}

/** Files of this and of no other form are read: a newer FnDeck may mean something else by the same words. */
const VERSION = 1;

/** Reads a write from its parts; undefined where it cannot be understood. One whose end cannot be read has none. */
export function readWrite(id: string, begun: string, ended: string | undefined): PastWrite | undefined {
  const read = parsed(begun);
  const [at, ref, who] = [member(read, 'at'), readRef(member(read, 'ref')), readWriter(member(read, 'who'))];
  const operation = member(read, 'operation');
  if (typeof at !== 'number' || !ref || !who) return undefined;
  if (operation !== 'put' && operation !== 'delete') return undefined;
  const wanted = documentAt(read, 'wanted');
  const undoes = member(read, 'undoes');
  const end = ended === undefined ? undefined : readEnd(ended);
  const before = end?.before === undefined ? documentAt(read, 'before') : end.before;
  return {
    ...{ id, at, ref, who, operation },
    ...(before !== undefined && { before }),
    ...(wanted && { wanted }),
    ...(typeof undoes === 'string' && { undoes }),
    ...(end && { end }),
  };
}

/** Reads the note of a DELETE and PUT; undefined for a text that is none. */
export function readReplacing(text: string): Replacing | undefined {
  const read = parsed(text);
  const [before, wanted, ref] = [
    member(read, 'before'),
    member(read, 'wanted'),
    readRef(member(read, 'ref')),
  ];
  const [process, at] = [member(read, 'process'), member(read, 'at')];
  if (!ref || !isObject(before) || !isObject(wanted)) return undefined;
  return typeof process === 'number' && typeof at === 'number'
    ? { ref, before, wanted, process, at }
    : undefined;
}

function readEnd(text: string): WriteEnd | undefined {
  const read = parsed(text);
  const result = (['done', 'refused', 'failed'] as const).find((one) => one === member(read, 'result'));
  const [before, after] = [documentAt(read, 'before'), documentAt(read, 'after')];
  const error = member(read, 'error');
  return (
    result && {
      result,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      ...(typeof error === 'string' && { error }),
    }
  );
}

function parsed(text: string): Json | undefined {
  try {
    const read = JSON.parse(text) as Json;
    return member(read, 'version') === VERSION ? read : undefined;
  } catch {
    return undefined;
  }
}

/** A document, null for "nothing configured", undefined where neither stands there. */
function documentAt(read: Json | undefined, key: string): JsonObject | null | undefined {
  const found = member(read, key);
  return found === null || isObject(found) ? found : undefined;
}

function readWriter(value: Json | undefined): Writer | undefined {
  const [connection, person] = [member(value, 'connection'), member(value, 'person')];
  const [account, user] = [member(value, 'account'), member(value, 'user')];
  if (typeof connection !== 'string' || typeof person !== 'string') return undefined;
  return {
    ...{ connection, person },
    ...(typeof account === 'string' && { account }),
    ...(typeof user === 'string' && { user }),
  };
}

/** Reads a reference to a version; undefined for what is none. */
export function readRef(value: Json | undefined): FunctionRef | undefined {
  const [connection, group] = [member(value, 'connection'), member(value, 'group')];
  const [name, qualifier] = [member(value, 'name'), member(value, 'qualifier')];
  if (typeof connection !== 'string' || typeof group !== 'string') return undefined;
  return typeof name === 'string' && typeof qualifier === 'string'
    ? { connection, group, name, qualifier }
    : undefined;
}

import type { FunctionRef } from '../../model/functionRef';
import { isObject, member, readJson, type Json, type JsonObject } from '../../model/json';
import { placeOf, type Place } from '../../model/place';
import type { ServiceId } from '../../model/service';
import { isServiceId } from '../../model/services';
import { readRef } from '../configs/historyFiles';

/** One version of a run, and its part of the snapshot. */
export interface PlannedRow {
  readonly ref: FunctionRef;
  readonly service: ServiceId;
  /** Where its connection led then; absent in the files of an earlier FnDeck. */
  readonly led?: Place;
  /** What the service held when the run was planned; null: nothing. */
  readonly before: JsonObject | null;
  /** What it is to hold; null: nothing. */
  readonly wanted: JsonObject | null;
}

/** What a run is to do, with the snapshot of what was there before. Never changed once it is written. */
export interface RunPlan {
  /** Unix milliseconds. */
  readonly at: number;
  readonly purpose: 'apply' | 'undo';
  /** Whose config is applied, or which run is taken back, for a person. */
  readonly label: string;
  readonly rows: readonly PlannedRow[];
}

/** How far a row is. `sending`: the write was about to leave, and nothing says what became of that. */
export type Step =
  /** `expects`: what the service holds before the write, where that is not what the plan says. */
  | { readonly state: 'planned'; readonly expects?: JsonObject | null; readonly said?: string }
  | { readonly state: 'sending' }
  /** `after`: what the service held then. */
  | { readonly state: 'written'; readonly after: JsonObject | null; readonly said?: string }
  | { readonly state: 'failed' | 'skipped'; readonly said: string };

/** What the steps of a run say. */
interface Steps {
  readonly steps: ReadonlyMap<number, Step>;
  /** The processes that have taken the run, in their order, each by a name of its own. */
  readonly owners: readonly string[];
  /** The last of them. */
  readonly owner?: { readonly process: number };
  /** When the last line was written, in Unix milliseconds. */
  readonly at: number;
}

/** Files of this and of no other form are read: a newer FnDeck may mean something else by the same words. */
const VERSION = 1;

/** Reads the plan of a run; undefined for a text that is none, or not all of one. */
export function readPlan(text: string): RunPlan | undefined {
  const read = parsed(text);
  if (member(read, 'version') !== VERSION) return undefined;
  const [at, purpose, label] = [member(read, 'at'), member(read, 'purpose'), member(read, 'label')];
  const given = member(read, 'rows');
  if (typeof at !== 'number' || typeof label !== 'string' || !Array.isArray(given)) return undefined;
  if (purpose !== 'apply' && purpose !== 'undo') return undefined;
  const rows = (given as readonly Json[]).map(readRow);
  const whole = rows.filter((row) => row !== undefined);
  // Half a snapshot would undo half a run.
  return whole.length === rows.length ? { at, purpose, label, rows: whole } : undefined;
}

/** Reads the steps of a run with this many rows. Lines that a crash has cut off, or of other rows, are passed over. */
export function readSteps(text: string, rows: number): Steps {
  const steps = new Map<number, Step>();
  const owners: string[] = [];
  let owner: { readonly process: number } | undefined;
  let last = 0;
  for (const line of text.split('\n')) {
    const read = line === '' ? undefined : parsed(line);
    const [at, row, name] = [member(read, 'at'), member(read, 'row'), member(read, 'owner')];
    const process = member(read, 'process');
    if (typeof at !== 'number') continue;
    last = Math.max(last, at);
    if (typeof name === 'string' && typeof process === 'number') {
      owners.push(name);
      owner = { process };
    }
    const step = readStep(read);
    if (step && typeof row === 'number' && row >= 0 && row < rows) steps.set(row, step);
  }
  return { steps, owners, ...(owner && { owner }), at: last };
}

function readRow(value: Json): PlannedRow | undefined {
  const ref: FunctionRef | undefined = readRef(member(value, 'ref'));
  const service = member(value, 'service');
  const [before, wanted] = [documentAt(value, 'before'), documentAt(value, 'wanted')];
  if (
    !ref ||
    typeof service !== 'string' ||
    !isServiceId(service) ||
    before === undefined ||
    wanted === undefined
  )
    return undefined;
  const led = readPlace(member(value, 'led'));
  return { ref, service, ...(led && { led }), before, wanted };
}

function readPlace(value: Json | undefined): Place | undefined {
  if (!isObject(value)) return undefined;
  const texts = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const { service = '', region, ...others } = Object.fromEntries(texts);
  return isServiceId(service) && region !== undefined ? placeOf({ ...others, service, region }) : undefined;
}

function readStep(value: Json | undefined): Step | undefined {
  const [state, said] = [member(value, 'state'), member(value, 'said')];
  const why = typeof said === 'string' ? { said } : {};
  if (state === 'planned') {
    const expects = documentAt(value, 'expects');
    return { state, ...(expects !== undefined && { expects }), ...why };
  }
  if (state === 'sending') return { state };
  if (state === 'failed' || state === 'skipped') return { state, said: why.said ?? '' };
  const after = documentAt(value, 'after');
  return state === 'written' && after !== undefined ? { state, after, ...why } : undefined;
}

/** A document, null for "nothing configured", undefined where neither stands there. */
function documentAt(value: Json | undefined, key: string): JsonObject | null | undefined {
  const found = member(value, key);
  return found === null || isObject(found) ? found : undefined;
}

function parsed(text: string): Json | undefined {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

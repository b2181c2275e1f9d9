import type { Json } from '../../model/json';
import { queryOf, type Request } from '../exchange';
import { readJson } from '../readJson';
import { refuse } from './refusal';

/** A request that has been routed: its parameters, decoded. */
export interface Call {
  readonly request: Request;
  /** By the names in the route: `urn`, `group`, `stream`. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** The first value of each parameter of a request's query. */
export function queryValues(request: Request): Record<string, string> {
  return Object.fromEntries([...queryOf(request.search)].reverse());
}

/**
 * Reads a whole number from the query: absent or empty gives `otherwise`, above `max` gives `max`. Throws the
 * service's Refusal for anything else and for negative numbers.
 */
export function wholeNumber(
  call: Call,
  name: string,
  otherwise: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  const text = call.query[name] ?? '';
  if (text === '') return otherwise;
  if (!/^\d{1,15}$/.test(text)) throw refuse.badQuery(`Invalid query parameter ${name}`);
  return Math.min(Number(text), max);
}

/** The JSON of a request's body; `invalid` is thrown when there is none, or a needlessly deep one. */
export function bodyOf(call: Call, invalid: () => Error): Json {
  const body = readJson(call.request.body.toString('utf8'));
  if (body === undefined) throw invalid();
  return body;
}

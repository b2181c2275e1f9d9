import { queryOf, type Request, type RequestHead } from '../exchange';
import type { Api } from './api';
import { refuse } from './refusal';

/** A request that has been routed: its parameters, decoded. */
export interface Call {
  readonly request: Request;
  readonly api: Api;
  readonly requestId: string;
  /** By the names in the route: `service`, `function`, `task`. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** The first value of each parameter of a request's query. */
export function queryValues({ search }: Pick<RequestHead, 'search'>): Record<string, string> {
  return Object.fromEntries([...queryOf(search)].reverse());
}

/** Reads a whole number of the query; absent or empty gives `otherwise`. Throws a Refusal for anything else. */
export function wholeNumber(
  { query }: Call,
  name: string,
  otherwise: number,
  min: number,
  max: number,
): number {
  const text = query[name] ?? '';
  if (text === '') return otherwise;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) {
    throw refuse.badArgument(
      `${name} is set to an invalid value (allowed: ${min} - ${max}, actual: '${text}')`,
    );
  }
  return value;
}

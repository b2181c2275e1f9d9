import { wholeNumber, type Call } from './call';
import { refuse } from './refusal';

/** A page of a list; `next` is the token for the following one, undefined at the end. */
interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | undefined;
}

/** `limit` of a list call: 20 where nothing is said, at most 100. */
function limitOf(call: Call): number {
  return wholeNumber(call, 'limit', 20, 1, 100);
}

/** The page of a list whose tokens are the names of the next rows, as most lists have it. */
export function pageByName<T>(call: Call, all: readonly T[], nameOf: (row: T) => string): Page<T> {
  const token = call.query['nextToken'] ?? '';
  const start = token === '' ? 0 : all.findIndex((row) => nameOf(row) === token);
  const from = start < 0 ? all.length : start;
  const end = from + limitOf(call);
  const following = all[end];
  return { rows: all.slice(from, end), next: following === undefined ? undefined : nameOf(following) };
}

/** The page of a long list whose rows are made when they are needed; its tokens tell nothing. */
export function pageByOffset<T>(
  call: Call,
  read: (offset: number, limit: number) => { readonly rows: readonly T[]; readonly count: number },
): Page<T> {
  const token = call.query['nextToken'] ?? '';
  const offset = token === '' ? 0 : Number(Buffer.from(token, 'base64').toString('latin1'));
  if (!Number.isSafeInteger(offset) || offset < 0) throw refuse.badArgument('nextToken is invalid');
  const limit = limitOf(call);
  const { rows, count } = read(offset, limit);
  const end = offset + limit;
  return { rows, next: end < count ? Buffer.from(String(end)).toString('base64') : undefined };
}

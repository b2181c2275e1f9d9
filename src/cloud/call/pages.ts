import { message } from '../../model/message';
import { CloudError } from '../errors';
import type { ServiceId } from '../../model/service';

/** One page of a list, and what to ask for the next one with; undefined at the end. */
export interface Page<Item, Token> {
  readonly items: readonly Item[];
  readonly next: Token | undefined;
}

/** Pages that are read one after the other. A page whose reading failed is asked for again by the next `next`. */
export interface Pages<Item> extends AsyncIterableIterator<readonly Item[]> {
  /** Whether there may be another page, as far as the last one told. */
  readonly hasMore: boolean;
  next(): Promise<IteratorResult<readonly Item[], undefined>>;
  [Symbol.asyncIterator](): Pages<Item>;
}

/** Most pages without an item in a row: a service that leaves out what one may not see gives some. */
const MOST_EMPTY = 200;

/**
 * The pages of a list that are not empty, from the first on, each asked for when it is wanted. Throws a CloudError of
 * kind `protocol` where the service names a page a second time, or gives one empty page after the other: such a list
 * never ends.
 */
export function pages<Item, Token>(
  { service, operation }: { readonly service: ServiceId; readonly operation: string },
  read: (token: Token | undefined) => Promise<Page<Item, Token>>,
): Pages<Item> {
  const seen = new Set<Token>();
  let token: Token | undefined;
  let left: 'more' | 'nothing' | 'circle' | 'emptiness' = 'more';
  let empty = 0;
  const list: Pages<Item> = {
    get hasMore() {
      return left !== 'nothing';
    },
    [Symbol.asyncIterator]: () => list,
    next: async () => {
      while (left === 'more') {
        const { items, next } = await read(token);
        left = next === undefined ? 'nothing' : seen.has(next) ? 'circle' : 'more';
        if (next !== undefined) seen.add(next);
        token = next;
        if (items.length > 0) {
          empty = 0;
          return { done: false, value: items };
        }
        if (++empty >= MOST_EMPTY && left === 'more') left = 'emptiness';
      }
      if (left === 'nothing') return { done: true, value: undefined };
      throw new CloudError({
        kind: 'protocol',
        service,
        operation,
        sent: 'answered',
        repeatable: false,
        summary:
          left === 'circle'
            ? message('The list has no end: the service names a page that was read already.')
            : message('The list has no end: the service gave {0} empty pages in a row.', String(MOST_EMPTY)),
        hint: message('What is shown may be incomplete. Refresh to try again.'),
      });
    },
  };
  return list;
}

/** The same pages with other items; a page may have none left. */
export function mapPages<From, To>(
  from: Pages<From>,
  items: (page: readonly From[]) => readonly To[],
): Pages<To> {
  const list: Pages<To> = {
    get hasMore() {
      return from.hasMore;
    },
    [Symbol.asyncIterator]: () => list,
    next: async () => {
      const page = await from.next();
      return page.done === true ? page : { done: false, value: items(page.value) };
    },
  };
  return list;
}

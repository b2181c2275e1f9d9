import { message } from '../../model/message';
import { CloudError } from '../errors';
import type { ServiceId } from '../../model/service';

/** One page of a list, and what to ask for the next one with; undefined at the end. */
export interface Page<Item, Token> {
  readonly items: readonly Item[];
  readonly next: Token | undefined;
}

/**
 * The pages of a list that are not empty, from the first on, each asked for when it is wanted. Throws a CloudError of
 * kind `protocol` where the service names a page a second time: such a list never ends.
 */
export async function* pages<Item, Token>(
  { service, operation }: { readonly service: ServiceId; readonly operation: string },
  read: (token: Token | undefined) => Promise<Page<Item, Token>>,
): AsyncGenerator<readonly Item[]> {
  const seen = new Set<Token>();
  for (let token: Token | undefined; ;) {
    const { items, next } = await read(token);
    if (items.length > 0) yield items;
    if (next === undefined) return;
    if (seen.has(next)) {
      throw new CloudError({
        kind: 'protocol',
        service,
        operation,
        sent: 'answered',
        repeatable: false,
        summary: message('The list has no end: the service names a page that was read already.'),
        hint: message('What is shown may be incomplete. Refresh to try again.'),
      });
    }
    seen.add(next);
    token = next;
  }
}

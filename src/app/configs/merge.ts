import { destinationsOf } from '../../model/fields';
import { isObject, member, sameJson, type Json, type JsonObject } from '../../model/json';
import type { ServiceProfile } from '../../model/service';
import type { Edit } from '../../webview/protocol';

/** What two changes of one config come to. */
export type Merged =
  /** Nobody has touched what the other has: `edits` bring theirs into mine. `fields`: dotted paths of what is theirs. */
  | { readonly kind: 'merged'; readonly edits: readonly Edit[]; readonly fields: readonly string[] }
  /** Both have changed these fields, each in another way. */
  | { readonly kind: 'conflict'; readonly fields: readonly string[] };

/**
 * Merges two changes of a config: `base` became `mine` here and `theirs` on the service. Fields are merged as wholes,
 * a destination of one side too: half of one destination and half of another would be none that anybody wanted.
 */
export function mergeConfigs(
  profile: ServiceProfile,
  base: JsonObject,
  mine: JsonObject,
  theirs: JsonObject,
): Merged {
  const { key: destinations } = destinationsOf(profile);
  const edits: Edit[] = [];
  const conflicts: string[] = [];
  const field = (
    path: readonly string[],
    values: Readonly<Record<'base' | 'mine' | 'theirs', Json | undefined>>,
  ) => {
    if (sameJson(values.base, values.theirs) || sameJson(values.mine, values.theirs)) return;
    if (sameJson(values.base, values.mine)) edits.push({ path, value: values.theirs });
    else conflicts.push(path.join('.'));
  };
  for (const key of keysOf(base, mine, theirs)) {
    const [was, here, there] = [member(base, key), member(mine, key), member(theirs, key)];
    const sides =
      key === destinations && [was, here, there].every((one) => one === undefined || isObject(one));
    if (!sides) {
      field([key], { base: was, mine: here, theirs: there });
      continue;
    }
    // With the last side of theirs the object goes, too, unless there is one of mine.
    if (there === undefined && sameJson(was, here)) {
      field([key], { base: was, mine: here, theirs: there });
      continue;
    }
    for (const side of keysOf(was, here, there)) {
      const values = { base: member(was, side), mine: member(here, side), theirs: member(there, side) };
      field([key, side], values);
    }
  }
  return conflicts.length > 0
    ? { kind: 'conflict', fields: conflicts }
    : { kind: 'merged', edits, fields: edits.map(({ path }) => path.join('.')) };
}

function keysOf(...objects: readonly (Json | undefined)[]): ReadonlySet<string> {
  return new Set(objects.flatMap((object) => (isObject(object) ? Object.keys(object) : [])));
}

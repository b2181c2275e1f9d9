import { isObject, sameJson, type Json } from '../../model/json';

/**
 * Where a value first lacks something that is expected of it; undefined where it has all. Objects may have more keys;
 * lists have the same length, and each of their items is compared so; numbers are compared to the digit.
 */
export function firstMissing(
  expected: Json,
  actual: Json | undefined,
): readonly (string | number)[] | undefined {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const items = expected as readonly Json[];
    for (const [index, item] of items.entries()) {
      const deeper = firstMissing(item, actual[index] as Json | undefined);
      if (deeper) return [index, ...deeper];
    }
    return items.length === actual.length ? undefined : [];
  }
  if (isObject(expected) && isObject(actual)) {
    for (const [key, value] of Object.entries(expected)) {
      const deeper = firstMissing(value, Object.hasOwn(actual, key) ? actual[key] : undefined);
      if (deeper) return [key, ...deeper];
    }
    return undefined;
  }
  return sameJson(expected, actual) ? undefined : [];
}

/** The part of a value that expectations speak of, with the keys in their order: what is compared side by side. */
export function restricted(actual: Json, expected: Json): Json {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return (actual as readonly Json[]).map((item, index) =>
      index < expected.length ? restricted(item, expected[index] as Json) : item,
    );
  }
  if (!isObject(actual) || !isObject(expected)) return actual;
  return Object.fromEntries(
    Object.entries(expected).flatMap(([key, value]): [string, Json][] => {
      const found = Object.hasOwn(actual, key) ? actual[key] : undefined;
      return found === undefined ? [] : [[key, restricted(found, value)]];
    }),
  );
}

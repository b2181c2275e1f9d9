import { isObject, sameJson, type Json } from '../../model/json';

/** Dotted paths of the fields that two documents hold otherwise, or that only one of them has. */
export function fieldsThatDiffer(a: Json | undefined, b: Json | undefined): readonly string[] {
  if (!isObject(a) || !isObject(b)) return sameJson(a, b) ? [] : [''];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) =>
    fieldsThatDiffer(a[key], b[key]).map((inner) => (inner === '' ? key : `${key}.${inner}`)),
  );
}

import { isObject, member, sameJson, type JsonObject } from '../../model/json';
import type { ServiceProfile } from '../../model/service';

/** Dotted paths of the fields of `wanted` that `actual` lacks or has otherwise, down to single values. */
export function differing(wanted: JsonObject, actual: JsonObject): readonly string[] {
  return Object.entries(wanted).flatMap(([key, value]) => {
    const other = member(actual, key);
    if (isObject(value) && isObject(other)) return differing(value, other).map((path) => `${key}.${path}`);
    return sameJson(value, other) ? [] : [key];
  });
}

/** Dotted paths of the fields of `actual` that `wanted` does not have, down to single values of what both have. */
export function added(wanted: JsonObject, actual: JsonObject): readonly string[] {
  return Object.entries(actual).flatMap(([key, value]) => {
    if (!Object.hasOwn(wanted, key)) return [key];
    const other = wanted[key];
    return isObject(value) && isObject(other) ? added(other, value).map((path) => `${key}.${path}`) : [];
  });
}

/** Paths of what `before` actual, `wanted` leaves out, and `after` holds still: what a PUT that merges has kept. */
export function stillHeld(
  profile: ServiceProfile,
  before: JsonObject,
  wanted: JsonObject,
  after: JsonObject,
): readonly string[] {
  return profile.fields.flatMap((field): readonly string[] => {
    const { key } = field;
    switch (field.kind) {
      case 'number':
        return isKept(before, wanted, after, key) && after[key] !== field.byDefault ? [key] : [];
      case 'switch':
        return isKept(before, wanted, after, key) && after[key] === true ? [key] : [];
      case 'destinations':
        return [field.success, field.failure]
          .filter((side) => member(after[key], side) !== undefined && member(wanted[key], side) === undefined)
          .map((side) => `${key}.${side}`);
    }
  });
}

function isKept(before: JsonObject, wanted: JsonObject, after: JsonObject, key: string): boolean {
  return Object.hasOwn(before, key) && !Object.hasOwn(wanted, key) && sameJson(before[key], after[key]);
}

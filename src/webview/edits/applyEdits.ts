import { isObject, type Json, type JsonObject } from '../../model/json';
import type { Edit } from '../protocol';

/** The document with edits made in their order. The given one stays as it is. */
export function applyEdits(document: JsonObject, edits: readonly Edit[]): JsonObject {
  return edits.reduce((now, { path, value }) => written(now, path, value), document);
}

function written(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return object;
  if (rest.length === 0) return value === undefined ? without(object, key) : { ...object, [key]: value };
  const inner = object[key];
  if (value === undefined && !isObject(inner)) return object;
  return { ...object, [key]: written(isObject(inner) ? inner : {}, rest, value) };
}

function without(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

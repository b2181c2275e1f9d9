import { digitsOf, isObject, member, readJson, type Json } from '../../model/json';

/** The non-empty string under `key` of an answer; undefined for anything else. */
export function textAt(value: Json | undefined, key: string): string | undefined {
  const found = member(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The number under `key`; services write some numbers as strings. Undefined for anything else. */
export function numberAt(value: Json | undefined, key: string): number | undefined {
  const given = member(value, key);
  const found = digitsOf(given) ?? given;
  const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The array under `key`; empty where there is none (services leave out empty lists). */
export function listAt(value: Json | undefined, key: string): readonly Json[] {
  const found = member(value, key);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}

/** The texts of an object, numbers and switches as texts; empty where there is none. */
export function textsIn(value: Json | undefined): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  const entries = Object.entries(value).map(([key, each]) => [key, digitsOf(each) ?? each] as const);
  return Object.fromEntries(
    entries.map(([key, each]) => [key, typeof each === 'object' ? '' : String(each)] as const),
  );
}

/** Drops keys without a value, so that an absent field stays absent. */
export function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Parses JSON, no number rounded; undefined where it does not parse. */
export function parseJson(text: string): Json | undefined {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

/**
 * Key of the one property of an object that stands for a number which JavaScript would round (9007199254740993, 1e400).
 * It goes through messages like any value, and no document has such a name.
 */
const DIGITS = '\u0000number';

/** A value that JSON can carry. A number that JavaScript would round is an object of its own, see `digitsOf`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; a key may be absent, which is never the same as `null`, `false` or 0. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether a value is a JSON object: not an array, not null, not a number kept by its digits. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(DIGITS in value);
}

/** The value under `key` when `value` is an object that has it, else undefined. */
export function member(value: unknown, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Whether two JSON values say the same, whatever the order of their keys. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  const digits = digitsOf(a);
  if (digits !== undefined) return digits === digitsOf(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item: Json, i) => sameJson(item, b[i] as Json));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  );
}

/** The digits of a number that JavaScript would round, as they were written; undefined for any other value. */
export function digitsOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !(DIGITS in value)) return undefined;
  return String(value[DIGITS]);
}

/** The value of a number as JSON writes it: a number, or its digits where JavaScript would round it. */
export function readNumber(digits: string): Json {
  const value = Number(digits);
  return Number.isFinite(value) && decimal(String(value)) === decimal(digits) ? value : { [DIGITS]: digits };
}

/** Parses JSON without rounding numbers. Throws a SyntaxError. */
export function readJson(text: string): Json {
  // Where no number is long enough to be rounded, which is nearly always, the parser of the platform does.
  if (!/(?:^|[:[,])\s*-?(?:[\d.]{16}|[\d.]+[eE])/.test(text)) return JSON.parse(text) as Json;
  const kept = text.replace(STRING_OR_NUMBER, (token) => {
    if (token.startsWith('"')) return token;
    const value = readNumber(token);
    return typeof value === 'number' ? token : JSON.stringify(value);
  });
  return JSON.parse(kept) as Json;
}

/** Prints JSON, every number to the digit. `indent`: spaces a level; absent: all in one line. */
export function printJson(value: Json, indent?: number): string {
  return withDigits(JSON.stringify(value, undefined, indent));
}

/** A JSON text in which something else has printed numbers that are kept by their digits, with these as numbers. */
export function withDigits(text: string): string {
  // Inside a string of the text a quote has a backslash before it: only whole objects can match.
  return text.replace(/\{\s*"\\u0000number":\s*"(-?[\d.eE+-]+)"\s*\}/g, '$1');
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A decimal number as its significant digits and the power of ten behind them, so that equal numbers are equal texts. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`;
}

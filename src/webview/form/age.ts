import type { Json } from '../../model/json';
import { readTyped, showNumber } from './number';

/** Units of the event age, with their length in seconds. */
export const UNITS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

export type Unit = keyof typeof UNITS;

/** The units from short to long. */
export const UNIT_NAMES = Object.keys(UNITS) as readonly Unit[];

/** Whether a text is the name of a unit. */
export function isUnit(text: string): text is Unit {
  return Object.hasOwn(UNITS, text);
}

/** The longest unit in which a number of seconds is whole; seconds for anything that is not a length of time. */
export function bestUnit(value: Json | undefined): Unit {
  if (typeof value !== 'number' || value <= 0) return 'seconds';
  return UNIT_NAMES.findLast((unit) => value % UNITS[unit] === 0) ?? 'seconds';
}

/**
 * What a typed age means in seconds. Parts of a unit are allowed (`1.5` hours is 5400); what is no number is kept as
 * the text it is, so that nothing typed is lost; an empty text is unset.
 */
export function readAge(text: string, unit: Unit): Json | undefined {
  const value = readTyped(text);
  // A thousandth is below any unit that the services know: rounding only takes away what binary fractions add.
  return typeof value === 'number' ? Math.round(value * UNITS[unit] * 1000) / 1000 : value;
}

/** The text for a number of seconds in a unit; other values as they are. */
export function showAge(value: Json | undefined, unit: Unit): string {
  return showNumber(typeof value === 'number' ? value / UNITS[unit] : value);
}

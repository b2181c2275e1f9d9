import type { Flavour } from './project';

const OFFSET_HOURS = 8;

/** RFC 3339 with the offset of the Chinese regions: `2021-03-04T14:50:02+08:00`. Takes Unix milliseconds. */
export function zonedTime(ms: number): string {
  return `${new Date(ms + OFFSET_HOURS * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

/** UTC without its zone, as the records of invocations have it: `2019-10-25T15:37:27`. */
export function bareTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

/** UTC with a `Z`, as the log has it. */
export function logTime(ms: number): string {
  return `${bareTime(ms)}Z`;
}

/**
 * `last_modified` as the flavour writes it. The plain form is the zoned one of the same moment without its zone: the
 * documents' samples have `2021-03-04T14:50:02+08:00` and `2021-03-04 14:50:02` side by side in one body.
 */
export function modifiedTime(flavour: Flavour, ms: number): string {
  const zoned = zonedTime(ms);
  return flavour.modifiedTime === 'zoned' ? zoned : zoned.slice(0, 19).replace('T', ' ');
}

/** Reads a `bareTime`; undefined for anything else, and for a day or an hour that there is not. */
export function readBareTime(text: string): number | undefined {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

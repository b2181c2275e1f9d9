import type { Say } from '../changes';
import { message, type Message } from '../message';

/** What one of two runs has said. */
export interface Run {
  /** Unix milliseconds. */
  readonly at: number;
  /** By which the service names the run. */
  readonly ids: readonly string[];
  readonly texts: readonly string[];
}

/** What is another each time though nothing else is. */
type Kind = 'id' | 'time' | 'duration' | 'memory';

/** A value of that kind in a text. */
interface Found {
  readonly kind: Kind;
  readonly from: number;
  readonly value: string;
}

/** How far a time may lie from the run and still be one of the run: clocks go wrong, and many times have no zone. */
const NEAR_MS = 36 * 3_600_000;

const ID =
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{16,}\b/gi;
const DATE =
  /\b\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?|\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g;
/** Seconds or milliseconds since 1970. */
const EPOCH = /(?<![\w.-])\d{10}(?:\d{3})?(?:\.\d+)?(?![\w.])/g;
/** In a unit below a second, or in fractions of it: whole seconds are limits that somebody has set. */
const DURATION = /(?<![\w.])\d+(?:\.\d+)? ?(?:ms|µs|us|ns)\b|(?<![\w.])\d+\.\d+ ?s(?:ec(?:onds?)?)?\b/gi;
/** A number that is called a duration; its unit is in its name, or nowhere. */
const CALLED_DURATION = /(?<=(?:duration|elapsed|latency|took)\w{0,8}"? ?[:=] ?)\d+(?:\.\d+)?(?![\w.])/gi;
const MEMORY = /(?<=memory ?used"? ?[:=] ?)\d+(?:\.\d+)?(?: ?MB\b)?/gi;

const PLACEHOLDERS: Readonly<Record<Kind, (number: number) => Message>> = {
  id: (number) => message('<id {0}>', number),
  time: () => message('<time>'),
  duration: () => message('<duration>'),
  memory: () => message('<memory used>'),
};

/**
 * The texts of two runs, with a word in the place of each time of the runs, of each duration and use of memory, and of
 * each id that only one of them has: what still differs is not of the moment. An id has a number, the same wherever it
 * stands, so that two that are mixed up still show.
 */
export function withoutVolatile(
  a: Run,
  b: Run,
  say: Say,
): readonly [a: readonly string[], b: readonly string[]] {
  const [inA, inB] = [a, b].map((run) => run.texts.map((text) => findAll(text, run))) as [
    Found[][],
    Found[][],
  ];
  const valuesOf = (all: readonly Found[][]) => new Set(all.flat().map(({ value }) => value));
  return [replaceAll(a.texts, inA, valuesOf(inB), say), replaceAll(b.texts, inB, valuesOf(inA), say)];
}

function findAll(text: string, { at, ids }: Run): Found[] {
  const own = ids.filter((id) => id.length > 7).map((id) => id.replace(/[^\w-]/g, '\\$&'));
  const isNear = (ms: number): boolean => Math.abs(ms - at) <= NEAR_MS;
  const found = [
    ...(own.length > 0 ? matches(text, new RegExp(own.join('|'), 'g'), 'id') : []),
    ...matches(text, ID, 'id'),
    ...matches(text, DATE, 'time').filter(({ value }) => isNear(timeOf(value))),
    ...matches(text, EPOCH, 'time').filter(({ value }) => isNear(epochOf(value))),
    ...matches(text, MEMORY, 'memory'),
    ...matches(text, DURATION, 'duration'),
    ...matches(text, CALLED_DURATION, 'duration'),
  ].sort((one, other) => one.from - other.from);
  let end = 0;
  return found.filter(({ from, value }) => {
    const isFree = from >= end;
    if (isFree) end = from + value.length;
    return isFree;
  });
}

function matches(text: string, pattern: RegExp, kind: Kind): Found[] {
  return [...text.matchAll(pattern)].map((match) => ({ kind, from: match.index, value: match[0] }));
}

/** Unix milliseconds, a time without a zone as UTC; NaN for what is no time. */
function timeOf(text: string): number {
  const iso = text.replace(/\//g, '-').replace(',', '.').replace(' UTC', 'Z');
  if (!/^\d/.test(iso)) return Date.parse(text);
  const [, day = '', time = '', zone = ''] = /^(\S{10})[T ]([\d:.]+) ?(.*)$/.exec(iso) ?? [];
  return Date.parse(`${day}T${time.slice(0, 12)}${zone === '' ? 'Z' : zone}`);
}

function epochOf(digits: string): number {
  const value = Number(digits);
  return value < 1e11 ? value * 1000 : value;
}

function replaceAll(
  texts: readonly string[],
  found: readonly Found[][],
  known: ReadonlySet<string>,
  say: Say,
): readonly string[] {
  const numbers = new Map<string, number>();
  return texts.map((text, index) => {
    const kept: string[] = [];
    let at = 0;
    for (const { kind, from, value } of found[index] ?? []) {
      // Two runs in one second have its time in common, but not at the same places.
      if (kind === 'id' && known.has(value)) continue;
      if (kind === 'id' && !numbers.has(value)) numbers.set(value, numbers.size + 1);
      const word = say(PLACEHOLDERS[kind](numbers.get(value) ?? 0));
      kept.push(text.slice(at, from), isBare(text, from, value) ? `"${word}"` : word);
      at = from + value.length;
    }
    return kept.join('') + text.slice(at);
  });
}

/** Whether a number stands as a value of JSON: a word in its place needs quotes. */
function isBare(text: string, from: number, value: string): boolean {
  if (!/^[\d.]+$/.test(value)) return false;
  return (
    /(?:"\s*:|[[,])\s*$/.test(text.slice(Math.max(0, from - 40), from)) &&
    /^\s*(?:[,\]}]|$)/.test(text.slice(from + value.length, from + value.length + 40))
  );
}

import type { Say } from '../../model/changes';
import { duration } from '../../model/duration';
import { message, type Message } from '../../model/message';
import type { FileState } from '../code/fileState';
import { searchable, type ConfigRow } from './configRow';

type Test = (row: ConfigRow) => boolean;

/** What a row must fulfil, and how it is said. */
interface Condition {
  readonly said: string;
  readonly holds: Test;
}

/** A filter as it was understood: all of its conditions must hold. */
export interface Filter {
  readonly conditions: readonly Condition[];
  readonly lets: Test;
}

/** A condition that is asked for by its words. */
interface Phrase {
  readonly words: Message;
  readonly test: Test;
}

const inState =
  (...kinds: readonly FileState['kind'][]): Test =>
  ({ file }) =>
    file !== undefined && kinds.includes(file.kind);

/** Conditions that are asked for by their words, in English or in the reader's language. */
function phrases(): readonly Phrase[] {
  return [
    { words: message('no failure destination'), test: ({ view }) => !view.failure },
    { words: message('failure destination'), test: ({ view }) => view.failure !== undefined },
    { words: message('no success destination'), test: ({ view }) => !view.success },
    { words: message('success destination'), test: ({ view }) => view.success !== undefined },
    { words: message('no destination'), test: ({ view }) => !view.success && !view.failure },
    { words: message('status log on'), test: ({ view }) => view.record === true },
    { words: message('status log off'), test: ({ view }) => view.record !== true },
    { words: message('no findings'), test: ({ findings }) => findings.length === 0 },
    { words: message('findings'), test: ({ findings }) => findings.length > 0 },
    {
      words: message('differs from the file'),
      test: inState('fileAhead', 'serviceChanged', 'both', 'differs'),
    },
    { words: message('in sync with the file'), test: inState('same') },
    { words: message('file ahead'), test: inState('fileAhead') },
    { words: message('service changed'), test: inState('serviceChanged') },
    { words: message('no file'), test: ({ file }) => file === undefined },
  ];
}

/** What is offered beside the filter, as it would be typed; of files only where there are some. */
export function offeredConditions(say: Say, hasFiles: boolean): readonly string[] {
  const others = [message('status log off'), message('findings')];
  const files = hasFiles ? [message('differs from the file'), message('no file')] : [];
  return [
    say(message('no failure destination')),
    `${say(message('retries'))} 0`,
    ...[...others, ...files].map(say),
  ];
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

/** A comparison, perhaps written as one sign; absent: equal. */
const SIGN = '\\s*(<=|>=|≤|≥|=|<|>)?\\s*';
/** What may stand after a condition: nothing, a blank, a comma. */
const END = '(?=[\\s,;，、；]|$)';

/**
 * Reads a filter as a person types it: `no failure destination, retries 0, age > 1 h, orders`. A number is the one in
 * effect. `not` turns a condition round; what is in quotes, and every other word, is looked for in the row's text.
 */
export function readFilter(typed: string, say: Say): Filter {
  const known = phrases()
    .flatMap(({ words, test }) =>
      [...new Set([words.text, say(words)])].map((text) => ({ text: searchable(text), test })),
    )
    .sort((a, b) => b.text.length - a.text.length);
  const patterns = known.map(({ text, test }) => ({
    pattern: new RegExp(`${escaped(text).replaceAll(' ', '\\s+')}${END}`, 'y'),
    text,
    test,
  }));
  const no = searchable(say(message('not')));
  // Chinese has no blanks between words.
  const not = new RegExp(`(?:not\\s+|${escaped(no)}\\s${/\p{Script=Han}$/u.test(no) ? '*' : '+'})`, 'y');
  const [retries, age] = numberPatterns(say);
  const text = searchable(typed);
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at += match[0].length;
    return match ?? undefined;
  };

  const condition = (): Condition | undefined => {
    for (const { pattern, text: said, test } of patterns) if (take(pattern)) return { said, holds: test };
    const count = take(retries);
    if (count) {
      const [, sign, digits = ''] = count;
      const name = say(message('retries'));
      return compared(name, sign, Number(digits), digits, (row) => row.retries);
    }
    const length = take(age);
    if (length) {
      const seconds = secondsOf(length[2] ?? '', say);
      const name = say(message('age'));
      return compared(name, length[1], seconds, say(duration(seconds)), (row) => row.age);
    }
    const word = take(/"([^"]*)"?/y)?.[1] ?? take(/[^\s,;，、；]+/y)?.[0];
    if (word === undefined || word === '') return undefined;
    return { said: `“${word}”`, holds: ({ words }) => words.includes(word) };
  };

  const conditions: Condition[] = [];
  for (;;) {
    take(/[\s,;，、；]+/y);
    if (at >= text.length) break;
    const isTurned = take(not) !== undefined;
    const read = condition();
    if (!read) continue;
    const { said, holds } = read;
    const turned = { said: `${say(message('not'))} ${said}`, holds: (row: ConfigRow) => !holds(row) };
    conditions.push(isTurned ? turned : read);
  }
  return { conditions, lets: (row) => conditions.every(({ holds }) => holds(row)) };
}

function compared(
  name: string,
  sign = '=',
  wanted: number,
  shown: string,
  valueOf: (row: ConfigRow) => number | undefined,
): Condition {
  const plainSign = sign.replace('≤', '<=').replace('≥', '>=');
  const compare = COMPARISONS[plainSign];
  return {
    said: `${name} ${plainSign} ${shown}`,
    holds: (row) => {
      const value = valueOf(row);
      return value !== undefined && compare?.(value, wanted) === true;
    },
  };
}

/** Units of time as they are typed, with their seconds: in English and as durations are shown to the reader. */
function units(say: Say): ReadonlyMap<string, number> {
  const seconds = [86_400, 3600, 60, 1];
  const english = ['d', 'h', 'min', 's'];
  const local = seconds.map((one): [string, number] => [
    searchable(say(duration(one)).replace(/\d+/, '').trim()),
    one,
  ]);
  return new Map([...english.map((unit, i): [string, number] => [unit, seconds[i] as number]), ...local]);
}

function numberPatterns(say: Say): readonly [retries: RegExp, age: RegExp] {
  const unit = [...units(say).keys()].map(escaped).join('|');
  const retries = `${oneOf('retries', say(message('retries')))}${SIGN}(\\d+)${END}`;
  const length = `\\d+(?:\\s*(?:${unit})(?:\\s*\\d+\\s*(?:${unit}))*)?`;
  const age = `${oneOf('age', say(message('age')))}${SIGN}(${length})${END}`;
  return [new RegExp(retries, 'y'), new RegExp(age, 'y')];
}

/** Seconds of `1 h 30 min`; a number alone is seconds. */
function secondsOf(text: string, say: Say): number {
  const known = units(say);
  const parts = [...text.matchAll(/(\d+)\s*([^\s\d]*)/g)];
  return parts.reduce((sum, [, digits, unit]) => sum + Number(digits) * (known.get(unit ?? '') ?? 1), 0);
}

function oneOf(...words: readonly string[]): string {
  return `(?:${words.map((word) => escaped(searchable(word))).join('|')})`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

import { isObject, printJson, readJson, type Json, type JsonObject } from '../../model/json';

/** How serious a line is, from the least to the most. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** One of them. */
export type LogLevel = (typeof LEVELS)[number];

/** Other names of levels, in lower case, as loggers and services write them. */
const NAMES: Readonly<Record<string, LogLevel>> = {
  ...Object.fromEntries(LEVELS.map((level) => [level, level])),
  verbose: 'trace',
  information: 'info',
  notice: 'info',
  warning: 'warn',
  err: 'error',
  critical: 'fatal',
  crit: 'fatal',
  alert: 'fatal',
  emergency: 'fatal',
};

/** Where loggers that write JSON put the level and the sentence. */
const LEVEL_FIELDS = ['level', 'severity', 'lvl', 'levelname'];
const TEXT_FIELDS = ['message', 'msg'];

/** A level stands near the beginning of a line, and JSON begins there: both are looked for in so many characters. */
const HEAD = 160;

const NAME = Object.keys(NAMES).join('|');
const BRACKETED = new RegExp(`\\[(${NAME})\\]\\s*`, 'i');
const WORD = new RegExp(`(?:^|\\s)(${NAME.toUpperCase()})(?=[\\s:|]|$)\\s*`);

/** The level that a person or a logger calls so; undefined where there is none of that name. */
export function levelCalled(name: string): LogLevel | undefined {
  return Object.hasOwn(NAMES, name.toLowerCase()) ? NAMES[name.toLowerCase()] : undefined;
}

/**
 * A line of a log with its level, where it has one. JSON that names its level is written as a line of text: what stands
 * before it, the level, the sentence, and what else the JSON has.
 */
export function readLevel(line: string): { readonly level?: LogLevel; readonly text: string } {
  const head = line.slice(0, HEAD);
  const found = BRACKETED.exec(head) ?? WORD.exec(head);
  const own = found?.[1] === undefined ? undefined : levelCalled(found[1]);
  const begin = head.indexOf('{');
  const data = begin < 0 || !/\}\s*$/.test(line.slice(-HEAD)) ? undefined : objectIn(line.slice(begin));
  const level = data && levelOf(data);
  if (!data || level === undefined) return { text: line, ...(own !== undefined && { level: own }) };
  const before = line.slice(0, begin).replace(BRACKETED, '').replace(WORD, ' ').trimEnd();
  return { level, text: [before, `[${level}]`, ...inText(data)].filter((part) => part !== '').join(' ') };
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const read = readJson(text);
    return isObject(read) ? read : undefined;
  } catch {
    return undefined; // braces, but no JSON
  }
}

/** Some loggers count: 10 is trace, 60 fatal (pino, bunyan). */
function levelOf(data: JsonObject): LogLevel | undefined {
  for (const field of LEVEL_FIELDS) {
    const value = valueOf(data, field);
    if (typeof value === 'string') return levelCalled(value);
    if (typeof value === 'number') return LEVELS[Math.min(Math.floor(value / 10), LEVELS.length) - 1];
  }
  return undefined;
}

function inText(data: JsonObject): readonly string[] {
  const texts = TEXT_FIELDS.map((field) => [field, valueOf(data, field)] as const);
  const [said, text] = texts.find(([, value]) => typeof value === 'string') ?? [];
  const levelled = LEVEL_FIELDS.find((field) => valueOf(data, field) !== undefined);
  const rest = Object.entries(data).filter(([key]) => key !== said && key !== levelled);
  return [
    ...(typeof text === 'string' ? [text] : []),
    ...(rest.length === 0 ? [] : [printJson(Object.fromEntries(rest))]),
  ];
}

function valueOf(data: JsonObject, field: string): Json | undefined {
  return Object.hasOwn(data, field) ? data[field] : undefined;
}

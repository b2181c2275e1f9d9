import { listOf, message, type Message } from '../../model/message';
import { LEVELS, levelCalled, type LogLevel } from './levels';

/** Which lines of a log are shown. */
export interface LogFilter {
  /** As it was typed. */
  readonly typed: string;
  /** All of them stand in the line, or in the id of its request; in any case of letters. */
  readonly words: readonly string[];
  /** This level or a more serious one. */
  readonly level?: LogLevel;
  /** What the id of the request begins with. */
  readonly request?: string;
}

/** What a filter looks at. */
interface Filtered {
  readonly text: string;
  readonly level?: LogLevel;
  readonly requestId?: string;
}

/** All lines. */
export const NO_FILTER: LogFilter = { typed: '', words: [] };

/** Reads `timeout "two words" level:warn request:5b3e`; gives what is wrong with it instead where it names no level. */
export function readLogFilter(typed: string): LogFilter | { readonly wrong: Message } {
  const words: string[] = [];
  let [level, request]: [LogLevel | undefined, string | undefined] = [undefined, undefined];
  for (const [part, quoted] of typed.matchAll(/"([^"]*)"|\S+/g)) {
    const [, name, value = ''] = quoted === undefined ? (/^(level|request):(.*)$/i.exec(part) ?? []) : [];
    if (name === undefined) words.push(quoted ?? part);
    else if (name.toLowerCase() === 'request') request = value;
    else {
      level = levelCalled(value);
      if (level === undefined)
        return { wrong: message('“{0}” is no level; there are {1}.', value, listOf(LEVELS)) };
    }
  }
  return {
    typed: typed.trim(),
    words: words.filter((word) => word !== ''),
    ...(level !== undefined && { level }),
    ...(request !== undefined && request !== '' && { request }),
  };
}

/** Whether a filter lets everything through. */
export function isEmpty({ words, level, request }: LogFilter): boolean {
  return words.length === 0 && level === undefined && request === undefined;
}

/** The test that a filter makes of lines. One that does not say its level, or whose it is, passes none that asks for it. */
export function testOf({ words, level, request }: LogFilter): (line: Filtered) => boolean {
  const patterns = words.map((word) => new RegExp(word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'iu'));
  const least = level === undefined ? -1 : LEVELS.indexOf(level);
  return (line) =>
    (line.level === undefined ? -1 : LEVELS.indexOf(line.level)) >= least &&
    (request === undefined || line.requestId?.startsWith(request) === true) &&
    patterns.every((pattern) => pattern.test(line.text) || pattern.test(line.requestId ?? ''));
}

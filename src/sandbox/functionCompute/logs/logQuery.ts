import type { LogLine } from '../../logs/logStream';
import { Refusal } from '../refusal';

/** A GetLogs query. Times are Unix seconds, the end is not part of the window. */
export interface LogQuery {
  readonly from: number;
  readonly to: number;
  readonly topic: string;
  /** All of these must be there. */
  readonly terms: readonly Term[];
  readonly line: number;
  readonly offset: number;
  readonly newestFirst: boolean;
}

/** A word or a phrase, anywhere in a record or in one of its fields. */
interface Term {
  readonly field: string | undefined;
  readonly text: string;
}

const SEARCH_TERM = /\s*(?:and\s+)?(?:([A-Za-z_]+):)?(?:"([^"]*)"|([^\s"():]+))\s*/iy;

/** Reads the parameters of a query. Of the search language the sandbox knows words and phrases joined by `and`. */
export function readLogQuery(query: Readonly<Record<string, string>>): LogQuery {
  const [from, to] = [number(query, 'from', NaN), number(query, 'to', NaN)];
  if (query['type'] !== 'log') throw invalid('type must be log');
  if (!(from < to)) throw invalid('from must be before to');
  const line = number(query, 'line', 100);
  if (line > 100) throw invalid('line must be at most 100');
  return {
    from,
    to,
    topic: query['topic'] ?? '',
    terms: readTerms(query['query'] ?? ''),
    line,
    offset: number(query, 'offset', 0),
    newestFirst: query['reverse'] === 'true',
  };
}

/** Takes a search text apart. Throws a Refusal for what the sandbox does not know. */
function readTerms(text: string): readonly Term[] {
  if (text.trim() === '' || text.trim() === '*') return [];
  const terms: Term[] = [];
  for (let at = 0; at < text.length;) {
    const pattern = new RegExp(SEARCH_TERM);
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) throw invalid(`the query cannot be read from character ${at + 1}`);
    const [whole, field, phrase, word] = match;
    terms.push({ field, text: phrase ?? word ?? '' });
    at += whole.length;
  }
  return terms;
}

/** A line as the log service's record: texts only. */
export function recordOf({
  number: nanoseconds,
  content,
  fields,
}: LogLine): Readonly<Record<string, string>> {
  const service = fields?.['serviceName'];
  return {
    __time__: String(nanoseconds / 1_000_000_000n),
    __source__: '',
    __topic__: service ?? `FCLogs:${fields?.['functionName'] ?? ''}`,
    ...fields,
    message: content,
  };
}

/** Whether a record is what a query asks for, its window aside. */
export function matches(record: Readonly<Record<string, string>>, { topic, terms }: LogQuery): boolean {
  if (topic !== '' && record['__topic__'] !== topic) return false;
  const fields = Object.values(record);
  return terms.every(({ field, text }) =>
    field === undefined
      ? fields.some((value) => value.includes(text))
      : record[field]?.includes(text) === true,
  );
}

function number(query: Readonly<Record<string, string>>, name: string, otherwise: number): number {
  const text = query[name] ?? '';
  if (text === '') return otherwise;
  if (!/^\d{1,12}$/.test(text)) throw invalid(`${name} is not a number`);
  return Number(text);
}

function invalid(detail: string): Refusal {
  return new Refusal(400, 'ParameterInvalid', detail);
}

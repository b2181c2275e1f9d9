import { isObject, type Json } from '../../../model/json';
import { textAt } from '../../textAt';
import { Refusal } from '../refusal';
import type { LogLine } from '../../logs/logStream';

/** A query of a log stream, as `content/query` takes it. Times are Unix milliseconds. */
interface LogQuery {
  readonly start: number;
  readonly end: number;
  readonly keywords: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Line to go on from; it is not part of the answer. */
  readonly anchor: bigint | undefined;
  readonly descending: boolean;
  readonly direction: 'init' | 'forwards' | 'backwards';
  readonly limit: number;
  readonly highlight: boolean;
  readonly count: boolean;
}

const MOST_ROWS = 5000;
const LONGEST_RANGE_MS = 180 * 86_400_000;

/** Reads a query's body; numbers and switches may come as texts, as in the document's examples. Throws a Refusal. */
export function readQuery(body: Json): LogQuery {
  if (!isObject(body)) throw invalid('body');
  const keywords = textAt(body, 'keywords');
  if (/^[*?]/.test(keywords)) throw new Refusal(400, 'LTS.0301', 'The keyword must not start with * or ?');
  const [start, end] = [numberOf(body['start_time'], 'start_time'), numberOf(body['end_time'], 'end_time')];
  if (end < start || end - start > LONGEST_RANGE_MS) throw invalid('start_time or end_time');
  // As a number it would already have lost its last digits.
  const anchor = body['line_num'];
  if (anchor !== undefined && !(typeof anchor === 'string' && /^\d{1,19}$/.test(anchor))) {
    throw invalid('line_num');
  }
  const direction = body['search_type'] ?? 'init';
  if (direction !== 'init' && direction !== 'forwards' && direction !== 'backwards')
    throw invalid('search_type');
  const limit = numberOf(body['limit'] ?? 50, 'limit');
  if (limit < 1 || limit > MOST_ROWS) throw invalid('limit');
  return {
    start,
    end,
    keywords,
    labels: isObject(body['labels']) ? (body['labels'] as Record<string, string>) : {},
    anchor: anchor === undefined ? undefined : BigInt(anchor),
    descending: switchOf(body['is_desc'] ?? false, 'is_desc'),
    direction,
    limit,
    highlight: switchOf(body['highlight'] ?? true, 'highlight'),
    count: switchOf(body['is_count'] ?? false, 'is_count'),
  };
}

/**
 * The rows of one answer out of the lines of the time window (oldest first), and how many match in all.
 * Newer rows than the anchor: ascending forwards, descending backwards. Older: the other two.
 */
export function select(
  lines: readonly LogLine[],
  query: LogQuery,
): { rows: readonly LogLine[]; total: number } {
  const matching = lines.filter((line) => matches(line, query));
  const { anchor, descending, direction, limit } = query;
  const total = matching.length;
  if (anchor === undefined || direction === 'init') {
    return { rows: descending ? matching.slice(-limit).reverse() : matching.slice(0, limit), total };
  }
  const newer = descending === (direction === 'backwards');
  const near = newer
    ? matching.filter(({ number }) => number > anchor).slice(0, limit)
    : matching.filter(({ number }) => number < anchor).slice(-limit);
  return { rows: descending ? [...near].reverse() : near, total };
}

/** Wraps what matches the keywords, as the service does unless it is told not to. */
export function highlighted(content: string, { highlight, keywords }: LogQuery): string {
  if (!highlight || keywords === '') return content;
  return content.replaceAll(keywords, `<HighLightTag>${keywords}</HighLightTag>`);
}

/** The one label that the sandbox writes; which ones the service writes is not documented. */
export function labelsOf(line: LogLine): Record<string, string> {
  return { requestId: line.requestId };
}

/** Keywords match whole tokens, never parts of a word. */
function matches(line: LogLine, { keywords, labels }: LogQuery): boolean {
  const own = labelsOf(line);
  if (Object.entries(labels).some(([name, value]) => own[name] !== value)) return false;
  if (keywords === '') return true;
  let at = line.content.indexOf(keywords);
  while (at >= 0) {
    const around = (line.content[at - 1] ?? ' ') + (line.content[at + keywords.length] ?? ' ');
    if (!/[\p{L}\p{N}_]/u.test(around)) return true;
    at = line.content.indexOf(keywords, at + 1);
  }
  return false;
}

function numberOf(value: Json | undefined, name: string): number {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw invalid(name);
  return number;
}

function switchOf(value: Json, name: string): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalid(name);
}

function invalid(what: string): Refusal {
  return new Refusal(400, 'LTS.0009', `Failed to validate request body: ${what}`);
}

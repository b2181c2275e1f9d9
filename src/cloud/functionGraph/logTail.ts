import type { Json } from '../../model/json';
import { message } from '../../model/message';
import type { LogLine } from '../logs/logLine';
import { CloudError } from '../errors';
import type { ApiCall } from '../call/apiCall';
import type { Calls } from '../call/calls';
import { listAt, present, textAt } from '../call/fields';
import type { ServiceClock } from '../logs/serviceClock';
import type { LogReader } from '../logs/tail';
import type { HttpResponse } from '../transport/request';
import type { Api } from './api';
import { GivenLines, isLater } from './givenLines';

/** Most lines of one answer, and how large an answer may become: 10 MB are allowed, one of 1 MB is parsed in a few milliseconds. */
const MOST_LINES = 5000;
const FEWEST_LINES = 100;
const ANSWER_CHARACTERS = 1024 * 1024;

/** Lines arrive late and out of order: every so many looks the last minute is read again. */
const REREAD_EVERY = 4;
const REREAD_MS = 60_000;

/** Asks the log service for lines; the body is a query's. Throws a CloudError. */
export type LogQuery = (body: string, signal: AbortSignal) => Promise<Json>;

/** Where the lines of a function are kept; a CloudError of kind `unavailable` where they are not. */
export async function findLog(
  calls: Calls,
  api: Api,
  urn: string,
  signal: AbortSignal,
): Promise<(body: string) => ApiCall> {
  const accepts = ({ status, text }: HttpResponse) => isNotCollected(status, text);
  const call = { ...api.getLogPlace(urn), accepts };
  const response = await calls.send(call, signal);
  const place = response.status < 300 ? calls.parsed(call, response) : null;
  const group = textAt(place, 'group_id');
  const stream = textAt(place, 'stream_id');
  if (group !== undefined && stream !== undefined)
    return (body) => ({ ...api.queryLog(group, stream, body), repeat: 'never' });
  throw new CloudError({
    ...calls.unusable(call).facts,
    kind: 'unavailable',
    summary: message('The logs of this function are not collected.'),
    hint: message('Switch log collection (LTS) on for the function in the provider’s console.'),
  });
}

/** What comes back where logs are not collected is not documented; a missing function or version is something else. */
function isNotCollected(status: number, body: string): boolean {
  return (status === 400 || status === 404) && !/FSS\.105[123]|APIGW?\.0101/.test(body);
}

/** Whether a project is told to collect logs that it collects already (FSS.1221; other tools go by the sentence alone). */
export function isEnabled(status: number, body: string): boolean {
  return status === 400 && /FSS\.1221|lts log has been enabled/.test(body);
}

/**
 * Reads the log of one function (querying_logs.rst): from the last line on, and from time to time the last minute once
 * more. As far as lines are remembered they are read again, and no farther, so that none is given twice at any rate.
 */
export class LogStreamReader implements LogReader {
  private readonly given = new GivenLines();
  private readonly start: number;
  /** Number of the newest line that was read. */
  private newest: string | undefined;
  private looks = 0;
  /** When the last look began, by the service's clock. */
  private lookedAt = Infinity;
  private charactersALine = ANSWER_CHARACTERS / MOST_LINES;

  /** `from`: local Unix milliseconds. */
  constructor(
    private readonly query: LogQuery,
    private readonly clock: ServiceClock,
    from: number,
  ) {
    this.start = clock.earliest(from);
  }

  /** What is new since the last look, page by page; in every fourth look also what arrived late. */
  async *look(signal: AbortSignal): AsyncGenerator<readonly LogLine[]> {
    this.looks++;
    const again = this.looks % REREAD_EVERY === 0;
    const now = this.clock.latest();
    // Longer ago than a minute where the computer has slept, or the service's clock was moved.
    const since = Math.min(now - REREAD_MS, this.lookedAt);
    this.lookedAt = now;
    let last = again ? this.given.forgottenSince(since) : this.newest;
    const start = again && last === undefined ? Math.max(this.start, since) : this.start;
    for (;;) {
      const limit = Math.round(ANSWER_CHARACTERS / this.charactersALine);
      const end = this.clock.latest() + REREAD_MS;
      const answer = await this.query(queryBody({ start, end, last, limit }), signal);
      const lines = listAt(answer, 'logs').flatMap(readLine);
      this.measure(lines);
      const fresh = lines.filter(({ id }) => this.given.add(id, this.clock.latest()));
      if (fresh.length > 0) yield fresh;
      const next = lines.at(-1)?.id;
      if (next === undefined) return;
      if (this.newest === undefined || isLater(next, this.newest)) this.newest = next;
      if (lines.length < limit || next === last) return;
      last = next;
    }
  }

  /** The next page has as many lines as make an answer of the wanted size. */
  private measure(lines: readonly LogLine[]): void {
    if (lines.length === 0) return;
    const characters = lines.reduce((sum, { text }) => sum + text.length + LINE_OVERHEAD, 0);
    const most = ANSWER_CHARACTERS / FEWEST_LINES;
    const least = ANSWER_CHARACTERS / MOST_LINES;
    this.charactersALine = Math.min(most, Math.max(least, characters / lines.length));
  }
}

/** Number, labels and punctuation of a row, in characters. */
const LINE_OVERHEAD = 100;

/** Times as strings and no highlighting (it would put tags into the lines). `line_num` is larger than a number may be. */
function queryBody({
  start,
  end,
  last,
  limit,
}: {
  readonly start: number;
  readonly end: number;
  readonly last: string | undefined;
  readonly limit: number;
}): string {
  return JSON.stringify({
    start_time: String(Math.floor(start)),
    end_time: String(Math.floor(end)),
    is_desc: false,
    search_type: last === undefined ? 'init' : 'forwards',
    ...(last !== undefined && { line_num: last }),
    limit,
    highlight: false,
    is_count: false,
  });
}

/** The service's own first and last line of a request, after the time; the last one tells how long it ran. */
const EDGE = /^(\S+(?: \S+)?) (Start|Finish) invoke request '([^']+)'(?:, duration: ([\d.]+)ms)?/;

function readLine(row: Json): readonly LogLine[] {
  const id = textAt(row, 'line_num');
  if (id === undefined) return [];
  const text = (textAt(row, 'content') ?? '').replace(/\r?\n$/, '');
  const [, time = '', word, requestId, duration] = EDGE.exec(text) ?? [];
  const edge = word === undefined ? undefined : word === 'Start' ? ('start' as const) : ('end' as const);
  const at = /Z$/.test(time) ? Date.parse(time) : NaN;
  return [
    present({
      id,
      text,
      requestId,
      edge,
      run: duration === undefined ? undefined : { durationMs: Number(duration) },
      at: Number.isNaN(at) ? undefined : at,
    }),
  ];
}

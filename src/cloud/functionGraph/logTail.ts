import type { Json } from '../../model/json';
import { message } from '../../model/message';
import type { LogLine, LogStart } from '../cloud';
import type { Door } from '../door';
import { CloudError } from '../errors';
import type { HttpResponse } from '../transport/request';
import type { ApiCall } from '../call/apiCall';
import type { Calls } from '../call/calls';
import { listAt, present, textAt } from '../call/fields';
import { clockSkew } from '../call/refusal';
import type { Api } from './api';

/** How often the log service is asked, in milliseconds. */
export interface PollTimes {
  readonly quickMs: number;
  /** How many times quickly, counted again whenever lines arrive. */
  readonly quickPolls: number;
  readonly slowMs: number;
}

export const POLL_TIMES: PollTimes = { quickMs: 1000, quickPolls: 10, slowMs: 3000 };

/** Lines a query; up to 5000 are allowed. */
const PAGE = 1000;
/** Lines arrive late and out of order: every so many polls the last minute is read again. */
const REREAD_EVERY = 4;
const REREAD_MS = 60_000;
/** Ids that are remembered to tell a line that is read again. */
const REMEMBERED = 20_000;
/** Failures in a row after which the tail gives up; the wait doubles each time. */
const MOST_FAILURES = 6;

/** Follows the log of one function through the log service (querying_logs.rst). */
export class LogTail {
  private readonly known = new Set<string>();
  private anchor: string | undefined;
  private skewMs = 0;

  constructor(
    private readonly door: Door,
    private readonly calls: Calls,
    private readonly api: Api,
    private readonly times: PollTimes,
  ) {}

  /** Yields new lines until aborted, each once. `urn` names the function. */
  async *lines(urn: string, { from }: LogStart, signal: AbortSignal): AsyncGenerator<readonly LogLine[]> {
    const query = await this.place(urn, signal);
    // `Date` has whole seconds: one second of reserve
    const start = from - this.skewMs - 1000;
    let failures = 0;
    let quiet = 0;
    for (let polls = 1; !signal.aborted; polls++) {
      try {
        for await (const lines of this.poll(query, start, polls % REREAD_EVERY === 0, signal)) {
          quiet = 0;
          yield lines;
        }
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures++;
        if (failures === MOST_FAILURES || !(error instanceof CloudError) || !error.facts.repeatable)
          throw error;
      }
      quiet++;
      const pause = quiet <= this.times.quickPolls ? this.times.quickMs : this.times.slowMs;
      await this.door.sleep(pause * 2 ** failures, signal);
    }
  }

  /** What is new since the last poll, page by page; with `reread` also what arrived late. */
  private async *poll(
    query: (body: string) => ApiCall,
    start: number,
    reread: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogLine[]> {
    const now = this.door.now() - this.skewMs;
    const first = reread ? Math.max(start, now - REREAD_MS) : start;
    let anchor = reread ? undefined : this.anchor;
    for (;;) {
      const body = queryBody(anchor === undefined ? first : start, now + REREAD_MS, anchor);
      const page = await this.calls.json({ ...query(body), repeat: 'never' }, signal);
      const rows = listAt(page, 'logs').flatMap(readLine);
      const fresh = rows.filter((line) => this.isNew(line.id));
      const last = rows.at(-1)?.id;
      if (last !== undefined) this.anchor = later(this.anchor, last);
      if (fresh.length > 0) yield fresh;
      if (rows.length < PAGE || last === undefined || last === anchor) return;
      anchor = last;
    }
  }

  private isNew(id: string): boolean {
    if (this.known.has(id)) return false;
    this.known.add(id);
    const [oldest] = this.known;
    if (this.known.size > REMEMBERED && oldest !== undefined) this.known.delete(oldest);
    return true;
  }

  /** Where the function's lines are kept; a CloudError of kind `unavailable` where they are not. */
  private async place(urn: string, signal: AbortSignal): Promise<(body: string) => ApiCall> {
    const accepts = ({ status, text }: HttpResponse) => isNotCollected(status, text);
    const call = { ...this.api.getLogPlace(urn), accepts };
    const response = await this.calls.send(call, signal);
    this.skewMs = clockSkew(response, this.door.now()) ?? 0;
    const place = response.status < 300 ? this.calls.parsed(call, response) : null;
    const group = textAt(place, 'group_id');
    const stream = textAt(place, 'stream_id');
    if (group === undefined || stream === undefined) throw this.notCollected(call);
    return (body) => this.api.queryLog(group, stream, body);
  }

  private notCollected(call: ApiCall): CloudError {
    return new CloudError({
      ...this.calls.unusable(call).facts,
      kind: 'unavailable',
      summary: message('The logs of this function are not collected.'),
      hint: message('Switch log collection (LTS) on for the function in the vendor’s console.'),
    });
  }
}

/** What comes back where logs are not collected is not documented; a missing function or version is something else. */
function isNotCollected(status: number, body: string): boolean {
  return (status === 400 || status === 404) && !/FSS\.105[123]|APIGW?\.0101/.test(body);
}

/** Times as strings and no highlighting (it would put tags into the lines). `line_num` is larger than a number may be. */
function queryBody(start: number, end: number, anchor: string | undefined): string {
  return JSON.stringify({
    start_time: String(Math.floor(start)),
    end_time: String(Math.floor(end)),
    is_desc: false,
    search_type: anchor === undefined ? 'init' : 'forwards',
    ...(anchor !== undefined && { line_num: anchor }),
    limit: PAGE,
    highlight: false,
    is_count: false,
  });
}

function readLine(row: Json): readonly LogLine[] {
  const id = textAt(row, 'line_num');
  if (id === undefined) return [];
  const text = (textAt(row, 'content') ?? '').replace(/\r?\n$/, '');
  const requestId = /(?:Start|Finish) invoke request '([^']+)'/.exec(text)?.[1];
  return [present({ id, text, requestId })];
}

/** The later of two line numbers, which are decimal digits of any length. */
function later(a: string | undefined, b: string): string {
  if (a === undefined) return b;
  if (a.length !== b.length) return a.length > b.length ? a : b;
  return a > b ? a : b;
}

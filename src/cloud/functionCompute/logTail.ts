import { isObject, type Json } from '../../model/json';
import type { LogLine } from '../logs/logLine';
import type { Door } from '../door';
import type { ServiceClock } from '../logs/serviceClock';
import type { LogReader } from '../logs/tail';
import { GivenRows, Reading } from './givenRows';
import type { LogSource } from './logPlace';
import { readRow, RowOwners, type LogRow } from './logRow';

/** Most rows of one answer (GetLogs). */
const PAGE = 100;

/** So many rows are read again in each look, so that one request shows what is new and what came late. */
const REREAD_ROWS = 60;

/** A row becomes searchable after some seconds, and not always in order: what is older than this is final. */
const LATE_SECONDS = 30;

/** Where more rows come than are read again in each look, seconds that have become final are read once more, so many at once. */
const SETTLED_SECONDS = 10;

/** Rows may be stamped by a clock that is ahead. */
const AHEAD_SECONDS = 60;

/** A stretch of time with more pages than this is read in halves: a large offset is slow, and moves when rows come late. */
const MOST_PAGES = 3;

/** The service may have looked at a part of the time only: so often the same is asked again, after 1, 2, 4, … s. */
const MOST_ASKS = 5;

/** Pages that move are read from the first one again, so often. */
const MOST_MOVES = 5;

/** Asks the log service for rows, and whether it has looked through all of the time asked for. Throws a CloudError. */
export type LogQuery = (
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<{ readonly rows: Json; readonly complete: boolean }>;

/** Reads a function's rows in the log service, each once. */
export class LogStoreReader implements LogReader {
  isWhole = true;
  private readonly given: GivenRows;
  private readonly owners = new RowOwners();

  /** `from`: local Unix milliseconds. */
  constructor(
    private readonly door: Door,
    private readonly query: LogQuery,
    private readonly source: LogSource,
    private readonly clock: ServiceClock,
    from: number,
  ) {
    this.given = new GivenRows(Math.floor(clock.earliest(from) / 1000));
  }

  /**
   * What has come since the last look. Where few rows come, all that is not final yet is read again in one request.
   * Where many do, the newest seconds are, and the others once more when they have become final.
   */
  async *look(signal: AbortSignal): AsyncGenerator<readonly LogLine[]> {
    const now = Math.floor(this.clock.latest() / 1000);
    const { since } = this.given;
    const recent = this.given.startOfLast(REREAD_ROWS);
    const final = Math.min(recent, now - LATE_SECONDS);
    if (final - since >= SETTLED_SECONDS || (final === recent && since < recent)) {
      this.isWhole = yield* this.stretch(since, final, this.owners.again(), signal);
      if (this.isWhole) this.given.forget(final);
      return;
    }
    this.isWhole = yield* this.stretch(recent, Math.max(now, recent) + AHEAD_SECONDS, this.owners, signal);
    if (this.isWhole && recent === since) this.given.forget(now - LATE_SECONDS);
  }

  /** The new rows of `[from, to)`, in Unix seconds; false where the service did not get through all of it. */
  private async *stretch(
    from: number,
    to: number,
    owners: RowOwners,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogLine[], boolean> {
    this.given.trim(from);
    // A second with too many rows is not read from its beginning again.
    const begin = () => (to === from + 1 ? this.given.readTo(from) : 0);
    let rows: readonly LogRow[] = [];
    let [offset, pages, asks, moves] = [begin(), 0, 0, 0];
    let reading = new Reading(this.given, from, offset);
    while (!signal.aborted) {
      const answer = await this.ask(from, to, offset, signal);
      const again = repeated(rows);
      const moved = again.some(({ key }, i) => key !== answer.rows[i]?.key);
      if (moved && ++moves <= MOST_MOVES) {
        // a row came late and moved the pages: from the beginning
        [rows, offset, pages] = [[], begin(), 0];
        reading = new Reading(this.given, from, offset);
        continue;
      }
      const page = answer.rows.slice(again.length);
      const lines = this.fresh(page, answer.complete ? reading : reading.ahead(), owners);
      if (lines.length > 0) yield lines;
      if (!answer.complete) {
        if (++asks > MOST_ASKS) return false;
        await this.door.sleep(1000 * 2 ** (asks - 1), signal);
        continue;
      }
      if (answer.rows.length < PAGE) return true;
      const middle = from + Math.ceil((Math.min(to, this.nowSecond() + 1) - from) / 2);
      if (++pages >= MOST_PAGES && middle > from && middle < to) {
        const first = yield* this.stretch(from, middle, owners, signal);
        return first && (yield* this.stretch(middle, to, owners, signal));
      }
      rows = answer.rows;
      offset += answer.rows.length - repeated(rows).length;
    }
    return false;
  }

  private nowSecond(): number {
    return Math.floor(this.clock.latest() / 1000);
  }

  private async ask(
    from: number,
    to: number,
    offset: number,
    signal: AbortSignal,
  ): Promise<{ readonly rows: readonly LogRow[]; readonly complete: boolean }> {
    const { topic, query } = this.source;
    const parameters = {
      type: 'log',
      from: String(from),
      to: String(to),
      query,
      line: String(PAGE),
      offset: String(offset),
      reverse: 'false',
      ...(topic !== undefined && { topic }),
    };
    const { rows, complete } = await this.query(parameters, signal);
    const objects = Array.isArray(rows) ? (rows as readonly Json[]).filter(isObject) : [];
    return { rows: objects.map(readRow), complete };
  }

  /** The rows that were not given yet, as lines. */
  private fresh(rows: readonly LogRow[], reading: Reading, owners: RowOwners): LogLine[] {
    const { functionName } = this.source;
    return rows.flatMap((row) => {
      const own = (row.functionName ?? functionName) === functionName;
      const id = reading.next(row.second, own ? row.key : undefined);
      if (!own) return [];
      const owner = owners.of(row);
      return id === undefined ? [] : [{ id, text: row.text, at: row.second * 1000, ...owner }];
    });
  }
}

/** The end of a page, as far back as two rows differ: read again with the next page, it shows whether rows have moved. */
function repeated(page: readonly LogRow[]): readonly LogRow[] {
  const last = page.at(-1);
  const different = page.findLastIndex(({ key }) => key !== last?.key);
  return different <= 0 ? [] : page.slice(different);
}

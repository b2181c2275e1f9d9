import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../src/cloud/logs/logLine';
import { factsOf, fixture, NEVER, PROJECT, REF } from './functionGraphFixture';
import { json } from './testServer';

const run = fixture();

interface Query {
  readonly start_time: string;
  readonly end_time: string;
  readonly search_type: 'init' | 'forwards';
  readonly line_num?: string;
  readonly limit: number;
  readonly highlight: boolean;
}

interface Row {
  readonly content: string;
  readonly line_num: string;
}

/** 19 digits: two neighbours are the same number to JavaScript. */
const row = (n: number, content = `line ${n}\n`): Row => ({
  content,
  line_num: `15956594902394${10_000 + n}`,
});

/** A log service with these rows, oldest first; `fault` may answer a query otherwise. */
function logService(rows: Row[], fault: (nth: number) => number | undefined = () => undefined): Query[] {
  const queries: Query[] = [];
  run.server.answer = ({ url, body }, response) => {
    if (url.endsWith('/lts-log-detail')) return json(response, 200, { group_id: 'g', stream_id: 's' });
    const query = JSON.parse(body) as Query;
    queries.push(query);
    const status = fault(queries.length);
    if (status !== undefined) return json(response, status, { error_code: 'LTS.0010', error_msg: 'x' });
    const at = rows.findIndex(({ line_num }) => line_num === query.line_num);
    json(response, 200, { logs: rows.slice(at + 1, at + 1 + query.limit), isQueryComplete: true });
  };
  return queries;
}

/** Follows until `enough` says so, looked at before each poll. */
async function follow(enough: (lines: readonly LogLine[]) => boolean): Promise<LogLine[]> {
  const stop = new AbortController();
  const lines: LogLine[] = [];
  run.door.onSleep = () => {
    if (enough(lines)) stop.abort();
  };
  for await (const more of run.client().tailLogs(REF, { from: Date.now() }, stop.signal)) lines.push(...more);
  return lines;
}

describe('following a log', () => {
  it('gives each line once, in order, with the id as the text that it is', async () => {
    const rows = [row(1, "2022 Start invoke request 'r-1', version: v1\n"), row(2)];
    const queries = logService(rows);
    let polls = 0;
    const lines = await follow((seen) => {
      polls++;
      if (polls === 2) rows.push(row(3), row(4));
      return seen.length === 4 && polls > 8;
    });
    expect(lines).toEqual([
      {
        id: '1595659490239410001',
        text: "2022 Start invoke request 'r-1', version: v1",
        requestId: 'r-1',
        edge: 'start',
      },
      { id: '1595659490239410002', text: 'line 2' },
      { id: '1595659490239410003', text: 'line 3' },
      { id: '1595659490239410004', text: 'line 4' },
    ]);
    expect(queries[0]).toMatchObject({ search_type: 'init', highlight: false });
    expect(queries[0]).not.toHaveProperty('line_num');
    expect(queries[1]).toMatchObject({ search_type: 'forwards', line_num: '1595659490239410002' });
    expect(run.server.requests[1]).toMatchObject({
      url: `/v2/${PROJECT}/groups/g/streams/s/content/query`,
      method: 'POST',
    });
    expect(run.server.requests[1]?.headers['content-type']).toBe('application/json;charset=UTF-8');
  });

  it('finds a line that arrives late, before others that are known', async () => {
    const rows = [row(1), row(3)];
    logService(rows);
    let polls = 0;
    const lines = await follow((seen) => {
      polls++;
      if (polls === 1) rows.splice(1, 0, row(2));
      return seen.length === 3 || polls > 20;
    });
    expect(lines.map(({ text }) => text)).toEqual(['line 1', 'line 3', 'line 2']);
  });

  it('reads on at once while pages are full', async () => {
    const rows = Array.from({ length: 12_500 }, (_, i) => row(i));
    const queries = logService(rows);
    const lines = await follow(() => true);
    expect(lines.map(({ id }) => id)).toEqual(rows.map(({ line_num }) => line_num));
    expect(queries).toHaveLength(3);
  });

  it('looks once a second at first, then once in five', async () => {
    const queries = logService([]);
    await follow(() => run.door.slept.length === 14);
    expect(queries).toHaveLength(12);
    expect(run.door.slept).toEqual([...Array.from({ length: 10 }, () => 1000), 1000, 4000, 1000, 4000]);
  });

  it('waits longer after failures that pass, and goes on', async () => {
    logService([row(1)], (nth) => (nth <= 2 ? 429 : undefined));
    const lines = await follow((seen) => seen.length === 1);
    expect(lines).toHaveLength(1);
    expect(run.door.slept.slice(0, 2)).toEqual([2000, 4000]);
  });

  it('fails on one that does not pass, and after too many', async () => {
    logService([], () => 403);
    expect(await factsOf(follow(() => false))).toMatchObject({ status: 403, operation: 'ltsQuery' });
    logService([], () => 503);
    expect(await factsOf(follow(() => false))).toMatchObject({ status: 503 });
  });

  it('begins where it is told, by the clock of the service', async () => {
    const queries = logService([]);
    run.door.offset = 3_600_000;
    const stop = new AbortController();
    run.door.onSleep = () => stop.abort();
    for await (const lines of run.client().tailLogs(REF, { from: run.door.now() }, stop.signal)) void lines;
    const late = Date.now() - Number(queries[0]?.start_time);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(60_000);
  });

  it.each<[string, number, object]>([
    ['empty ids', 200, { group_id: '', stream_id: '' }],
    ['a 404', 404, { error_code: 'FSS.0404', error_msg: 'none' }],
    ['a 400', 400, { error_code: 'FSS.0400', error_msg: 'lts is not enabled' }],
  ])('says that logs are not collected on %s', async (_name, status, body) => {
    run.server.answer = (_request, response) => json(response, status, body);
    const facts = await factsOf(follow(() => false));
    expect(facts.kind).toBe('unavailable');
    expect(facts.hint?.text).toContain('LTS');
  });

  it('but not when the function is missing', async () => {
    run.server.answer = (_request, response) =>
      json(response, 404, { error_code: 'FSS.1051', error_msg: 'Not found the function' });
    expect(await factsOf(follow(() => false))).toMatchObject({ kind: 'service', code: 'FSS.1051' });
  });

  it('ends quietly when it is given up', async () => {
    logService([]);
    const stop = new AbortController();
    run.door.onSleep = () => stop.abort();
    for await (const lines of run.client().tailLogs(REF, { from: 0 }, stop.signal)) void lines;
    expect(NEVER.aborted).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { member, type Json, type JsonObject } from '../../src/model/json';
import { readQuery, select } from '../../src/sandbox/functionGraph/logs/logQuery';
import { LogFile } from '../../src/sandbox/logs/logFiles';
import { LogStream, type LogLine } from '../../src/sandbox/logs/logStream';
import { StateFolder } from '../../src/sandbox/stateFolder';
import { textAt } from '../../src/sandbox/textAt';
import { eventually, ManualClock, runnerOf, sandboxBench, type Answered, type Bench } from './sandboxBench';

const bench = sandboxBench();
const errorOf = ({ status, body }: Answered) => [status, member(body, 'error_code')];
const WINDOW = { start_time: String(Date.parse('2026-01-01')), end_time: String(Date.parse('2026-02-01')) };

describe('a query', () => {
  const lines: readonly LogLine[] = Array.from({ length: 10 }, (_, index) => ({
    number: BigInt(1000 + index),
    content: `line ${index}${index % 2 === 0 ? ' even-id' : ''}`,
    requestId: index < 5 ? 'first' : 'second',
  }));
  const picked = (body: JsonObject) =>
    select(lines, readQuery({ ...WINDOW, ...body })).rows.map(({ number }) => Number(number) - 1000);

  test('starts at the oldest line, or at the newest when descending', () => {
    expect(picked({ limit: 3 })).toEqual([0, 1, 2]);
    expect(picked({ limit: '3', is_desc: 'true' })).toEqual([9, 8, 7]);
  });

  test.each([
    [false, 'forwards', [6, 7, 8]],
    [true, 'backwards', [8, 7, 6]],
    [false, 'backwards', [2, 3, 4]],
    [true, 'forwards', [4, 3, 2]],
  ])('with is_desc %s goes %s from line 5 to %j', (is_desc, search_type, expected) => {
    expect(picked({ is_desc, search_type, line_num: '1005', limit: 3 })).toEqual(expected);
  });

  test('finds whole words, and labels', () => {
    expect(picked({ keywords: 'even-id' })).toEqual([0, 2, 4, 6, 8]);
    expect(picked({ keywords: 'even' })).toEqual([0, 2, 4, 6, 8]);
    expect(picked({ keywords: 'eve' })).toEqual([]);
    expect(picked({ labels: { requestId: 'second' }, keywords: 'even' })).toEqual([6, 8]);
  });

  test('reads every line once, in order, whatever the size of its pages', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (limit) => {
        const seen: number[] = [];
        for (let more: readonly number[] = picked({ limit }); more.length > 0;) {
          seen.push(...more);
          const line_num = String(1000 + (more.at(-1) ?? 0));
          more = picked({ limit, line_num, search_type: 'forwards', is_desc: false });
        }
        expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      }),
    );
  });

  test.each<[string, JsonObject]>([
    ['no times', { start_time: '' }],
    ['times the wrong way round', { start_time: WINDOW.end_time, end_time: WINDOW.start_time }],
    ['more than half a year', { start_time: '0' }],
    ['a limit of 0', { limit: 0 }],
    ['a limit of 5001', { limit: 5001 }],
    ['a line number that has become a number', { line_num: 1e18 }],
    ['an unknown direction', { search_type: 'sideways' }],
  ])('is refused with %s', (_, body) => {
    expect(() => readQuery({ ...WINDOW, ...body })).toThrow('LTS.0009');
  });

  test('is refused with a word that begins with a wildcard', () => {
    expect(() => readQuery({ ...WINDOW, keywords: '*id' })).toThrow('LTS.0301');
  });
});

describe('a stream', () => {
  const forget = { append: () => undefined };

  test('numbers its lines by the nanosecond, each higher than the one before, also when the clock goes back', () => {
    const times = [5, 5, 4, 9];
    const stream = new LogStream([], 1000, () => times.shift() ?? 0, forget);
    for (const line of ['a', 'b', 'c', 'd']) stream.append(line, 'id');
    const lines = stream.between(0, 100);
    expect(lines.map(({ number }) => number)).toEqual([5_000_000n, 5_000_001n, 5_000_002n, 9_000_000n]);
    expect(stream.between(5, 8).map(({ content }) => content)).toEqual(['a', 'b', 'c']);
    expect(stream.between(9, 9).map(({ content }) => content)).toEqual(['d']);
  });

  test('has lines at their times also after a clock that was ahead was put right, and after a restart', async () => {
    const folder = new StateFolder(bench.folder());
    const open = () =>
      LogFile.open({
        folder,
        name: 'log',
        limitBytes: 10_000,
        onDefect: (error) => expect.fail(String(error)),
      });
    const hour = 3_600_000;
    const times = [10 * hour, 10 * hour, 4 * hour, 4 * hour, 4 * hour + 1, 10 * hour, 5 * hour];
    const { file, lines } = await open();
    const stream = new LogStream(lines, 1000, () => times.shift() ?? 0, file);
    for (const line of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) stream.append(line, 'id');
    await file.flush();
    for (const each of [stream, new LogStream((await open()).lines, 1000, () => 0, file)]) {
      const textsOf = (from: number, to: number) => each.between(from, to).map(({ content }) => content);
      expect(textsOf(4 * hour, 4 * hour)).toEqual(['c', 'd']);
      expect(textsOf(0, 9 * hour)).toEqual(['c', 'd', 'e', 'g']);
      expect(textsOf(10 * hour, 10 * hour)).toEqual(['a', 'b', 'f']);
      expect(new Set(each.between(0, 24 * hour).map(({ number }) => number)).size).toBe(7);
    }
  });

  test('keeps the newest lines within its bytes', () => {
    const stream = new LogStream([], 100, () => 1, forget);
    for (let count = 0; count < 50; count += 1) stream.append(`line ${String(count).padStart(5, '0')}`, 'id');
    const lines = stream.between(0, 10);
    expect(lines.at(-1)?.content).toBe('line 00049');
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines.length).toBeGreaterThan(3);
  });
});

async function place(sandbox: Bench, name: string): Promise<string> {
  const { body } = await sandbox.ask('GET', `fgs/functions/${name}/lts-log-detail`);
  return `groups/${textAt(body, 'group_id')}/streams/${textAt(body, 'stream_id')}/content/query`;
}

const contents = ({ body }: Answered) =>
  (member(body, 'logs') as readonly Json[]).map((row) => textAt(row, 'content'));

describe('the log service', () => {
  test('has the lines of a run as they are written, and after a restart', async () => {
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const clock = new ManualClock();
    const functions = bench.functions({ 'default/work': {} });
    const state = bench.folder();
    const runner = runnerOf({
      work: async (_request, log) => {
        log('one');
        await gate;
        log('two words');
        return { kind: 'returned', text: '1' };
      },
    });
    const sandbox = await bench.start({ functions, state }, { clock, runner });
    const where = await place(sandbox, 'work');
    const query = (more: JsonObject = {}) => sandbox.ask('POST', where, { ...WINDOW, ...more });
    expect((await query()).body).toEqual({ logs: [], isQueryComplete: true });
    const invoked = sandbox.ask('POST', 'fgs/functions/work/invocations', {});
    const live = await eventually(query, (answer) => contents(answer).length === 2);
    expect(contents(live)[1]).toBe('one');
    const last = (member(live.body, 'logs') as readonly Json[])[1];
    expect(member(last, 'line_num')).toMatch(/^\d{19}$/);
    finish();
    const id = (await invoked).headers.get('x-cff-request-id') ?? '';
    const rest = await query({
      line_num: member(last, 'line_num') ?? '',
      search_type: 'forwards',
      limit: 10,
    });
    expect(contents(rest)[0]).toBe('two words');
    expect(contents(rest)[1]).toMatch(
      new RegExp(`^2026-01-02T03:04:05Z Finish invoke request '${id}', duration: 1.5ms, `),
    );
    expect(member(last, 'labels')).toEqual({ requestId: id });
    const marked = await query({ keywords: 'two', is_count: true });
    expect(marked.body).toMatchObject({
      count: 1,
      logs: [{ content: '<HighLightTag>two</HighLightTag> words' }],
    });
    expect(contents(await query({ keywords: 'two', highlight: false }))).toEqual(['two words']);
    const before = (await query()).body;
    await sandbox.stop();
    const again = await bench.start({ functions, state }, { clock });
    expect((await again.ask('POST', where, WINDOW)).body).toEqual(before);
  });

  test('refuses groups and streams that there are not, and bodies that say nothing', async () => {
    const sandbox = await bench.start({ functions: bench.functions({ 'default/work': {} }) });
    const where = await place(sandbox, 'work');
    const [, group = '', , stream = ''] = where.split('/');
    expect(errorOf(await sandbox.ask('POST', where.replace(group, stream), WINDOW))).toEqual([
      400,
      'LTS.0201',
    ]);
    expect(errorOf(await sandbox.ask('POST', where.replace(stream, group), WINDOW))).toEqual([
      400,
      'LTS.0208',
    ]);
    expect(errorOf(await sandbox.ask('POST', where, '{'))).toEqual([400, 'LTS.0009']);
    const groups = await sandbox.ask('GET', 'groups');
    expect(member((member(groups.body, 'log_groups') as readonly Json[])[0], 'log_group_id')).toBe(group);
    const streams = await sandbox.ask('GET', `groups/${group}/streams`);
    expect(member((member(streams.body, 'log_streams') as readonly Json[])[0], 'log_stream_id')).toBe(stream);
  });

  test('has nothing until it is enabled, once, for good', async () => {
    const functions = bench.functions({ 'default/work': {} });
    const state = bench.folder();
    const sandbox = await bench.start({ functions, state, ltsAtFirst: false });
    const detail = () => sandbox.ask('GET', 'fgs/functions/work/lts-log-detail');
    expect(member((await detail()).body, 'group_id')).toBe('');
    expect((await sandbox.ask('POST', 'fgs/functions/enable-lts-logs')).status).toBe(200);
    expect(member((await detail()).body, 'group_id')).toMatch(/^[0-9a-f-]{36}$/);
    await sandbox.stop();
    const again = await bench.start({ functions, state, ltsAtFirst: false });
    const answer = await again.ask('POST', 'fgs/functions/enable-lts-logs');
    expect([answer.status, answer.body]).toEqual([
      400,
      { error_code: 'FSS.1221', error_msg: 'lts log has been enabled' },
    ]);
  });
});

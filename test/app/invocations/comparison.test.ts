import { describe, expect, it } from 'vitest';
import {
  comparedQuery,
  compareRecords,
  readComparedQuery,
  type ComparedPart,
} from '../../../src/app/invocations/comparison';
import { translate } from '../../../src/model/message';
import type { InvocationRecord } from '../../../src/model/invocation/record';
import { withoutVolatile } from '../../../src/model/invocation/volatile';

const AT = Date.UTC(2026, 10, 22, 5, 0, 35);
const A = '3b659dc0-12fc-40dc-aa05-a321d9424cb3';
const B = '77777777-12fc-40dc-aa05-a321d9424cb3';
const C = 'cccccccc-12fc-40dc-aa05-a321d9424cb3';

function record(more: Partial<InvocationRecord>): InvocationRecord {
  return {
    id: 'a1',
    ref: { connection: 'c', group: 'demo', name: 'hello', qualifier: 'v1' },
    connectionName: 'Shop',
    service: 'functiongraph-otc',
    mode: 'sync',
    startedAt: AT,
    elapsedMs: 20,
    outcome: { kind: 'succeeded' },
    numbers: { durationMs: 12.3, memoryUsedMb: 30 },
    payload: '{"n":1}',
    log: '',
    logCut: false,
    ...more,
  };
}

/** The parts of two records that differ. */
function different(older: InvocationRecord, newer: InvocationRecord): ComparedPart[] {
  return compareRecords(older, newer, translate).flatMap((one) =>
    one.older === one.newer ? [] : [one.part],
  );
}

/** What is made of two texts of runs an hour apart. */
function pair(a: string, b: string, ids: readonly [string[], string[]] = [[], []]) {
  const [left, right] = withoutVolatile(
    { at: AT, ids: ids[0], texts: [a] },
    { at: AT + 3_600_000, ids: ids[1], texts: [b] },
    translate,
  );
  return [left[0], right[0]];
}

describe('what is another each time', () => {
  it.each<[string, string, string, string]>([
    ['a uuid', `id ${A}.`, `id ${B}.`, 'id <id 1>.'],
    ['an id without hyphens', '"0f1e2d3c4b5a69788796a5b4"', '"1f1e2d3c4b5a69788796a5b4"', '"<id 1>"'],
    ['a time', '2026-11-22T05:00:36.123Z x', '2026-11-22T06:00:36Z x', '<time> x'],
    ['a time without a zone', '2026/11/22 13:00:36', '2026/11/22 14:00:36', '<time>'],
    ['a time of HTTP', 'Sun, 22 Nov 2026 05:00:36 GMT', 'Sun, 22 Nov 2026 06:00:36 GMT', '<time>'],
    ['seconds', `at ${AT / 1000}`, `at ${AT / 1000 + 3600}`, 'at <time>'],
    ['milliseconds as JSON', `{"at": ${AT + 1}}`, `{"at": ${AT + 3_600_001}}`, '{"at": "<time>"}'],
    ['a duration', 'took 12.5 ms', 'took 13ms', 'took <duration>'],
    ['a duration as JSON', '"durationMs": 12,', '"durationMs": 1,', '"durationMs": "<duration>",'],
    ['memory', 'memory used: 30.5MB', 'memory used: 31.5MB', 'memory used: <memory used>'],
  ])('is a word: %s', (_what, a, b, both) => {
    expect(pair(a, b)).toEqual([both, both]);
  });

  it.each<[string, string, string]>([
    ['a birthday', '"2001-01-01T00:00:00Z"', '"2002-01-01T00:00:00Z"'],
    ['a number', '{"n": 9007199254740993}', '{"n": 9007199254740995}'],
    ['a telephone number', '"4915112345678"', '"4915112345679"'],
    ['a limit in whole seconds', 'timed out after 3 s', 'timed out after 5 s'],
    ['an amount', 'total 12.50', 'total 13.50'],
    ['a version', '1.2.3', '1.2.4'],
    ['a word of letters', 'deadbeefdeadbeef', 'feedbeefdeadbeef'],
  ])('is not what somebody has set: %s', (_what, a, b) => {
    expect(pair(a, b)).toEqual([a, b]);
  });

  it('is told by its number, so that a mix-up shows', () => {
    expect(pair(`${A} ${B} ${A}`, `${C} ${C} ${C}`)).toEqual([
      '<id 1> <id 2> <id 1>',
      '<id 1> <id 1> <id 1>',
    ]);
  });

  it('is a word on both sides where two runs have a second in common', () => {
    const [first, next] = ['2026-11-22T05:59:59Z', '2026-11-22T06:00:00Z'];
    expect(pair(`${first} begins\n${next} ends`, `${next} begins\n${next} ends`)).toEqual([
      '<time> begins\n<time> ends',
      '<time> begins\n<time> ends',
    ]);
    expect(pair('took 5ms, waited 7ms', 'took 7ms, waited 7ms')).toEqual([
      'took <duration>, waited <duration>',
      'took <duration>, waited <duration>',
    ]);
  });

  it('stays where both have it, an id', () => {
    expect(pair(`order ${A}, request ${B}`, `order ${A}, request ${C}`)).toEqual([
      `order ${A}, request <id 1>`,
      `order ${A}, request <id 1>`,
    ]);
  });

  it('is what the service calls the run, whatever its form', () => {
    const both = pair('1-65B5.x(7) ends', '1-65B6.x(8) ends', [['1-65B5.x(7)'], ['1-65B6.x(8)']]);
    expect(both).toEqual(['<id 1> ends', '<id 1> ends']);
  });
});

describe('two invocations', () => {
  it('that differ in ids, times and durations are the same', () => {
    const older = record({
      requestId: A,
      payload: `{"order":"${A}"}`,
      result: `{"requestId":"${A}","at":"2026-11-22T05:00:36Z","ok":true}`,
      log: `2026-11-22T05:00:36Z Start invoke request '${A}'\n${A} took 12.1ms\n`,
    });
    const newer = record({
      id: 'a2',
      startedAt: AT + 60_000,
      requestId: B,
      payload: `{"order":"${B}"}`,
      result: `{"requestId":"${B}","at":"2026-11-22T05:01:36Z","ok":true}`,
      log: `2026-11-22T05:01:36Z Start invoke request '${B}'\n${B} took 9ms\n`,
    });
    expect(different(older, newer)).toEqual([]);
    expect(different(older, { ...newer, result: newer.result?.replace('true', 'false') ?? '' })).toEqual([
      'result',
    ]);
    // the result names the order of somebody else
    expect(different(older, { ...newer, result: newer.result?.replace(B, C) ?? '' })).toEqual(['result']);
  });

  it('have their numbers as they were measured', () => {
    const newer = record({ numbers: { durationMs: 50, memoryUsedMb: 30 } });
    const [numbers] = compareRecords(record({}), newer, translate).filter(({ part }) => part === 'numbers');
    expect(numbers?.older).toContain('Function: demo/hello@v1\nConnection: Shop');
    expect(numbers?.older).toContain('Duration: 12.3 ms\nMemory used: 30 MB\n');
    expect(numbers?.newer).toContain('Duration: 50 ms\nMemory used: 30 MB\n');
    expect(numbers?.older).not.toContain('2026');
  });

  it('without payload, result and log are compared all the same, and long ones by their beginning', () => {
    const without = record({});
    Reflect.deleteProperty(without, 'payload');
    expect(different(without, { ...without, outcome: { kind: 'stopped' } })).toEqual(['numbers']);
    const long = `"${'x'.repeat(2 * 1024 * 1024)}"`;
    const [, result] = compareRecords(record({ result: long }), record({ result: `${long} ` }), translate);
    expect(result?.older.length).toBeLessThan(1024 * 1024);
    expect(result?.older).toContain('(Only the beginning is compared.)');
  });

  it('have an address for each side of each part', () => {
    const name = { older: 'a1', newer: 'a2', side: 'newer', part: 'log' } as const;
    expect(readComparedQuery(comparedQuery(name))).toEqual(name);
    for (const query of ['', 'a1/a2/other/log', 'a1/a2/older/all', '/a2/older/log']) {
      expect(readComparedQuery(query)).toBeUndefined();
    }
  });
});

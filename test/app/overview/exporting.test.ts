import { describe, expect, it } from 'vitest';
import { toCsv, toJson } from '../../../src/app/overview/exporting';
import { readJson } from '../../../src/model/json';
import { BUCKET, configOf, PROFILE, rowOf } from './support';

const connection = {
  ...{ id: 'work', name: '=cmd|work', service: PROFILE.id, region: 'cn-north-4' },
  credential: 'keys',
} as const;
const context = { connection, profile: PROFILE };

/** Reads CSV by the grammar of RFC 4180 and nothing else; a text in quotes stays in them. */
function readCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  let record: string[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error('no CSV');
    record.push(match[1] ?? '');
    if (match[2] !== '\r\n') continue;
    records.push(record);
    record = [];
  }
  return records;
}

/** What a cell holds, without its quotes and its guard. */
function valueOf(cell: string): string {
  return cell.slice(1, -1).replaceAll('""', '"').replace(/^'/, '');
}

const NASTY = [
  '=',
  '+',
  '-',
  '@',
  "'",
  '"',
  '""',
  ',',
  '\r\n',
  '\n',
  '\t',
  ' ',
  '＝',
  'a',
  '日',
  '\u{1f600}',
  '|',
  ';',
];

function nastyTexts(count: number): readonly string[] {
  let seed = 11;
  const next = (): number => (seed = (seed * 48_271) % 2_147_483_647);
  return Array.from({ length: count }, () =>
    Array.from({ length: next() % 8 }, () => NASTY[next() % NASTY.length]).join(''),
  );
}

describe('an export', () => {
  const texts = [...nastyTexts(2000), '=1+1', ' =1+1', '\t=1', "'=1", '＝1', '+1', '-1', '@A1', '\r=1'];
  const rows = texts.map((text, id) => rowOf(configOf(text, {}), id));

  it('as CSV gives every text back, and none of them begins as a formula', () => {
    const csv = toCsv(rows, context);
    expect(csv.startsWith('\ufeffconnection,service,')).toBe(true);
    const [head = [], ...records] = readCsv(csv.slice(1));
    const place = head.indexOf('function');
    expect(records.map((record) => valueOf(record[place] ?? ''))).toEqual(texts);
    for (const cell of records.flat().filter((one) => one.startsWith('"'))) {
      expect(cell.slice(1, -1)).not.toMatch(/^[\s\p{Cc}]*[=+\-@|＝＋－＠]/u);
      expect(cell.slice(1, -1)).not.toMatch(/^[\t\r\n]/);
    }
    expect(records.every((record) => record.length === head.length)).toBe(true);
  });

  it('as JSON gives every config back, to the digit', () => {
    const document = readJson('{"max_async_retry_attempts": 9007199254740993, "x": "=1"}') as Record<
      string,
      never
    >;
    const all = [...rows, rowOf(configOf('digits', document))];
    const read = readJson(toJson(all, context)) as unknown as readonly Record<string, unknown>[];
    expect(read.map((one) => one['function'])).toEqual([...texts, 'digits']);
    expect(read.at(-1)?.['config']).toEqual(document);
    expect(toJson(all, context)).toContain('9007199254740993');
  });

  it('has a number as a number, and nothing for what a config leaves out', () => {
    const row = rowOf(
      configOf(
        'f',
        { max_async_retry_attempts: 0, destination_config: { on_failure: BUCKET } },
        '2024-01-02 10:00:00',
      ),
    );
    const [head = [], record = []] = readCsv(toCsv([row], context).slice(1));
    const cells = Object.fromEntries(head.map((name, i) => [name, record[i]]));
    expect(cells).toMatchObject({
      connection: `"'=cmd|work"`,
      ageSeconds: '',
      retries: '0',
      success: '',
      failure: '"OBS failed"',
      statusLog: '',
      lastModified: '"2024-01-02 10:00:00"',
    });
  });
});

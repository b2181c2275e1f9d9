import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tailText } from '../../src/cloud/logs/tailText';
import { complete, linesOf } from '../../src/model/invocation/logMerge';
import { plain, quoted } from '../../src/model/invocation/outputText';

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}`);
const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

describe('complete', () => {
  it('gives the whole tail when nothing was shown live', () => {
    expect(complete([], 'a\n\nb\n', false)).toEqual({
      rest: ['a', '', 'b'],
      gap: false,
      late: false,
      lines: ['a', '', 'b'],
    });
    expect(complete([], 'a\n', true).gap).toBe(true);
  });

  it('gives only what live lines lacked', () => {
    const all = numbered(0, 10);
    expect(complete(all.slice(0, 4), text(all), false).rest).toEqual(all.slice(4));
    expect(complete(all, text(all), false).rest).toEqual([]);
  });

  it('counts equal lines', () => {
    const ticks = Array.from({ length: 7 }, () => 'tick');
    expect(complete(ticks.slice(0, 3), text(ticks), false).rest).toHaveLength(4);
  });

  it('joins a cut tail to live lines, its half first line included', () => {
    const all = numbered(0, 50);
    const tail = text(all.slice(30)).slice(3);
    expect(complete(all.slice(0, 40), tail, true)).toMatchObject({
      rest: all.slice(40),
      gap: false,
      late: false,
      lines: all,
    });
  });

  it('joins a tail that was cut anywhere, inside a character too', () => {
    const all = Array.from({ length: 12 }, (_, i) => `第${String(i)}行日志`);
    const bytes = Buffer.from(text(all));
    for (let from = 1; from < bytes.length - 20; from++) {
      const joined = complete(all, tailText(bytes.subarray(from)), true);
      expect(joined, `cut at ${String(from)}`).toMatchObject({
        gap: false,
        late: false,
        rest: [],
        lines: all,
      });
    }
  });

  it('knows the lines of a record that has several', () => {
    const traceback = 'Traceback (most recent call last):\n  File "index.py", line 2\nValueError: no';
    const joined = complete(['Start', traceback, 'End'], `Start\n${traceback}\nEnd\n`, false);
    expect(joined).toMatchObject({ rest: [], gap: false, late: false });
    expect(joined.lines).toHaveLength(5);
  });

  it('marks a gap between live lines and a cut tail', () => {
    const all = numbered(0, 50);
    const joined = complete(all.slice(0, 10), text(all.slice(30)), true);
    expect(joined).toMatchObject({ gap: true, rest: all.slice(30) });
    expect(joined.lines).toEqual([...all.slice(0, 10), ...all.slice(30)]);
  });

  it('says so when a line that was not shown belongs before one that was', () => {
    expect(complete(['a', 'c'], 'a\nb\nc\nd\n', false)).toEqual({
      rest: ['b', 'd'],
      gap: false,
      late: true,
      lines: ['a', 'b', 'c', 'd'],
    });
  });

  it('shows each line of a complete tail once, in order, whatever part of it was seen live', () => {
    const line = fc.constantFrom('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(fc.array(fc.tuple(line, fc.boolean()), { maxLength: 30 }), (entries) => {
        const all = entries.map(([name]) => name);
        const seen = entries.filter(([, live]) => live).map(([name]) => name);
        const joined = complete(seen, text(all), false);
        expect([...joined.lines]).toEqual(all);
        expect([...seen, ...joined.rest].sort()).toEqual([...all].sort());
      }),
    );
  });

  it('joins large logs in one pass', () => {
    const all = numbered(0, 6000);
    const holes = all.filter((_, i) => i % 3 !== 1);
    expect(complete(holes, text(all), false).lines).toHaveLength(6000);
  });
});

describe('linesOf', () => {
  it('keeps blank lines inside and drops the end', () => {
    expect(linesOf('a\r\n\nb\n')).toEqual(['a', '', 'b']);
    expect(linesOf('')).toEqual([]);
  });
});

describe('text of a function in the output', () => {
  it('is marked line by line, and cannot be taken for a line of ours', () => {
    expect(quoted('✓ Succeeded · 5 ms · #1\nb')).toEqual(['│ ✓ Succeeded · 5 ms · #1', '│ b']);
  });

  it('is shown, not carried out', () => {
    expect(plain('\u001b[31mred\r\u0007\u202e\u2028\ta')).toBe('\\x1b[31mred\\x0d\\x07\\u202e\\u2028\ta');
  });
});

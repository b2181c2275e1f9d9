import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINE_LIMIT, lineSplitter } from '../../src/sandbox/runner/lines';

/** The lines of the chunks. */
function split(chunks: readonly Buffer[], limit?: number): string[] {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line), limit);
  chunks.forEach((chunk) => splitter.push(chunk));
  splitter.flush();
  return lines;
}

/** The bytes, cut at the given places. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

describe('lines', () => {
  test('come without their ends, \\n or \\r\\n; the last one may lack it', () => {
    expect(split([Buffer.from('one\ntwo\r\n\nthree')])).toEqual(['one', 'two', '', 'three']);
  });

  test('are the same however the bytes arrive', () => {
    const lines = fc.array(fc.string({ unit: 'binary' }).map((line) => line.replace(/[\r\n]/g, '')));
    fc.assert(
      fc.property(lines, fc.array(fc.nat()), (expected, places) => {
        const bytes = Buffer.from(expected.map((line) => `${line}\n`).join(''));
        expect(split(cutAt(bytes, places))).toEqual(expected);
      }),
    );
  });

  test('longer than the limit come in pieces that lose nothing and split no character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.integer({ min: 4, max: 16 }),
        (text, limit) => {
          const line = text.replace(/[\r\n]/g, '-');
          const pieces = split([Buffer.from(`${line}\n`)], limit);
          expect(pieces.join('')).toBe(line);
          expect(pieces.every((piece) => Buffer.byteLength(piece) <= limit)).toBe(true);
        },
      ),
    );
  });

  test('a line of 10 MB comes in pieces of 32 KB', () => {
    const pieces = split([Buffer.alloc(10_000_000, 'x')]);
    expect(pieces.every((piece) => piece.length <= LINE_LIMIT)).toBe(true);
    expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBe(10_000_000);
  });

  test('broken UTF-8 becomes replacement characters', () => {
    expect(split([Buffer.from([0x61, 0xff, 0x62, 0x0a])])).toEqual(['a\ufffdb']);
  });
});

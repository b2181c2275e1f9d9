import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestUnit, readAge, showAge, UNIT_NAMES } from '../../src/webview/form/age';

describe('the event age', () => {
  it.each([
    ['1', 'hours', 3600],
    ['90', 'minutes', 5400],
    ['1.5', 'hours', 5400],
    ['.5', 'days', 43_200],
    ['1.1', 'hours', 3960],
    ['0', 'seconds', 0],
    [' 7 ', 'seconds', 7],
    ['-5', 'seconds', -5],
  ] as const)('reads %s %s as %d seconds', (text, unit, seconds) => {
    expect(readAge(text, unit)).toBe(seconds);
  });

  it.each(['12 monkeys', '1,5', '0x10', '1e3', '--1', 'Infinity'])('keeps %s as it was typed', (text) => {
    expect(readAge(text, 'hours')).toBe(text);
  });

  it('is unset where nothing is typed', () => {
    expect(readAge('', 'hours')).toBeUndefined();
    expect(readAge('  ', 'hours')).toBeUndefined();
    expect(showAge(undefined, 'hours')).toBe('');
  });

  it.each([
    [3600, 'hours'],
    [86_400, 'days'],
    [5400, 'minutes'],
    [3500, 'seconds'],
    [0, 'seconds'],
    [undefined, 'seconds'],
    ['x', 'seconds'],
  ] as const)('shows %s in %s', (value, unit) => {
    expect(bestUnit(value)).toBe(unit);
  });

  it('reads what it shows, in the unit that it chose', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seconds) => {
        const unit = bestUnit(seconds);
        expect(readAge(showAge(seconds, unit), unit)).toBe(seconds);
      }),
    );
  });

  it('reads a value back in every unit, so that choosing one changes nothing by itself', () => {
    for (const unit of UNIT_NAMES) expect(readAge(showAge(5400, unit), unit)).toBe(5400);
  });
});

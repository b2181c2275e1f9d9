import { describe, expect, it } from 'vitest';
import { readTyped, showNumber, stepped } from '../../src/webview/form/number';

const limits = { min: 0, max: 3, byDefault: 1 };

describe('a number field', () => {
  it('tells 0 from nothing', () => {
    expect(readTyped('0')).toBe(0);
    expect(readTyped('')).toBeUndefined();
  });

  it('shows values of any type, so that none is hidden', () => {
    expect([undefined, 0, 'x', false, null, { a: 1 }].map(showNumber)).toEqual([
      '',
      '0',
      'x',
      'false',
      'null',
      '{"a":1}',
    ]);
  });

  it('steps from the default where it is unset, and stays inside its limits', () => {
    expect(stepped(undefined, 1, limits)).toBe(2);
    expect(stepped(3, 1, limits)).toBe(3);
    expect(stepped(0, -1, limits)).toBe(0);
    expect(stepped(99, -1, limits)).toBe(3);
    expect(stepped('x', -1, limits)).toBe(0);
    expect([stepped(1.5, 1, limits), stepped(1.5, -1, limits)]).toEqual([2, 1]);
  });
});

import { describe, expect, it } from 'vitest';
import { typedName } from '../../../src/app/connections/typedName';

describe('the name that confirms a write', () => {
  it.each([
    ['an accent apart from its letter', 'Pro\u0308d', 'Pr\u00f6d'],
    ['an accent with its letter', 'Pr\u00f6d', 'Pro\u0308d'],
    ['white space at the ends', '  Shop ', 'Shop'],
    ['white space twice, and one that does not break', 'Shop\u00a0  EU', 'Shop EU'],
    ['a line break', 'Shop\r\nEU', 'Shop EU'],
    ['characters that nobody sees', 'Sh\u200bop\u202e', 'Shop'],
    ['a picture of several parts', '\u{1F469}\u200d\u{1F4BB} Shop', '\u{1F469}\u200d\u{1F4BB} Shop'],
    ['Chinese', '\u751f\u4ea7', '\u751f\u4ea7'],
  ])('can be typed with %s', (_, name, typed) => {
    const wanted = typedName(name);
    for (let length = 0; length <= typed.length; length++) {
      const part = typed.slice(0, length);
      // Half of a letter is not yet one.
      if (part === part.normalize('NFC') && typed === typed.normalize('NFC'))
        expect(wanted.begins(part)).toBe(true);
    }
    expect(wanted.is(typed)).toBe(true);
  });

  it.each(['', 'shop', 'Shop E', 'Shop US', 'ShopEU', 'Shop EU2'])('is not “%s”', (typed) => {
    expect(typedName('Shop EU').is(typed)).toBe(false);
  });

  it.each(['x', 'Shop EUX', 'shop'])('cannot become what does not begin so: %s', (typed) => {
    expect(typedName('Shop EU').begins(typed)).toBe(false);
  });

  it('that nobody can see is not typed by typing nothing', () => {
    expect(typedName('\u200b').is('')).toBe(false);
    expect(typedName('\u200b').is('\u200b')).toBe(true);
  });
});

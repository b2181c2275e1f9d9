import { expect, it } from 'vitest';
import { isLaidOutAnew } from '../../../src/app/text/payload';

it.each([
  ['{"a":1}', '{\n  "a": 1\n}\n', true],
  ['{"a":1,}', '{ "a": 1 } // by hand\r\n', true],
  ['{"a":"x y"}', '{"a": "x y"}', true],
  ['no JSON', 'no JSON\n', true],
  ['{"a":1}', '{"a":2}', false],
  ['{"a":12345678901234567890}', '{"a":12345678901234567891}', false],
  ['{"a":1', '{"a":1}', false],
])('%j and %j are one payload, laid out anew: %j', (text, other, same) => {
  expect(isLaidOutAnew(text, other)).toBe(same);
});

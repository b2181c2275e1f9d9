import { describe, expect, it } from 'vitest';
import { translate } from '../../../src/model/message';
import { located, placeOfField } from '../../../src/app/text/findingPlace';
import { parseText, placeOf } from '../../../src/app/text/parseText';

describe('reading the text of a config document', () => {
  it('takes comments and trailing commas', () => {
    expect(parseText('{ // one\n "a": 1, }')).toEqual({ kind: 'document', document: { a: 1 } });
  });

  it.each([
    ['', 1, 1, 'The text is empty. Write {} for no settings.'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'Comma expected.'],
    ['{\r\n  "a": ,\r\n}', 2, 8, 'Value expected.'],
    ['{ "a": 1 } 2', 1, 12, 'End of file expected.'],
    ['{\n "a": 1,\n "b": { "c": 1,\n  "c": 2 } }', 4, 3, 'The field c stands here a second time.'],
  ])('says where %j is broken', (text, line, column, reason) => {
    const parsed = parseText(text);
    if (parsed.kind !== 'broken') throw new Error('it was read');
    const { syntax } = parsed;
    expect([syntax.line, syntax.column, translate(syntax.reason)]).toEqual([line, column, reason]);
  });
});

it('says of a text that is nested too deeply to be read that it is', () => {
  expect(parseText('['.repeat(1_000_000))).toMatchObject({
    kind: 'broken',
    syntax: { line: 1, column: 1, reason: { text: 'The JSON is nested too deeply.' } },
  });
});

describe('the place of a finding', () => {
  const text = '{\n  "age": 1,\n  "targets": {\n    "bad": {\n      "param": {}\n    }\n  }\n}\n';

  const lineOf = (where: string, path: string) => placeOf(where, placeOfField(where, path).offset).line;

  it('is the line of the field, or of what should have it', () => {
    expect(lineOf(text, 'age')).toBe(2);
    expect(lineOf(text, 'targets.bad.param')).toBe(5);
    expect(lineOf(text, 'targets.bad.param.bucket')).toBe(5);
    expect(lineOf(text, 'retries')).toBe(1);
    expect(lineOf(text, '')).toBe(1);
  });

  it('makes a sentence with line and field', () => {
    const finding = { path: 'age', severity: 'error' as const, message: { text: 'Too old.', args: [] } };
    expect(translate(located(text, finding, 'Too old.'))).toBe('Line 2, age: Too old.');
  });
});

import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { changeText } from '../../../src/app/text/textEdits';
import type { Edit } from '../../../src/webview/protocol';
import { applyEdits } from '../../../src/webview/edits/applyEdits';
import { readJson, type JsonObject } from '../../../src/model/json';

const ORDER = ['age', 'retries', 'log', 'targets', 'good', 'bad', 'destination', 'param'];

const COMMENTED = `{
  // how long
  "age": 3600, /* an hour */
  "targets": {
    "bad": { "destination": "OBS", "param": { "bucket": "b" } } // keep
  }
}
`;

describe('changing the text of a config document', () => {
  it('replaces a value and leaves the rest as it is', () => {
    expect(change(COMMENTED, { path: ['age'], value: 60 })).toBe(COMMENTED.replace('3600', '60'));
  });

  it('replaces no more than what differs', () => {
    expect(changeText(COMMENTED, [{ path: ['age'], value: 3700 }], ORDER)).toEqual({
      offset: COMMENTED.indexOf('600'),
      length: 1,
      content: '7',
    });
  });

  it('says nothing where nothing changes', () => {
    expect(changeText(COMMENTED, [{ path: ['age'], value: 3600 }], ORDER)).toBeUndefined();
    expect(changeText(COMMENTED, [{ path: ['retries'], value: undefined }], ORDER)).toBeUndefined();
    expect(changeText(COMMENTED, [{ path: ['a', 'b', 'c'], value: undefined }], ORDER)).toBeUndefined();
  });

  it('rounds no number, neither one that stays nor one that comes', () => {
    const text = '{\n  "targets": {\n    "bad": { "param": { "id": 9007199254740993 } }\n  }\n}\n';
    const digits = readJson('{"id":12345678901234567890,"list":[0.12345678901234567891]}');
    expect(change(text, { path: ['age'], value: 60 })).toBe(text.replace('{\n', '{\n  "age": 60,\n'));
    const after = change(text, { path: ['targets', 'good'], value: digits });
    expect(after).toContain('9007199254740993');
    expect(after).toMatch(/"id": 12345678901234567890,\s*"list": \[\s*0.12345678901234567891\s*\]/);
    expect(change('', { path: ['age'], value: digits })).toContain('"id": 12345678901234567890');
    expect(change('{ "age": 1 }', { path: ['age'], value: digits })).toContain('"id": 12345678901234567890');
  });

  it('puts a new field where the service has it, comments untouched', () => {
    const text = '{\n  "age": 3600,\n  // why\n  "log": true\n}\n';
    expect(change(text, { path: ['retries'], value: 0 })).toBe(
      '{\n  "age": 3600,\n  "retries": 0,\n  // why\n  "log": true\n}\n',
    );
  });

  it('removes a field with its comma and keeps its neighbours', () => {
    expect(change('{\n  "age": 1,\n  "retries": 0\n}\n', { path: ['retries'], value: undefined })).toBe(
      '{\n  "age": 1\n}\n',
    );
    expect(change('{\n  "age": 1,\n  "retries": 0\n}\n', { path: ['age'], value: undefined })).toBe(
      '{\n  "retries": 0\n}\n',
    );
  });

  it('leaves {} where the last field of an object goes', () => {
    expect(change('{\n  "age": 1\n}\n', { path: ['age'], value: undefined })).toBe('{}\n');
    expect(change('{\n  "age": 1,\n}\n', { path: ['age'], value: undefined })).toBe('{}\n');
    const param = '{\n  "bad": {\n    "param": {\n      "bucket": "b"\n    }\n  }\n}\n';
    expect(change(param, { path: ['bad', 'param', 'bucket'], value: undefined })).toBe(
      '{\n  "bad": {\n    "param": {}\n  }\n}\n',
    );
  });

  it('keeps a comment that stands beside the last field', () => {
    const after = change('{\n  // the reason\n  "age": 1\n}\n', { path: ['age'], value: undefined });
    expect(after).toContain('// the reason');
    expect(parse(after)).toEqual({});
  });

  it('keeps the comments of the neighbours of a field that goes', () => {
    const text = '{\n  "age": 1, // an hour\n  "retries": 0, /* none */\n  // why\n  "log": true // on\n}\n';
    expect(change(text, { path: ['retries'], value: undefined })).toBe(
      '{\n  "age": 1, // an hour\n  /* none */\n  // why\n  "log": true // on\n}\n',
    );
    const after = change(text, { path: ['log'], value: undefined });
    expect(after).toContain('// an hour');
    expect(after).toContain('/* none */');
    expect(parse(after, [], { allowTrailingComma: false })).toEqual({ age: 1, retries: 0 });
    expect(after).not.toContain('0,');
  });

  it('removes inside a line', () => {
    expect(change('{ "age": 1, "retries": 0 }', { path: ['age'], value: undefined })).toBe(
      '{ "retries": 0 }',
    );
    expect(change('{ "age": 1, "retries": 0 }', { path: ['retries'], value: undefined })).toBe(
      '{ "age": 1 }',
    );
    expect(change('{ "age": 1 }', { path: ['age'], value: undefined })).toBe('{}');
  });

  it('makes the objects around a new field', () => {
    const after = change('{}\n', { path: ['targets', 'bad', 'param', 'bucket'], value: 'b' });
    expect(after).toBe(
      '{\n  "targets": {\n    "bad": {\n      "param": {\n        "bucket": "b"\n      }\n    }\n  }\n}\n',
    );
  });

  it('makes an object of what is something else', () => {
    const text = '{ "targets": "none", "age": 1 }';
    expect(parse(change(text, { path: ['targets', 'bad'], value: {} }))).toEqual({
      targets: { bad: {} },
      age: 1,
    });
  });

  it('begins a document in an empty text', () => {
    expect(change('', { path: ['age'], value: 60 })).toBe('{\n  "age": 60\n}\n');
    expect(change('\n', { path: ['targets', 'bad'], value: {} })).toBe(
      '{\n  "targets": {\n    "bad": {}\n  }\n}\n',
    );
  });

  it('writes as the text is written: tabs, wide indentation, CRLF', () => {
    expect(change('{\n\t"age": 1\n}\n', { path: ['retries'], value: 2 })).toBe(
      '{\n\t"age": 1,\n\t"retries": 2\n}\n',
    );
    expect(change('{\n    "age": 1\n}\n', { path: ['retries'], value: 2 })).toBe(
      '{\n    "age": 1,\n    "retries": 2\n}\n',
    );
    expect(change('{\r\n  "age": 1\r\n}\r\n', { path: ['retries'], value: 2 })).toBe(
      '{\r\n  "age": 1,\r\n  "retries": 2\r\n}\r\n',
    );
  });

  it('does the edits of one message in their order, as one replacement', () => {
    const edits: Edit[] = [
      { path: ['targets', 'bad'], value: undefined },
      { path: ['targets', 'good'], value: { destination: 'SMN', param: {} } },
    ];
    const after = change(COMMENTED, ...edits);
    expect(parse(after)).toEqual({ age: 3600, targets: { good: { destination: 'SMN', param: {} } } });
    expect(after).toContain('/* an hour */');
  });

  it('never cuts a character or a line end in two', () => {
    const from = '{"a": "😀"}';
    const made = changeText(from, [{ path: ['a'], value: '😁' }], ORDER);
    expect(made).toEqual({ offset: 7, length: 2, content: '😁' });
  });

  it('means the same as the page’s own edits, and keeps the comment', () => {
    fc.assert(
      fc.property(
        document(),
        fc.array(edit(), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(undefined, 2, '\t'),
        (start, edits, indent) => {
          const printed = `// first\n${JSON.stringify(start, undefined, indent)}\n`;
          const text = indent === 2 ? printed.replaceAll('\n', '\r\n') : printed;
          const after = change(text, ...edits);
          expect(parse(after)).toEqual(applyEdits(start, edits));
          expect(after.startsWith('// first')).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function change(text: string, ...edits: readonly Edit[]): string {
  const made = changeText(text, edits, ORDER);
  return made ? text.slice(0, made.offset) + made.content + text.slice(made.offset + made.length) : text;
}

function key() {
  return fc.constantFrom('age', 'retries', 'targets', 'bad', 'good', 'param');
}

function leaf() {
  return fc.oneof(fc.integer({ min: 0, max: 9 }), fc.boolean(), fc.string({ maxLength: 4 }));
}

function document(): fc.Arbitrary<JsonObject> {
  const inner = fc.dictionary(key(), leaf(), { noNullPrototype: true });
  const middle = fc.dictionary(key(), fc.oneof(leaf(), inner), { noNullPrototype: true });
  return fc.dictionary(key(), fc.oneof(leaf(), middle), {
    noNullPrototype: true,
  });
}

function edit(): fc.Arbitrary<Edit> {
  return fc.record({
    path: fc.array(key(), { minLength: 1, maxLength: 3 }),
    value: fc.oneof(leaf(), fc.constant(undefined), fc.constant({})),
  });
}

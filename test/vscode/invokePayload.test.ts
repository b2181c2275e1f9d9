import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { toPayload } from '../../src/app/text/payload';

describe('a payload text', () => {
  const json = (text: string): string => {
    const payload = toPayload(text);
    assert.equal(payload.kind, 'json', text);
    return payload.kind === 'json' ? payload.json : '';
  };

  it('loses comments and trailing commas, and nothing else', () => {
    assert.equal(
      json('{"a": 12345678901234567890, "b": [1.0,],}'),
      '{"a": 12345678901234567890, "b": [1.0]}',
    );
    assert.equal(
      json('// first\n{"u": "http://x/*y*/,}", /* , */ "n": {"m": 1, // last\n},}\n'),
      '{"u": "http://x/*y*/,}",  "n": {"m": 1 \n}}',
    );
    assert.equal(json(' "text" '), '"text"');
  });

  it('stays what it is when it is JSON already', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        return json(text) === text;
      }),
    );
  });

  it('says the same with comments and commas strewn in', () => {
    const noise = fc.constantFrom('', ' /* , ] } */ ', '// "x": 1,\n', '\n');
    fc.assert(
      fc.property(fc.jsonValue(), noise, noise, (value, before, after) => {
        const text = JSON.stringify(value, undefined, 1)
          .replace(/([[{])\n/g, (_, open: string) => `${open}${before}\n`)
          .replace(
            /([^[{\s,])\n(\s*)([\]}])/g,
            (_, last: string, space: string, close: string) => `${last},${after}\n${space}${close}`,
          );
        assert.deepEqual(JSON.parse(json(`${before}\n${text}\n${after}`)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('that is broken says where and why', () => {
    const broken = (text: string): [number, string] => {
      const payload = toPayload(text);
      return payload.kind === 'broken' ? [payload.offset, payload.reason.text] : [-1, ''];
    };
    assert.deepEqual(broken(''), [0, 'The payload is empty. Write {} for an event without content.']);
    assert.deepEqual(broken('{\n  "a": 1,\n  "b": ,\n}'), [19, 'Value expected.']);
    assert.deepEqual(broken('{"a": 1 "b": 2}'), [8, 'Comma expected.']);
    assert.deepEqual(broken('{"a": "x\n"}'), [6, 'Unexpected end of string.']);
    assert.deepEqual(broken('{} {}'), [3, 'End of file expected.']);
    assert.deepEqual(broken('{"a": nope}'), [6, 'Invalid symbol.']);
    assert.deepEqual(broken('['.repeat(100_000)), [0, 'The JSON is nested too deeply.']);
  });
});

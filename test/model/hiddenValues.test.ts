import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiderOf } from '../../src/model/hiddenValues';

const SECRET = 'pässw"ort<\\>/+\t😀\nend';
const hide = hiderOf([{ value: SECRET, by: '(KEY)' }]);

/** As encoders do that escape all that is not ASCII or may mean something in HTML, with small or capital digits. */
const escaped = (text: string, capital: boolean): string =>
  text.replace(/[^ -~]|[<>&'"+/=`]/g, (unit) => {
    const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${capital ? hex.toUpperCase() : hex}`;
  });

describe('a hidden value', () => {
  it('is hidden as Python and JavaScript write it, in JSON and in JSON within JSON', () => {
    const program = `
import json, sys
value = json.loads(sys.stdin.read())
for said in {"a": value}, {"body": json.dumps([value])}, [json.dumps([json.dumps([value])])]:
    print(json.dumps(said))`;
    const options = { input: JSON.stringify(SECRET), encoding: 'utf8' } as const;
    const python = execFileSync('python3', ['-c', program], options).trim().split('\n');
    const inJson = (value: unknown): string => JSON.stringify(value);
    const script = [{ a: SECRET }, { body: inJson([SECRET]) }, [inJson([inJson([SECRET])])]].map(inJson);
    for (const [plain = '', inside = '', deep = ''] of [python, script]) {
      expect(hide(plain)).toMatch(/^\{"a": ?"\(KEY\)"\}$/);
      expect(hide(inside)).toMatch(/^\{"body": ?"\[\\"\(KEY\)\\"\]"\}$/);
      expect(JSON.parse(hide(deep))).toEqual([inJson([inJson(['(KEY)'])])]);
    }
    // PHP escapes slashes, .NET and Go what could be a tag.
    expect(hiderOf([{ value: 'a/b<c>&d', by: '*' }])('"a\\/b\\u003Cc\\u003e\\u0026d"')).toBe('"*"');
  });

  it('is hidden however it is escaped', () => {
    const value = fc.string({ unit: 'binary', minLength: 4, maxLength: 40 }).filter((text) => {
      // Backslashes before another escape cannot be told from those of the value.
      return text.trim().length >= 4 && !/[\\\r\n│]/.test(text);
    });
    fc.assert(
      fc.property(value, fc.boolean(), (text, capital) => {
        const by = hiderOf([{ value: text, by: '∅' }]);
        const trimmed = text.trim();
        for (const written of [trimmed, JSON.stringify(trimmed), escaped(trimmed, capital)]) {
          expect(by(`│${written}│`)).toMatch(/^│"?∅"?│$/);
        }
      }),
      { seed: 20261123 },
    );
  });

  it('is hidden line by line, and text by text where it is JSON', () => {
    expect(hide('pässw"ort<\\>/+\t😀').concat(hide('end'))).toBe('(KEY)end');
    const config = '{"user": "admin-user", "keys": ["s3cret", {"n": 1, "x": null}], "on": "yes"}';
    const by = hiderOf([{ value: config, by: '*' }]);
    expect(by(config)).toBe('*');
    expect(by('{"user":"admin-user","keys":["s3cret"],"on":"yes"}')).toBe(
      '{"user":"*","keys":["*"],"on":"yes"}',
    );
    expect(hiderOf([{ value: '{no JSON}', by: '*' }])('is {no JSON}')).toBe('is *');
  });

  it('is told by its own name, and what stands for one is not searched for another', () => {
    const by = hiderOf([
      { value: 'TOKEN', by: '(A)' },
      { value: ' swordfish\n', by: '(TOKEN)' },
      { value: 'sword', by: '(B)' },
      { value: 'abc', by: '(SHORT)' },
      { value: '$&$1', by: '($&)' },
    ]);
    expect(by('swordfish, sword, abc, TOKEN, $&$1')).toBe('(TOKEN), (B), abc, (A), ($&)');
    expect(hiderOf([])('as it is')).toBe('as it is');
    expect(hiderOf([{ value: 'abc', by: '*' }])('abc')).toBe('abc');
  });

  it('is hidden where it is very long, and no text takes long', () => {
    const long = `{"${'x'.repeat(100_000)}`;
    const by = hiderOf([{ value: long, by: '*' }]);
    expect(by(`${long} ${JSON.stringify(long)}`)).toBe('* "*"');
    const text = '\\'.repeat(2_000_000);
    expect(hiderOf([{ value: '"""/', by: '*' }])(text)).toBe(text);
  });
});

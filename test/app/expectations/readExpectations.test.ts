import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { readExpectations } from '../../../src/app/expectations/readExpectations';
import { expectationsSchema } from '../../../src/model/expectation';
import { translate } from '../../../src/model/message';

/** The cases of a text, or what is wrong with it and where, as `line:column reason`. */
function read(text: string): unknown {
  const found = readExpectations(text);
  return found.kind === 'cases'
    ? found.cases.map(({ expectation }) => expectation)
    : found.problems.map(({ line, column, reason }) => `${line}:${column} ${translate(reason)}`);
}

describe('a file of expectations', () => {
  it('is one case or a list, with comments and trailing commas, and its numbers to the digit', () => {
    expect(read('// expected\n{"status": 200, "log": "a",}')).toEqual([
      { mode: 'sync', status: 200, log: ['a'] },
    ]);
    expect(read('[{"mode": "async", "attempts": 3}, {}]')).toEqual([
      { mode: 'async', attempts: 3 },
      { mode: 'sync' },
    ]);
    const [found] = read('{"result": {"id": 9007199254740993}}') as [{ result: { id: unknown } }];
    expect(found.result.id).not.toBe(9007199254740992);
  });

  it('says of every mistake where it is, and then nothing of it counts', () => {
    expect(read('[\n  {"status": 200},\n  {"statsu": 200, "maxDurationMs": "fast"}\n]')).toEqual([
      expect.stringMatching(/^3:4 Nothing can be expected of “statsu”, only of: name, mode, status, result,/),
      '3:36 A number of milliseconds above 0 is meant here.',
    ]);
    expect(read('{"status": 200\n "result": 1}')).toEqual(['2:2 Comma expected.']);
    expect(read('{"status": 200, "status": 404}')).toEqual([
      '1:17 The field status stands here a second time.',
    ]);
    expect(read('{"mode": "async", "result": 1}')).toEqual([
      '1:19 “result” is known of synchronous calls only, and this is an event.',
    ]);
    expect(read('{"attempts": 1}')).toEqual(['1:2 “attempts” is known of events only: add "mode": "async".']);
    expect(read('[]')).toEqual(['1:1 There is no case in the list.']);
    expect(read('"succeeded"')).toEqual(['1:1 A case is an object in braces.']);
    expect(read('[[]]')).toEqual(['1:2 A case is an object in braces.']);
    expect(read('[{}, 3]')).toEqual(['1:6 A case is an object in braces.']);
    expect(read(`${'['.repeat(100_000)}`)).toHaveLength(1);
  });

  it('knows the place of what it says, or of what is nearest above it', () => {
    const found = readExpectations('[{},\n{"result":\n {"items": [{"id": 1}]}}]');
    const [, second] = found.kind === 'cases' ? found.cases : [];
    const place = (path: readonly (string | number)[]) => second?.placeOf(path);
    expect(place(['result', 'items', 0, 'id'])).toEqual({ line: 3, column: 14 });
    expect(place(['result', 'items', 7, 'id'])).toEqual({ line: 3, column: 3 });
    expect(place(['status'])).toEqual({ line: 2, column: 1 });
  });

  const accepts = new Ajv({ strict: false }).compile(expectationsSchema(translate));
  const values = [
    null,
    true,
    false,
    -1,
    0,
    1,
    1.5,
    99,
    100,
    200,
    599,
    600,
    '',
    'a',
    [],
    ['a'],
    ['a', ''],
    [1],
  ];
  const words = ['sync', 'async', 'succeeded', 'functionError', 'failed', 'discarded', 'stopped', 'lost', {}];
  const keys = ['name', 'mode', 'status', 'result', 'maxDurationMs', 'log'];
  const ofEvents = ['attempts', 'state', 'destination', 'delivered'];

  it.each([...keys, ...ofEvents, 'statsu', 'toString', '__proto__'])(
    'has a schema that says the same of “%s”',
    (key) => {
      for (const value of [...values, ...words]) {
        for (const mode of [{}, { mode: 'sync' }, { mode: 'async' }]) {
          if (key === 'mode' && 'mode' in mode) continue;
          const entries = [...Object.entries(mode), [key, value]].map(
            ([name, of]) => `${JSON.stringify(name)}: ${JSON.stringify(of)}`,
          );
          for (const text of [`{${entries.join()}}`, `[{}, {${entries.join()}}]`]) {
            const isRead = readExpectations(text).kind === 'cases';
            expect({ text, accepted: accepts(JSON.parse(text)) }).toEqual({ text, accepted: isRead });
          }
        }
      }
    },
  );

  it('has a schema that takes no empty list, and nothing but objects', () => {
    for (const text of ['[]', '3', '"a"', 'null', '[3]', '[[{}]]']) {
      expect({ text, accepted: accepts(JSON.parse(text)) }).toEqual({ text, accepted: false });
      expect(readExpectations(text).kind).toBe('broken');
    }
  });
});

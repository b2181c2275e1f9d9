import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeConfigs } from '../../../src/app/configs/merge';
import { changeText } from '../../../src/app/text/textEdits';
import { parseText } from '../../../src/app/text/parseText';
import { sameJson, type Json, type JsonObject } from '../../../src/model/json';
import { namesInOrder } from '../../../src/model/fields';
import { profileOf } from '../../../src/model/services';
import { applyEdits } from '../../../src/webview/edits/applyEdits';

const profile = profileOf('functiongraph-huawei');
const AGE = 'max_async_event_age_in_seconds';
const RETRIES = 'max_async_retry_attempts';

/** A field by its place; undefined: the document does not have it. */
type Flat = Readonly<Record<string, Json | undefined>>;

const PLACES = [
  [AGE],
  [RETRIES],
  ['unknown'],
  ['destination_config', 'on_success'],
  ['destination_config', 'on_failure'],
];

const value = fc.option(
  fc.oneof(fc.integer({ min: 0, max: 3 }), fc.record({ destination: fc.constantFrom('OBS', 'SMN') })),
  {
    nil: undefined,
  },
);
const flat: fc.Arbitrary<Flat> = fc.record(Object.fromEntries(PLACES.map((path) => [path.join('.'), value])));

function build(fields: Flat): JsonObject {
  const edits = PLACES.flatMap((path) => {
    const found = fields[path.join('.')];
    return found === undefined ? [] : [{ path, value: found }];
  });
  return applyEdits({}, edits);
}

describe('two changes of a config', () => {
  it('are merged where nobody has touched what the other has, whoever is asked, and else told field by field', () => {
    fc.assert(
      fc.property(flat, flat, flat, (base, mine, theirs) => {
        const expected: Record<string, Json | undefined> = {};
        const conflicts: string[] = [];
        for (const path of PLACES) {
          const name = path.join('.');
          const [was, here, there] = [base[name], mine[name], theirs[name]];
          if (sameJson(was, there) || sameJson(here, there)) expected[name] = here;
          else if (sameJson(was, here)) expected[name] = there;
          else conflicts.push(name);
        }
        const documents = [build(base), build(mine), build(theirs)] as const;
        const merged = mergeConfigs(profile, ...documents);
        const [was, here, there] = documents;
        const mirrored = mergeConfigs(profile, was, there, here);
        if (merged.kind === 'conflict') {
          expect([...merged.fields].sort()).toEqual(conflicts.sort());
          expect(mirrored.kind).toBe('conflict');
          return;
        }
        expect(conflicts).toEqual([]);
        const result = withoutEmpty(applyEdits(here, merged.edits));
        expect(result).toEqual(build(expected));
        if (mirrored.kind === 'merged')
          expect(withoutEmpty(applyEdits(there, mirrored.edits))).toEqual(result);
        else expect.unreachable('the mirrored merge has conflicts');
      }),
      { seed: 20_261_121, numRuns: 2_000 },
    );
  });

  it('leave comments, order and form of the text as they were', () => {
    const text = `{
  // paged at night
  "${RETRIES}": 3, // not more
  "${AGE}": 60
}
`;
    const base = { [AGE]: 60, [RETRIES]: 1 };
    const theirs = { [AGE]: 90, [RETRIES]: 1, destination_config: { on_failure: { destination: 'SMN' } } };
    const merged = mergeConfigs(profile, base, { [RETRIES]: 3, [AGE]: 60 }, theirs);
    expect(merged).toMatchObject({ kind: 'merged', fields: [AGE, 'destination_config.on_failure'] });
    if (merged.kind !== 'merged') return;
    const change = changeText(text, merged.edits, namesInOrder(profile));
    const after = change
      ? text.slice(0, change.offset) + change.content + text.slice(change.offset + change.length)
      : text;
    expect(after).toContain('// paged at night');
    expect(after).toContain('// not more');
    expect(after.indexOf(RETRIES)).toBeLessThan(after.indexOf(AGE));
    expect(parseText(after)).toMatchObject({ document: { ...theirs, [RETRIES]: 3 } });
  });

  it('of one destination are a conflict, also where each has another field of it', () => {
    const to = (bucket: string, prefix: string) => ({
      destination_config: { on_success: { destination: 'OBS', param: { bucket, prefix } } },
    });
    const merged = mergeConfigs(profile, to('a', 'x'), to('b', 'x'), to('a', 'y'));
    expect(merged).toEqual({ kind: 'conflict', fields: ['destination_config.on_success'] });
  });
});

/** A document without an object of destinations that has none. */
function withoutEmpty(document: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(document).filter(([key, found]) => key !== 'destination_config' || !sameJson(found, {})),
  );
}

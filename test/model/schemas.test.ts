import { describe, expect, it } from 'vitest';
import { expectationsSchema } from '../../src/model/expectation';
import { functionFileSchema } from '../../src/model/functionFileSchema';
import type { Json, JsonObject } from '../../src/model/json';
import { sayIn, translate, type Say } from '../../src/model/message';
import { linksSchema } from '../../src/model/payloadLinks';
import { schemaOf } from '../../src/model/schema';
import { SERVICES } from '../../src/model/services';
import { readJson } from '../sources';

/** All that VS Code is given to complete and explain JSON with. */
const SCHEMAS: readonly (readonly [name: string, (say: Say) => JsonObject])[] = [
  ...SERVICES.map((profile) => [profile.id, (say: Say) => schemaOf(profile, say)] as const),
  ['functions', linksSchema],
  ['expectations', expectationsSchema],
  ['function', (say) => functionFileSchema(say, false)],
];

describe.each(['de', 'zh-cn'])('in %s', (language) => {
  const bundle = readJson(`l10n/bundle.l10n.${language}.json`) as Readonly<Record<string, string>>;

  it.each(SCHEMAS)('the schema %s is described', (_, schemaIn) => {
    const english = wordsOf(schemaIn(translate));
    const theirs = wordsOf(schemaIn(sayIn(bundle, language)));
    expect(english.length).toBeGreaterThan(3);
    expect(theirs).toHaveLength(english.length);
    // Names are the same in all languages.
    expect(theirs.filter((text) => text.includes(' ') && english.includes(text))).toEqual([]);
  });
});

it('a field is described by its name, what it is for, and its range', () => {
  const [huawei] = SERVICES;
  const words = huawei ? wordsOf(schemaOf(huawei, translate)) : [];
  expect(words).toContainEqual(
    expect.stringMatching(
      /^Event age limit: How long an event may wait and be retried\. 1 to 86,400; 3,600 when absent\./,
    ),
  );
});

/** Titles and descriptions, wherever they stand. */
function wordsOf(schema: Json): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, Json]) =>
    (key === 'description' || key === 'title') && typeof value === 'string' ? [value] : wordsOf(value),
  );
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBases, type Bases } from '../../../src/app/code/bases';
import { createConfigFiles, tooLarge, type FoundFile } from '../../../src/app/code/configFiles';
import { adoptedText, compareFile } from '../../../src/app/code/fileState';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { parseText } from '../../../src/app/text/parseText';
import type { Connection } from '../../../src/model/connection';
import { configFileName, parseConfigFileName } from '../../../src/model/documentPath';
import type { JsonObject } from '../../../src/model/json';
import { profileOf } from '../../../src/model/services';

const HUAWEI = profileOf('functiongraph-huawei');
const AGE = 'max_async_event_age_in_seconds';
const RETRIES = 'max_async_retry_attempts';
const one: JsonObject = { [AGE]: 3600, [RETRIES]: 1 };
const two: JsonObject = { ...one, [RETRIES]: 2 };
const three: JsonObject = { ...one, [RETRIES]: 3 };
const text = (document: JsonObject): string => JSON.stringify(document);

describe('a file beside what the service holds', () => {
  it.each([
    ['same', one, one, undefined],
    ['same', one, one, two],
    ['fileAhead', two, one, one],
    ['serviceChanged', one, two, one],
    ['both', two, three, one],
    ['differs', two, one, undefined],
    ['differs', two, undefined, undefined],
    ['serviceChanged', one, undefined, one],
    ['both', two, undefined, one],
  ] as const)(
    'is %s',
    (kind, file: JsonObject, held: JsonObject | undefined, base: JsonObject | undefined) => {
      expect(compareFile(HUAWEI, text(file), held, base).kind).toBe(kind);
    },
  );

  it('is the same however nothing is spelt', () => {
    const empty = { ...one, destination_config: { on_success: {}, on_failure: { destination: '' } } };
    expect(compareFile(HUAWEI, `// mine\n${text(empty)}`, one, undefined).kind).toBe('same');
  });

  it.each(['', '{', '[]', '{"a": 1, "a": 2}', '7'])('cannot be read where it is %j', (broken) => {
    expect(compareFile(HUAWEI, broken, one, one).kind).toBe('unreadable');
  });
});

describe('adopting what the service holds', () => {
  it('keeps comments, order and fields of its own', () => {
    const mine = `{\n  // few\n  "${RETRIES}": 1, /* one */\n  "${AGE}": 3600\n}\n`;
    expect(adoptedText(HUAWEI, mine, { ...two, extra: 1 })).toBe(
      `{\n  // few\n  "${RETRIES}": 2, /* one */\n  "${AGE}": 3600,\n  "extra": 1\n}\n`,
    );
  });

  it('says exactly that, from whatever the file said', () => {
    const side = fc.record({
      destination: fc.constantFrom('OBS', 'SMN'),
      param: fc.dictionary(fc.string(), fc.integer()),
    });
    const config = fc
      .record(
        {
          [AGE]: fc.integer(),
          [RETRIES]: fc.integer(),
          destination_config: fc.record({ on_success: side, on_failure: side }, { requiredKeys: [] }),
          more: fc.jsonValue({ maxDepth: 2 }),
        },
        { requiredKeys: [] },
      )
      .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
    fc.assert(
      fc.property(config, config, (file, held) => {
        const after = adoptedText(HUAWEI, JSON.stringify(file, undefined, 2), held);
        expect(parseText(after ?? '')).toEqual({ kind: 'document', document: held });
        expect(adoptedText(HUAWEI, after ?? '', held)).toBe(after);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it('leaves a broken file to the person', () => {
    expect(adoptedText(HUAWEI, '{', one)).toBeUndefined();
  });
});

describe('config files of a workspace', () => {
  const ref = { connection: 'c', group: 'shop', name: 'orders', qualifier: '!prod' };
  const name = configFileName(ref, HUAWEI.id);
  let connections: Connection[];
  let folder: string;
  let bases: Bases;
  let texts: Map<string, string>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fndeck-files-'));
    bases = openBases(openPrivateFolder(folder));
    texts = new Map();
    connections = ['c functiongraph-huawei', 'd functiongraph-huawei', 'e functioncompute-3'].map((both) => {
      const [id = '', service = ''] = both.split(' ');
      return { id, name: id, service, region: 'r', credential: 'keys' };
    });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const found = (uri: string): FoundFile => {
    const parts = uri.split('/');
    return { uri, name: parts.at(-1) ?? '', folder: parts.at(-2) ?? '' };
  };
  const files = () =>
    createConfigFiles(
      {
        find: () => Promise.resolve([...texts.keys()].map(found)),
        read: (uri) => Promise.resolve(texts.get(uri) ?? tooLarge()),
        placesOf: ({ connection }) => [`file:///w/placed/${name}`, `file:///w/${connection}/shop/${name}`],
      },
      bases,
      () => connections,
    );
  const shown = async (held: JsonObject | undefined) => {
    const mine = files();
    const told = new Promise<void>((resolve) => mine.onDidChange(() => resolve()));
    expect(mine.mark(ref, HUAWEI.id, held)).toBeUndefined();
    await told;
    return mine.mark(ref, HUAWEI.id, held)?.state.kind;
  };

  it('have names that say which version they are for', () => {
    expect(name).toBe('orders@!prod.functiongraph-huawei.async.json');
    expect(parseConfigFileName(name)).toEqual({ name: 'orders', qualifier: '!prod', service: HUAWEI.id });
    for (const other of [
      'orders.functiongraph-huawei.async.json',
      '@v1.functiongraph-huawei.async.json',
      'a@b.c-d.async.json',
      '%@x.functiongraph-huawei.async.json',
    ])
      expect(parseConfigFileName(other)).toBeUndefined();
  });

  it('belong to a version by folder, by place or by what was done with them, and to no other', async () => {
    texts.set(`file:///w/else/${name}`, text(one));
    expect(await files().fileOf(ref, HUAWEI.id)).toBeUndefined();
    await bases.remember(`file:///w/else/${name}`, ref, one);
    expect(await files().fileOf(ref, HUAWEI.id)).toBe(`file:///w/else/${name}`);
    expect(await files().fileOf({ ...ref, group: 'bank' }, HUAWEI.id)).toBeUndefined();
    texts.set(`file:///w/shop/${name}`, text(one));
    texts.set(`file:///w/placed/${name}`, text(one));
    expect(await files().fileOf(ref, HUAWEI.id)).toBe(`file:///w/placed/${name}`);
  });

  it('of another connection are not taken for one’s own: by their place, or by what was done with them', async () => {
    const fileOf = (connection: string) => files().fileOf({ ...ref, connection }, HUAWEI.id);
    texts.set(`file:///w/d/shop/${name}`, text(one));
    expect(await fileOf('d')).toBe(`file:///w/d/shop/${name}`);
    expect(await fileOf('c')).toBeUndefined();
    // Whose it would be by its place is gone, or a colleague’s: then it is by its name.
    connections.splice(1, 1);
    expect(await fileOf('c')).toBe(`file:///w/d/shop/${name}`);
  });

  it('that were saved from one connection are not another one’s', async () => {
    const uri = `file:///w/by-hand/shop/${name}`;
    const fileOf = (connection: string) => files().fileOf({ ...ref, connection }, HUAWEI.id);
    texts.set(uri, text(one));
    expect([await fileOf('c'), await fileOf('d')]).toEqual([uri, uri]);
    await bases.remember(uri, { ...ref, connection: 'd' }, one);
    expect([await fileOf('c'), await fileOf('d')]).toEqual([undefined, uri]);
  });

  it('may be of every connection to their service, until one of them is known', async () => {
    const file = found(`file:///w/shop/${name}`);
    const ids = async () => (await files().ownersOf(file, connections)).map(({ connection }) => connection);
    expect(await ids()).toEqual(['c', 'd']);
    await bases.remember(file.uri, { ...ref, connection: 'd' }, one);
    expect(await ids()).toEqual(['d']);
  });

  it('say “differs” in a fresh clone, and who has changed once both were seen to agree', async () => {
    const uri = `file:///w/shop/${name}`;
    texts.set(uri, text(two));
    expect(await shown(one)).toBe('differs');
    texts.set(uri, text(one));
    expect(await shown(one)).toBe('same');
    expect(await shown(three)).toBe('serviceChanged');
    texts.set(uri, text(two));
    expect(await shown(one)).toBe('fileAhead');
  });

  it('are looked at again when they change, and what another window remembers counts', async () => {
    const uri = `file:///w/shop/${name}`;
    texts.set(uri, text(two));
    const mine = files();
    const told = () => new Promise<void>((resolve) => mine.onDidChange(() => resolve()));
    const first = told();
    mine.mark(ref, HUAWEI.id, one);
    await first;
    expect(mine.mark(ref, HUAWEI.id, one)?.state.kind).toBe('differs');
    await openBases(openPrivateFolder(folder)).remember(uri, ref, one);
    mine.forget();
    const second = told();
    mine.mark(ref, HUAWEI.id, one);
    await second;
    expect(mine.mark(ref, HUAWEI.id, one)?.state.kind).toBe('fileAhead');
  });

  it('that are too large are not read', async () => {
    texts.set(`file:///w/shop/${name}`, text(one));
    const mine = createConfigFiles(
      {
        find: () => Promise.resolve([found(`file:///w/shop/${name}`)]),
        read: () => Promise.resolve(tooLarge()),
        placesOf: () => [],
      },
      bases,
      () => connections,
    );
    expect(await mine.stateOf(`file:///w/shop/${name}`, ref, HUAWEI.id, one)).toEqual({
      kind: 'unreadable',
      why: tooLarge(),
    });
  });

  it('of two connections that agree with one file at once are both remembered', async () => {
    const uri = `file:///w/shop/${name}`;
    texts.set(uri, text(one));
    const mine = files();
    const refs = ['c', 'd', 'e'].map((connection) => ({ ...ref, connection }));
    const states = await Promise.all(refs.map((each) => mine.stateOf(uri, each, HUAWEI.id, one)));
    expect(states.map(({ kind }) => kind)).toEqual(['same', 'same', 'same']);
    const remembered = (await bases.of(uri)).map((base) => base.ref.connection);
    expect(remembered.sort()).toEqual(['c', 'd', 'e']);
  });

  it('whose notes are broken are as good as new', async () => {
    const uri = `file:///w/shop/${name}`;
    await bases.remember(uri, ref, one);
    const store = openPrivateFolder(folder);
    for (const file of await store.list()) await store.write(file, '{"entries": [1, {"ref": {}}');
    expect(await bases.of(uri)).toEqual([]);
  });
});

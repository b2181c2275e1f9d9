import { describe, expect, it } from 'vitest';
import type { AsyncConfig } from '../../../src/cloud/config/asyncConfig';
import type { FunctionSummary, QualifierSummary } from '../../../src/cloud/functionSummary';
import { functionKey, type FunctionId } from '../../../src/model/functionRef';
import { createCatalog, type Source } from '../../../src/app/catalog/catalog';
import { createGate, type Gate } from './gate';
import { inPages } from './pages';

const id = (name: string, group = 'g'): FunctionId => ({ connection: 'c', group, name });

function functionsNamed(...names: string[]): FunctionSummary[] {
  return names.map((name) => ({ id: id(name), urn: name }));
}
function config(name: string, qualifier: string): AsyncConfig {
  return { ref: { ...id(name), qualifier }, document: { max_async_retry_attempts: 1 } };
}
function qualifier(name: string, text: string): QualifierSummary {
  return { ref: { ...id(name), qualifier: text }, urn: `${name}:${text}`, kind: 'version' };
}

/** A service with what a test needs of it; the rest is empty. */
function source(parts: Partial<Source>): Source {
  return {
    listFunctions: () => inPages(),
    listQualifiers: () => inPages(),
    listAsyncConfigs: () => inPages(),
    ...parts,
  };
}
function recorder() {
  const told: string[] = [];
  return {
    told,
    functions: (connection: string) => told.push(connection),
    function: (changed: FunctionId) => told.push(functionKey(changed)),
  };
}

describe('the catalog', () => {
  it('reads functions once, whoever asks and how often', async () => {
    let asked = 0;
    const catalog = createCatalog(
      () =>
        Promise.resolve(
          source({
            listFunctions: () => {
              asked++;
              return inPages(functionsNamed('b', 'a'));
            },
          }),
        ),
      recorder(),
    );
    await catalog.functions('c').listing.done;
    await catalog.functions('c').listing.done;
    expect(asked).toBe(1);
    expect(
      catalog
        .functions('c')
        .index.of('g')
        .map((summary) => summary.id.name),
    ).toEqual(['a', 'b']);
  });

  it('has a version once that is listed twice, as when another one is published between two pages', async () => {
    const pages = [
      [qualifier('f', 'LATEST'), qualifier('f', '2'), qualifier('f', '1')],
      [qualifier('f', '1'), qualifier('f', 'LATEST'), qualifier('f', 'prod')],
    ];
    const catalog = createCatalog(
      () => Promise.resolve(source({ listQualifiers: () => inPages(...pages) })),
      recorder(),
    );
    const { listing, qualifiers } = catalog.qualifiers(id('f'));
    await listing.done;
    expect(qualifiers.map(({ ref }) => ref.qualifier)).toEqual(['LATEST', '2', '1', 'prod']);
  });

  it('reads again what was forgotten, and hears nothing more of the old reading', async () => {
    const gate = createGate();
    const recorded = recorder();
    let asked = 0;
    const catalog = createCatalog(
      () =>
        Promise.resolve(
          source({
            async *listFunctions() {
              const first = ++asked === 1;
              if (first) await gate.promise;
              yield functionsNamed(first ? 'old' : 'new');
            },
          }),
        ),
      recorded,
    );
    const old = catalog.functions('c');
    catalog.forgetConnection('c');
    await catalog.functions('c').listing.done;
    const told = recorded.told.length;
    gate.open();
    await old.listing.done;
    expect([...catalog.functions('c').index.all()].map((summary) => summary.id.name)).toEqual(['new']);
    expect(old.index.size).toBe(0);
    expect(recorded.told).toHaveLength(told);
  });

  it('fails one connection without the other', async () => {
    const catalog = createCatalog(
      (connection) =>
        connection === 'bad'
          ? Promise.reject(new Error('no credentials'))
          : Promise.resolve(
              source({
                listFunctions: () => inPages(functionsNamed('a')),
              }),
            ),
      recorder(),
    );
    const [bad, good] = [catalog.functions('bad'), catalog.functions('c')];
    await Promise.all([bad.listing.done, good.listing.done]);
    expect(bad.listing.phase).toMatchObject({ kind: 'failed', error: { message: 'no credentials' } });
    expect(good.index.size).toBe(1);
  });

  it('reads the configs of at most four functions at a time', async () => {
    const gates = new Map<string, Gate>(
      Array.from({ length: 9 }, (_, i) => [`f${i}`, createGate()] as const),
    );
    const started: string[] = [];
    const catalog = createCatalog(
      () =>
        Promise.resolve(
          source({
            async *listAsyncConfigs({ name }) {
              started.push(name);
              await gates.get(name)?.promise;
              yield [config(name, 'latest')];
              yield [config(name, 'v1')];
            },
          }),
        ),
      recorder(),
    );
    const lists = [...gates.keys()].map((name) => catalog.configs(id(name)));
    for (const gate of [...gates.values()].slice(0, 4)) {
      expect(started.length).toBeLessThanOrEqual(4);
      gate.open();
    }
    await Promise.all(lists.slice(0, 4).map(({ listing }) => listing.done));
    for (const gate of gates.values()) gate.open();
    await Promise.all(lists.map(({ listing }) => listing.done));
    expect(started).toEqual([...gates.keys()]);
    expect([...(lists[8]?.configs.keys() ?? [])]).toEqual(['latest', 'v1']);
  });

  it('does not ask for configs that were forgotten before their turn', async () => {
    const gate = createGate();
    const started: string[] = [];
    const catalog = createCatalog(
      () =>
        Promise.resolve(
          source({
            async *listAsyncConfigs({ name }) {
              started.push(name);
              await gate.promise;
              yield [config(name, 'latest')];
            },
          }),
        ),
      recorder(),
    );
    const lists = Array.from({ length: 6 }, (_, i) => catalog.configs(id(`f${i}`)));
    catalog.forgetFunction(id('f5'));
    gate.open();
    await Promise.all(lists.map(({ listing }) => listing.done));
    expect(started).toEqual(['f0', 'f1', 'f2', 'f3', 'f4']);
  });

  it('takes what a service was seen to hold, and believes no older page', async () => {
    const gate = createGate();
    let asked = 0;
    const catalog = createCatalog(
      () =>
        Promise.resolve(
          source({
            async *listAsyncConfigs() {
              asked += 1;
              await gate.promise;
              yield [config('f', 'latest'), config('f', 'v1'), config('f', 'v2')];
            },
          }),
        ),
      recorder(),
    );
    const newer = { ...config('f', 'latest'), document: { max_async_retry_attempts: 3 } };
    expect(catalog.learnConfig(newer.ref, newer)).toBe(false);
    const list = catalog.configs(id('f'));
    expect(catalog.learnConfig(newer.ref, newer)).toBe(true);
    expect(catalog.learnConfig(newer.ref, newer)).toBe(false);
    catalog.learnConfig({ ...id('f'), qualifier: 'v2' }, undefined);
    gate.open();
    await list.listing.done;
    expect([...list.configs.values()]).toEqual([newer, config('f', 'v1')]);
    expect(catalog.learnConfig({ ...id('f'), qualifier: 'v1' }, undefined)).toBe(true);
    expect([...list.configs.keys()]).toEqual(['latest']);
    expect(asked).toBe(1);
  });

  it('tells which function has something new to draw', async () => {
    const recorded = recorder();
    const catalog = createCatalog(
      () =>
        Promise.resolve(
          source({
            listQualifiers: ({ name }) => inPages([qualifier(name, 'latest')]),
            listAsyncConfigs: ({ name }) => inPages([config(name, 'latest')]),
          }),
        ),
      recorded,
    );
    const [a, b] = [catalog.qualifiers(id('a')), catalog.configs(id('b'))];
    await Promise.all([a.listing.done, b.listing.done]);
    expect(new Set(recorded.told)).toEqual(new Set(['c/g/a', 'c/g/b']));
    catalog.forgetFunction(id('a'));
    expect(catalog.qualifiers(id('a'))).not.toBe(a);
    expect(catalog.configs(id('b'))).toBe(b);
  });
});

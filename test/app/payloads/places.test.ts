import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLinks, withLink } from '../../../src/app/payloads/links';
import { folderOf, linkFor, placeOf, targetOf } from '../../../src/app/payloads/places';
import type { Connection } from '../../../src/model/connection';
import { refLabel, type FunctionRef } from '../../../src/model/functionRef';
import { linksSchema, type PayloadLink } from '../../../src/model/payloadLinks';
import { translate } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';
import Ajv from 'ajv';

const connection = (id: string, service: string): Connection => ({
  ...{ id, name: id, service, region: 'r', credential: 'keys' },
});
const GRAPH = connection('graph', 'functiongraph-huawei');
const FC2 = connection('fc2', 'functioncompute-2');
const FC3 = connection('fc3', 'functioncompute-3');
const NONE: ReadonlyMap<string, PayloadLink> = new Map();

/** What a path leads to, in words. */
const target = (
  path: string,
  connections: readonly Connection[],
  links: Readonly<Record<string, PayloadLink>> = {},
) => {
  const found = targetOf(path, new Map(Object.entries(links)), connections);
  if (found?.kind !== 'functions') return found?.connection;
  return found.refs.map((ref) => `${ref.connection} ${refLabel(ref)}`);
};

describe('the path of a payload file', () => {
  it('names its function, with a group where the service has groups, and its version where one is told', () => {
    expect(target('demo/hello/order.json', [GRAPH, FC3])).toEqual(['graph demo/hello@latest']);
    expect(target('hello/order.json', [GRAPH, FC3])).toEqual(['fc3 hello@LATEST']);
    expect(target('demo/hello@v1/order.jsonc', [GRAPH])).toEqual(['graph demo/hello@v1']);
    expect(target('demo/hello/order.json', [GRAPH, FC2])).toHaveLength(2);
    expect(target('demo/hello/order.json', [FC3])).toEqual([]);
    for (const path of ['order.json', 'a/b/c/order.json', 'demo/hello/order.txt', 'a%/b/c.json'])
      expect(target(path, [GRAPH]), path).toBeUndefined();
  });

  it('is the one under which payloads of a function are saved, whatever its name', () => {
    const name = fc.string({ minLength: 1, unit: 'binary' });
    fc.assert(
      fc.property(name, fc.option(name, { nil: '' }), (fn, group) => {
        const folder = folderOf({ group, name: fn });
        expect(placeOf(`${folder}/event.json`)).toEqual({ group, name: fn, qualifier: undefined });
      }),
      { seed: 20261122 },
    );
  });
});

describe('a committed link', () => {
  it('names connection and version, for a folder or for one file', () => {
    const links = {
      'demo/hello': { connection: 'fc2', qualifier: 'prod' },
      'demo/hello/big.json': { qualifier: '3' },
      orders: { group: 'shop', function: 'orders', qualifier: '!prod' },
      'orders/other.json': { connection: 'elsewhere' },
    };
    const all = [GRAPH, FC2, FC3];
    expect(target('demo/hello/order.json', all, links)).toEqual(['fc2 demo/hello@prod']);
    expect(target('demo/hello/big.json', all, links)).toEqual(['fc2 demo/hello@3']);
    expect(target('orders/new.json', [GRAPH, FC3], links)).toEqual(['graph shop/orders@!prod']);
    expect(target('orders/other.json', all, links)).toBe('elsewhere');
  });

  it('is written so that the file leads to the version, and to nothing else than before for others', () => {
    const text = fc.constantFrom('graph', 'fc2', 'fc3');
    const version = fc.record({
      ...{ connection: text, group: fc.constantFrom('demo', ''), name: fc.constantFrom('hello', 'orders') },
      qualifier: fc.constantFrom('latest', 'v1'),
    });
    const path = fc.constantFrom('demo/hello/a.json', 'demo/hello/b.json', 'orders/a.json');
    fc.assert(
      fc.property(fc.array(fc.tuple(path, version), { maxLength: 6 }), (steps) => {
        let said = '// kept\n{}';
        const leads = new Map<string, FunctionRef>();
        for (const [at, ref] of steps) {
          const before = links(said);
          const more = linkFor(at, ref, before);
          said = more ? withLink(said, more.path, more.link) : said;
          leads.set(at, ref);
          const found = targetOf(at, links(said), [GRAPH, FC2, FC3]);
          expect(found).toEqual({ kind: 'functions', refs: [ref] });
        }
        expect(said.startsWith('// kept')).toBe(true);
        expect(links(withLink(said, 'z', { qualifier: 'q' })).get('z')).toEqual({ qualifier: 'q' });
        for (const [at, ref] of leads) {
          expect(targetOf(at, links(said), [GRAPH, FC2, FC3])).toEqual({ kind: 'functions', refs: [ref] });
        }
      }),
      { seed: 20261122 },
    );
  });

  it('that cannot be read says where', () => {
    const broken = (text: string) => {
      const read = readLinks(text);
      return read.kind === 'broken' ? [read.syntax.line, translate(read.syntax.reason)] : undefined;
    };
    expect(broken('{\n  "a": {"qualifier": }\n}')).toEqual([2, 'Value expected.']);
    expect(broken('{"a": {}, "a": {}}')?.[1]).toBe('The field a stands here a second time.');
    for (const text of ['[]', '{"a": 1}', '{"a": {"qualifier": 3}}', '{"a": {"qualifer": "v1"}}']) {
      expect(broken(text)?.[1], text).toMatch(/^Each entry is an object with texts/);
    }
    expect(broken('{"$schema": "x", "a": {"qualifier": "v1"}}')).toBeUndefined();
  });

  it('has a schema with the same verdict', () => {
    const check = new Ajv().compile(linksSchema(translate));
    const value = fc.oneof(fc.string(), fc.integer());
    const link = fc.dictionary(
      fc.constantFrom('connection', 'group', 'function', 'qualifier', 'qualifer'),
      value,
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b/c', 'constructor'), link), (content) => {
        expect(check(content)).toBe(readLinks(JSON.stringify(content)).kind === 'links');
      }),
      { seed: 20261122 },
    );
  });

  it('has no more to say where the path says all', () => {
    const ref = {
      connection: 'graph',
      group: 'demo',
      name: 'hello',
      qualifier: profileOf(GRAPH.service).latest,
    };
    expect(linkFor('demo/hello/a.json', ref, NONE)?.link).toEqual({
      connection: 'graph',
      qualifier: 'latest',
    });
  });
});

function links(text: string): ReadonlyMap<string, PayloadLink> {
  const read = readLinks(text);
  if (read.kind === 'broken') throw new Error(translate(read.syntax.reason));
  return read.links;
}

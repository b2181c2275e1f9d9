import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, it, vi } from 'vitest';
import { formOf } from '../../src/app/connections/answers';
import { readConnection } from '../../src/app/connections/entries';
import { changeText } from '../../src/app/text/textEdits';
import type { Cloud } from '../../src/cloud/cloud';
import { requestIdOf } from '../../src/cloud/call/requestId';
import { differing, stillHeld } from '../../src/cloud/config/configDifference';
import { connect } from '../../src/cloud/connect';
import type { Door } from '../../src/cloud/door';
import type { HttpResponse } from '../../src/cloud/transport/request';
import { changes } from '../../src/model/changes';
import { defaults, print } from '../../src/model/configDocument';
import { documentPath, parseDocumentPath, serviceOfFile } from '../../src/model/documentPath';
import { namesInOrder } from '../../src/model/fields';
import type { JsonObject } from '../../src/model/json';
import { translate } from '../../src/model/message';
import { schemaOf } from '../../src/model/schema';
import type { ServiceProfile } from '../../src/model/service';
import { profileOf, SERVICES } from '../../src/model/services';
import { validate } from '../../src/model/validation';
import { fromWire, toWire } from '../../src/model/wireDocument';
import { fifthService } from '../webview/stage/fifthService';

vi.mock('../../src/model/services/tables', async (original) => {
  const { SERVICES: four } = await original<{ readonly SERVICES: readonly ServiceProfile[] }>();
  return { SERVICES: [...four, (await import('../webview/stage/fifthService')).fifthService] };
});

const ID = fifthService.id;
const document: JsonObject = {
  ttl: 30,
  maxParallelEvents: 5,
  routes: { lost: { destination: 'acs:pipe:a' } },
};

describe('a fifth service is one table', () => {
  it('is in the list, and its files have a name', () => {
    const ref = { connection: 'c', group: '', name: 'f', qualifier: 'head' };
    expect(profileOf(ID)).toBe(fifthService);
    expect(serviceOfFile('orders.cloudlet-edge.async.json')).toBe(ID);
    expect(parseDocumentPath(documentPath(ref, ID))).toEqual({ ref, service: ID });
  });

  it('is found by the patterns of package.json as the four are', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Package;
    const [glob, ...more] = contributes.customEditors.flatMap(({ selector }) => selector);
    expect({ glob: glob?.filenamePattern, more }).toEqual({ glob: '*.*-*.async.json', more: [] });
    const clauses = JSON.stringify(contributes.menus).match(/=~ \/([^/]*async[^/]*json\$)\//g) ?? [];
    expect(clauses.length).toBeGreaterThan(4);
    for (const clause of clauses) {
      const pattern = new RegExp((JSON.parse(`"${clause}"`) as string).slice(4, -1));
      for (const { id } of SERVICES) expect(pattern.test(`orders.${id}.async.json`)).toBe(true);
      for (const name of ['orders.async.json', 'package.json']) expect(pattern.test(name)).toBe(false);
    }
    // A schema has an address for each service: VS Code knows no pattern there.
    const schemas = contributes.jsonValidation
      .map(({ fileMatch, url }) => [fileMatch, url])
      .filter(([fileMatch]) => String(fileMatch).endsWith('.async.json'));
    const four = SERVICES.filter(({ id }) => id !== ID);
    expect(schemas).toEqual(four.map(({ id }) => [`*.${id}.async.json`, `%schema.${id}%`]));
  });

  it('has a schema that says what the validator says, its own number included', () => {
    const schema = new Ajv({ strict: false }).compile(schemaOf(fifthService, translate));
    for (const value of [0, 1, 50, 51, 100, 101, 1.5, '5']) {
      const findings = validate(fifthService, { maxParallelEvents: value });
      const errors = findings.filter(({ severity }) => severity === 'error');
      expect({ value, accepted: schema({ maxParallelEvents: value }) }).toEqual({
        value,
        accepted: errors.length === 0,
      });
      const doubted = value === 51 || value === 100;
      expect(findings.length - errors.length).toBe(doubted ? 1 : 0);
    }
  });

  it('has its number in text, request, answer, differences and words', () => {
    expect(defaults(fifthService)).toEqual({ ttl: 60, tries: 2, maxParallelEvents: 10 });
    expect(
      Object.keys(JSON.parse(print(fifthService, { routes: {}, maxParallelEvents: 5, ttl: 1 })) as object),
    ).toEqual(['ttl', 'maxParallelEvents', 'routes']);
    expect(toWire(fifthService, document)).toEqual(document);
    expect(fromWire(fifthService, { ...document, id: 'x', changed: 'y' })).toEqual(document);
    expect(differing(document, { ...document, maxParallelEvents: 6 })).toEqual(['maxParallelEvents']);
    expect(stillHeld(fifthService, document, { ttl: 30 }, document)).toEqual([
      'maxParallelEvents',
      'routes.lost',
    ]);
    const words = (before: JsonObject, after: JsonObject): string[] =>
      changes(fifthService, before, after).map((said) => translate(said));
    expect(words({ maxParallelEvents: 5 }, { maxParallelEvents: 6 })).toEqual([
      'Parallel events: 6 instead of 5.',
    ]);
    expect(words({}, { maxParallelEvents: 6 })).toEqual(['Parallel events: 6.']);
    expect(words({ maxParallelEvents: 6 }, {})).toEqual([
      'Parallel events: the service default (10) instead of a value.',
    ]);
    const text = '{"ttl":1,"routes":{}}';
    const edit = { path: ['maxParallelEvents'], value: 6 };
    const change = changeText(text, [edit], namesInOrder(fifthService));
    expect(change?.content).toContain('"maxParallelEvents"');
    expect(change?.offset).toBeLessThan(text.indexOf('routes'));
  });

  it('has an account form, a client and a header for the id of a request', () => {
    expect(formOf({ service: ID })).toBe(fifthService.account);
    const read = readConnection({
      id: 'edge',
      name: 'Edge',
      service: ID,
      region: 'moon-1',
      credential: 'token',
      projectId: 'p1',
    });
    if (!('connection' in read)) throw new Error(translate(read.reason));
    const made = { connection: read.connection } as Cloud;
    const secret = { kind: 'token', token: 't' } as const;
    expect(connect(read.connection, secret, {} as Door, { cloudlet: () => made })).toBe(made);
    const header = (name: string): string | undefined => (name === 'x-cloudlet-id' ? 'abc' : undefined);
    expect(requestIdOf({ header } as HttpResponse)).toBe('abc');
  });
});

interface Package {
  readonly contributes: {
    readonly customEditors: readonly { readonly selector: readonly { readonly filenamePattern: string }[] }[];
    readonly jsonValidation: readonly { readonly fileMatch: string; readonly url: string }[];
    readonly menus: unknown;
  };
}

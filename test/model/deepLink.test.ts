import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkPath, parseLinkPath, type DeepLink } from '../../src/model/deepLink';

const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
const connection = fc.stringMatching(/^[a-z0-9-]{1,40}$/);
// A group that is “-” cannot be told from none: no service allows the name.
const group = fc.oneof(fc.constant(''), name).filter((text) => text !== '-');
const id = fc.record({ connection, group, name });
const link: fc.Arbitrary<DeepLink> = fc.oneof(
  id.map((one): DeepLink => ({ kind: 'function', id: one })),
  fc.tuple(id, name).map(([one, qualifier]): DeepLink => ({ kind: 'config', ref: { ...one, qualifier } })),
  name.map((one): DeepLink => ({ kind: 'invocation', id: one })),
);

describe('the path of a link', () => {
  it('names what it was made of, whatever the names are', () => {
    fc.assert(
      fc.property(link, (one) => {
        expect(parseLinkPath(linkPath(one))).toEqual(one);
      }),
    );
  });

  it('is one that a person can read', () => {
    const ref = { connection: 'prod', group: '', name: 'hello', qualifier: 'LATEST' };
    expect(linkPath({ kind: 'config', ref })).toBe('/config/prod/-/hello/LATEST');
    expect(linkPath({ kind: 'invocation', id: '2026-01' })).toBe('/invocation/2026-01');
  });

  it.each([
    '',
    '/',
    '/function',
    '/function/prod/demo',
    '/function/prod/demo/hello/more',
    '/function/prod//hello',
    '/function/Prod/demo/hello',
    '/function/[x](command:y)/demo/hello',
    '/config/prod/demo/hello',
    '/invoke/prod/demo/hello',
    '/invocation',
    '/invocation/a/b',
    '/invocation/%',
    '/function/prod/%E0%A4%A/hello',
    `/invocation/${'x'.repeat(5000)}`,
    'function/prod/demo/hello',
    '/constructor/prod/demo/hello',
  ])('“%s” names nothing', (path) => expect(parseLinkPath(path)).toBeUndefined());

  it('is read whatever somebody has made of it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (rest) => {
        expect(() => parseLinkPath(`/function/${rest}`)).not.toThrow();
        expect(() => parseLinkPath(rest)).not.toThrow();
      }),
    );
  });
});

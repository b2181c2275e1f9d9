import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentPath, parseDocumentPath, serviceOfFile } from '../../src/model/documentPath';
import { functionKey, refKey, refLabel } from '../../src/model/functionRef';
import { fingerprint } from '../../src/model/revision';
import { SERVICES } from '../../src/model/services';
import { functionUrn, parseUrn } from '../../src/model/urn';
import { functionNamed, isSameFunction } from '../../src/model/lint/functionTarget';
import { functionGraphHuawei } from '../../src/model/services/functionGraphHuawei';

const project = '7aad83af3e8d42e99ac194e8419e2c9b';
const name = fc.string({ minLength: 1, unit: 'grapheme' });

describe('document paths', () => {
  const refs = fc.record({
    connection: name,
    group: name.filter((text) => text !== '-'),
    name,
    qualifier: name,
  });

  it('lead back to the ref, whatever the names', () => {
    fc.assert(
      fc.property(refs, fc.constantFrom(...SERVICES), (ref, { id }) => {
        expect(parseDocumentPath(documentPath(ref, id))).toEqual({ ref, service: id });
      }),
    );
  });

  it('read well for ordinary names', () => {
    const ref = { connection: 'otc', group: 'default', name: 'hello', qualifier: '!prod' };
    expect(documentPath(ref, 'functiongraph-otc')).toBe(
      '/otc/default/hello@!prod.functiongraph-otc.async.json',
    );
    expect(documentPath({ ...ref, group: '' }, 'functiongraph-otc')).toBe(
      '/otc/-/hello@!prod.functiongraph-otc.async.json',
    );
  });

  it.each([
    '/',
    '/otc',
    '/otc/default',
    '/otc/default/hello.json',
    '/otc/default/@v1.functiongraph-otc.async.json',
    '/otc/default/hello@.functiongraph-otc.async.json',
    '/a/b/c/hello@v1.functiongraph-otc.async.json',
    '/otc/default/%zz@v1.functiongraph-otc.async.json',
    '/otc/default/hello@v1.nobody.async.json',
  ])('do not take %s for a document', (path) => expect(parseDocumentPath(path)).toBeUndefined());

  it('tell the service of a file on disk', () => {
    expect(serviceOfFile('orders.functiongraph-huawei.async.json')).toBe('functiongraph-huawei');
    expect(serviceOfFile('orders.async.json')).toBeUndefined();
  });
});

describe('URNs', () => {
  const base = `urn:fss:cn-north-4:${project}:function:default:test`;

  it.each([
    [base, true],
    [`${base}:latest`, true],
    [`urn:fss:eu-de:${project}:function:default:test:!prod`, true],
    [`urn:fss:eu-west-101:${project}:function:my_app:f-1:v20220510-190658`, true],
    [`urn:fss:my-kualalumpur-1:${project}:function:default:a:1.0`, true],
    ['urn:fss:xxxxxxxxx:7aad83af3e8d42e99ac194xxxxxxxxxx:function:default:test:latest', true],
    [`urn:fss:cn-north-4:${project}:function:default:1bad`, true],
    [`urn:fss:cn-north-4:${project}:function:default:bad-`, true],
    [`${base}:`, false],
    [`urn:fss:cn-north-4:${project}:fun:default:test`, false],
    [`urn:smn:cn-north-4:${project}:topic`, false],
  ])('%s', (text, isRead) => {
    const parsed = parseUrn(text);
    expect(parsed !== undefined).toBe(isRead);
    if (parsed) expect(functionUrn(parsed)).toBe(text);
  });

  it('name the same function whatever the qualifier', () => {
    const named = (text: string) => functionNamed(functionGraphHuawei, text);
    const same = (a: string, b: string) => {
      const [left, right] = [named(a), named(b)];
      return left !== undefined && right !== undefined && isSameFunction(left, right);
    };
    expect(same(base, `${base}:!prod`)).toBe(true);
    expect(same(base, `${base}2`)).toBe(false);
    expect(same('nonsense', 'nonsense')).toBe(false);
  });
});

describe('keys', () => {
  it('differ when any part differs, even where parts hold separators', () => {
    const ref = { connection: 'a', group: 'b', name: 'c', qualifier: 'd' };
    const keys = [
      ref,
      { ...ref, group: 'b/c', name: '' },
      { ...ref, name: 'c@d', qualifier: '' },
      { ...ref, qualifier: '!d' },
    ].map(refKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(functionKey(ref)).toBe('a/b/c');
    expect(refLabel({ ...ref, group: '' })).toBe('c@d');
  });
});

describe('fingerprint', () => {
  it('is the same for the same text and tells texts of equal length apart', () => {
    expect(fingerprint('{"retries": 1}')).toBe(fingerprint('{"retries": 1}'));
    expect(fingerprint('{"retries": 1}')).not.toBe(fingerprint('{"retries": 3}'));
  });

  it('stays in a range that passes for a file size', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const size = fingerprint(text);
        expect(Number.isInteger(size) && size >= 1 && size <= 1_000_000).toBe(true);
      }),
    );
  });
});

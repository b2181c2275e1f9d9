import { describe, expect, it } from 'vitest';
import { ofConfigFile, ofServerless, ownFunctions } from '../../../src/app/catalog/ownFunctions';

const id = (connection: string, group: string, name: string) => ({ connection, group, name });

describe('the functions that files are about', () => {
  it('are those that payloads are linked with, on their connection only', () => {
    const own = ownFunctions([id('a', 'demo', 'hello')], []);
    expect(own.has(id('a', 'demo', 'hello'), 'functiongraph-otc')).toBe(true);
    expect(own.has(id('b', 'demo', 'hello'), 'functiongraph-otc')).toBe(false);
    expect(own.has(id('a', 'other', 'hello'), 'functiongraph-otc')).toBe(false);
  });

  it('are those of config files, on every connection to their service', () => {
    const named = [
      'hello@latest.functiongraph-otc.async.json',
      'x.json',
      'hello.functiongraph-otc.async.json',
    ];
    const own = ownFunctions(
      [],
      named.flatMap((name) => ofConfigFile(name) ?? []),
    );
    expect(own.has(id('a', 'demo', 'hello'), 'functiongraph-otc')).toBe(true);
    expect(own.has(id('b', 'any', 'hello'), 'functiongraph-otc')).toBe(true);
    expect(own.has(id('a', 'demo', 'hello'), 'functiongraph-huawei')).toBe(false);
    expect(own.has(id('a', 'demo', 'x'), 'functiongraph-otc')).toBe(false);
  });

  it('are those of an s.yaml, of both editions, with or without an async config', () => {
    const three = 'resources:\n  a:\n    component: fc3\n    props:\n      functionName: orders\n';
    const two =
      'services:\n  a:\n    component: devsapp/fc@0.1\n    props:\n      service: {name: shop}\n      function: {name: pay}\n';
    const filled = three.replace('orders', '${vars.name}');
    expect(ofServerless(three)).toEqual([{ service: 'functioncompute-3', name: 'orders' }]);
    expect(ofServerless(two)).toEqual([{ service: 'functioncompute-2', name: 'pay', group: 'shop' }]);
    expect(ofServerless(filled)).toEqual([]);
    const own = ownFunctions([], ofServerless(two));
    expect(own.has(id('a', 'shop', 'pay'), 'functioncompute-2')).toBe(true);
    expect(own.has(id('a', 'other', 'pay'), 'functioncompute-2')).toBe(false);
  });

  it.each(['', '[', 'a: b', 'resources: 7', '- x'])('are none in %j', (text) => {
    expect(ofServerless(text)).toEqual([]);
  });
});

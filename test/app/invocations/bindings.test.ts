import { describe, expect, it } from 'vitest';
import { bindingsOf } from '../../../src/app/invocations/bindings';

const ref = (name: string) => ({ connection: 'c', group: 'demo', name, qualifier: 'latest' });

function memory() {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string, byDefault: T) => (values.has(key) ? (values.get(key) as T) : byDefault),
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
  };
}

describe('the link of a payload file', () => {
  it.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('stays with the file that takes the place of another (%s moves over %s)', async (from, to) => {
    const bindings = bindingsOf(memory());
    await bindings.set('file:///w/a.json', ref('a'));
    await bindings.set('file:///w/b.json', ref('b'));
    await bindings.renamed([{ oldUri: `file:///w/${from}.json`, newUri: `file:///w/${to}.json` }]);
    expect(bindings.get(`file:///w/${to}.json`)?.name).toBe(from);
    expect(bindings.get(`file:///w/${from}.json`)).toBeUndefined();
  });

  it('changes places where two files do', async () => {
    const bindings = bindingsOf(memory());
    await bindings.set('file:///w/a.json', ref('a'));
    await bindings.set('file:///w/b.json', ref('b'));
    await bindings.renamed([
      { oldUri: 'file:///w/a.json', newUri: 'file:///w/b.json' },
      { oldUri: 'file:///w/b.json', newUri: 'file:///w/a.json' },
    ]);
    expect([bindings.get('file:///w/a.json')?.name, bindings.get('file:///w/b.json')?.name]).toEqual([
      'b',
      'a',
    ]);
  });

  it('of a document that is no file ends with it, and with the session: the next of its name is another', async () => {
    const kept = memory();
    const [draft, file] = ['untitled:Untitled-1', 'file:///w/a.json'];
    const bindings = bindingsOf(kept, undefined, 'monday');
    for (const each of [draft, file]) {
      await bindings.set(each, ref('a'));
      await bindings.used(ref('a'), each);
    }
    const later = bindingsOf(kept, undefined, 'tuesday');
    expect([later.get(draft), later.own(draft), later.wasInvoked(draft)]).toEqual([
      undefined,
      undefined,
      false,
    ]);
    expect([later.get(file)?.name, later.wasInvoked(file)]).toEqual(['a', true]);
    // The same session, after a reload of the window.
    expect(bindingsOf(kept, undefined, 'monday').get(draft)?.name).toBe('a');
    expect(bindings.wasInvoked(draft)).toBe(true);
    await bindings.set(draft, undefined);
    expect([bindings.get(draft), bindings.wasInvoked(draft)]).toEqual([undefined, false]);
  });
});

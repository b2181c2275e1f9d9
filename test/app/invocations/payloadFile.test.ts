import { describe, expect, it } from 'vitest';
import { canBePayload, isPayload } from '../../../src/app/invocations/payloadFile';
import { readJson } from '../../sources';

interface Manifest {
  readonly contributes: {
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
    readonly keybindings: readonly { readonly command: string; readonly when: string }[];
  };
}

const at = (path: string, scheme = 'file', languageId = 'json') => ({ languageId, uri: { scheme, path } });
const unlinked = { get: () => undefined, isFiled: () => false };
const linked = { get: () => ({}), isFiled: () => false };

const NAMED = ['/w/payload.json', '/w/order.event.jsonc', '/w/My-Payload-2.json', '/w/events.json'];
const OTHERS = [
  '/w/package.json',
  '/payload/package.json',
  '/w/payload.txt',
  '/w/event.functiongraph-huawei.async.json',
  '/w/order.event.expect.json',
  '/w/payload.expect.jsonc',
];

describe('a payload file', () => {
  it('is known by its name', () => {
    expect(NAMED.filter((path) => !isPayload(at(path), unlinked))).toEqual([]);
    expect(OTHERS.filter((path) => isPayload(at(path), unlinked))).toEqual([]);
  });

  it('is known by its function, whatever its name', () => {
    expect(isPayload(at('/w/package.json'), linked)).toBe(true);
    expect(isPayload(at('/w/notes.txt', 'file', 'plaintext'), linked)).toBe(false);
  });

  it('is never a document that only shows something, or a config', () => {
    expect(canBePayload(at('/1/payload/hello.payload.json', 'fndeck-result'))).toBe(false);
    expect(canBePayload(at('/a/b/f@latest.functiongraph-huawei.async.json', 'fndeck'))).toBe(false);
    expect(canBePayload(at('/w/f.functioncompute-3.async.json'))).toBe(false);
  });

  it('is never what is expected of one, though it lies beside it', () => {
    const filed = { get: () => ({}), isFiled: () => true };
    expect(isPayload(at('/w/.fndeck/demo/hello/order.json'), filed)).toBe(true);
    expect(isPayload(at('/w/.fndeck/demo/hello/order.expect.json'), filed)).toBe(false);
    expect(isPayload(at('/w/.fndeck/demo/hello/order.expect.jsonc', 'file', 'jsonc'), filed)).toBe(false);
  });

  describe('has its buttons and its key before FnDeck runs', () => {
    const { menus, keybindings } = (readJson('package.json') as Manifest).contributes;
    const conditions = [...(menus['editor/title'] ?? []), ...(menus['commandPalette'] ?? []), ...keybindings]
      .filter(({ when }) => /(?<!!)fndeck\.payloadEditor/.test(when))
      .map(({ when }) => when);

    it('in every place that asks for the context key', () => {
      expect(conditions.length).toBeGreaterThanOrEqual(5);
      expect(conditions.filter((when) => !when.includes('fndeck.payloadEditor || '))).toEqual([]);
    });

    it.each(conditions)('for the same names: %s', (when) => {
      const pattern = /resourceFilename =~ \/(.*?)\/i\)/.exec(when)?.[1] ?? '';
      const name = new RegExp(pattern, 'i');
      const base = (path: string) => path.split('/').pop() ?? '';
      expect(NAMED.filter((path) => !name.test(base(path)))).toEqual([]);
      expect(OTHERS.filter((path) => name.test(base(path)))).toEqual([]);
    });
  });
});

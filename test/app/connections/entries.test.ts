import { describe, expect, it } from 'vitest';
import { translate } from '../../../src/model/message';
import { sandboxId, SERVICES } from '../../../src/model/services';
import { readConnection, readEntries } from '../../../src/app/connections/entries';
import { checkOrigin, freshId } from '../../../src/app/connections/fields';

const good = {
  id: 'dev',
  name: 'Development',
  service: 'functiongraph-otc',
  region: 'eu-de',
  credential: 'keys',
};

describe('the setting fndeck.connections', () => {
  it('gives its connections in order', () => {
    const other = { ...good, id: 'prod', projectId: '0123456789abcdef0123456789abcdef' };
    expect(readEntries([good, other])).toEqual({ connections: [good, other], bad: [] });
  });

  it('is empty where it was never set', () => {
    expect(readEntries(undefined)).toEqual({ connections: [], bad: [] });
  });

  it('names each entry that cannot be used and keeps the others', () => {
    const { connections, bad } = readEntries([
      { ...good, region: 'EU DE', id: 'x', name: 'Wrong region' },
      good,
      'nonsense',
      { ...good, name: 'Twin' },
      { ...good, id: 'y', service: 'lambda' },
      { ...good, id: 'z', endpoint: 'http://example.com' },
      { ...good, id: 'w', projectId: 7 },
      { ...good, id: 'u', credential: 'password', user: 'ada' },
    ]);
    expect(connections).toEqual([good]);
    expect(bad.map(({ place, name }) => [place, name])).toEqual([
      [1, 'Wrong region'],
      [3, undefined],
      [4, 'Twin'],
      [5, 'Development'],
      [6, 'Development'],
      [7, 'Development'],
      [8, 'Development'],
    ]);
    expect(bad.map(({ reason }) => translate(reason))).toEqual([
      expect.stringContaining('region'),
      expect.stringContaining('object'),
      expect.stringContaining('“dev”'),
      expect.stringContaining('functiongraph-huawei'),
      expect.stringContaining('https'),
      expect.stringContaining('projectId'),
      expect.stringContaining('domain'),
    ]);
  });

  it('has connections with and without a mark, and none with a mark that is not known', () => {
    const marked = { ...good, id: 'prod', guard: 'confirm' };
    const { connections, bad } = readEntries([
      good,
      marked,
      { ...good, id: 'open', guard: 'none' },
      { ...good, id: 'typo', guard: 'readonly' },
      { ...good, id: 'nothing', guard: null },
    ]);
    expect(connections).toEqual([good, marked, { ...good, id: 'open' }]);
    expect(bad.map(({ id, reason }) => [id, translate(reason)])).toEqual([
      ['typo', '“guard” must be one of: none, confirm, readOnly.'],
      ['nothing', '“guard” must be one of: none, confirm, readOnly.'],
    ]);
  });

  it('says so when it is no list', () => {
    expect(readEntries({ dev: good }).bad).toHaveLength(1);
  });

  it('never takes a secret into a connection', () => {
    const read = readConnection({ ...good, secretAccessKey: 'SECRET', password: 'SECRET' });
    expect(JSON.stringify(read)).not.toContain('SECRET');
  });

  it('keeps an address as its origin', () => {
    const read = readConnection({ ...good, endpoint: 'HTTPS://Functions.Example.com:443/' });
    expect(read).toEqual({ connection: { ...good, endpoint: 'https://functions.example.com' } });
  });
});

describe('addresses', () => {
  it.each([
    'https://example.com',
    'https://example.com:8443',
    'http://127.0.0.1:8080',
    'http://localhost:1',
    'http://[::1]:2/',
  ])('takes %s', (text) => expect(checkOrigin(text)).toBeUndefined());

  it.each([
    'example.com',
    'http://example.com',
    'http://127.0.0.1.example.com',
    'https://user:pass@example.com',
    'https://example.com/v2',
    'https://example.com?x=1',
    'ftp://example.com',
    '',
  ])('refuses “%s”', (text) => expect(checkOrigin(text)).toBeDefined());
});

describe('an id of the sandbox’s own connections', () => {
  it('is no other’s: what is meant for the sandbox must lead nowhere else', () => {
    const entries = SERVICES.map(({ id }) => ({ ...good, id: sandboxId(id) }));
    const { connections, bad } = readEntries([...entries, { ...good, id: 'sandbox-mine' }]);
    expect(connections.map(({ id }) => id)).toEqual(['sandbox-mine']);
    expect(bad.map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
    expect(bad.map(({ reason }) => translate(reason))).toContain(
      'The ID “sandbox-functiongraph-huawei” is the sandbox’s own: choose another.',
    );
    for (const { id } of entries) expect(freshId(id.replaceAll('-', ' '), [])).toBe(`${id.slice(0, 36)}-2`);
  });
});

describe('ids of new connections', () => {
  it('follow from the name', () => {
    expect(freshId('Open Telekom Cloud · eu-de', [])).toBe('open-telekom-cloud-eu-de');
    expect(freshId('华为云', [])).toBe('connection');
    expect(freshId('x'.repeat(80), [])).toMatch(/^x{1,40}$/);
  });

  it('are not taken yet', () => {
    expect(freshId('Dev', ['dev', 'dev-2'])).toBe('dev-3');
  });
});

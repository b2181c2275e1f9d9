import { describe, expect, it } from 'vitest';
import type { Connection, Secret } from '../../../src/model/connection';
import { message, translate } from '../../../src/model/message';
import { CloudError } from '../../../src/cloud/errors';
import type { ProfileContent } from '../../../src/app/profiles/profile';
import { readEntries } from '../../../src/app/connections/entries';
import { OLD, NEW, OLD_PASSWORD, connectionAt, machine } from './machine';

/** A connection that takes its secret from a profile, at an address. */
function ofProfile(endpoint: string, more: Partial<Connection> = {}): Connection {
  const { id, name, service, region } = connectionAt(endpoint);
  return { id, name, service, region, endpoint, credential: 'profile', profile: 'openstack:otc', ...more };
}

const MARK = { kind: 'profile' } as const;
const saying = (token: string): ProfileContent => ({ secret: { kind: 'token', token }, proposed: {} });

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'connected',
    (error: unknown) => (error instanceof CloudError ? translate(error.facts.summary) : String(error)),
  );

describe('a connection with a profile', () => {
  it('reads it again at each use; the client stays while it says the same', async () => {
    const desk = machine();
    const { store, changed } = desk.open();
    await store.save(ofProfile(OLD), MARK);
    const first = await store.cloud('prod');
    const told = changed.length;
    expect(await store.cloud('prod')).toBe(first);
    desk.hooks.profile = () => saying('renewed');
    const second = await store.cloud('prod');
    expect(second).not.toBe(first);
    expect(await store.cloud('prod')).toBe(second);
    expect(changed.slice(told)).toEqual([['prod']]);
    expect(desk.pairs).toEqual([`of-profile ${OLD}`, `renewed ${OLD}`]);
  });

  it('makes one client where many ask at once', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(ofProfile(OLD), MARK);
    const clouds = await Promise.all([store.cloud('prod'), store.cloud('prod'), store.cloud('prod')]);
    expect(new Set(clouds).size).toBe(1);
    expect(desk.pairs).toHaveLength(1);
  });

  it('keeps nothing of it, in settings or in the secret storage', async () => {
    const desk = machine();
    const { store } = desk.open();
    const secret: Secret = { kind: 'password', password: 'SECRET' };
    desk.hooks.profile = () => ({ secret, user: 'WHOSE', domain: 'WHERE', proposed: { region: 'REGION' } });
    await store.save(ofProfile(OLD), MARK);
    const cloud = await store.cloud('prod');
    expect(cloud.connection).toMatchObject({
      credential: 'password',
      user: 'WHOSE',
      domain: 'WHERE',
      region: 'eu-de',
    });
    expect(JSON.stringify([desk.written(), [...desk.texts]])).not.toMatch(/SECRET|WHOSE|WHERE|REGION/);
    expect(desk.written()).toEqual([ofProfile(OLD)]);
  });

  it('is told what is wrong with it, and works again when that is put right', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(ofProfile(OLD), MARK);
    await store.cloud('prod');
    desk.hooks.profile = () => ({
      summary: message('“{0}” is not there.', '/home/x'),
      hint: message('Try again'),
    });
    expect(await refusal(store.cloud('prod'))).toBe('“/home/x” is not there.');
    desk.hooks.profile = () => saying('back');
    expect(await refusal(store.cloud('prod'))).toBe('connected');
    expect(desk.pairs).toEqual([`of-profile ${OLD}`, `back ${OLD}`]);
  });

  it('goes where its own settings say, whatever address the profile has', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(ofProfile(OLD), MARK);
    desk.hooks.profile = () => ({
      ...saying('x'),
      proposed: { endpoint: NEW, iamEndpoint: NEW, region: 'eu-nl' },
    });
    const { connection } = await store.cloud('prod');
    expect(connection).toMatchObject({ endpoint: OLD, region: 'eu-de' });
    expect(connection.iamEndpoint).toBeUndefined();
    expect(desk.pairs).toEqual([`x ${OLD}`]);
  });

  it.each([
    ['another address', ofProfile(NEW), `endpoint: ${OLD} → ${NEW}`],
    [
      'another profile',
      ofProfile(OLD, { profile: 'openstack:other' }),
      'profile: openstack:otc → openstack:other',
    ],
  ])('sends nothing for %s in the settings until a person allows it', async (_, entry, changes) => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(ofProfile(OLD), MARK);
    await store.cloud('prod');
    desk.byHand([entry]);
    for (let i = 0; i < 2; i++) expect(await refusal(store.cloud('prod'))).toContain('not confirmed');
    expect(desk.pairs).toHaveLength(1);
    expect(desk.questions).toEqual([changes]);
    await store.useStoredSecret(entry);
    expect(await refusal(store.cloud('prod'))).toBe('connected');
    desk.byHand([ofProfile(OLD)]);
    expect(await refusal(store.cloud('prod'))).toContain('not confirmed');
  });

  it('that was pasted, synchronised or added by a script asks a person first', async () => {
    const desk = machine([ofProfile(OLD)]);
    const { store } = desk.open();
    expect(await refusal(store.cloud('prod'))).toContain('not confirmed that “Production”');
    await store.save(ofProfile(OLD, { id: 'script' }), undefined);
    expect(await refusal(store.cloud('script'))).toContain('not confirmed');
    await store.save(ofProfile(OLD), MARK);
    await store.save(ofProfile(NEW), undefined);
    expect(await refusal(store.cloud('prod'))).toContain('not confirmed');
    expect(desk.pairs).toEqual([]);
  });

  it('does not go to the old address where the settings change while the file is read', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(ofProfile(OLD), MARK);
    desk.hooks.step = () => {
      desk.hooks.step = () => Promise.resolve();
      desk.byHand([ofProfile(NEW)]);
      return Promise.resolve();
    };
    expect(await refusal(store.cloud('prod'))).toContain('not confirmed');
    expect(desk.pairs).toEqual([]);
  });

  it('changes to entered credentials and back', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    await store.save(ofProfile(OLD), MARK);
    await store.cloud('prod');
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    await store.cloud('prod');
    expect(desk.pairs).toEqual([`of-profile ${OLD}`, `old ${OLD}`]);
  });

  it('is forgotten with it', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(ofProfile(OLD), MARK);
    await store.cloud('prod');
    await store.remove('prod');
    expect(await refusal(store.cloud('prod'))).toContain('no connection with the ID');
    expect(desk.texts.get('fndeck.connection.prod')).toBeUndefined();
  });
});

describe('the setting', () => {
  it('has profiles of tools that know the service, and says which those are', () => {
    const entry = { ...ofProfile(OLD), service: 'functioncompute-3', accountId: '1' };
    const references = [
      'aliyun:default',
      'environment:ALICLOUD',
      'koocli:x',
      'environment:HW',
      'aliyun:',
      '',
    ];
    const { connections, bad } = readEntries(
      references.map((profile, i) => ({ ...entry, id: `c${i}`, profile })),
    );
    expect(connections.map(({ profile }) => profile)).toEqual(['aliyun:default', 'environment:ALICLOUD']);
    expect(bad.map(({ reason }) => translate(reason))).toEqual(
      Array(4).fill(
        '“profile” must be one of: aliyun:…, serverless-devs:…, environment:ALIBABA_CLOUD, environment:ALIBABACLOUD, environment:ALICLOUD.',
      ),
    );
  });
});

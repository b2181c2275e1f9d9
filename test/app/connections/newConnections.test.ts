import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/model/connection';
import type { Json } from '../../../src/model/json';
import { IdTaken } from '../../../src/app/connections/entries';
import { OLD, NEW, OLD_PASSWORD, NEW_PASSWORD, connectionAt, machine } from './machine';

describe('a code of a multi-factor device', () => {
  it('reaches the client that the connection is saved for, once, and is not stored', async () => {
    const desk = machine();
    const { store } = desk.open();
    desk.hooks.step = () => store.cloud('prod').catch(() => undefined);
    await store.save(connectionAt(OLD), { ...OLD_PASSWORD, passcode: '123456' });
    await store.cloud('prod');
    expect(desk.pairs).toEqual([`old+123456 ${OLD}`]);
    expect(JSON.stringify([...desk.texts])).not.toContain('123456');
    desk.byHand([connectionAt(OLD, { name: 'Other' })]);
    await store.cloud('prod');
    expect(desk.pairs.at(-1)).toBe(`old ${OLD}`);
  });

  it('does not go to the old address, and not with a save that failed', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    desk.hooks.step = () => store.cloud('prod').catch(() => undefined);
    await store.save(connectionAt(NEW), { ...NEW_PASSWORD, passcode: '123456' });
    await store.cloud('prod');
    desk.hooks.writable = false;
    await expect(store.save(connectionAt(NEW), { ...NEW_PASSWORD, passcode: '7' })).rejects.toThrow();
    await store.cloud('prod');
    expect(desk.pairs.filter((pair) => pair.includes('+'))).toEqual([`new+123456 ${NEW}`]);
  });
});

describe('a new connection', () => {
  const unusable: Json = { id: 'prod', name: 'Mine', service: 'nobody', note: 'by hand' };

  it('does not overwrite an entry that cannot be used', async () => {
    const desk = machine([unusable]);
    const { store } = desk.open();
    await expect(store.save(connectionAt(OLD), OLD_PASSWORD)).rejects.toThrow(IdTaken);
    expect(desk.written()).toEqual([unusable]);
    expect(desk.texts.get('fndeck.connection.prod')).toBeUndefined();
    expect(store.bad()).toMatchObject([{ id: 'prod' }]);
  });

  it('that is usable is replaced and removed, whatever stands before it under the same id', async () => {
    const desk = machine([unusable, connectionAt(OLD)]);
    const { store } = desk.open();
    await store.save(connectionAt(NEW), OLD_PASSWORD);
    expect(desk.written()).toEqual([unusable, connectionAt(NEW)]);
    await store.remove('prod');
    expect(desk.written()).toEqual([unusable]);
    await store.remove('nobody');
    expect(desk.written()).toEqual([unusable]);
  });

  it('leaves of an entry what a newer FnDeck has written into it, and nothing that is known', async () => {
    const newer = { ...connectionAt(OLD, { guard: 'confirm' }), tags: ['billing'], limits: { rate: 5 } };
    const other: Json = { id: 'other', kind: 'of tomorrow' };
    const desk = machine([newer, other]);
    const { store } = desk.open();
    const keys = { kind: 'keys', accessKeyId: 'A', secretAccessKey: 'S' } as const;
    const { id, name, service, region, endpoint = '' } = connectionAt(NEW);
    const wanted: Connection = { id, name, service, region, endpoint, credential: 'keys' };
    await store.save(wanted, keys);
    expect(desk.written()).toEqual([{ ...wanted, tags: ['billing'], limits: { rate: 5 } }, other]);
    expect(store.get('prod')).toEqual(wanted);
  });

  it.each([[{ prod: connectionAt(OLD) }], ['prod'], [true]])(
    'does not write over a setting that is no list: %j',
    async (setting) => {
      const desk = machine(setting);
      const { store } = desk.open();
      await expect(store.save(connectionAt(NEW), NEW_PASSWORD)).rejects.toThrow('must be a list');
      await expect(store.remove('prod')).rejects.toThrow('must be a list');
      expect(desk.written()).toEqual(setting);
      expect(JSON.stringify([...desk.texts])).not.toContain('new');
    },
  );
});

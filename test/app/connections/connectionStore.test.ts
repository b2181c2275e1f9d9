import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../../src/cloud/cloud';
import { CloudError } from '../../../src/cloud/errors';
import type { Connection, Secret } from '../../../src/model/connection';
import type { Json } from '../../../src/model/json';
import { ConnectionSecrets } from '../../../src/app/connections/connectionSecrets';
import { ConnectionStore } from '../../../src/app/connections/connectionStore';
import { IdTaken } from '../../../src/app/connections/entries';

const OLD = 'https://old.example.com';
const NEW = 'https://new.example.com';
const OLD_PASSWORD: Secret = { kind: 'password', password: 'old' };
const NEW_PASSWORD: Secret = { kind: 'password', password: 'new' };

function connectionAt(endpoint: string, more: Partial<Connection> = {}): Connection {
  return {
    id: 'prod',
    name: 'Production',
    service: 'functiongraph-otc',
    region: 'eu-de',
    credential: 'password',
    domain: 'D',
    user: 'ada',
    endpoint,
    ...more,
  };
}

/** settings.json and SecretStorage of a machine, which several windows see. */
function machine(entries: readonly unknown[] = []) {
  const texts = new Map<string, string>();
  const windows: { store: ConnectionStore; seen: readonly unknown[] | undefined }[] = [];
  /** Which secret was sent where. */
  const pairs: string[] = [];
  const questions: string[] = [];
  let written: readonly unknown[] | undefined = entries;
  /** Runs at every step that something asynchronous is done. */
  const hooks: { step: () => Promise<unknown>; writable: boolean } = {
    step: () => Promise.resolve(),
    writable: true,
  };

  const tell = async (key: string): Promise<void> => {
    const id = ConnectionSecrets.idOf(key);
    if (id !== undefined) await Promise.all(windows.map(({ store }) => store.secretChanged(id)));
    await hooks.step();
  };
  const open = () => {
    const changed: (readonly string[])[] = [];
    const window = { store: undefined as unknown as ConnectionStore, seen: written, changed };
    window.store = new ConnectionStore({
      settings: {
        read: () => window.seen,
        write: async (next) => {
          await hooks.step();
          if (!hooks.writable) throw new Error('Unable to write into user settings');
          written = next;
          window.seen = next;
          window.store.settingChanged();
          await hooks.step();
        },
      },
      secrets: {
        get: (key) => Promise.resolve(texts.get(key)),
        store: (key, text) => {
          texts.set(key, text);
          return tell(key);
        },
        delete: (key) => {
          texts.delete(key);
          return tell(key);
        },
      },
      connect: (connection, secret) => {
        pairs.push(`${secretText(secret)} ${connection.endpoint ?? ''}`);
        return { connection, allowSignIn: () => undefined } as unknown as Cloud;
      },
      changed: (ids) => changed.push(ids),
      askAboutAddress: (_, changes) => questions.push(changes),
      graceMs: 1,
    });
    windows.push(window);
    return window;
  };
  /** The setting as the other windows see it, who learn of it later. */
  const spread = (): void => {
    for (const window of windows) {
      window.seen = written;
      window.store.settingChanged();
    }
  };
  const byHand = (next: readonly unknown[] | undefined): void => {
    written = next;
    spread();
  };
  return { texts, pairs, questions, hooks, open, spread, byHand, written: () => written };
}

function secretText(secret: Secret): string {
  if (secret.kind !== 'password') return secret.kind;
  return [secret.password, secret.passcode].filter(Boolean).join('+');
}

const hint = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'connected',
    (error: unknown) => (error instanceof CloudError ? error.facts.summary.text : String(error)),
  );

describe('a mark', () => {
  it('leads nowhere else: the client stays, and sees it at once', async () => {
    const desk = machine();
    const { store, changed } = desk.open();
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    const before = await store.cloud('prod');
    const told = changed.length;
    desk.byHand([connectionAt(OLD, { guard: 'readOnly' })]);
    expect(await store.cloud('prod')).toBe(before);
    expect(store.get('prod')?.guard).toBe('readOnly');
    expect(changed.slice(told)).toEqual([[]]);
  });
});

describe('a secret', () => {
  it('is never sent to another address while a connection moves, in any window at any moment', async () => {
    const desk = machine();
    const [mine, other] = [desk.open(), desk.open()];
    await mine.store.save(connectionAt(OLD), OLD_PASSWORD);
    desk.spread();
    desk.hooks.step = () =>
      Promise.all([mine, other].map(({ store }) => store.cloud('prod').catch(() => undefined)));
    await mine.store.save(connectionAt(NEW), NEW_PASSWORD);
    await desk.hooks.step();
    desk.spread();
    await desk.hooks.step();
    expect(new Set(desk.pairs)).toEqual(new Set([`old ${OLD}`, `new ${NEW}`]));
    expect(desk.pairs.at(-1)).toBe(`new ${NEW}`);
    expect(desk.questions).toEqual([]);
  });

  it('stays as it was where the setting cannot be written', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    const before = new Map(desk.texts);
    desk.hooks.writable = false;
    await expect(store.save(connectionAt(NEW), NEW_PASSWORD)).rejects.toThrow('Unable to write');
    await expect(store.save(connectionAt(OLD), NEW_PASSWORD)).rejects.toThrow('Unable to write');
    expect(desk.texts).toEqual(before);
    await store.cloud('prod');
    expect(desk.pairs).toEqual([`old ${OLD}`]);
  });

  it('of a new connection is not stored where the setting cannot be written', async () => {
    const desk = machine();
    const { store } = desk.open();
    desk.hooks.writable = false;
    await expect(store.save(connectionAt(OLD), OLD_PASSWORD)).rejects.toThrow('Unable to write');
    expect(JSON.stringify([...desk.texts])).not.toContain('old');
  });

  it('does not follow an address that changed in the settings, until a person allows it; that is asked once', async () => {
    const desk = machine();
    const { store, changed } = desk.open();
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    desk.byHand([connectionAt(NEW, { user: 'bob' })]);
    for (let i = 0; i < 2; i++)
      expect(await hint(store.cloud('prod'))).toContain('entered for another address');
    expect(desk.pairs).toEqual([]);
    expect(desk.questions).toEqual([`endpoint: ${OLD} → ${NEW}, user: ada → bob`]);
    await store.useStoredSecret('prod');
    expect(changed.at(-1)).toEqual(['prod']);
    await store.cloud('prod');
    expect(desk.pairs).toEqual([`old ${NEW}`]);
    desk.byHand([connectionAt(OLD)]);
    expect(await hint(store.cloud('prod'))).not.toBe('connected');
  });

  it('stays with a connection that gets another name or project', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    desk.byHand([connectionAt(OLD, { name: 'Other', projectId: 'p2' })]);
    await store.cloud('prod');
    expect(desk.questions).toEqual([]);
  });

  it('is kept for a new address where a person who edits the connection says so', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    await store.save(connectionAt(NEW), undefined);
    await store.cloud('prod');
    expect(desk.pairs).toEqual([`old ${NEW}`]);
  });

  it('that was stored without an address gets the one that the setting has, or had before it changed', async () => {
    for (const change of [false, true]) {
      const desk = machine([connectionAt(OLD)]);
      desk.texts.set('fndeck.connection.prod', JSON.stringify(OLD_PASSWORD));
      const { store } = desk.open();
      if (change) desk.byHand([connectionAt(NEW)]);
      expect(await hint(store.cloud('prod'))).toContain(change ? 'entered for another address' : 'connected');
      desk.byHand([connectionAt(NEW)]);
      expect(await hint(store.cloud('prod'))).not.toBe('connected');
      expect(desk.pairs).toEqual(change ? [] : [`old ${OLD}`]);
    }
  });

  it('goes when its entry is deleted by hand, and not when an error hides the list or the entry is broken', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    const wait = () => new Promise((resolve) => setTimeout(resolve, 20));
    const stored = () => desk.texts.has('fndeck.connection.prod');
    await wait();
    desk.byHand(undefined);
    await wait();
    desk.byHand([{ ...connectionAt(OLD), service: 'typing…' }]);
    await wait();
    expect(stored()).toBe(true);
    desk.byHand([connectionAt(OLD)]);
    desk.byHand([]);
    await wait();
    expect(stored()).toBe(false);
  });

  it('goes at the next start when its entry was deleted while no window was open', async () => {
    const desk = machine();
    await desk.open().store.save(connectionAt(OLD), OLD_PASSWORD);
    desk.byHand(undefined);
    desk.open();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(JSON.stringify([...desk.texts])).not.toContain('prod');
  });

  it('of somebody else makes the connection’s functions be read again, the same one does not', async () => {
    const desk = machine();
    const { store, changed } = desk.open();
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    const cloud = await store.cloud('prod');
    changed.length = 0;
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    expect(changed.flat()).toEqual([]);
    expect(await store.cloud('prod')).toBe(cloud);
    await store.save(connectionAt(OLD), NEW_PASSWORD);
    expect(changed.flat()).toContain('prod');
    expect(await store.cloud('prod')).not.toBe(cloud);
  });
});

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
});

import { describe, expect, it, vi } from 'vitest';
import { CloudError } from '../../../src/cloud/errors';
import { OLD, NEW, OLD_PASSWORD, NEW_PASSWORD, connectionAt, machine } from './machine';

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
      expect(await hint(store.cloud('prod'))).toContain('entered for another endpoint');
    expect(desk.pairs).toEqual([]);
    expect(desk.questions).toEqual([`endpoint: ${OLD} → ${NEW}, user: ada → bob`]);
    await store.useStoredSecret(connectionAt(NEW, { user: 'bob' }));
    expect(changed.at(-1)).toEqual(['prod']);
    await store.cloud('prod');
    expect(desk.pairs).toEqual([`old ${NEW}`]);
    desk.byHand([connectionAt(OLD)]);
    expect(await hint(store.cloud('prod'))).not.toBe('connected');
  });

  it('does not follow an answer that was for the address before the last change', async () => {
    const desk = machine();
    const { store } = desk.open();
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    const seen = connectionAt(NEW);
    desk.byHand([seen]);
    await hint(store.cloud('prod'));
    // While the notice stands there, the setting changes once more.
    const later = 'https://later.example.com';
    desk.byHand([connectionAt(later)]);
    await store.useStoredSecret(seen);
    expect(await hint(store.cloud('prod'))).toContain('entered for another endpoint');
    expect(desk.pairs).toEqual([]);
    expect(desk.questions).toEqual([`endpoint: ${OLD} → ${NEW}`, `endpoint: ${OLD} → ${later}`]);
    // An answer that came too late takes nothing from the one that is in time.
    await store.useStoredSecret(seen);
    expect(await hint(store.cloud('prod'))).not.toBe('connected');
    expect(desk.questions).toHaveLength(3);
    await store.useStoredSecret(connectionAt(later, { name: 'Renamed' }));
    expect(await hint(store.cloud('prod'))).toBe('connected');
    expect(desk.pairs).toEqual([`old ${later}`]);
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
      expect(await hint(store.cloud('prod'))).toContain(
        change ? 'entered for another endpoint' : 'connected',
      );
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

  it('stays that is stored when the secrets are tidied, before its entry is written', async () => {
    const desk = machine();
    const { store } = desk.open();
    // Once it is stored, longer than until the secrets are tidied.
    desk.hooks.step = async () => {
      if (desk.texts.has('fndeck.connection.prod')) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    expect(await hint(store.cloud('prod'))).toBe('connected');
  });

  it('stays that another window has stored, and is about to write the entry of', async () => {
    const desk = machine();
    const { store } = desk.open();
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    let others = 0;
    desk.hooks.step = async () => {
      if (!desk.texts.has('fndeck.connection.prod') || others++ > 0) return;
      // It looks for secrets without an entry in the very moment.
      desk.open({ graceMs: 40 });
      await pause(50);
    };
    await store.save(connectionAt(OLD), OLD_PASSWORD);
    desk.spread();
    expect(others).toBeGreaterThan(0);
    await pause(60);
    expect(await hint(store.cloud('prod'))).toBe('connected');
  });

  it('goes at the next start when its entry was deleted while no window was open', async () => {
    const desk = machine();
    await desk.open().store.save(connectionAt(OLD), OLD_PASSWORD);
    desk.byHand(undefined);
    desk.open();
    await vi.waitFor(() => expect(JSON.stringify([...desk.texts])).not.toContain('prod'), 10_000);
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

import { describe, expect, it } from 'vitest';
import { testConnection } from '../../../src/app/connections/connectionTest';
import type { Ability } from '../../../src/cloud/permissions';
import { connect } from '../../../src/cloud/connect';
import { openDoor, type RequestLine } from '../../../src/cloud/door';
import type { Connection, Secret } from '../../../src/model/connection';
import { sandboxBench } from '../../sandbox/sandboxBench';
import { connectionTo, keysTo, refTo, SERVICE_IDS } from '../replay/services';
import { machine } from './machine';

const bench = sandboxBench();
const { signal } = new AbortController();

/** A window with a connection whose clients are real, and which remembers what they sent. */
async function windowWith(connection: Connection, secret: Secret) {
  const desk = machine();
  const sent: (RequestLine & { readonly connection: Connection; readonly at: number })[] = [];
  const { store } = desk.open({
    connect: (whose, proof) => {
      const log = (line: RequestLine) => void sent.push({ ...line, connection: whose, at: 5 });
      return connect(whose, proof, openDoor({ log }));
    },
  });
  await store.save(connection, secret);
  const { id } = connection;
  return {
    ...{ store, desk, sent },
    cloud: () => store.cloud(id),
    /** What a test says of something that it does not try. */
    told: async (ability: Ability) => {
      const ports = { open: () => store.cloud(id), sent, now: Date.now, changed: () => undefined };
      const { checks } = await testConnection(ports, signal);
      return checks.find(({ permission }) => permission.ability === ability)?.outcome;
    },
  };
}

describe.each(SERVICE_IDS)('what was sent earlier to %s', (service) => {
  const ref = refTo(service, 'echo');
  const invoked = async (faults: readonly string[] = []) => {
    const sandbox = await bench.start({ functions: bench.functions({ 'orders/echo': {} }), faults });
    const [connection, keys] = [connectionTo(sandbox, service), keysTo(sandbox, service)];
    const window = await windowWith(connection, keys);
    const invoke = async () => (await window.cloud()).invoke(ref, '{}', {}, signal);
    return { ...window, connection, keys, invoke, sandbox };
  };
  const untold = { kind: 'wouldChange' };
  const allowed = { kind: 'wouldChange', earlier: { at: 5, allowed: true } };

  it('tells whether it is allowed, the last of it', async () => {
    const operation = service.startsWith('functiongraph') ? 'invoke' : 'InvokeFunction';
    const { told, invoke, sandbox } = await invoked([`${operation}:403:1`]);
    expect(await told('invoke')).toEqual(untold);
    await expect(invoke()).rejects.toThrow();
    expect(await told('invoke')).toEqual({ kind: 'wouldChange', earlier: { at: 5, allowed: false } });
    await sandbox.ask('POST', '/sandbox/faults', { faults: [] });
    await invoke();
    expect(await told('invoke')).toEqual(allowed);
    expect(await told('writeConfig')).toEqual(untold);
  });

  it('tells nothing of who has another key, also one that another window has stored', async () => {
    const { told, invoke, store, desk, connection, keys, cloud } = await invoked();
    await invoke();
    const before = await cloud();
    expect(await told('invoke')).toEqual(allowed);
    const other = { ...keys, secretAccessKey: 'another' };
    const elsewhere = desk.open();
    await elsewhere.store.save(connection, other);
    expect(await cloud()).not.toBe(before);
    expect(await told('invoke')).toEqual(untold);
    await store.save(connection, keys);
    expect(await told('invoke')).toEqual(untold);
  });

  it('tells nothing of who leads elsewhere, and stays where only the mark is another', async () => {
    const { told, invoke, store, desk, connection, keys } = await invoked();
    await invoke();
    desk.byHand([{ ...connection, guard: 'readOnly' }]);
    expect(await told('invoke')).toEqual(allowed);
    const elsewhere = {
      ...connection,
      endpoint: connection.endpoint?.replace('127.0.0.1', 'localhost') ?? '',
    };
    await store.save(elsewhere, keys);
    expect(await told('invoke')).toEqual(untold);
  });

  it('stays where only the name is another, as it is written by hand and as it is saved', async () => {
    const { told, invoke, store, desk, connection, keys, cloud } = await invoked();
    await invoke();
    desk.byHand([{ ...connection, name: 'By hand' }]);
    expect(await told('invoke')).toEqual(allowed);
    expect((await cloud()).connection.name).toBe('By hand');
    await store.save({ ...connection, name: 'Saved' }, undefined);
    expect(await told('invoke')).toEqual(allowed);
    expect((await cloud()).connection.name).toBe('Saved');
    await store.remove(connection.id);
    await store.save(connection, keys);
    expect(await told('invoke')).toEqual(untold);
  });
});

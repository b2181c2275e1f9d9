import * as vscode from 'vscode';
import type { Cloud } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import type { Account, Connection, Secret } from '../../model/connection';
import { sameJson, type Json } from '../../model/json';
import { message } from '../../model/message';
import type { Connections } from './connections';
import { readEntries, type Entries } from '../../app/connections/entries';
import { logRequest, type Report } from '../report';
import { createSecrets } from './secrets';

const SETTING = 'fndeck.connections';

/** What the store of connections needs. */
export interface ConnectionsDeps {
  readonly secrets: vscode.SecretStorage;
  /** Makes the client of a connection. */
  readonly connect: (connection: Connection, secret: Secret) => Cloud | Promise<Cloud>;
}

/** Connections over VS Code's settings and SecretStorage. */
export function createConnections({ secrets: storage, connect }: ConnectionsDeps): Connections {
  const secrets = createSecrets(storage);
  const changed = new vscode.EventEmitter<void>();
  const clients = new Map<string, Promise<Cloud>>();
  /** One-time codes, which SecretStorage must not hold. */
  const passcodes = new Map<string, string>();
  let entries = readEntries(setting());
  let sandbox: readonly Account[] = [];

  const list = (): readonly Connection[] => [
    ...entries.connections,
    ...sandbox.map(({ connection }) => connection),
  ];
  const get = (id: string): Connection | undefined => list().find((connection) => connection.id === id);

  const reread = (): void => {
    const before = entries;
    entries = readEntries(setting());
    for (const id of clients.keys()) {
      if (!sameConnection(before, entries, id)) clients.delete(id);
    }
    changed.fire();
  };

  const secretOf = async (id: string): Promise<Secret | undefined> => {
    const secret = sandbox.find(({ connection }) => connection.id === id)?.secret ?? (await secrets.get(id));
    const passcode = passcodes.get(id);
    return secret?.kind === 'password' && passcode !== undefined ? { ...secret, passcode } : secret;
  };

  const open = async (id: string): Promise<Cloud> => {
    const connection = get(id);
    if (!connection) throw unknownConnection(id);
    const secret = await secretOf(id);
    if (secret?.kind !== connection.credential) throw withoutSecret(connection);
    return connect(connection, secret);
  };

  const listening = vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTING)) reread();
    }),
    secrets.onDidChange((id) => {
      clients.delete(id);
      changed.fire();
    }),
  );

  return {
    onDidChange: changed.event,
    list,
    get,
    bad: () => entries.bad,
    isSandbox: (id) => sandbox.some(({ connection }) => connection.id === id),
    cloud: (id) => {
      const known = clients.get(id);
      if (known) return known;
      const opened = open(id);
      clients.set(id, opened);
      opened.catch(() => clients.get(id) === opened && clients.delete(id));
      return opened;
    },
    save: async (connection, secret) => {
      if (secret) {
        passcodes.delete(connection.id);
        if (secret.kind === 'password' && secret.passcode !== undefined) {
          passcodes.set(connection.id, secret.passcode);
        }
        await secrets.store(connection.id, secret);
      }
      await write((written) => replaced(written, connection));
      clients.delete(connection.id);
      reread();
    },
    remove: async (id) => {
      await write((written) => written.filter((entry) => idOf(entry) !== id));
      await secrets.delete(id);
      passcodes.delete(id);
      clients.delete(id);
      reread();
    },
    setSandbox: (accounts) => {
      for (const { connection } of [...sandbox, ...accounts]) clients.delete(connection.id);
      sandbox = accounts;
      changed.fire();
    },
    dispose: () => {
      listening.dispose();
      secrets.dispose();
      changed.dispose();
      clients.clear();
    },
  };
}

/** Makes clients with code that is loaded for the first of them: it is much of what FnDeck has. */
export function connectWhenUsed({ log }: Pick<Report, 'log'>): ConnectionsDeps['connect'] {
  return async (connection, secret) => {
    const [{ connect }, { openDoor }] = await Promise.all([
      import('../../cloud/connect'),
      import('../../cloud/door'),
    ]);
    const door = openDoor({
      log: (line) => logRequest(log, line),
      // VS Code sees to proxy and authorities by itself; this setting it leaves to extensions
      verifyCertificates: () => vscode.workspace.getConfiguration('http').get('proxyStrictSSL', true),
    });
    return connect(connection, secret, door);
  };
}

function setting(): unknown {
  return vscode.workspace.getConfiguration().get(SETTING);
}

/** Changes the list in the user's settings; entries that cannot be used stay as they are. */
async function write(change: (entries: readonly unknown[]) => readonly unknown[]): Promise<void> {
  const written = setting();
  const next = change(Array.isArray(written) ? written : []);
  await vscode.workspace
    .getConfiguration()
    .update(SETTING, next.length > 0 ? next : undefined, vscode.ConfigurationTarget.Global);
}

function replaced(written: readonly unknown[], connection: Connection): readonly unknown[] {
  const at = written.findIndex((entry) => idOf(entry) === connection.id);
  return at < 0 ? [...written, connection] : written.with(at, connection);
}

function idOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined;
}

function sameConnection(before: Entries, after: Entries, id: string): boolean {
  const [old, now] = [before, after].map((entries) => entries.connections.find((entry) => entry.id === id));
  return sameJson(old as Json | undefined, now as Json | undefined);
}

function unknownConnection(id: string): CloudError {
  return new CloudError({
    kind: 'configuration',
    operation: 'connect',
    sent: 'no',
    repeatable: false,
    summary: message('There is no connection with the id “{0}”.', id),
    hint: message('Start the sandbox if it belongs to the sandbox, or add the connection.'),
  });
}

function withoutSecret({ service, name }: Connection): CloudError {
  return new CloudError({
    kind: 'configuration',
    service,
    operation: 'connect',
    sent: 'no',
    repeatable: false,
    summary: message('The credentials of “{0}” are not stored on this machine.', name),
    hint: message('Edit the connection to enter them.'),
  });
}

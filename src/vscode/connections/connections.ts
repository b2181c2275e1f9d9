import * as vscode from 'vscode';
import type { Cloud } from '../../cloud/cloud';
import type { Account, Connection, Secret } from '../../model/connection';
import { ConnectionSecrets, type KeptSecret } from '../../app/connections/connectionSecrets';
import { ConnectionStore } from '../../app/connections/connectionStore';
import { IdTaken, type BadEntry } from '../../app/connections/entries';
import { createGuard, type Confirmation, type Guard } from '../../app/connections/guard';
import { afterActivation, lazyPart } from '../lazy';
import type { BadEntryNotice } from './badEntries';
import { logRequest, type Report } from '../report';

const SETTING = 'fndeck.connections';

/** The configured connections, and a client for each. Made once by `activate`; parts that need a service take it. */
export interface Connections extends vscode.Disposable {
  /**
   * Fires when a connection was added, changed, removed, or its secret changed (in any window). Gives the ids of
   * those that now lead to other functions, or as somebody else.
   */
  readonly onDidChange: vscode.Event<readonly string[]>;
  /** Configured connections in the order of the settings, then the sandbox's own. */
  list(): readonly Connection[];
  get(id: string): Connection | undefined;
  /** Entries of the setting that cannot be used, with the reason. */
  bad(): readonly BadEntry[];
  /** Whether the connection belongs to the running sandbox: kept in memory only, gone when it stops. */
  isSandbox(id: string): boolean;
  /**
   * The client of a connection; the same object until the connection changes.
   * Rejects with a CloudError of kind `configuration` when there is no such connection, or no secret for its address.
   */
  cloud(id: string): Promise<Cloud>;
  /**
   * Adds or replaces (same id) a connection: its data in the settings and its secret in SecretStorage, or neither.
   * Without a secret the stored one stays; a profile's needs a person's word at the first use.
   */
  save(connection: Connection, secret: KeptSecret | undefined): Promise<void>;
  remove(id: string): Promise<void>;
  /** A person asks for another try: a sign-in that was refused is sent once more at the next need. */
  allowSignIn(id: string): Promise<void>;
  /** Asks about actions on connections that are marked; every client's writes pass it anyway. */
  readonly guard: Omit<Guard, 'protect'>;
  /** Replaces the sandbox's own connections (empty: it stopped). */
  setSandbox(accounts: readonly Account[]): void;
}

/** What connections are made of. */
interface ConnectionsDeps {
  readonly secrets: vscode.SecretStorage;
  /** A new client for a connection; nothing is sent by that. */
  readonly connect: (connection: Connection, secret: Secret) => Cloud | Promise<Cloud>;
  /** Lets a person confirm an action on a marked connection; false where they left. */
  readonly confirm: (confirmation: Confirmation) => Promise<boolean>;
  /** Milliseconds for which a secret outlives its entry in the settings; a minute where it is not given. */
  readonly graceMs?: number;
}

/** The connections of an extension that is being activated; clients and questions are loaded when they are first used. */
export function openConnections(
  { secrets }: Pick<vscode.ExtensionContext, 'secrets'>,
  report: Report,
): Connections {
  return createConnections({
    secrets,
    connect: connectWhenUsed(report),
    confirm: async (confirmation) => (await import('./confirmation')).askToConfirm(confirmation, report),
  });
}

/** Connections over VS Code's settings and SecretStorage. */
export function createConnections({ secrets, connect, confirm, graceMs }: ConnectionsDeps): Connections {
  const changed = new vscode.EventEmitter<readonly string[]>();
  const guard = createGuard({ connection: (id) => store.get(id), confirm });
  const store: ConnectionStore = new ConnectionStore({
    settings: { read: () => vscode.workspace.getConfiguration().get(SETTING), write },
    secrets,
    connect: async (connection, secret) => guard.protect(await connect(connection, secret)),
    changed: (ids) => changed.fire(ids),
    // What asks is loaded with the first question.
    askAboutAddress: async (connection, changes) =>
      (await import('./addressQuestion')).askWhetherToSend(store, connection, changes),
    readProfile: async (reference) => (await import('../../app/profiles/profiles')).readProfile(reference),
    ...(graceMs !== undefined && { graceMs }),
  });
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTING)) store.settingChanged();
    }),
    secrets.onDidChange(({ key }) => {
      const id = ConnectionSecrets.idOf(key);
      if (id !== undefined) void store.secretChanged(id);
    }),
  );
  return {
    onDidChange: changed.event,
    list: () => store.list(),
    get: (id) => store.get(id),
    bad: () => store.bad(),
    isSandbox: (id) => store.isSandbox(id),
    cloud: (id) => store.cloud(id),
    save: async (connection, secret) => {
      try {
        await store.save(connection, secret);
      } catch (error) {
        throw error instanceof IdTaken ? (await import('./badEntries')).idTaken(error) : error;
      }
    },
    remove: (id) => store.remove(id),
    allowSignIn: (id) => store.allowSignIn(id),
    guard,
    setSandbox: (accounts) => store.setSandbox(accounts),
    dispose: () => {
      store.dispose();
      vscode.Disposable.from(listening, changed).dispose();
    },
  };
}

/** The factory of clients; their code is loaded with the first client: it is much of what FnDeck has. */
function connectWhenUsed(report: Report): ConnectionsDeps['connect'] {
  return async (connection, secret) => {
    const [{ connect }, { openDoor }] = await Promise.all([
      import('../../cloud/connect'),
      import('../../cloud/door'),
    ]);
    const door = openDoor({
      log: (line) => logRequest(report, connection, line),
      // VS Code sees to proxy and authorities by itself; this setting it leaves to extensions
      verifyCertificates: () => vscode.workspace.getConfiguration('http').get('proxyStrictSSL', true),
    });
    return connect(connection, secret, door);
  };
}

/** Tells of entries of the setting that cannot be used; what tells is loaded with the first of them. */
export function tellBadEntries(connections: Connections, report: Report): vscode.Disposable {
  const part = lazyPart(async () => (await import('./badEntries')).createBadEntryNotice(report));
  let notice: BadEntryNotice | undefined;
  const look = (): void => {
    const bad = connections.bad();
    if (notice) notice.update(bad);
    else if (bad.length > 0) part.get().catch(() => undefined); // tried again with the next change
  };
  part.onLoaded((loaded) => {
    notice = loaded;
    look();
  });
  return vscode.Disposable.from(part, afterActivation(look), connections.onDidChange(look));
}

/** Writes the list to the user's settings. */
async function write(entries: readonly unknown[]): Promise<void> {
  await vscode.workspace
    .getConfiguration()
    .update(SETTING, entries.length > 0 ? entries : undefined, vscode.ConfigurationTarget.Global);
}

import type { Cloud } from '../../cloud/cloud';
import type { Account, Connection, Secret } from '../../model/connection';
import { sameJson } from '../../model/json';
import { AddressConsent } from './addressConsent';
import {
  ConnectionSecrets,
  sameAddress,
  sameSecret,
  type KeptSecret,
  type SecretTexts,
} from './connectionSecrets';
import { idsIn, readEntries, withEntry, withoutEntry, type BadEntry, type Entries } from './entries';
import { ProfileClients, type ProfilePorts } from './profileClients';
import { SecretTidying } from './secretTidying';

/** What the store works on. */
interface ConnectionPorts extends Pick<ProfilePorts, 'readProfile' | 'connect'> {
  readonly settings: {
    /** The setting `fndeck.connections` as it is now. */
    read(): unknown;
    /** Writes the list to the user's settings; rejects where that is not possible. */
    write(entries: readonly unknown[]): Promise<void>;
  };
  readonly secrets: SecretTexts;
  /** The list has changed. `ids`: connections that now lead to other functions, or as somebody else. */
  changed(ids: readonly string[]): void;
  /** A connection cannot be used before a person says whether its secret may go to its new address; once for each. */
  askAboutAddress(connection: Connection, changes: string): unknown;
  readonly graceMs?: number;
}

interface Client {
  readonly connection: Connection;
  readonly cloud: Promise<Cloud>;
  /** Known once it is read. */
  secret?: Secret;
}

/**
 * The connections of the setting and of the sandbox, and one client for each. No secret is ever sent to another
 * address than the one that it was entered for.
 */
export class ConnectionStore {
  private readonly secrets: ConnectionSecrets;
  private readonly consent: AddressConsent;
  private readonly clients = new Map<string, Client>();
  /** The object of the last client of an id, and a text that is another where the client leads elsewhere or is another's. */
  private readonly made = new Map<string, { readonly own: Connection; readonly proof: string }>();
  private readonly profiles: ProfileClients;
  /** Codes for the next sign-in, which must not be stored. */
  private readonly passcodes = new Map<string, { readonly code: string; readonly connection: Connection }>();
  private readonly tidying: SecretTidying;
  private entries: Entries;
  private sandbox: readonly Account[] = [];

  constructor(private readonly ports: ConnectionPorts) {
    this.secrets = new ConnectionSecrets(ports.secrets);
    this.consent = new AddressConsent(this.secrets, (connection, changes) =>
      ports.askAboutAddress(connection, changes),
    );
    this.entries = readEntries(ports.settings.read());
    const entered = () => idsIn(ports.settings.read());
    const { graceMs } = ports;
    this.profiles = new ProfileClients({
      ...ports,
      connect: (connection, secret) => this.connect(connection, secret),
      confirmed: (connection) => this.consent.confirmed(connection),
      isCurrent: (connection) => this.get(connection.id) === connection,
      again: (id) => this.cloud(id),
    });
    this.tidying = new SecretTidying({
      ...{ secrets: this.secrets, entered },
      ...(graceMs !== undefined && { graceMs }),
    });
  }

  /** Configured connections in the order of the setting, then the sandbox's own. */
  list(): readonly Connection[] {
    return [...this.entries.connections, ...this.sandbox.map(({ connection }) => connection)];
  }

  get(id: string): Connection | undefined {
    return this.list().find((connection) => connection.id === id);
  }

  /** Entries of the setting that cannot be used, with the reason. */
  bad(): readonly BadEntry[] {
    return this.entries.bad;
  }

  /** Whether the connection belongs to the running sandbox. */
  isSandbox(id: string): boolean {
    return this.sandbox.some(({ connection }) => connection.id === id);
  }

  /** The client of a connection, the same until connection or secret change. Rejects with a CloudError of kind `configuration`. */
  cloud(id: string): Promise<Cloud> {
    const connection = this.get(id);
    if (connection?.credential === 'profile') return this.profiles.cloud(connection);
    const known = this.clients.get(id);
    if (known) return known.cloud;
    if (!connection) return unknown(id);
    const client: Client = { connection, cloud: this.open(connection, (secret) => (client.secret = secret)) };
    this.clients.set(id, client);
    client.cloud.catch(() => this.clients.get(id) === client && this.clients.delete(id));
    return client.cloud;
  }

  /** Adds or replaces a connection: both setting and secret, or neither. Without a secret the stored one stays. */
  async save(connection: Connection, given: KeptSecret | undefined): Promise<void> {
    const former = this.entries.connections.find(({ id }) => id === connection.id);
    const writeSetting = async () =>
      this.ports.settings.write(withEntry(await listOf(this.ports.settings.read()), connection));
    // What was allowed for a profile is allowed again by whoever saves it, or asked for.
    const isKept = given === undefined && connection.credential !== 'profile';
    const secret = isKept ? former && (await this.consent.stored(former)) : given;
    if (given?.kind === 'password' && given.passcode !== undefined) {
      this.passcodes.set(connection.id, { code: given.passcode, connection });
    } else if (given) this.passcodes.delete(connection.id);
    try {
      await this.tidying.during(connection.id, () =>
        secret?.kind === connection.credential
          ? this.secrets.move(former, connection, secret, writeSetting)
          : writeSetting(),
      );
    } catch (error) {
      this.passcodes.delete(connection.id);
      throw error;
    }
    this.consent.forget(connection.id);
    this.settingChanged();
    await this.secretChanged(connection.id);
    this.tidying.later(() => this.secrets.forgetOthers(this.get(connection.id) ?? connection));
  }

  /** Removes a connection and its secret. */
  async remove(id: string): Promise<void> {
    await this.ports.settings.write(withoutEntry(await listOf(this.ports.settings.read()), id));
    await this.secrets.delete(id);
    this.passcodes.delete(id);
    this.settingChanged();
  }

  /**
   * A person allows that the stored secret, or the profile's, goes to the address of this connection, as they have seen it.
   * Where the setting leads elsewhere by now that is nothing they have agreed to: the next use asks again.
   */
  async useStoredSecret(seen: Connection): Promise<void> {
    const { id } = seen;
    const now = this.entries.connections.find((entry) => entry.id === id);
    if (!now) return;
    if (!sameAddress(now, seen)) this.consent.forget(id);
    else if (!(await this.consent.give(now))) return;
    this.ports.changed([id]);
  }

  /** A person asks for another try: a sign-in that was refused is sent once more at the next need. */
  async allowSignIn(id: string): Promise<void> {
    const last = this.clients.get(id)?.cloud ?? this.profiles.last(id);
    const cloud = await last?.catch(() => undefined);
    cloud?.allowSignIn();
  }

  /** Replaces the sandbox's own connections. */
  setSandbox(accounts: readonly Account[]): void {
    const ids = [...this.sandbox, ...accounts].map(({ connection }) => connection.id);
    for (const id of ids) this.clients.delete(id);
    this.sandbox = accounts;
    this.ports.changed([...new Set(ids)]);
  }

  /** Reads the setting again. */
  settingChanged(): void {
    const before = this.entries;
    this.entries = readEntries(this.ports.settings.read());
    const changed = before.connections.filter((former) => {
      const now = this.entries.connections.find(({ id }) => id === former.id);
      // The guard leads nowhere else: it is looked up at each write.
      return !now || !sameJson({ ...former, guard: null }, { ...now, guard: null });
    });
    for (const { id } of changed) this.forget(id);
    for (const { id } of changed) if (!this.get(id)) this.made.delete(id);
    this.consent.left(changed);
    const ids = changed.map(({ id }) => id);
    this.tidying.changed(ids);
    this.ports.changed(ids);
  }

  /** Another window, or this one, has stored or deleted the secret of a connection. */
  async secretChanged(id: string): Promise<void> {
    const client = this.clients.get(id);
    if (!client?.secret || this.isSandbox(id)) return this.ports.changed([]);
    const found = await this.secrets.find(client.connection);
    if (found.kind === 'own' && sameSecret(found.secret, client.secret)) return;
    if (this.clients.get(id) !== client) return;
    this.clients.delete(id);
    this.ports.changed([id]);
  }

  dispose(): void {
    this.clients.clear();
    this.tidying.dispose();
  }

  private forget(id: string): void {
    this.clients.delete(id);
    this.profiles.forget(id);
  }

  /** `read` is told the secret, never before this has returned. */
  private async open(connection: Connection, read: (secret: Secret) => void): Promise<Cloud> {
    const { id } = connection;
    const own = this.sandbox.find((account) => account.connection.id === id);
    const secret = await (own?.secret ?? this.consent.secret(connection));
    read(secret);
    const passcode = this.passcodes.get(id);
    const withCode = secret.kind === 'password' && passcode && sameAddress(passcode.connection, connection);
    const cloud = await this.connect(connection, withCode ? { ...secret, passcode: passcode.code } : secret);
    if (withCode) this.passcodes.delete(id);
    return cloud;
  }

  /**
   * Each client has an object of its own, by which what it has sent is told from what another one has. One that only has
   * another name is no other.
   */
  private connect(connection: Connection, secret: Secret): Cloud | Promise<Cloud> {
    const { id, name } = connection;
    const proof = JSON.stringify([
      { ...connection, name: 0, guard: 0 },
      { ...secret, passcode: 0 },
    ]);
    const former = this.made.get(id);
    const own = former?.proof === proof ? Object.assign(former.own, { name }) : { ...connection };
    this.made.set(id, { own, proof });
    return this.ports.connect(own, secret);
  }
}

async function unknown(id: string): Promise<never> {
  throw (await import('./connectionErrors')).unknownConnection(id);
}

/** The list that the setting is. Rejects where it is something else, which nobody has asked to replace. */
async function listOf(setting: unknown): Promise<readonly unknown[]> {
  if (setting === undefined || setting === null) return [];
  if (Array.isArray(setting)) return setting as readonly unknown[];
  throw (await import('./connectionErrors')).settingIsNoList();
}

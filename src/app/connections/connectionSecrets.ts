import type { Connection, Secret } from '../../model/connection';
import { isObject, member, sameJson } from '../../model/json';
import { CREDENTIALS } from '../../model/credentials';

const PREFIX = 'fndeck.connection.';
/** Under this key stand the ids of all connections that have a secret: SecretStorage cannot list its keys. */
const IDS = 'fndeck.connections';

/** Where texts are kept secret, for all windows: VS Code's SecretStorage. */
export interface SecretTexts {
  get(key: string): Thenable<string | undefined>;
  store(key: string, text: string): Thenable<void>;
  delete(key: string): Thenable<void>;
}

/** Fields that decide to whom a secret is sent and whose it is. */
const ADDRESS = [
  'service',
  'region',
  'credential',
  'profile',
  'endpoint',
  'iamEndpoint',
  'logEndpoint',
  'accountId',
  'domain',
  'user',
] as const satisfies readonly (keyof Connection)[];

/** Whom a secret was entered for: a secret goes to no other address unless a person says so. */
type Address = Pick<Connection, (typeof ADDRESS)[number]>;

/** Stands where a secret would: a person has seen where the profile's goes. Nothing of the profile is stored. */
type OfProfile = { readonly kind: 'profile' };

/** What is stored of a secret: itself, or that it is read from a profile. */
export type KeptSecret = Secret | OfProfile;

/** A secret with the address that it was entered for, as it is stored. */
interface Addressed {
  readonly address: Address;
  readonly secret: KeptSecret;
}

/** What is stored for a connection. */
type FoundSecret =
  | { readonly kind: 'none' }
  /** Entered for the connection as it is. */
  | { readonly kind: 'own'; readonly secret: KeptSecret }
  /** Entered for another address than the connection now has. */
  | { readonly kind: 'elsewhere'; readonly secret: KeptSecret; readonly address: Address };

/**
 * Secrets of connections. Each is stored with the address that it was entered for, and given out for that address
 * only. While a connection moves from one address to another the secrets for both are stored, so that every window
 * finds the one for the setting that it sees: writing the setting is what moves all of them.
 */
export class ConnectionSecrets {
  constructor(private readonly texts: SecretTexts) {}

  /** The connection's id that a changed key is about; undefined for keys of others. */
  static idOf(key: string): string | undefined {
    return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;
  }

  /** The secret for a connection. One that was stored without its address (by FnDeck 0.1.0) gets this one. */
  async find(connection: Connection): Promise<FoundSecret> {
    const { stored, legacy } = await this.read(connection);
    const own = stored.find(({ address }) => sameAddress(address, connection));
    if (own && legacy) await this.write(connection.id, [own]);
    if (own) return { kind: 'own', secret: own.secret };
    const last = stored.at(-1);
    return last ? { kind: 'elsewhere', ...last } : { kind: 'none' };
  }

  /**
   * Stores a secret for a connection, together with what `writeSetting` does: where that fails, the secret is as it
   * was before. `former` is the connection as the setting has it until then.
   */
  async move(
    former: Connection | undefined,
    connection: Connection,
    secret: KeptSecret,
    writeSetting: () => Promise<void>,
  ): Promise<void> {
    const { id } = connection;
    const before = await this.texts.get(PREFIX + id);
    const { stored } = await this.read(former ?? connection);
    const others = stored.filter(({ address }) => !sameAddress(address, connection));
    await this.write(id, [...others, { address: addressOf(connection), secret: lasting(secret) }]);
    try {
      await writeSetting();
    } catch (error) {
      if (before === undefined) await this.delete(id);
      else await this.texts.store(PREFIX + id, before);
      throw error;
    }
  }

  /** Forgets what is stored for other addresses than the connection's own. */
  async forgetOthers(connection: Connection): Promise<void> {
    const { stored } = await this.read(connection);
    const own = stored.filter(({ address }) => sameAddress(address, connection));
    if (own.length > 0 && own.length < stored.length) await this.write(connection.id, own);
  }

  async delete(id: string): Promise<void> {
    await this.texts.delete(PREFIX + id);
    const ids = await this.ids();
    if (ids.includes(id)) await this.texts.store(IDS, JSON.stringify(ids.filter((other) => other !== id)));
  }

  /** Ids of all connections for which something is stored. */
  async ids(): Promise<readonly string[]> {
    const ids = parsed(await this.texts.get(IDS));
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  }

  private async write(id: string, stored: readonly Addressed[]): Promise<void> {
    // First the id: a secret that nobody knows of could never be deleted.
    const ids = await this.ids();
    if (!ids.includes(id)) await this.texts.store(IDS, JSON.stringify([...ids, id]));
    await this.texts.store(PREFIX + id, JSON.stringify(stored));
  }

  private async read(connection: Connection): Promise<{ stored: readonly Addressed[]; legacy: boolean }> {
    const value = parsed(await this.texts.get(PREFIX + connection.id));
    if (Array.isArray(value)) return { stored: value.filter(isAddressed), legacy: false };
    const fits = isSecret(value) && value.kind === connection.credential;
    return { stored: fits ? [{ address: addressOf(connection), secret: value }] : [], legacy: fits };
  }
}

/** Whether a secret that was entered for one address may be sent to the other. */
export function sameAddress(a: Address, b: Address): boolean {
  return ADDRESS.every((key) => a[key] === b[key]);
}

/** What has changed between two addresses, in the words of the settings: `endpoint: https://a → https://b`. */
export function addressChanges(before: Address, now: Address): string {
  return ADDRESS.filter((key) => before[key] !== now[key])
    .map((key) => `${key}: ${before[key] ?? '–'} → ${now[key] ?? '–'}`)
    .join(', ');
}

/** Whether two secrets are the same; a code for one sign-in does not count. */
export function sameSecret(a: KeptSecret | undefined, b: KeptSecret | undefined): boolean {
  return sameJson(a && lasting(a), b && lasting(b));
}

/** Whether a value (from storage, or from a script) is a complete secret. */
export function isSecret(value: unknown): value is Secret {
  if (!isObject(value)) return false;
  const kind = CREDENTIALS.find((known) => known === value['kind']);
  return (
    kind !== undefined &&
    SECRET_FIELDS[kind].every((field) => typeof value[field] === 'string' && value[field] !== '')
  );
}

const SECRET_FIELDS = {
  token: ['token'],
  password: ['password'],
  keys: ['accessKeyId', 'secretAccessKey'],
  temporaryKeys: ['accessKeyId', 'secretAccessKey', 'securityToken'],
} as const satisfies Record<Secret['kind'], readonly string[]>;

function addressOf(connection: Connection): Address {
  const given = ADDRESS.filter((key) => connection[key] !== undefined).map((key) => [key, connection[key]]);
  return Object.fromEntries(given) as Address;
}

/** A secret as it is stored: without the code for one sign-in. */
function lasting(secret: KeptSecret): KeptSecret {
  return secret.kind === 'password' ? { kind: 'password', password: secret.password } : secret;
}

function isAddressed(value: unknown): value is Addressed {
  const secret = member(value, 'secret');
  return isObject(member(value, 'address')) && (isSecret(secret) || member(secret, 'kind') === 'profile');
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

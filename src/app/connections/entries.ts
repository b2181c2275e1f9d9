import { GUARDS, type Connection } from '../../model/connection';
import { CREDENTIALS, type CredentialKind } from '../../model/credentials';
import { isObject, member } from '../../model/json';
import { listOf, message, type Message } from '../../model/message';
import { isServiceId, profileOf, SERVICES } from '../../model/services';
import { checkId, checkName, checkOrigin, checkOwner, checkProfile, checkRegion } from './fields';

/** An entry of the setting that cannot be used. */
export interface BadEntry {
  /** Place in the list, counted from 1. */
  readonly place: number;
  readonly id: string | undefined;
  /** What the entry calls itself, where it does. */
  readonly name: string | undefined;
  readonly reason: Message;
}

/** What the setting `fndeck.connections` says: each entry is either usable or has a reason why not. */
export interface Entries {
  readonly connections: readonly Connection[];
  readonly bad: readonly BadEntry[];
}

/** Reads the setting. An entry that cannot be used never hides the others. */
export function readEntries(setting: unknown): Entries {
  if (setting === undefined || setting === null) return { connections: [], bad: [] };
  if (!Array.isArray(setting)) {
    const reason = message('“{0}” must be a list.', 'fndeck.connections');
    return { connections: [], bad: [{ place: 1, id: undefined, name: undefined, reason }] };
  }
  const connections: Connection[] = [];
  const bad: BadEntry[] = [];
  setting.forEach((entry: unknown, index) => {
    const read = readConnection(entry);
    const twice = 'connection' in read && connections.some(({ id }) => id === read.connection.id);
    if ('connection' in read && !twice) {
      connections.push(read.connection);
      return;
    }
    const reason =
      'reason' in read ? read.reason : message('Another connection has the ID “{0}”.', read.connection.id);
    const id = textAt(entry, 'id');
    bad.push({ place: index + 1, id, name: textAt(entry, 'name') ?? id, reason });
  });
  return { connections, bad };
}

/** Ids of all entries, also of those that cannot be used; undefined where the setting is no list. */
export function idsIn(setting: unknown): readonly string[] | undefined {
  if (!Array.isArray(setting)) return undefined;
  return setting.flatMap((entry: unknown) => textAt(entry, 'id') ?? []);
}

/**
 * The list with a connection added, or put in the place of the usable entry with its id. What FnDeck does not know of
 * that entry stays: a newer one on another machine may have written it. Throws `IdTaken` where only an entry that cannot
 * be used has the id: a person may have more in it than is shown.
 */
export function withEntry(entries: readonly unknown[], connection: Connection): readonly unknown[] {
  const at = placeOf(entries, connection.id);
  if (at >= 0) return entries.with(at, { ...connection, ...unknownIn(entries[at]) });
  if (entries.some((entry) => textAt(entry, 'id') === connection.id)) throw new IdTaken(connection.id);
  return [...entries, connection];
}

/** The list without the usable entry that has this id. */
export function withoutEntry(entries: readonly unknown[], id: string): readonly unknown[] {
  const at = placeOf(entries, id);
  return entries.filter((_, place) => place !== at);
}

/** Thrown where an entry that cannot be used has the id of a new connection. */
export class IdTaken extends Error {
  override readonly name = 'IdTaken';

  constructor(readonly id: string) {
    super(`an entry that cannot be used has the id ${id}`);
  }
}

function placeOf(entries: readonly unknown[], id: string): number {
  return entries.findIndex((entry) => {
    const read = readConnection(entry);
    return 'connection' in read && read.connection.id === id;
  });
}

function unknownIn(entry: unknown): object {
  const known: readonly string[] = [...REQUIRED, ...OPTIONAL, 'profile', 'guard'];
  return isObject(entry)
    ? Object.fromEntries(Object.entries(entry).filter(([key]) => !known.includes(key)))
    : {};
}

type Read = { readonly connection: Connection } | { readonly reason: Message };

/** Takes a connection out of a value of unknown form, or says why it is none. Fields that are not known are dropped. */
export function readConnection(value: unknown): Read {
  if (!isObject(value)) return { reason: message('A connection must be an object.') };
  const id = textAt(value, 'id') ?? '';
  const service = textAt(value, 'service') ?? '';
  const region = textAt(value, 'region') ?? '';
  const name = textAt(value, 'name') ?? id;
  const credential = KINDS.find((kind) => kind === member(value, 'credential'));
  if (!isServiceId(service)) {
    return {
      reason: oneOf(
        'service',
        SERVICES.map((profile) => profile.id),
      ),
    };
  }
  if (!credential) return { reason: oneOf('credential', KINDS) };
  const mark = member(value, 'guard');
  const guard = mark === undefined ? 'none' : GUARDS.find((known) => known === mark);
  // Not taken for “none”: whoever marked it wanted to be kept from something.
  if (!guard) return { reason: oneOf('guard', GUARDS) };
  const profile = credential === 'profile' ? (textAt(value, 'profile') ?? '') : undefined;
  const reason =
    checkId(id) ??
    checkName(name) ??
    checkRegion(region) ??
    checkOptional(value, credential) ??
    (profile === undefined ? undefined : checkProfile(profile, profileOf(service)));
  if (reason) return { reason };
  const marked = { ...(profile !== undefined && { profile }), ...(guard !== 'none' && { guard }) };
  return { connection: { id, name, service, region, credential, ...optional(value), ...marked } };
}

/** What `credential` may be. */
const KINDS: readonly CredentialKind[] = [...CREDENTIALS, 'profile'];

const REQUIRED = ['id', 'name', 'service', 'region', 'credential'] as const;
const OPTIONAL = [
  'projectId',
  'accountId',
  'domain',
  'user',
  'endpoint',
  'iamEndpoint',
  'logEndpoint',
] as const;
const ORIGINS: readonly string[] = ['endpoint', 'iamEndpoint', 'logEndpoint'];
const OWNERS: readonly string[] = ['projectId', 'accountId'];

function checkOptional(value: object, credential: CredentialKind): Message | undefined {
  for (const key of OPTIONAL) {
    const found = member(value, key);
    if (found === undefined || found === '') continue;
    if (typeof found !== 'string') return message('“{0}” must be a text.', key);
    const wrong = ORIGINS.includes(key)
      ? checkOrigin(found)
      : OWNERS.includes(key)
        ? checkOwner(found)
        : undefined;
    if (wrong) return wrong;
  }
  const needed = credential === 'password' ? (['domain', 'user'] as const) : [];
  const missing = needed.find((key) => !textAt(value, key));
  return missing && message('“{0}” is missing: IAM needs it together with the password.', missing);
}

function optional(value: object): Partial<Connection> {
  const given = OPTIONAL.flatMap((key) => {
    const text = textAt(value, key);
    return text === undefined || text === ''
      ? []
      : [[key, ORIGINS.includes(key) ? new URL(text).origin : text]];
  });
  return Object.fromEntries(given) as Partial<Connection>;
}

function oneOf(key: string, values: readonly string[]): Message {
  return message('“{0}” must be one of: {1}.', key, listOf(values));
}

function textAt(value: unknown, key: string): string | undefined {
  const found = member(value, key);
  return typeof found === 'string' ? found : undefined;
}

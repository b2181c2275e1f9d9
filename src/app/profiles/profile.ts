import type { Connection, Secret } from '../../model/connection';
import { message, type Message } from '../../model/message';

/** What a profile of another tool says, as far as FnDeck needs it. In memory only, for one use. */
export interface ProfileContent {
  readonly secret: Secret;
  /** Whose password it is, where the secret is one. */
  readonly user?: string;
  readonly domain?: string;
  /** The project that it is for, where it says its name and not its ID. */
  readonly projectName?: string;
  /** What a new connection begins with. At a use nobody asks for it: a connection goes where its own settings say. */
  readonly proposed: Pick<Connection, 'projectId' | 'accountId' | 'endpoint' | 'iamEndpoint'> & {
    readonly region?: string;
  };
}

/** Why a profile, or a whole file of profiles, cannot be used: what is wrong where, and what to do. */
export interface ProfileProblem {
  readonly summary: Message;
  readonly hint: Message;
  /** The file with the line that it is about, 1-based, where there is one. */
  readonly path?: string;
  readonly line?: number;
}

/** A profile that was found, usable or not. */
export interface FoundProfile {
  /** What a connection's setting has: `aliyun:default`. Undefined: the problem is of a whole file. */
  readonly reference: string | undefined;
  readonly name: string;
  /** The file, or the names of the variables. */
  readonly place: string;
  readonly outcome: ProfileContent | ProfileProblem;
}

/** Whether a profile, or its file, cannot be used. */
export function isProblem(outcome: ProfileContent | ProfileProblem): outcome is ProfileProblem {
  return 'summary' in outcome;
}

/** One profile as its file has it: fields by name, the text of those that are texts, numbers or switches. */
export interface RawProfile {
  readonly name: string;
  readonly path: string;
  /** Where it begins, 1-based. */
  readonly line: number;
  readonly fields: unknown;
}

/** Where a profile stands, as compilers write it. */
function at({ path, line }: RawProfile): string {
  return `${path}:${line}`;
}

/** The problem of a profile that lacks a field. */
export function without(profile: RawProfile, field: string): ProfileProblem {
  return {
    summary: message('{0}: the profile “{1}” has no “{2}”.', at(profile), profile.name, field),
    hint: message('Complete the profile with its tool, or edit the connection to sign in another way.'),
    ...placed(profile),
  };
}

/** The problem of a profile that signs in by something that FnDeck does not do: a role, a command, a browser. */
export function unsupported(profile: RawProfile, mode: string): ProfileProblem {
  return {
    summary: message(
      '{0}: the profile “{1}” signs in by “{2}”, which FnDeck does not support.',
      at(profile),
      profile.name,
      mode,
    ),
    hint: message('Choose a profile with an access key, or enter credentials in FnDeck.'),
    ...placed(profile),
  };
}

/** The problem of a profile whose tool has encrypted it. */
export function encrypted(profile: RawProfile): ProfileProblem {
  return {
    summary: message(
      '{0}: the profile “{1}” is encrypted by its tool, and FnDeck does not decrypt it.',
      at(profile),
      profile.name,
    ),
    hint: message('Enter the access key in FnDeck, which keeps it in the secret storage of VS Code.'),
    ...placed(profile),
  };
}

/** The problem of profiles that have one name: which is meant cannot be told. */
export function twice(profiles: readonly RawProfile[]): ProfileProblem {
  const [{ path = '', name = '', line = 1 } = {}] = profiles;
  return {
    summary: message(
      '{0} has more than one profile “{1}” (lines {2}).',
      path,
      name,
      profiles.map((profile) => profile.line).join(', '),
    ),
    hint: message('Rename or remove one of them.'),
    path,
    line,
  };
}

function placed({ path, line }: RawProfile): Pick<ProfileProblem, 'path' | 'line'> {
  return { path, line };
}

/** The text of a field that has one; white space around it is of the hand that pasted it. */
export function textOf(fields: unknown, key: string): string | undefined {
  const value: unknown =
    typeof fields === 'object' && fields !== null && Object.hasOwn(fields, key)
      ? (fields as Readonly<Record<string, unknown>>)[key]
      : undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}

/** An access key, a temporary one where there is a token; undefined where a half of it is missing. */
export function keysOf(
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
  securityToken: string | undefined,
): Secret | undefined {
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return securityToken === undefined
    ? { kind: 'keys', accessKeyId, secretAccessKey }
    : { kind: 'temporaryKeys', accessKeyId, secretAccessKey, securityToken };
}

/** An object without the fields that are undefined. */
export function given<T extends object>(fields: { readonly [K in keyof T]?: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

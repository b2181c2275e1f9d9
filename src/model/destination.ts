import { destinationsOf } from './fields';
import type { Edit } from './finding';
import { isObject, member, printJson, type Json, type JsonObject } from './json';
import { message, type Message } from './message';
import type { DestinationKind, ServiceProfile } from './service';

/** A destination of a config document, taken apart. */
export interface Destination {
  /** Id of its kind; empty when no kind of this service matches. */
  readonly kind: string;
  /** Values of the kind's fields, as far as they are there and of the right type. */
  readonly values: Readonly<Record<string, string | number>>;
  /** The destination as the document has it: nothing that a kind does not know is lost. */
  readonly raw: Json;
}

/** Takes a destination apart; undefined where the document has none (absent, `{}`, or an empty name). */
export function readDestination(profile: ServiceProfile, value: Json | undefined): Destination | undefined {
  if (value === undefined || value === null) return undefined;
  const named = member(value, 'destination');
  if (isObject(value) && (named === undefined || named === '' || named === null) && isEmptyParam(value))
    return undefined;
  return destinationsOf(profile).shape === 'arn' ? readArn(profile, value) : readKindAndParam(profile, value);
}

/**
 * Writes a destination of a known kind from its fields' values; fields without a value are left out.
 * Throws a RangeError for a kind that the service does not have.
 */
export function writeDestination(
  profile: ServiceProfile,
  kindId: string,
  values: Readonly<Record<string, string | number>>,
): JsonObject {
  const kind = destinationsOf(profile).kinds.find((candidate) => candidate.id === kindId);
  if (!kind) throw new RangeError(`${profile.id} has no destination kind ${kindId}`);
  if (kind.arn !== undefined) {
    return { destination: writeArn(kind, values) };
  }
  const given = kind.fields.flatMap(({ key }): [string, string | number][] => {
    const value = values[key];
    return value === undefined ? [] : [[key, value]];
  });
  return { destination: kind.id, param: Object.fromEntries(given) };
}

/** The kind of a destination, where this service has it. */
export function kindOf(profile: ServiceProfile, destination: Destination): DestinationKind | undefined {
  return destinationsOf(profile).kinds.find((kind) => kind.id === destination.kind);
}

/** The value that names the target: the bucket, the topic, the function; empty where the document has none. */
function targetOf(profile: ServiceProfile, destination: Destination): string {
  const kind = kindOf(profile, destination);
  const naming = kind?.fields.filter((field) => field.required).at(kind.arn === undefined ? 0 : -1);
  const value = naming && destination.values[naming.key];
  return value === undefined ? '' : String(value);
}

/** A destination in a few words: the label of its kind and what it names, `SMN urn:smn:…`; as written where no kind matches. */
export function destinationInWords(profile: ServiceProfile, destination: Destination): Message {
  const kind = kindOf(profile, destination);
  const target = targetOf(profile, destination);
  if (kind) return target === '' ? kind.label : message('{0} {1}', kind.label, target);
  const named = member(destination.raw, 'destination');
  return asWritten(typeof named === 'string' ? named : printJson(destination.raw));
}

/** A text that is the same in all languages. */
function asWritten(text: string): Message {
  return message('{0}', text);
}

function isEmptyParam(value: JsonObject): boolean {
  const param = value['param'];
  return (
    param === undefined ||
    param === null ||
    param === '' ||
    (isObject(param) && Object.keys(param).length === 0)
  );
}

function readKindAndParam(profile: ServiceProfile, value: Json): Destination {
  const kind = destinationsOf(profile).kinds.find(
    (candidate) => candidate.id === member(value, 'destination'),
  );
  const param = member(value, 'param');
  const values = Object.fromEntries(
    (kind?.fields ?? []).flatMap(({ key }) => {
      const found = member(param, key);
      return typeof found === 'string' || typeof found === 'number' ? [[key, found]] : [];
    }),
  );
  return { kind: kind?.id ?? '', values, raw: value };
}

function readArn(profile: ServiceProfile, value: Json): Destination {
  const arn = member(value, 'destination');
  if (typeof arn === 'string') {
    for (const kind of destinationsOf(profile).kinds) {
      const values = kind.arn === undefined ? undefined : matchTemplate(kind.arn, arn);
      if (values) return { kind: kind.id, values, raw: value };
    }
  }
  return { kind: '', values: {}, raw: value };
}

/** Writes the ARN of a kind from its fields; a part of the template in brackets goes when its field has no value. */
export function writeArn(kind: DestinationKind, values: Readonly<Record<string, string | number>>): string {
  const text = (key: string): string => String(values[key] ?? '');
  return (kind.arn ?? '')
    .replace(/\[([^{\]]*)\{(\w+)\}\]/g, (_, lead: string, key: string) =>
      text(key) === '' ? '' : lead + text(key),
    )
    .replace(/\{(\w+)\}/g, (_, key: string) => text(key));
}

/**
 * A destination whose ARN is of no known form because one of its parts has a sign that no part of an ARN has (`a/b` for
 * a queue, while it is typed): taken apart as this kind. Undefined where it is not that.
 */
export function readAsTyped(
  profile: ServiceProfile,
  { raw }: Destination,
  kindId: string,
): Destination | undefined {
  const kind = destinationsOf(profile).kinds.find(({ id }) => id === kindId);
  const arn = member(raw, 'destination');
  if (kind?.arn === undefined || typeof arn !== 'string') return undefined;
  for (const { key } of kind.fields) {
    const values = matchTemplate(kind.arn, arn, key);
    if (values) return { kind: kind.id, values, raw };
  }
  return undefined;
}

/**
 * Reads the fields out of an ARN by its template; undefined when it is of another form. `anything`: the field that may
 * hold any sign.
 */
function matchTemplate(template: string, arn: string, anything?: string): Record<string, string> | undefined {
  const keys: string[] = [];
  const pattern = template
    .split(/(\{\w+\}|\[|\])/)
    .map((part) => {
      if (part === '[') return '(?:';
      if (part === ']') return ')?';
      const key = /^\{(\w+)\}$/.exec(part)?.[1];
      if (key === undefined) return part.replace(/[.*+?^${}()|\\]/g, '\\$&');
      keys.push(key);
      return key === anything ? '(.*)' : '([^:/]*)';
    })
    .join('');
  const match = new RegExp(`^${pattern}$`).exec(arn);
  if (!match) return undefined;
  return Object.fromEntries(
    keys.flatMap((key, i) => (match[i + 1] === undefined ? [] : [[key, match[i + 1] as string]])),
  );
}

/** Takes the destination of a side (`on_failure`) away, and with the last one the object around them. */
export function removal(profile: ServiceProfile, sides: Json | undefined, side: string): readonly Edit[] {
  const { key } = destinationsOf(profile);
  if (!isObject(sides)) return [];
  const others = Object.keys(sides).filter((name) => name !== side);
  return [{ path: others.length > 0 ? [key, side] : [key], value: undefined }];
}

import { readDestination, type Destination } from './destination';
import { isObject, member, type Json, type JsonObject } from './json';
import type { ServiceProfile } from './service';

/** The fields of a config document, each absent or of the right type. Unset is not false is not 0. */
export interface ConfigView {
  /** Event age in seconds. */
  readonly age?: number;
  readonly retries?: number;
  /** The record switch: FunctionGraph's status log, Function Compute's stateful invocation or async task. */
  readonly record?: boolean;
  readonly success?: Destination;
  readonly failure?: Destination;
}

/** The document that a function without an async config opens with: the service's defaults, spelt out. */
export function defaults(profile: ServiceProfile): JsonObject {
  return { [profile.age.key]: profile.age.byDefault, [profile.retries.key]: profile.retries.byDefault };
}

/** Canonical text of a document: fields in the profile's order, others after them, two spaces, a final newline. */
export function print(profile: ServiceProfile, document: JsonObject): string {
  return `${JSON.stringify(ordered(profile, document), undefined, 2)}\n`;
}

/** Reads the fields that a profile knows. Values of a wrong type are left out; `validate` reports them. */
export function readView(profile: ServiceProfile, document: Json | undefined): ConfigView {
  const { age, retries, record, destinations } = profile;
  const targets = member(document, destinations.key);
  return {
    ...numberAt(document, age.key, 'age'),
    ...numberAt(document, retries.key, 'retries'),
    ...(typeof member(document, record.key) === 'boolean' && {
      record: member(document, record.key) as boolean,
    }),
    ...destinationAt(profile, targets, destinations.success, 'success'),
    ...destinationAt(profile, targets, destinations.failure, 'failure'),
  };
}

function numberAt(document: Json | undefined, key: string, as: 'age' | 'retries'): Partial<ConfigView> {
  const value = member(document, key);
  return typeof value === 'number' ? { [as]: value } : {};
}

function destinationAt(
  profile: ServiceProfile,
  targets: Json | undefined,
  key: string,
  as: 'success' | 'failure',
): Partial<ConfigView> {
  const found = readDestination(profile, member(targets, key));
  return found ? { [as]: found } : {};
}

function ordered(profile: ServiceProfile, document: JsonObject): JsonObject {
  const { destinations } = profile;
  const first = inOrder(document, [
    profile.age.key,
    profile.retries.key,
    profile.record.key,
    destinations.key,
  ]);
  const targets = first[destinations.key];
  if (!isObject(targets)) return first;
  return { ...first, [destinations.key]: inOrder(targets, [destinations.success, destinations.failure]) };
}

function inOrder(object: JsonObject, keys: readonly string[]): JsonObject {
  const known = keys.filter((key) => Object.hasOwn(object, key));
  const rest = Object.keys(object).filter((key) => !keys.includes(key));
  return Object.fromEntries([...known, ...rest].map((key) => [key, object[key] as Json]));
}

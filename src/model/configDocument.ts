import { readDestination, type Destination } from './destination';
import { destinationsOf, knownFields } from './fields';
import { isObject, member, printJson, type Json, type JsonObject } from './json';
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
export function defaults({ fields }: ServiceProfile): JsonObject {
  return Object.fromEntries(
    fields.flatMap((field) => (field.kind === 'number' ? [[field.key, field.byDefault]] : [])),
  );
}

/** Canonical text of a document: fields in the profile's order, others after them, two spaces, a final newline. */
export function print(profile: ServiceProfile, document: JsonObject): string {
  return `${printJson(inOrder(profile, document), 2)}\n`;
}

/** Reads the fields that have a meaning for the page. Values of a wrong type are left out; `validate` reports them. */
export function readView(profile: ServiceProfile, document: Json | undefined): ConfigView {
  const { age, retries, record, destinations } = knownFields(profile);
  const targets = member(document, destinations.key);
  const on = member(document, record.key);
  return {
    ...numberAt(document, age.key, 'age'),
    ...numberAt(document, retries.key, 'retries'),
    ...(typeof on === 'boolean' && { record: on }),
    ...destinationAt(profile, targets, destinations.success, 'success'),
    ...destinationAt(profile, targets, destinations.failure, 'failure'),
  };
}

/** A document with its fields, and the sides of its destinations, in the profile's order; others come after them. */
export function inOrder(profile: ServiceProfile, document: JsonObject): JsonObject {
  const { key, success, failure } = destinationsOf(profile);
  const names = profile.fields.map((field) => field.key);
  const first = sorted(document, names);
  const sides = first[key];
  return isObject(sides) ? { ...first, [key]: sorted(sides, [success, failure]) } : first;
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

function sorted(object: JsonObject, keys: readonly string[]): JsonObject {
  const known = keys.filter((key) => Object.hasOwn(object, key));
  const rest = Object.keys(object).filter((key) => !keys.includes(key));
  return Object.fromEntries([...known, ...rest].map((key) => [key, object[key] as Json]));
}

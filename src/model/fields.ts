import { isObject, member, type Json, type JsonObject } from './json';
import type { DestinationsField, NumberField, Range, ServiceProfile, SwitchField } from './service';

/** The fields that the picture, the summary and the sandbox's queue know by their meaning. */
interface KnownFields {
  readonly age: NumberField;
  readonly retries: NumberField;
  readonly record: SwitchField;
  readonly destinations: DestinationsField;
}

/** The fields of a service by their meaning. Throws a RangeError for a table that lacks one of them. */
export function knownFields(profile: ServiceProfile): KnownFields {
  const age = numberField(profile, 'age');
  const retries = numberField(profile, 'retries');
  const record = profile.fields.find((field) => field.kind === 'switch' && field.means === 'record');
  if (!age || !retries || record?.kind !== 'switch') {
    throw new RangeError(`the table of ${profile.id} lacks a field`);
  }
  return { age, retries, record, destinations: destinationsOf(profile) };
}

/** The destinations field of a service. Throws a RangeError for a table without one. */
export function destinationsOf({ id, fields }: ServiceProfile): DestinationsField {
  const found = fields.find((field) => field.kind === 'destinations');
  if (!found) throw new RangeError(`the table of ${id} has no destinations`);
  return found;
}

/** All that some document of the service allows: what lies outside is an error. */
export function allowed({ requests, answers }: NumberField): Range {
  return { min: Math.min(requests.min, answers.min), max: Math.max(requests.max, answers.max) };
}

/** Whether some document of the service allows a value: a whole number within the limits. */
export function isAllowed(field: NumberField, value: Json): value is number {
  return typeof value === 'number' && Number.isInteger(value) && within(allowed(field), value);
}

/** Whether all documents of the service allow a number. */
export function isUndoubted({ requests, answers }: NumberField, value: number): boolean {
  return within(requests, value) && within(answers, value);
}

/** Whether a number lies in a range. */
export function within({ min, max }: Range, value: number): boolean {
  return value >= min && value <= max;
}

/** Names of a service's fields in the order in which a document has them; the sides of destinations follow theirs. */
export function namesInOrder({ fields }: ServiceProfile): readonly string[] {
  return fields.flatMap((field) =>
    field.kind === 'destinations'
      ? [field.key, field.success, field.failure, 'destination', 'param']
      : [field.key],
  );
}

/** What a document has beside the fields of the table; undefined where there is nothing. */
export function unknownFields({ fields }: ServiceProfile, document: JsonObject): JsonObject | undefined {
  return others(
    document,
    fields.map(({ key }) => key),
  );
}

/** The sides of a document's destinations that the table does not have; undefined where there are none. */
export function unknownSides(
  { key, success, failure }: DestinationsField,
  document: Json,
): JsonObject | undefined {
  const sides = member(document, key);
  return isObject(sides) ? others(sides, [success, failure]) : undefined;
}

function others(object: JsonObject, known: readonly string[]): JsonObject | undefined {
  const left = Object.entries(object).filter(([key]) => !known.includes(key));
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}

function numberField({ fields }: ServiceProfile, means: NumberField['means']): NumberField | undefined {
  return fields.find((field): field is NumberField => field.kind === 'number' && field.means === means);
}

import { removal } from './destination';
import { nearest, validateDestination, type ValidationContext } from './destinationRules';
import { allowed, destinationsOf, isAllowed, isUndoubted } from './fields';
import { error, unknownKeys, warning, type Finding } from './finding';
import { isObject, member, sameJson, type Json, type JsonObject } from './json';
import { message } from './message';
import type { ConfigField, DestinationsField, NumberField, ServiceProfile, SwitchField } from './service';

/**
 * Checks a config document against a service's table. An error keeps it from being sent; an empty list means that
 * nothing speaks against a PUT. What the service has as it is (`context.serviceCopy`) is never an error: only what a
 * person has changed can be.
 */
export function validate(
  profile: ServiceProfile,
  document: Json,
  context: ValidationContext = {},
): Finding[] {
  return asBefore(profile, documentFindings(profile, document, context), document, context.serviceCopy);
}

/** What is wrong with a document, whatever the service has. */
export function documentFindings(
  profile: ServiceProfile,
  document: Json,
  context: ValidationContext,
): Finding[] {
  if (!isObject(document)) return [error('', message('The configuration must be a JSON object.'))];
  const names = profile.fields.map((field) => field.key);
  return [
    ...profile.fields.flatMap((field) => validateField(profile, field, document[field.key], context)),
    ...unknownKeys(document, names, ''),
  ];
}

/** Findings in which what the service has as it is counts for a warning at most. */
export function asBefore(
  profile: ServiceProfile,
  findings: readonly Finding[],
  document: Json,
  serviceCopy: JsonObject | undefined,
): Finding[] {
  if (!serviceCopy || !isObject(document)) return [...findings];
  return findings.map((finding) =>
    finding.severity === 'error' && isAsBefore(profile, finding.path, document, serviceCopy)
      ? { ...finding, severity: 'warning' }
      : finding,
  );
}

function validateField(
  profile: ServiceProfile,
  field: ConfigField,
  value: Json | undefined,
  context: ValidationContext,
): Finding[] {
  if (value === undefined) return [];
  switch (field.kind) {
    case 'number':
      return validateNumber(field, value);
    case 'switch':
      return validateSwitch(field, value);
    case 'destinations':
      return validateSides(profile, field, value, context);
  }
}

function validateNumber(field: NumberField, value: Json): Finding[] {
  if (!isAllowed(field, value)) {
    const range = allowed(field);
    const said = message('Enter a whole number from {0} to {1}.', range.min, range.max);
    return [error(field.key, said, { fixes: nearest([field.key], value, field.requests) })];
  }
  if (!field.doubt || isUndoubted(field, value)) return [];
  const { requests, answers } = field;
  const both = { min: Math.max(requests.min, answers.min), max: Math.min(requests.max, answers.max) };
  return [
    warning(field.key, field.doubt, { rule: 'doubtful-range', fixes: nearest([field.key], value, both) }),
  ];
}

function validateSwitch({ key, caution }: SwitchField, value: Json): Finding[] {
  if (typeof value !== 'boolean') return [error(key, message('Enter true or false.'))];
  return caution ? [warning(key, caution)] : [];
}

function validateSides(
  profile: ServiceProfile,
  { key, success, failure }: DestinationsField,
  sides: Json,
  context: ValidationContext,
): Finding[] {
  if (!isObject(sides)) return [error(key, message('Destinations must be a JSON object.'))];
  return [
    ...[success, failure].flatMap((side) =>
      validateDestination(profile, sides[side], {
        ...context,
        path: [key, side],
        removal: removal(profile, sides, side),
      }),
    ),
    ...unknownKeys(sides, [success, failure], `${key}.`),
  ];
}

/** Whether a path says the same in both documents; a part of a destination counts only where its kind is the same. */
function isAsBefore(profile: ServiceProfile, path: string, now: JsonObject, before: JsonObject): boolean {
  const keys = path.split('.');
  const side = keys[0] === destinationsOf(profile).key ? keys.slice(0, 2) : [];
  const kind = [...side, 'destination'];
  if (keys.length > 2 && !sameJson(valueAt(now, kind), valueAt(before, kind))) return false;
  return sameJson(valueAt(now, keys), valueAt(before, keys));
}

function valueAt(document: JsonObject, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((value, key) => member(value, key), document);
}

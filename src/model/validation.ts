import { validateDestination, type ValidationContext } from './destinationRules';
import { error, unknownKeys, warning, type Finding } from './finding';
import { isObject, type Json, type JsonObject } from './json';
import { message } from './message';
import type { NumberLimit, ServiceProfile } from './service';

/** Checks a config document against a service's table. An empty list means that nothing speaks against a PUT. */
export function validate(
  profile: ServiceProfile,
  document: Json,
  context: ValidationContext = {},
): Finding[] {
  if (!isObject(document)) return [error('', message('The configuration must be a JSON object.'))];
  const { age, retries, record, destinations } = profile;
  const keys = [age.key, retries.key, record.key, destinations.key];
  return [
    ...validateNumber(age, document),
    ...validateNumber(retries, document),
    ...validateRecord(profile, document),
    ...validateSides(profile, document[destinations.key], context),
    ...unknownKeys(document, keys, ''),
  ];
}

function validateNumber(limit: NumberLimit, document: JsonObject): Finding[] {
  const value = document[limit.key];
  if (value === undefined) return [];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < limit.min || value > limit.max) {
    return [error(limit.key, message('Enter a whole number from {0} to {1}.', limit.min, limit.max))];
  }
  const { surely } = limit;
  return surely && (value < surely.min || value > surely.max) ? [warning(limit.key, surely.why)] : [];
}

function validateRecord({ record }: ServiceProfile, document: JsonObject): Finding[] {
  const value = document[record.key];
  if (value === undefined) return [];
  if (typeof value !== 'boolean') return [error(record.key, message('Enter true or false.'))];
  return record.caution ? [warning(record.key, record.caution)] : [];
}

function validateSides(
  profile: ServiceProfile,
  targets: Json | undefined,
  context: ValidationContext,
): Finding[] {
  const { key, success, failure } = profile.destinations;
  if (targets === undefined) return [];
  if (!isObject(targets)) return [error(key, message('Destinations must be a JSON object.'))];
  return [
    ...[success, failure].flatMap((side) =>
      validateDestination(profile, targets[side], `${key}.${side}`, context),
    ),
    ...unknownKeys(targets, [success, failure], `${key}.`),
  ];
}

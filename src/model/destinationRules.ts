import { readDestination, kindOf, type Destination } from './destination';
import { destinationsOf } from './fields';
import { error, unknownKeys, warning, type Finding } from './finding';
import { isObject, member, type Json, type JsonObject } from './json';
import { message } from './message';
import type { DestinationField, DestinationKind, ServiceProfile } from './service';
import { parseUrn, sameFunction } from './urn';

/** Context that the document itself does not carry. */
export interface ValidationContext {
  /** URN or ARN of the function that the config belongs to: finds a function that is its own destination. */
  readonly self?: string;
  readonly region?: string;
  /** What the service has now; absent: nothing, or not known. */
  readonly serviceCopy?: JsonObject;
}

/** Checks one destination, found at `path`. No destination is no finding. */
export function validateDestination(
  profile: ServiceProfile,
  value: Json | undefined,
  path: string,
  context: ValidationContext,
): Finding[] {
  if (value === undefined) return [];
  if (!isObject(value)) return [error(path, message('A destination must be a JSON object.'))];
  const destination = readDestination(profile, value);
  if (!destination) return [];
  const named = value['destination'];
  if (typeof named !== 'string' || named === '') {
    return [error(`${path}.destination`, message('Choose where the result goes.'))];
  }
  const kind = kindOf(profile, destination);
  return destinationsOf(profile).shape === 'arn'
    ? validateArn(kind, destination, named, path)
    : validateParam(profile, kind, destination, path, context);
}

function validateArn(
  kind: DestinationKind | undefined,
  destination: Destination,
  arn: string,
  path: string,
): Finding[] {
  const at = `${path}.destination`;
  if (!kind) {
    return arn.startsWith('acs:')
      ? [warning(at, message('No documented destination has this form; the service decides.'))]
      : [error(at, message('Enter an ARN that begins with acs:.'))];
  }
  return [
    ...kind.fields.flatMap((field) => validateField(field, destination.values[field.key], at)),
    ...cautionOf(kind, at),
    ...unknownKeys(destination.raw as Record<string, Json>, ['destination'], `${path}.`),
  ];
}

function validateParam(
  profile: ServiceProfile,
  kind: DestinationKind | undefined,
  { raw, values }: Destination,
  path: string,
  context: ValidationContext,
): Finding[] {
  const param = member(raw, 'param');
  const text = typeof param === 'string' || param === null;
  if (param !== undefined && !isObject(param) && (kind || !text)) {
    return [error(`${path}.param`, message('Write the parameters as a JSON object.'))];
  }
  if (!kind) {
    const known = destinationsOf(profile)
      .kinds.map(({ id }) => id)
      .join(', ');
    return [
      warning(`${path}.destination`, message('Documented destinations are {0}; the service decides.', known)),
    ];
  }
  const at = `${path}.param`;
  return [
    ...kind.fields.flatMap((field) => validateField(field, member(param, field.key), `${at}.${field.key}`)),
    ...cautionOf(kind, `${path}.destination`),
    ...functionFindings(values['func_urn'], `${at}.func_urn`, context),
    ...unknownKeys(
      isObject(param) ? param : {},
      kind.fields.map(({ key }) => key),
      `${at}.`,
    ),
    ...unknownKeys(raw as Record<string, Json>, ['destination', 'param'], `${path}.`),
  ];
}

function cautionOf({ caution }: DestinationKind, path: string): Finding[] {
  return caution ? [warning(path, caution)] : [];
}

function functionFindings(
  urn: string | number | undefined,
  path: string,
  context: ValidationContext,
): Finding[] {
  if (typeof urn !== 'string') return [];
  if (context.self !== undefined && sameFunction(urn, context.self)) {
    return [
      warning(path, message('This function would be its own destination and could call itself for ever.')),
    ];
  }
  const region = parseUrn(urn)?.region;
  return region !== undefined && context.region !== undefined && region !== context.region
    ? [warning(path, message('This function is in another region ({0}).', region))]
    : [];
}

function validateField(field: DestinationField, value: Json | undefined, path: string): Finding[] {
  if (value === undefined || value === '') {
    return field.required ? [error(path, message('This field is needed.'))] : [];
  }
  return field.type === 'integer' ? integerFindings(field, value, path) : textFindings(field, value, path);
}

function integerFindings({ min, max }: DestinationField, value: Json, path: string): Finding[] {
  const [low, high] = [min ?? 0, max ?? Number.MAX_SAFE_INTEGER];
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high;
  return fits ? [] : [error(path, message('Enter a whole number from {0} to {1}.', low, high))];
}

function textFindings(field: DestinationField, value: Json, path: string): Finding[] {
  if (typeof value !== 'string') return [error(path, message('Enter a text.'))];
  if (field.maxLength !== undefined && value.length > field.maxLength) {
    return [error(path, message('At most {0} characters.', field.maxLength))];
  }
  return field.pattern === undefined || new RegExp(field.pattern, 'u').test(value)
    ? []
    : [error(path, message('This does not have the form of {0}.', field.example))];
}

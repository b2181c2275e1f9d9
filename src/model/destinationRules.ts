import { readDestination, kindOf, type Destination } from './destination';
import { destinationsOf, within } from './fields';
import { error, unknownKeys, warning, type Edit, type Finding, type Fix } from './finding';
import { isObject, member, type Json, type JsonObject } from './json';
import { listOf, message } from './message';
import { functionNamed, functionTarget, isSameFunction } from './lint/functionTarget';
import type { DestinationField, DestinationKind, Range, ServiceProfile } from './service';

/** Context that the document itself does not carry. */
export interface ValidationContext {
  /** URN or ARN of the function that the config belongs to: finds a function that is its own destination. */
  readonly self?: string;
  readonly region?: string;
  /** What the service has now; absent: nothing, or not known. */
  readonly serviceCopy?: JsonObject;
}

/** A destination's place in the document, and what takes it away. */
interface Place extends ValidationContext {
  readonly path: readonly string[];
  readonly removal: readonly Edit[];
}

/** Checks one destination. No destination is no finding. */
export function validateDestination(
  profile: ServiceProfile,
  value: Json | undefined,
  place: Place,
): Finding[] {
  const path = place.path.join('.');
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
    ? validateArn(profile, kind, destination, named, place)
    : validateParam(profile, kind, destination, place);
}

function validateArn(
  profile: ServiceProfile,
  kind: DestinationKind | undefined,
  destination: Destination,
  arn: string,
  place: Place,
): Finding[] {
  const path = place.path.join('.');
  const at = `${path}.destination`;
  if (!kind) {
    return arn.startsWith('acs:')
      ? [warning(at, message('No documented destination has this form; the service may reject it.'))]
      : [error(at, message('Enter an ARN that begins with acs:.'), { rule: 'malformed-target' })];
  }
  return [
    ...kind.fields.flatMap((field) =>
      validateField(field, destination.values[field.key], [at]).map((found) => ({
        ...found,
        part: field.key,
      })),
    ),
    ...cautionOf(kind, at),
    ...targetFindings(profile, destination, at, place),
    ...unknownKeys(destination.raw as Record<string, Json>, ['destination'], `${path}.`),
  ];
}

function validateParam(
  profile: ServiceProfile,
  kind: DestinationKind | undefined,
  destination: Destination,
  place: Place,
): Finding[] {
  const { raw } = destination;
  const path = place.path.join('.');
  const param = member(raw, 'param');
  const text = typeof param === 'string' || param === null;
  if (param !== undefined && !isObject(param) && (kind || !text)) {
    return [error(`${path}.param`, message('Write the parameters as a JSON object.'))];
  }
  if (!kind) {
    const known = listOf(destinationsOf(profile).kinds.map(({ id }) => id));
    return [
      warning(
        `${path}.destination`,
        message('Documented destinations are {0}; the service may reject others.', known),
      ),
    ];
  }
  const at = [...place.path, 'param'];
  const named = kind.fields.find(({ key }) => /_urn$/.test(key));
  return [
    ...kind.fields.flatMap((field) => validateField(field, member(param, field.key), [...at, field.key])),
    ...cautionOf(kind, `${path}.destination`),
    ...(named ? targetFindings(profile, destination, [...at, named.key].join('.'), place) : []),
    ...unknownKeys(
      isObject(param) ? param : {},
      kind.fields.map(({ key }) => key),
      `${at.join('.')}.`,
    ),
    ...unknownKeys(raw as Record<string, Json>, ['destination', 'param'], `${path}.`),
  ];
}

function cautionOf({ caution }: DestinationKind, path: string): Finding[] {
  return caution ? [warning(path, caution)] : [];
}

/** A target that is the function itself, or in another region. */
function targetFindings(
  profile: ServiceProfile,
  destination: Destination,
  path: string,
  { self, region, removal }: Place,
): Finding[] {
  const target = functionTarget(profile, destination);
  const own = self === undefined ? undefined : functionNamed(profile, self);
  if (target && own && isSameFunction(target, own)) {
    const remove: Fix = { title: message('Remove this destination'), edits: removal };
    return [
      warning(path, message('This function would be its own destination and could call itself forever.'), {
        rule: 'own-destination',
        fixes: [remove],
      }),
    ];
  }
  const named = regionOf(destination);
  if (region === undefined || named === undefined || named.region === region) return [];
  const edits = [{ path: path.split('.'), value: named.inRegion(region) }];
  const fixes: readonly Fix[] = [{ title: message('Write {0} as its region', region), edits }];
  const said = target
    ? message('This function is in another region ({0}).', named.region)
    : message('This target is in another region ({0}).', named.region);
  return [warning(path, said, { rule: 'other-region', fixes })];
}

/** The region in the URN or ARN of a destination, and the same name with another one; undefined where it has none. */
function regionOf({ raw, values }: Destination) {
  const texts = [member(raw, 'destination'), ...Object.values(values)];
  const name = texts.find(
    (text): text is string => typeof text === 'string' && /^(urn|acs):[a-z]+:[^:]+:/.test(text),
  );
  const [scheme, product, region, ...rest] = (name ?? '').split(':');
  if (region === undefined) return undefined;
  return { region, inRegion: (other: string) => [scheme, product, other, ...rest].join(':') };
}

function validateField(field: DestinationField, value: Json | undefined, at: readonly string[]): Finding[] {
  const path = at.join('.');
  if (value === undefined || value === '') {
    return field.required ? [error(path, message('This field is needed.'))] : [];
  }
  return field.type === 'integer' ? integerFindings(field, value, at) : textFindings(field, value, path);
}

function integerFindings({ min, max }: DestinationField, value: Json, at: readonly string[]): Finding[] {
  const range = { min: min ?? 0, max: max ?? Number.MAX_SAFE_INTEGER };
  const fits = typeof value === 'number' && Number.isInteger(value) && within(range, value);
  if (fits) return [];
  const said = message('Enter a whole number from {0} to {1}.', range.min, range.max);
  return [error(at.join('.'), said, { fixes: nearest(at, value, range) })];
}

/** The fix that writes the whole number of a range that is nearest to a value; none for what is no number. */
export function nearest(path: readonly string[], value: Json, { min, max }: Range): readonly Fix[] {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) return [];
  const fitting = Math.min(max, Math.max(min, Math.round(number)));
  return [{ title: message('Set it to {0}', fitting), edits: [{ path, value: fitting }] }];
}

function textFindings(field: DestinationField, value: Json, path: string): Finding[] {
  if (typeof value !== 'string') return [error(path, message('Enter a text.'))];
  if (field.maxLength !== undefined && value.length > field.maxLength) {
    return [error(path, message('At most {0} characters.', field.maxLength))];
  }
  return field.pattern === undefined || new RegExp(field.pattern, 'u').test(value)
    ? []
    : [
        error(path, message('This does not have the form of {0}.', field.example), {
          rule: 'malformed-target',
        }),
      ];
}

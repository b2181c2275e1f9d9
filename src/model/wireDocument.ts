import { inOrder } from './configDocument';
import { readDestination } from './destination';
import { destinationsOf } from './fields';
import { isObject, printJson, readJson, type Json, type JsonObject } from './json';
import type { DestinationsField, ServiceProfile } from './service';

/**
 * What PUT sends for a document. FunctionGraph takes a destination's `param` as a string that holds JSON
 * (`configuring_asynchronous_execution_notification.rst`); sides without a destination are left out, since an
 * empty one is refused by some services and its meaning is documented by none.
 */
export function toWire(profile: ServiceProfile, document: JsonObject): JsonObject {
  const field = destinationsOf(profile);
  const sides = withSides(profile, field, document[field.key], paramAsText);
  return replaced(document, field.key, sides ?? (field.whenNone === 'empty' ? {} : undefined));
}

/**
 * The document for what GET answered: all but what is read-only, so that fields and sides that the table does not have
 * are sent back. Null, empty sides and empty strings are dropped (four spellings of "no destination" are seen); `param`
 * is an object where it parses.
 */
export function fromWire(profile: ServiceProfile, body: JsonObject): JsonObject {
  const destinations = destinationsOf(profile);
  const kept = Object.entries(body).filter(([name, value]) => {
    if (value === null || profile.readOnly.includes(name)) return false;
    const field = profile.fields.find((candidate) => candidate.key === name);
    return !(field?.kind === 'switch' && field.omitWhenFalse && value === false);
  });
  const sides = withSides(profile, destinations, body[destinations.key], paramAsObject);
  return inOrder(profile, replaced(Object.fromEntries(kept), destinations.key, sides));
}

/**
 * Whether an answer to GET is about a config at all: it has one of its fields, or of the names beside them. What a proxy
 * or a gateway answers in the service's place with a status of success has neither, and must not be taken for a config.
 */
export function isConfigAnswer({ fields, readOnly }: ServiceProfile, body: JsonObject): boolean {
  const names = [...fields.map(({ key }) => key), ...readOnly];
  return Object.keys(body).length === 0 || names.some((name) => Object.hasOwn(body, name));
}

/**
 * The document that PUT gets where the service held `before`: a switch that a service is not to be sent unless a person
 * has set it (`omitWhenFalse`) is left out when the service itself answered the same value.
 */
export function withoutEcho(
  { fields }: ServiceProfile,
  document: JsonObject,
  before: JsonObject | undefined,
): JsonObject {
  const echoes = fields.filter(
    (field) =>
      field.kind === 'switch' &&
      field.omitWhenFalse &&
      before?.[field.key] !== undefined &&
      before[field.key] === document[field.key],
  );
  return echoes.reduce((left, { key }) => replaced(left, key, undefined), document);
}

function replaced(document: JsonObject, key: string, sides: Json | undefined): JsonObject {
  if (sides !== undefined) return { ...document, [key]: sides };
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== key));
}

/**
 * The sides that hold a destination, those that the table does not have among them, each passed through `change`;
 * undefined where there is none. What is no object stays as it is.
 */
function withSides(
  profile: ServiceProfile,
  { shape }: DestinationsField,
  sides: Json | undefined,
  change: (side: Json) => Json,
): Json | undefined {
  if (sides === undefined || sides === null || sides === '') return undefined;
  if (!isObject(sides)) return sides;
  const kept = Object.entries(sides).filter(([, side]) => readDestination(profile, side) !== undefined);
  if (kept.length === 0) return undefined;
  return Object.fromEntries(
    kept.map(([name, side]) => [name, shape === 'kindAndParam' ? change(side) : side]),
  );
}

function paramAsText(side: Json): Json {
  if (!isObject(side) || !isObject(side['param'])) return side;
  return { ...side, param: printJson(side['param']) };
}

function paramAsObject(side: Json): Json {
  const param = isObject(side) ? side['param'] : undefined;
  if (!isObject(side) || typeof param !== 'string') return side;
  try {
    const parsed = readJson(param);
    return isObject(parsed) ? { ...side, param: parsed } : side;
  } catch {
    return side;
  }
}

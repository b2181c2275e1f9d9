import { readDestination } from './destination';
import { isObject, type Json, type JsonObject } from './json';
import type { ServiceProfile } from './service';

/**
 * What PUT sends for a document. FunctionGraph takes a destination's `param` as a string that holds JSON
 * (`configuring_asynchronous_execution_notification.rst`); sides without a destination are left out, since an
 * empty one is refused by some services and its meaning is documented by none.
 */
export function toWire(profile: ServiceProfile, document: JsonObject): JsonObject {
  const { key, shape, whenNone } = profile.destinations;
  const targets = document[key] ?? null;
  const sides = withSides(profile, targets, (side) => (shape === 'kindAndParam' ? paramAsText(side) : side));
  return replaced(document, key, sides ?? (whenNone === 'empty' ? {} : undefined));
}

/**
 * The document for what GET answered: known fields only, empty sides and empty strings dropped (four spellings of
 * "no destination" are seen), `param` as an object where it parses.
 */
export function fromWire(profile: ServiceProfile, body: JsonObject): JsonObject {
  const { age, retries, record, destinations } = profile;
  const known: [string, Json][] = [];
  for (const key of [age.key, retries.key, record.key]) {
    const value = body[key];
    if (value === undefined || value === null) continue;
    if (key === record.key && value === false && record.omitWhenFalse) continue;
    known.push([key, value]);
  }
  const document = Object.fromEntries(known);
  const sides = withSides(profile, body[destinations.key] ?? null, (side) =>
    destinations.shape === 'kindAndParam' ? paramAsObject(side) : side,
  );
  return replaced(document, destinations.key, sides);
}

/**
 * The document that PUT gets where the service held `before`: a switch that a service is not to be sent unless a person
 * has set it (`omitWhenFalse`) is left out when the service itself answered the same value.
 */
export function withoutEcho(
  profile: ServiceProfile,
  document: JsonObject,
  before: JsonObject | undefined,
): JsonObject {
  const { key, omitWhenFalse } = profile.record;
  const answered = before?.[key];
  const isEcho = omitWhenFalse && answered !== undefined && answered === document[key];
  return isEcho ? replaced(document, key, undefined) : document;
}

function replaced(document: JsonObject, key: string, sides: JsonObject | undefined): JsonObject {
  if (sides) return { ...document, [key]: sides };
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== key));
}

/** The sides that hold a destination, each passed through `change`; undefined where there is none. */
function withSides(
  profile: ServiceProfile,
  targets: Json,
  change: (side: Json) => Json,
): JsonObject | undefined {
  if (!isObject(targets)) return undefined;
  const { success, failure } = profile.destinations;
  const kept = [success, failure].flatMap((side): [string, Json][] => {
    const value = targets[side];
    return value !== undefined && readDestination(profile, value) ? [[side, change(value)]] : [];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function paramAsText(side: Json): Json {
  if (!isObject(side) || !isObject(side['param'])) return side;
  return { ...side, param: JSON.stringify(side['param']) };
}

function paramAsObject(side: Json): Json {
  const param = isObject(side) ? side['param'] : undefined;
  if (!isObject(side) || typeof param !== 'string') return side;
  try {
    const parsed = JSON.parse(param) as Json;
    return isObject(parsed) ? { ...side, param: parsed } : side;
  } catch {
    return side;
  }
}

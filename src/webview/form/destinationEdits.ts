import {
  readAsTyped,
  readDestination,
  removal,
  writeDestination,
  type Destination,
} from '../../model/destination';
import { destinationsOf } from '../../model/fields';
import { isObject, member, readJson, type Json, type JsonObject } from '../../model/json';
import type { DestinationField, ServiceProfile } from '../../model/service';
import type { Edit } from '../protocol';
import { readTyped } from './number';

export type Side = 'success' | 'failure';

/** Where a side's destination stands in the document. */
export function sidePath(profile: ServiceProfile, side: Side): readonly string[] {
  const destinations = destinationsOf(profile);
  return [destinations.key, destinations[side]];
}

/** What the document has for a side, as it is written there. */
function rawSide(profile: ServiceProfile, document: JsonObject, side: Side): Json | undefined {
  const destinations = destinationsOf(profile);
  return member(document[destinations.key], destinations[side]);
}

/** Takes a side's destination away, and with the last one the object around them. */
export function removeSide(profile: ServiceProfile, document: JsonObject, side: Side): readonly Edit[] {
  const destinations = destinationsOf(profile);
  return removal(profile, document[destinations.key], destinations[side]);
}

/** Gives a side another kind: its last value of that kind, or an empty one. */
export function chooseKind(
  profile: ServiceProfile,
  side: Side,
  kind: string,
  remembered: Json | undefined,
): readonly Edit[] {
  return [{ path: sidePath(profile, side), value: remembered ?? writeDestination(profile, kind, {}) }];
}

/**
 * Sets or (undefined) unsets one field of a destination; keys that the kind does not know stay. A whole ARN that is put
 * into the field of one of its parts takes the place of all of them.
 */
export function setField(
  profile: ServiceProfile,
  side: Side,
  destination: Destination,
  key: string,
  value: Json | undefined,
): readonly Edit[] {
  const path = sidePath(profile, side);
  if (destinationsOf(profile).shape === 'kindAndParam') return [{ path: [...path, 'param', key], value }];
  const text = typeof value === 'string' || typeof value === 'number' ? value : '';
  const whole = typeof text === 'string' ? text.trim() : '';
  if (readDestination(profile, { destination: whole })?.kind) {
    return [{ path: [...path, 'destination'], value: whole }];
  }
  const values = Object.entries({ ...destination.values, [key]: text });
  const written = writeDestination(profile, destination.kind, Object.fromEntries(values));
  return [{ path: [...path, 'destination'], value: written['destination'] }];
}

/** The value of a field as the document has it, of whatever type. */
export function rawField(profile: ServiceProfile, destination: Destination, key: string): Json | undefined {
  return destinationsOf(profile).shape === 'kindAndParam'
    ? member(member(destination.raw, 'param'), key)
    : destination.values[key];
}

/** What is typed into a destination's field; an empty text is unset. */
export function readField(field: DestinationField, text: string): Json | undefined {
  if (field.type === 'integer') return readTyped(text);
  return text === '' ? undefined : text;
}

/** Whether fields can be shown for a destination: its parameters are an object or still missing. */
export function hasFields(profile: ServiceProfile, destination: Destination): boolean {
  if (destination.kind === '') return false;
  const param = member(destination.raw, 'param');
  return destinationsOf(profile).shape === 'arn' || param === undefined || isObject(param);
}

/** Parameters that were written as a text holding an object, taken as that object; undefined where they are not. */
export function parsedParam(destination: Destination): JsonObject | undefined {
  const param = member(destination.raw, 'param');
  if (typeof param !== 'string') return undefined;
  try {
    const parsed = readJson(param);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The destination of a side, taken apart. `shown`: the kind whose fields the form has; they stay while one of them holds
 * something that makes the whole a destination of no kind.
 */
export function destinationOf(
  profile: ServiceProfile,
  document: JsonObject,
  side: Side,
  shown?: string,
): Destination | undefined {
  const found = readDestination(profile, rawSide(profile, document, side));
  if (found?.kind !== '' || shown === undefined) return found;
  return readAsTyped(profile, found, shown) ?? found;
}

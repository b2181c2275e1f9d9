import { allowed, knownFields } from '../../../model/fields';
import { isObject, member, type Json, type JsonObject } from '../../../model/json';
import type { DestinationField, NumberField } from '../../../model/service';
import { readJson } from '../../readJson';
import type { Project } from '../project';
import { refuse } from '../refusal';
import type { ConfigFields, Destination } from './configFields';

/**
 * Checks the body of a PUT against the flavour's table and takes it apart; unknown fields are passed over. Throws the
 * service's Refusal: 400 for a value out of range, 500 for the switch that one of the flavours cannot take.
 */
export function readConfig({ profile, flavour }: Project, body: Json): ConfigFields {
  if (!isObject(body)) throw refuse.badParameter('Invalid request body');
  const { age, retries, record, destinations } = knownFields(profile);
  if (flavour.refusesStatusLog && body[record.key] !== undefined) throw refuse.internal();
  const sides = body[destinations.key];
  if (sides !== undefined && sides !== null && !isObject(sides)) {
    throw refuse.badParameter(`Invalid ${destinations.key}`);
  }
  const statusLog = readSwitch(body, record.key);
  const [ageValue, retryValue] = [readNumber(body, age), readNumber(body, retries)];
  const success = readDestination(destinations.kinds, member(sides, destinations.success), 'on_success');
  const failure = readDestination(destinations.kinds, member(sides, destinations.failure), 'on_failure');
  return {
    ...(ageValue !== undefined && { age: ageValue }),
    ...(retryValue !== undefined && { retries: retryValue }),
    ...(statusLog !== undefined && { statusLog }),
    ...(success && { success }),
    ...(failure && { failure }),
  };
}

/**
 * Takes the widest range of the documents: the request table allows 0 to 3 retries, the response table of the same
 * pages 0 to 8. Which of them the service enforces is not known, but a config that holds 4 to 8 is documented, and must
 * be kept when something else of it changes.
 */
function readNumber(body: JsonObject, field: NumberField): number | undefined {
  const { key } = field;
  const { min, max } = allowed(field);
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw refuse.badParameter(`Invalid ${key}, it must be between ${min} and ${max}`);
}

function readSwitch(body: JsonObject, key: string): boolean | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw refuse.badParameter(`Invalid ${key}`);
}

interface Kind {
  readonly id: string;
  readonly fields: readonly DestinationField[];
}

/** A side that is absent, empty, or has an empty name means "no destination". */
function readDestination(
  kinds: readonly Kind[],
  side: Json | undefined,
  name: string,
): Destination | undefined {
  if (side === undefined || side === null) return undefined;
  const [destination, param] = [member(side, 'destination') ?? '', member(side, 'param') ?? ''];
  if (isObject(side) && destination === '' && param === '') return undefined;
  const kind = kinds.find(({ id }) => id === destination);
  if (!kind) throw refuse.badParameter(`Invalid destination of ${name}`);
  if (typeof param !== 'string') throw refuse.badParameter(`Invalid param of ${name}, it must be a string`);
  const values = readJson(param);
  const bad = kind.fields.find((field) => !fits(field, member(values, field.key)));
  if (!isObject(values) || bad)
    throw refuse.badParameter(`Invalid param of ${name}${bad ? `: ${bad.key}` : ''}`);
  return { destination: kind.id, param };
}

function fits({ type, required, min, max }: DestinationField, value: Json | undefined): boolean {
  if (value === undefined) return !required;
  if (type === 'string') return typeof value === 'string' && (value !== '' || !required);
  return Number.isInteger(value) && Number(value) >= (min ?? -Infinity) && Number(value) <= (max ?? Infinity);
}

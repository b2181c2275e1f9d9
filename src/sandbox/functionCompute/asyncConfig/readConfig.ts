import { isObject, type Json, type JsonObject } from '../../../model/json';
import { readJson } from '../../readJson';
import { refuse } from '../refusal';
import type { ConfigFields, Destinations } from './configFields';
import { readDestinationArn } from './destinationArn';

const WEEK_S = 604_800;
const THIRTY_DAYS_S = 2_592_000;

/** What `readConfig` takes for granted of the API that a body came by. */
interface ConfigRules {
  /** Name of the switch for task mode. */
  readonly recordKey: 'statefulInvocation' | 'asyncTask';
  readonly longAge: boolean;
}

/**
 * Takes the body of a PUT apart. Names are read whatever their case, null means that a field was not given, unknown
 * fields are passed over (the official clients send both). Throws a Refusal, 400.
 */
export function readConfig(text: string, { recordKey, longAge }: ConfigRules): ConfigFields {
  const body = text.trim() === '' ? {} : lowered(parsed(text));
  const age = number(body, 'maxAsyncEventAgeInSeconds', 1, longAge ? THIRTY_DAYS_S : WEEK_S);
  const retries = number(body, 'maxAsyncRetryAttempts', 0, 8);
  const record = body[recordKey.toLowerCase()] ?? undefined;
  if (record !== undefined && typeof record !== 'boolean') throw invalid(recordKey, 'true | false', record);
  const destinations = readSides(body['destinationconfig'] ?? undefined);
  return {
    ...(age !== undefined && { age }),
    ...(retries !== undefined && { retries }),
    ...(record !== undefined && { record }),
    ...(destinations && { destinations }),
  };
}

/**
 * What a PUT leaves behind: fields that it does not name stay. Destinations that it names replace both sides, or with
 * `mergeSides` only the sides that it names.
 */
export function mergeConfig(
  before: ConfigFields | undefined,
  { destinations, ...fields }: ConfigFields,
  mergeSides: boolean,
): ConfigFields {
  const sidesBefore = before?.destinations;
  const sides =
    destinations && mergeSides
      ? {
          success: destinations.success ?? sidesBefore?.success ?? null,
          failure: destinations.failure ?? sidesBefore?.failure ?? null,
        }
      : (destinations ?? sidesBefore);
  return {
    ...fieldsOf(before),
    ...fields,
    ...(sides && { destinations: sides }),
  };
}

function fieldsOf(before: ConfigFields | undefined): Omit<ConfigFields, 'destinations'> {
  const { age, retries, record } = before ?? {};
  return {
    ...(age !== undefined && { age }),
    ...(retries !== undefined && { retries }),
    ...(record !== undefined && { record }),
  };
}

function parsed(text: string): JsonObject {
  const body = readJson(text);
  if (isObject(body)) return body;
  throw refuse.badArgument('the request body is not a JSON object');
}

function lowered(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
}

function number(body: JsonObject, key: string, min: number, max: number): number | undefined {
  const value = body[key.toLowerCase()] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(key, `${min} - ${max}`, value);
}

function readSides(value: Json | undefined): Destinations | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) throw refuse.badArgument('destinationConfig must be an object');
  const sides = lowered(value);
  return { success: readSide(sides['onsuccess']), failure: readSide(sides['onfailure']) };
}

function readSide(value: Json | undefined): string | null {
  if (value === undefined || value === null) return null;
  const arn = isObject(value) ? lowered(value)['destination'] : undefined;
  if (typeof arn !== 'string' || arn === '') throw refuse.badDestination("destination can't be empty.");
  if (!readDestinationArn(arn)) throw refuse.badDestination(`'${arn}' is not the ARN of a destination.`);
  return arn;
}

function invalid(key: string, allowed: string, actual: Json) {
  return refuse.badArgument(
    `${key} is set to an invalid value (allowed: ${allowed}, actual: '${JSON.stringify(actual)}')`,
  );
}

import { numberInWords, type Say } from './changes';
import { destinationInWords, readDestination } from './destination';
import { allowed, destinationsOf, unknownFields, unknownSides, within } from './fields';
import { member, printJson, type Json, type JsonObject } from './json';
import { message, type Message } from './message';
import type { DestinationsField, NumberField, ServiceProfile, SwitchField } from './service';

/** A config document for another service, and what of the original it does not say, or says otherwise. */
interface CarriedOver {
  readonly document: JsonObject;
  readonly losses: readonly Message[];
}

/** A field of the new document, absent where nothing could be carried over, with what there is to say of it. */
interface CarriedField {
  readonly value?: Json;
  readonly losses: readonly Message[];
}

/**
 * The config document of one service for another one: fields go by their meaning, destinations by their kind. A number
 * that the other service does not take becomes the nearest that it does, and that is said.
 */
export function carryOver(
  from: ServiceProfile,
  to: ServiceProfile,
  document: JsonObject,
  say: Say,
): CarriedOver {
  if (from.id === to.id) return { document, losses: [] };
  const parts = to.fields.map((field): readonly [string, CarriedField] => {
    switch (field.kind) {
      case 'number':
        return [field.key, carriedNumber(counterpart(from, field), field, document, say)];
      case 'switch':
        return [field.key, carriedSwitch(counterpart(from, field), field, document, say)];
      case 'destinations':
        return [field.key, carriedDestinations(from, to, document)];
    }
  });
  const left = from.fields.filter(
    (field) => field.kind !== 'destinations' && !counterpart(to, field) && document[field.key] !== undefined,
  );
  const others = {
    ...unknownFields(from, document),
    ...unknownSides(destinationsOf(from), document),
  };
  return {
    document: Object.fromEntries(
      parts.flatMap(([key, { value }]): [string, Json][] => (value === undefined ? [] : [[key, value]])),
    ),
    losses: [
      ...parts.flatMap(([, { losses }]) => losses),
      ...left.map(({ key, label }) =>
        message('{0} ({1}): {2} has no such field.', say(label), printJson(document[key] as Json), to.label),
      ),
      ...Object.keys(others).map((key) => message('{0} is no field that FnDeck knows: it is left out.', key)),
    ],
  };
}

/** The field of another service that means the same; undefined where there is none. */
export function counterpart<F extends NumberField | SwitchField>(
  { fields }: ServiceProfile,
  field: F,
): F | undefined {
  const found = fields.find(
    (other) =>
      other.kind === field.kind &&
      (field.means === undefined ? other.key === field.key : 'means' in other && other.means === field.means),
  );
  return found as F | undefined;
}

function carriedNumber(
  from: NumberField | undefined,
  to: NumberField,
  document: JsonObject,
  say: Say,
): CarriedField {
  if (!from) return { losses: [] };
  const value = document[from.key];
  const label = say(to.label);
  if (value === undefined) {
    if (from.byDefault === to.byDefault) return { losses: [] };
    const defaults = [from, to].map((field) => numberInWords(field, field.byDefault, say));
    return {
      losses: [
        message(
          '{0} is left to the service: {1} on the source, {2} on the target.',
          label,
          defaults[0] ?? '',
          defaults[1] ?? '',
        ),
      ],
    };
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    return { losses: [message('{0} ({1}) is no whole number: it is left out.', label, printJson(value))] };
  }
  const range = allowed(to);
  if (within(range, value)) return { value, losses: [] };
  const nearest = value < range.min ? range.min : range.max;
  const [was, now] = [value, nearest].map((one) => numberInWords(to, one, say));
  const said = message('{0}: {1} is out of range here and becomes {2}.', label, was ?? '', now ?? '');
  return { value: nearest, losses: [said] };
}

function carriedSwitch(
  from: SwitchField | undefined,
  to: SwitchField,
  document: JsonObject,
  say: Say,
): CarriedField {
  const value = from && document[from.key];
  if (value === undefined) return { losses: [] };
  if (typeof value !== 'boolean') {
    return {
      losses: [message('{0} ({1}) is neither on nor off: it is left out.', say(to.label), printJson(value))],
    };
  }
  if (!to.caution) return { value, losses: [] };
  return { losses: [message('{0} is left out. {1}', say(to.label), say(to.caution))] };
}

function carriedDestinations(from: ServiceProfile, to: ServiceProfile, document: JsonObject): CarriedField {
  const [old, now] = [destinationsOf(from), destinationsOf(to)];
  const sides = (['success', 'failure'] as const).map((side) => {
    const value = member(document[old.key], old[side]);
    const destination = readDestination(from, value);
    if (!destination || value === undefined) return { losses: [] };
    if (hasKind(now, old, destination.kind)) return { name: now[side], value, losses: [] };
    const what = destinationInWords(from, destination);
    const said =
      side === 'success'
        ? message('Success destination {0}: {1} has no such kind.', what, to.label)
        : message('Failure destination {0}: {1} has no such kind.', what, to.label);
    return { losses: [said] };
  });
  const kept = sides.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const]));
  const losses = sides.flatMap((side) => side.losses);
  return kept.length === 0 ? { losses } : { value: Object.fromEntries(kept), losses };
}

/** Whether a kind of one service's destinations is written in the same way on another one. */
function hasKind(now: DestinationsField, old: DestinationsField, kind: string): boolean {
  return now.shape === old.shape && now.kinds.some(({ id }) => id === kind);
}

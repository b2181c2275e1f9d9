import { readView } from './configDocument';
import { destinationInWords, type Destination } from './destination';
import { duration } from './duration';
import { destinationsOf, unknownFields, unknownSides } from './fields';
import { printJson, sameJson, type Json, type JsonObject } from './json';
import { listed, message, translate, type Message, type Say } from './message';
import type { ConfigField, NumberField, ServiceProfile, SwitchField } from './service';
import { retries } from './summary';

export type { Say } from './message';

/**
 * What saving `after` changes for the events, against `before` (undefined: nothing configured). One sentence for
 * each change, with its effect where the value alone does not tell. Empty: nothing changes.
 */
export function changes(
  profile: ServiceProfile,
  before: JsonObject | undefined,
  after: JsonObject,
  say: Say = translate,
): readonly Message[] {
  const old = before ?? {};
  return [
    ...(before === undefined ? [message('Creates the configuration.')] : []),
    ...profile.fields.flatMap((field) => fieldChange(profile, field, old, after, say)),
    ...otherChanges(profile, old, after, say),
  ];
}

function fieldChange(
  profile: ServiceProfile,
  field: ConfigField,
  before: JsonObject,
  after: JsonObject,
  say: Say,
): readonly Message[] {
  if (field.kind === 'destinations') {
    const [old, now] = [readView(profile, before), readView(profile, after)];
    return [
      ...destinationChange(profile, 'success', old.success, now.success),
      ...destinationChange(profile, 'failure', old.failure, now.failure),
    ];
  }
  const [old, now] = [before[field.key], after[field.key]];
  if (sameJson(old, now)) return [];
  return [field.kind === 'number' ? numberChange(field, old, now, say) : switchChange(field, now, say)];
}

function numberChange(field: NumberField, old: Json | undefined, now: Json | undefined, say: Say): Message {
  const inWords = (value: Json): string => numberInWords(field, value, say);
  const plain = (value: Json): string | number => (typeof value === 'number' ? value : printJson(value));
  if (now === undefined) {
    const byDefault = field.means === 'retries' ? field.byDefault : inWords(field.byDefault);
    if (field.means === 'age') {
      return message('Event age: the service default ({0}) instead of a value.', byDefault);
    }
    return field.means === 'retries'
      ? message('Retries: the service default ({0}) instead of a value.', byDefault)
      : message('{0}: the service default ({1}) instead of a value.', say(field.label), byDefault);
  }
  if (old === undefined) {
    if (field.means === 'age') return message('Events are dropped after {0}.', inWords(now));
    return field.means === 'retries'
      ? message('Retries: {0}.', plain(now))
      : message('{0}: {1}.', say(field.label), inWords(now));
  }
  if (field.means === 'age') {
    return message('Events are dropped after {0} instead of {1}.', inWords(now), inWords(old));
  }
  return field.means === 'retries'
    ? message('Retries: {0} (was: {1}).', plain(now), plain(old))
    : message('{0}: {1} instead of {2}.', say(field.label), inWords(now), inWords(old));
}

/** A value of a number field in words; what is no number as the JSON that it is. */
export function numberInWords(field: NumberField, value: Json, say: Say): string {
  if (typeof value !== 'number') return printJson(value);
  if (field.unit === 'seconds') return say(duration(value));
  return field.means === 'retries' ? say(retries(value)) : String(value);
}

function switchChange(field: SwitchField, now: Json | undefined, say: Say): Message {
  const label = say(field.label);
  if (now === undefined) return message('{0}: left to the service.', label);
  return now === true ? message('{0}: on.', label) : message('{0}: off.', label);
}

/** Fields and sides that the table does not have, in one sentence. */
function otherChanges(
  profile: ServiceProfile,
  before: JsonObject,
  after: JsonObject,
  say: Say,
): readonly Message[] {
  const destinations = destinationsOf(profile);
  const [old, now] = [before, after].map((document) => ({
    ...unknownFields(profile, document),
    ...unknownSides(destinations, document),
  }));
  const names = Object.keys({ ...old, ...now }).filter((name) => !sameJson(old?.[name], now?.[name]));
  return names.length > 0 ? [message('Other fields change: {0}.', listed(names, say))] : [];
}

function destinationChange(
  profile: ServiceProfile,
  side: 'success' | 'failure',
  old: Destination | undefined,
  now: Destination | undefined,
): Message[] {
  if (!old && !now) return [];
  if (!now) {
    return side === 'success'
      ? [message('Results of successful events are no longer sent anywhere.')]
      : [message('Events that fail after the last retry are discarded without a trace.')];
  }
  const target = destinationInWords(profile, now);
  if (!old) {
    return side === 'success'
      ? [message('Results of successful events go to {0}.', target)]
      : [message('Events that fail after the last retry go to {0}.', target)];
  }
  if (sameJson(old.raw, now.raw)) return [];
  const was = destinationInWords(profile, old);
  if (translate(was) === translate(target)) {
    return side === 'success'
      ? [message('The success destination {0} gets other settings.', target)]
      : [message('The failure destination {0} gets other settings.', target)];
  }
  return side === 'success'
    ? [message('Results of successful events go to {0} instead of {1}.', target, was)]
    : [message('Events that fail after the last retry go to {0} instead of {1}.', target, was)];
}

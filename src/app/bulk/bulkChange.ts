import { numberInWords, type Say } from '../../model/changes';
import { carryOver, counterpart } from '../../model/carryOver';
import { defaults, inOrder, readView } from '../../model/configDocument';
import { destinationInWords } from '../../model/destination';
import { destinationsOf } from '../../model/fields';
import { isObject, member, printJson, type Json, type JsonObject } from '../../model/json';
import { message, type Message } from '../../model/message';
import type { ServiceId, ServiceProfile } from '../../model/service';
import { profileOf } from '../../model/services';

/** What is applied to many versions: a config, or some of its fields. */
export interface BulkChange {
  /** Whose config it is, for a person. */
  readonly label: string;
  readonly service: ServiceId;
  readonly document: JsonObject;
  /** Id of the connection that it comes from; absent for a file. */
  readonly connection?: string;
  /** Dotted paths of `unitsOf`; absent: the whole config. A field that the document lacks is left to the service. */
  readonly fields?: readonly string[];
}

/** A part of a config that is applied, or compared, as a whole: a field, or one side of the destinations. */
interface Unit {
  /** Dotted path: `max_async_retry_attempts`, `destination_config.on_failure`. */
  readonly path: string;
  readonly label: Message;
  /** Its value in a document, in words; a value that is not there in words, too. */
  inWords(document: JsonObject | undefined, say: Say): string;
}

/** The units of a service's configs, those of other fields in the given documents after them. */
export function unitsOf(profile: ServiceProfile, ...documents: readonly JsonObject[]): readonly Unit[] {
  const known = profile.fields.flatMap((field): readonly Unit[] => {
    switch (field.kind) {
      case 'number':
        return [
          unit(field.key, field.label, (value, say) =>
            value === undefined
              ? say(message('the service’s default ({0})', numberInWords(field, field.byDefault, say)))
              : numberInWords(field, value, say),
          ),
        ];
      case 'switch':
        return [unit(field.key, field.label, (value, say) => say(switchInWords(value)))];
      case 'destinations':
        return (['success', 'failure'] as const).map((side) => ({
          path: `${field.key}.${field[side]}`,
          label: side === 'success' ? message('Success destination') : message('Failure destination'),
          inWords: (document, say) => {
            const found = readView(profile, document)[side];
            return say(found ? destinationInWords(profile, found) : message('none'));
          },
        }));
    }
  });
  const names = new Set(profile.fields.map(({ key }) => key));
  const others = new Set(documents.flatMap((document) => Object.keys(document)));
  const unknown = [...others].filter((key) => !names.has(key));
  return [
    ...known,
    ...unknown.map((key) =>
      unit(key, message('Field {0}', key), (value, say) =>
        value === undefined ? say(message('none')) : printJson(value),
      ),
    ),
  ];
}

/**
 * The document that a change makes of what a version holds (undefined: nothing), and what of the change the version's
 * service cannot take. Fields that are not chosen stay as they are.
 */
export function changedDocument(
  change: BulkChange,
  to: ServiceProfile,
  held: JsonObject | undefined,
  say: Say,
): { readonly document: JsonObject; readonly losses: readonly Message[] } {
  const from = profileOf(change.service);
  if (!change.fields) return carryOver(from, to, change.document, say);
  const paths = change.fields;
  const some = only(from, to, change.document, paths);
  const { document: carried, losses } = carryOver(some.from, some.to, some.document, say);
  const target = { ...(held ?? defaults(to)) };
  for (const path of paths) {
    const at = pathOn(from, to, path);
    if (!at) continue;
    const value = valueAt(carried, at);
    // What was lost on the way is no wish to remove what the version has.
    if (value === undefined && valueAt(change.document, keysOf(from, path)) !== undefined) continue;
    setValue(target, at, value);
  }
  return { document: inOrder(to, target), losses };
}

/** A change with nothing but the chosen paths: what else the services differ in is no loss. */
function only(from: ServiceProfile, to: ServiceProfile, document: JsonObject, paths: readonly string[]) {
  const keys = new Set(paths.map((path) => keysOf(from, path)[0]));
  const isMeant = (key: string): boolean => keys.has(key);
  const kept: Record<string, Json> = {};
  for (const path of paths) setValue(kept, keysOf(from, path), valueAt(document, keysOf(from, path)));
  if (from.id === to.id) return { from, to, document: kept };
  const fields = from.fields.filter((field) => field.kind === 'destinations' || isMeant(field.key));
  const theirs = to.fields.filter(
    (field) =>
      field.kind === 'destinations' || fields.some((one) => one.kind === field.kind && isSame(one, field)),
  );
  return { from: { ...from, fields }, to: { ...to, fields: theirs }, document: kept };

  function isSame(one: ServiceProfile['fields'][number], other: ServiceProfile['fields'][number]): boolean {
    return one.kind !== 'destinations' && other.kind !== 'destinations' && counterpart(to, one) === other;
  }
}

/** Where another service has what stands at a path; undefined where it has no such field. */
function pathOn(from: ServiceProfile, to: ServiceProfile, path: string): readonly string[] | undefined {
  const parts = keysOf(from, path);
  if (from.id === to.id) return parts;
  const [old, now] = [destinationsOf(from), destinationsOf(to)];
  if (parts[0] === old.key) return [now.key, parts[1] === old.success ? now.success : now.failure];
  const field = from.fields.find(({ key }) => key === parts[0]);
  const found = field && field.kind !== 'destinations' ? counterpart(to, field) : undefined;
  return found && [found.key];
}

function unit(key: string, label: Message, words: (value: Json | undefined, say: Say) => string): Unit {
  return { path: key, label, inWords: (document, say) => words(member(document, key), say) };
}

function switchInWords(value: Json | undefined): Message {
  if (value === undefined) return message('left to the service');
  return value === true ? message('on') : message('off');
}

/** The names on the path of a unit: those of destinations have two, another field may have a dot in its name. */
export function keysOf(profile: ServiceProfile, path: string): readonly string[] {
  const { key } = destinationsOf(profile);
  return path.startsWith(`${key}.`) ? [key, path.slice(key.length + 1)] : [path];
}

/** The value at a path of one or two names. */
export function valueAt(document: JsonObject | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => member(inner, key), document);
}

/** Writes or removes a value; with the last side the object of destinations goes, too. */
function setValue(
  target: Record<string, Json>,
  [key = '', side]: readonly string[],
  value: Json | undefined,
): void {
  const inside = target[key];
  const sides: Record<string, Json> = isObject(inside) ? { ...inside } : {};
  if (side !== undefined) {
    if (value === undefined) delete sides[side];
    else sides[side] = value;
  }
  const now = side === undefined ? value : Object.keys(sides).length === 0 ? undefined : sides;
  if (now === undefined) delete target[key];
  else target[key] = now;
}

import { destinationsOf, unknownFields, unknownSides } from '../../model/fields';
import { isObject, member, printJson, type JsonObject } from '../../model/json';
import { message, type Message } from '../../model/message';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import type { ServiceProfile } from '../../model/service';

/** Whose config is written as code. */
export interface CodeSubject {
  readonly profile: ServiceProfile;
  readonly ref: FunctionRef;
  readonly region: string;
  /** URN or ARN of the version. */
  readonly urn: string;
}

/** A config in another tool's language. */
export interface CopiedCode {
  /** Begins with comments: what it was copied from, and each loss. */
  readonly text: string;
  /** What the other language cannot say, or says otherwise. */
  readonly losses: readonly Message[];
}

/** Fields that are no destinations and have a value, under their other names; and the losses of those without one. */
interface NamedFields {
  readonly values: readonly (readonly [name: string, value: number | boolean])[];
  readonly losses: readonly Message[];
}

/** Gives numbers and switches the names of another language. `needed`: keys that are written in any case. */
export function namedFields(
  { fields }: ServiceProfile,
  document: JsonObject,
  names: Readonly<Record<string, string>>,
  needed: readonly string[],
): NamedFields {
  const values: [string, number | boolean][] = [];
  const losses: Message[] = [];
  for (const field of fields) {
    if (field.kind === 'destinations') continue;
    const value = document[field.key];
    const name = names[field.key];
    if (value === undefined) {
      if (field.kind !== 'number' || name === undefined || !needed.includes(field.key)) continue;
      values.push([name, field.byDefault]);
      losses.push(
        message(
          '{0} is not set, and has to be here: {1}, the service’s default, is written.',
          name,
          String(field.byDefault), // as it stands in the code
        ),
      );
    } else if (name === undefined) {
      losses.push(message('{0} ({1}) cannot be written here.', field.key, printJson(value)));
    } else if (typeof value === 'number' || typeof value === 'boolean') {
      values.push([name, value]);
    } else {
      losses.push(message('{0} ({1}) cannot be written here.', field.key, printJson(value)));
    }
  }
  return { values, losses };
}

/** The two sides of the destinations that the document has, and what is no destination of them. */
export function sidesOf(
  profile: ServiceProfile,
  document: JsonObject,
): {
  readonly success: JsonObject | undefined;
  readonly failure: JsonObject | undefined;
  readonly losses: readonly Message[];
} {
  const { key, success, failure, shape } = destinationsOf(profile);
  const sides = member(document, key);
  const side = (name: string): JsonObject | undefined => {
    const value = member(sides, name);
    return isObject(value) && typeof value['destination'] === 'string' ? value : undefined;
  };
  const known = shape === 'arn' ? ['destination'] : ['destination', 'param'];
  const strange = [success, failure].flatMap((name) => {
    const value = member(sides, name);
    if (value === undefined) return [];
    const more = isObject(value) ? Object.keys(value).filter((inner) => !known.includes(inner)) : [];
    return side(name) ? more.map((inner) => `${key}.${name}.${inner}`) : [`${key}.${name}`];
  });
  const others = { ...unknownFields(profile, document), ...unknownSides(destinationsOf(profile), document) };
  return {
    success: side(success),
    failure: side(failure),
    losses: [...strange, ...Object.keys(others)].map((name) => message('{0} cannot be written here.', name)),
  };
}

/** A copied text: `lines` behind comments that say what it is and what it lacks. `say` puts them into words. */
export function copiedCode(
  { profile, ref }: CodeSubject,
  lines: readonly string[],
  losses: readonly Message[],
  say: (said: Message) => string,
): CopiedCode {
  const origin = message('Copied from {0} ({1}).', refLabel(ref), profile.label);
  const comments = [origin, ...losses].map((said) => `# ${say(said).replace(/\s+/g, ' ')}`);
  return { text: [...comments, ...lines, ''].join('\n'), losses };
}

/** A name that every one of the languages takes for a resource. */
export function resourceName({ name }: FunctionRef): string {
  const kept = name.replace(/[^A-Za-z0-9_-]/g, '_');
  return /^[A-Za-z_]/.test(kept) ? kept : `_${kept}`;
}

/** What a side names as its destination: the ARN, or the kind where parameters tell the rest. */
export function arnOf(side: JsonObject): string {
  const arn = side['destination'];
  return typeof arn === 'string' ? arn : '';
}

import { toPayload, type BrokenPayload } from '../text/payload';
import { valueOf, variablesIn, type Variable, type VariableSource, type VariableValue } from './variables';

/** What a preview shows for a value of the environment, however long that is. */
const MASK = '••••••';

/** A value of the environment that was sent. */
export interface EnvironmentValue {
  readonly name: string;
  readonly value: string;
}

/** A payload whose variables have their values. */
export interface Expanded {
  readonly json: string;
  /** The same as it may be kept: `{{$env NAME}}` in place of values of the environment. */
  readonly kept: string;
  /** The same as it may be looked at: masked in their place. */
  readonly shown: string;
  readonly environment: readonly EnvironmentValue[];
  /** The same payload with values of now. */
  again(): Expanded;
}

/** The JSON to send for a text, or why there is none, and where. */
type ReadPayload =
  { readonly kind: 'json'; readonly json: string; readonly expanded?: Expanded } | BrokenPayload;

/**
 * Reads a text of JSON or JSONC as a payload, and puts values in the place of its variables: in strings, and where a value
 * stands. What comes from outside variables is never searched for others.
 */
export function readPayload(text: string, source: VariableSource): ReadPayload {
  const variables = variablesIn(text);
  if (variables.length === 0) return toPayload(text);
  const read = toPayload(text, withoutVariables(text, variables));
  if (read.kind === 'broken') return read;
  const expanded = expand(text, variables, read.json, source);
  return expanded.kind === 'broken' ? expanded : { kind: 'json', json: expanded.json, expanded };
}

/**
 * The same for a document of which a part is selected: only that part where it is an object or an array by itself. Places
 * are those of the document.
 */
export function readSelected(
  text: string,
  selected: { readonly text: string; readonly offset: number } | undefined,
  source: VariableSource,
): ReadPayload {
  if (!selected) return readPayload(text, source);
  const shape = toPayload(shapeOfText(selected.text));
  if (shape.kind === 'broken' || !/^[[{]/.test(shape.json)) return readPayload(text, source);
  const read = readPayload(selected.text, source);
  return read.kind === 'json' ? read : { ...read, offset: read.offset + selected.offset };
}

/** A JSON text in whose strings nothing is a variable: what is read of it is what it says. */
export function withoutMeaning(json: string): string {
  return json.replaceAll('{{$', '\\u007b{$');
}

/** A text in which values stand in place of variables, as long as it and the same elsewhere: what readers of JSON can take. */
export function shapeOfText(text: string): string {
  return withoutVariables(text, variablesIn(text));
}

/** The same text, as long as before, in which a value stands for each variable that is not within a string. */
function withoutVariables(text: string, variables: readonly Variable[]): string {
  return replaced(text, variables, ({ offset, length, quoted }) =>
    quoted ? text.slice(offset, offset + length) : 'null'.padEnd(length),
  );
}

function expand(
  text: string,
  variables: readonly Variable[],
  template: string,
  given: VariableSource,
): (Expanded & { readonly kind: 'json' }) | BrokenPayload {
  const at = given.now();
  const source = { ...given, now: () => at }; // one moment for the whole payload
  const values: (VariableValue & { readonly written: string })[] = [];
  for (const variable of variables) {
    const found = valueOf(variable, source);
    if (found.kind === 'none') {
      return { kind: 'broken', offset: variable.offset, length: variable.length, reason: found.reason };
    }
    values.push({ ...found, written: variable.quoted ? inString(found.value) : found.value });
  }
  // The same variables without the comments around them.
  const places = variablesIn(template);
  const filled = (write: (value: (typeof values)[number], place: Variable) => string) =>
    replaced(template, places, (place, index) => {
      const value = values[index];
      return value ? write(value, place) : '';
    });
  const json = filled(({ written }) => written);
  const result: Expanded & { readonly kind: 'json' } = {
    kind: 'json',
    json,
    kept: filled(({ written, environment }, { offset, length }) =>
      environment === undefined ? written : template.slice(offset, offset + length),
    ),
    shown: filled(({ written, environment }, { quoted }) =>
      environment === undefined ? written : quoted ? MASK : `"${MASK}"`,
    ),
    environment: values.flatMap(({ value, environment }) =>
      environment === undefined ? [] : { name: environment, value },
    ),
    again: () => {
      const now = expand(text, variables, template, given);
      // Unset since it was read: what it was then is what the person has agreed to.
      return now.kind === 'broken' ? result : now;
    },
  };
  return result;
}

function replaced(
  text: string,
  variables: readonly Variable[],
  by: (variable: Variable, index: number) => string,
): string {
  let at = 0;
  const parts = variables.map((variable, index) => {
    const before = text.slice(at, variable.offset);
    at = variable.offset + variable.length;
    return before + by(variable, index);
  });
  return parts.join('') + text.slice(at);
}

function inString(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

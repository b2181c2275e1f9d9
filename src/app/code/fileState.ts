import { namesInOrder } from '../../model/fields';
import { isObject, sameJson, type Json, type JsonObject } from '../../model/json';
import { message, type Message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { fromWire, toWire } from '../../model/wireDocument';
import type { Edit } from '../../webview/protocol';
import { parseText } from '../text/parseText';
import { changeText } from '../text/textEdits';

/**
 * A file beside what the service holds. `differs`: nobody on this machine knows which of both has changed, as in a fresh
 * clone.
 */
export type FileState =
  | { readonly kind: 'same' | 'fileAhead' | 'serviceChanged' | 'both' | 'differs' }
  | { readonly kind: 'unreadable'; readonly why: Message };

/**
 * Compares a file with what the service holds (undefined: nothing). `base` is the document that both had when they were
 * last known to agree.
 */
export function compareFile(
  profile: ServiceProfile,
  text: string,
  held: JsonObject | undefined,
  base: JsonObject | undefined,
): FileState {
  const parsed = parseText(text);
  if (parsed.kind === 'broken') {
    const { line, column } = parsed.syntax;
    return { kind: 'unreadable', why: message('Line {0}, column {1} is not valid JSON.', line, column) };
  }
  if (!isObject(parsed.document)) {
    return { kind: 'unreadable', why: message('The configuration must be a JSON object.') };
  }
  const file = normal(profile, parsed.document);
  const [service, before] = [held, base].map((document) => document && normal(profile, document));
  if (sameJson(file, service)) return { kind: 'same' };
  if (before === undefined) return { kind: 'differs' };
  if (sameJson(file, before)) return { kind: 'serviceChanged' };
  return { kind: sameJson(service, before) ? 'fileAhead' : 'both' };
}

/** The state in a few words, for a row. */
export function fileStateInWords(state: FileState): Message {
  switch (state.kind) {
    case 'same':
      return message('in sync with its file');
    case 'fileAhead':
      return message('file ahead');
    case 'serviceChanged':
      return message('service changed');
    case 'both':
      return message('file and service changed');
    case 'differs':
      return message('differs from its file');
    case 'unreadable':
      return message('its file cannot be read');
  }
}

/** The text of a file that says what the service holds; comments and order stay. Undefined for a text that is broken. */
export function adoptedText(profile: ServiceProfile, text: string, held: JsonObject): string | undefined {
  const parsed = parseText(text);
  if (parsed.kind === 'broken' || !isObject(parsed.document)) return undefined;
  const change = changeText(text, editsBetween(parsed.document, held), namesInOrder(profile));
  if (!change) return text;
  return text.slice(0, change.offset) + change.content + text.slice(change.offset + change.length);
}

/** What has to be edited in one document to make it another one, field by field. */
export function editsBetween(
  from: JsonObject,
  to: JsonObject,
  path: readonly string[] = [],
): readonly Edit[] {
  const gone = Object.keys(from).filter((key) => !Object.hasOwn(to, key));
  const there = Object.entries(to).flatMap(([key, value]): readonly Edit[] => {
    const before: Json | undefined = from[key];
    if (sameJson(before, value)) return [];
    const at = [...path, key];
    return isObject(before) && isObject(value) ? editsBetween(before, value, at) : [{ path: at, value }];
  });
  return [...gone.map((key): Edit => ({ path: [...path, key], value: undefined })), ...there];
}

/** A document without the spellings that make no difference: an empty side, for one. */
function normal(profile: ServiceProfile, document: JsonObject): JsonObject {
  return fromWire(profile, toWire(profile, document));
}

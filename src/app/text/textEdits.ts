import { applyEdits, findNodeAtLocation, modify, parseTree, type Node } from 'jsonc-parser';
import { printJson, withDigits, type Json } from '../../model/json';
import type { Edit } from '../../webview/protocol';
import { withoutProperty } from './propertyRemoval';

/** One replacement in a text: `length` characters from `offset` become `content`. */
interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/**
 * The smallest replacement that brings edits into a text of JSON with comments; undefined where nothing changes.
 * Comments, order and formatting stay; a new field stands where `order` has it among its neighbours.
 */
export function changeText(
  text: string,
  edits: readonly Edit[],
  order: readonly string[],
): TextChange | undefined {
  const after = edits.reduce((now, edit) => edited(now, edit, order), text);
  return after === text ? undefined : difference(text, after);
}

function edited(text: string, { path, value }: Edit, order: readonly string[]): string {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (value === undefined) return root ? without(text, root, path) : text;
  const { at, content } = writable(root, path, value);
  if (at.length === 0)
    return text.trim() === '' ? `${printJson(content, 2)}\n` : replaced(text, root, content);
  const after = applyEdits(
    text,
    modify(text, [...at], content, {
      formattingOptions: formattingOf(text),
      getInsertionIndex: (names) => insertionIndex(names, at.at(-1) ?? '', order),
    }),
  );
  return withDigits(after);
}

/** Where a value can be written: objects that are missing, or are something else, are made around it. */
function writable(
  root: Node | undefined,
  path: readonly string[],
  value: Json,
): { readonly at: readonly string[]; readonly content: Json } {
  for (let depth = 0; depth < path.length; depth++) {
    const around = root && findNodeAtLocation(root, path.slice(0, depth));
    if (around?.type === 'object') continue;
    const content = path.slice(depth).reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
    return { at: path.slice(0, depth), content };
  }
  return { at: path, content: value };
}

function without(text: string, root: Node, path: readonly string[]): string {
  const property = findNodeAtLocation(root, [...path])?.parent;
  return property?.type === 'property' ? withoutProperty(text, property) : text;
}

function replaced(text: string, node: Node | undefined, content: Json): string {
  const { offset, length } = node ?? { offset: 0, length: text.length };
  return text.slice(0, offset) + printJson(content) + text.slice(offset + length);
}

/** Before the first neighbour that `order` has later; at the end for a name that it does not have. */
function insertionIndex(names: readonly string[], name: string, order: readonly string[]): number {
  const rank = order.indexOf(name);
  const later = rank < 0 ? -1 : names.findIndex((other) => order.indexOf(other) > rank);
  return later < 0 ? names.length : later;
}

/** The text's own indentation and line ends. */
function formattingOf(text: string) {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 4 : Math.min(indent.length, 8),
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function difference(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (splitsPair(before, start) || splitsPair(after, start)) start--;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  if (splitsPair(before, before.length - end) || splitsPair(after, after.length - end)) end--;
  return {
    offset: start,
    length: before.length - start - end,
    content: after.slice(start, after.length - end),
  };
}

/** Whether a cut before `index` parts a line end or a surrogate pair, which an editor cannot. */
function splitsPair(text: string, index: number): boolean {
  return /^(\r\n|[\uD800-\uDBFF][\uDC00-\uDFFF])$/.test(text.slice(Math.max(index - 1, 0), index + 1));
}

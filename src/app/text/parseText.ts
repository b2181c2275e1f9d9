import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import { readNumber, type Json } from '../../model/json';
import { message, type Message } from '../../model/message';
import { describeJsonError } from './jsonErrors';

/** Where and why a text is not JSON with comments; line and column are 1-based. */
export interface SyntaxProblem {
  readonly line: number;
  readonly column: number;
  readonly reason: Message;
}

/** What the text of a config document says. */
type ParsedText =
  | { readonly kind: 'document'; readonly document: Json }
  | { readonly kind: 'broken'; readonly syntax: SyntaxProblem };

/**
 * Reads JSON with comments and trailing commas. A field that stands in an object twice is broken too: readers of JSON
 * disagree about which of the two counts.
 */
export function parseText(text: string): ParsedText {
  if (text.trim() === '') return broken(text, 0, message('The text is empty. Write {} for no settings.'));
  try {
    return parsed(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return broken(text, 0, message('The JSON is nested too deeply.'));
  }
}

function parsed(text: string): ParsedText {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first) return broken(text, first.offset, describeJsonError(first.error));
  if (!root) return broken(text, 0, message('Value expected.'));
  const twice = repeatedKey(root);
  if (twice) {
    return broken(
      text,
      twice.offset,
      message('The field {0} stands here a second time.', String(twice.value)),
    );
  }
  return { kind: 'document', document: valueOf(root, text) };
}

/** The value of a node, no number rounded. */
function valueOf(node: Node, text: string): Json {
  const children = node.children ?? [];
  if (node.type === 'object') {
    const properties = children.flatMap(({ children: [key, value] = [] }): [string, Json][] =>
      key && value ? [[String(key.value), valueOf(value, text)]] : [],
    );
    return Object.fromEntries(properties);
  }
  if (node.type === 'array') return children.map((child) => valueOf(child, text));
  return node.type === 'number'
    ? readNumber(text.slice(node.offset, node.offset + node.length))
    : (node.value as Json);
}

/** Line and column of an offset, both 1-based. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function broken(text: string, offset: number, reason: Message): ParsedText {
  return { kind: 'broken', syntax: { ...placeOf(text, offset), reason } };
}

/** The key node of the first property whose name its object has already. */
function repeatedKey(node: Node): Node | undefined {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const key = child.type === 'property' ? child.children?.[0] : undefined;
    if (key && seen.has(key.value)) return key;
    if (key) seen.add(key.value);
    const deeper = repeatedKey(child);
    if (deeper) return deeper;
  }
  return undefined;
}

import { findNodeAtLocation, parseTree, type Node, type ParseError } from 'jsonc-parser';
import { readFunctionFile, type FunctionFile } from '../../model/functionFile';
import type { Json } from '../../model/json';
import { message, type Message } from '../../model/message';
import { placeOfField } from '../text/findingPlace';
import { describeJsonError } from '../text/jsonErrors';

/** What the text of a `function.json` says, or what is wrong and where in the text. */
type FunctionFileText =
  | { readonly kind: 'function'; readonly file: FunctionFile }
  | { readonly kind: 'wrong'; readonly what: Message; readonly offset: number; readonly length: number };

/** Reads the text of a `function.json`: plain JSON, as the sandbox takes it. */
export function readFunctionFileText(text: string): FunctionFileText {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first) {
    const { offset, length } = first;
    return { kind: 'wrong', what: describeJsonError(first.error), offset, length };
  }
  if (!root) return { kind: 'wrong', what: message('The text is empty.'), offset: 0, length: 0 };
  const read = readFunctionFile(JSON.parse(text) as Json);
  if (read.kind === 'function') return read;
  const { path, what } = read.problem;
  return { kind: 'wrong', what, ...placeOfPath(text, path) };
}

/** Where a `function.json` names its handler, or its runtime: what cannot be loaded may be wrong there. */
export function placeOfKey(text: string, key: 'handler' | 'runtime') {
  return placeOfField(text, key);
}

/** Where a dotted path stands, the numbers in it for items of lists. */
function placeOfPath(text: string, path: string): { readonly offset: number; readonly length: number } {
  const steps = path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const root = parseTree(text);
  for (let length = steps.length; root && length > 0; length--) {
    const node = findNodeAtLocation(root, steps.slice(0, length));
    if (node) return extentOf(node);
  }
  return { offset: root?.offset ?? 0, length: 1 };
}

/** A value; of a large one only its key, or where it begins. */
function extentOf(node: Node): { readonly offset: number; readonly length: number } {
  if (node.type !== 'object' && node.type !== 'array') return node;
  const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  return key ?? { offset: node.offset, length: 1 };
}

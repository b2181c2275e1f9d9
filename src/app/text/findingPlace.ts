import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import type { Finding } from '../../model/finding';
import { message, type Message } from '../../model/message';
import { placeOf } from './parseText';

/**
 * Where the field that a dotted path names (a number for an item of a list) stands in a text, or the nearest object
 * around it where it is missing.
 */
export function placeOfField(
  text: string,
  path: string,
): { readonly offset: number; readonly length: number } {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const keys = path === '' ? [] : path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  for (let length = keys.length; root && length > 0; length--) {
    const node = findNodeAtLocation(root, keys.slice(0, length));
    // A whole object is too much to mark: its key says enough.
    if (node) return isLarge(node) ? (node.parent?.children?.[0] ?? node) : propertyOf(node);
  }
  return { offset: root?.offset ?? 0, length: 1 };
}

/** A finding as a sentence that says where to look: `Line 3, max_async_retry_attempts: Enter …`. */
export function located(text: string, finding: Finding, said: string): Message {
  const { line } = placeOf(text, placeOfField(text, finding.path).offset);
  return finding.path === ''
    ? message('Line {0}: {1}', line, said)
    : message('Line {0}, {1}: {2}', line, finding.path, said);
}

function isLarge({ type }: Node): boolean {
  return type === 'object' || type === 'array';
}

/** The whole property where the value of one is given: it begins with the key. */
function propertyOf(node: Node): Node {
  return node.parent?.type === 'property' ? node.parent : node;
}

import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import type { Finding } from '../../model/finding';
import { message, type Message } from '../../model/message';
import { placeOf } from './parseText';

/**
 * The 1-based line of the field that a dotted path names, or of the nearest object around it where the field is
 * missing from the text.
 */
export function lineOfField(text: string, path: string): number {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const keys = path === '' ? [] : path.split('.');
  for (let length = keys.length; root && length > 0; length--) {
    const node = findNodeAtLocation(root, keys.slice(0, length));
    if (node) return placeOf(text, keyOf(node).offset).line;
  }
  return placeOf(text, root?.offset ?? 0).line;
}

/** A finding as a sentence that says where to look: `Line 3, max_async_retry_attempts: Enter …`. */
export function located(text: string, finding: Finding, said: string): Message {
  const line = lineOfField(text, finding.path);
  return finding.path === ''
    ? message('Line {0}: {1}', line, said)
    : message('Line {0}, {1}: {2}', line, finding.path, said);
}

/** The whole property where the value of one is given: its line is where the key stands. */
function keyOf(node: Node): Node {
  return node.parent?.type === 'property' ? node.parent : node;
}

import { getLocation, parseTree, findNodeAtLocation } from 'jsonc-parser';
import { shapeOfText } from './readPayload';
import type { Shape } from './shape';

/** What can be written at a place of a payload. */
interface Proposals {
  /** The part of the text that a proposal takes the place of. */
  readonly offset: number;
  readonly length: number;
  /** Names of properties that other payloads have here and this one has not, or values, as JSON. */
  readonly kind: 'names' | 'values';
  readonly written: readonly string[];
}

/** What other payloads of the function have where the cursor is. */
export function proposalsAt(text: string, offset: number, shape: Shape): Proposals {
  const read = shapeOfText(text);
  const { path, isAtPropertyKey, previousNode } = getLocation(read, offset);
  const above = isAtPropertyKey ? path.slice(0, -1) : path;
  const here = above.reduce<Shape | undefined>(
    (at, part) => (typeof part === 'number' ? at?.items : at?.properties.get(part)),
    shape,
  );
  const begun = previousNode && previousNode.offset <= offset ? previousNode : undefined;
  const within = begun && offset <= begun.offset + begun.length ? begun : undefined;
  const place = { offset: within?.offset ?? offset, length: within?.length ?? 0 };
  if (!here) return { ...place, kind: 'values', written: [] };
  if (!isAtPropertyKey) return { ...place, kind: 'values', written: [...here.values] };
  const root = parseTree(read, [], { allowTrailingComma: true });
  const object = root && findNodeAtLocation(root, [...above]);
  const present = (object?.children ?? []).flatMap(({ children: [key] = [] }) =>
    key && key.offset !== within?.offset ? [String(key.value)] : [],
  );
  const names = [...here.properties.keys()].filter((name) => !present.includes(name));
  return { ...place, kind: 'names', written: names.map((name) => JSON.stringify(name)) };
}

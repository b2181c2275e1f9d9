import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import { listOf, message, type Message } from '../../model/message';
import { shapeOfText } from './readPayload';

/** How many payloads must know an object before something in it counts as unusual. */
const ENOUGH = 2;

/** Most values that are remembered of one place, and their length: to be offered, not to be kept. */
const MOST = { values: 8, length: 60 } as const;

/** A word of JSON for what a value is. */
type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

/** What payloads of a function have at one place. */
export interface Shape {
  /** How many values were seen here. */
  seen: number;
  /** A variable stood here: whatever it stands for may be. */
  open: boolean;
  readonly types: Set<JsonType>;
  /** Values that are no objects and no arrays, as JSON. */
  readonly values: Set<string>;
  readonly properties: Map<string, Shape>;
  /** What arrays have in them, all items alike. */
  items: Shape | undefined;
}

/** Something in a payload that no other one of its function has. */
interface Oddity {
  readonly offset: number;
  readonly length: number;
  readonly reason: Message;
}

/** What payloads have in common; those that are no JSON count for nothing. */
export function shapeOf(texts: readonly string[]): Shape {
  const shape = emptyShape();
  for (const text of texts) {
    const root = payloadTree(text);
    if (root) take(shape, root, text);
  }
  return shape;
}

/** What a payload has that no other one has: names in objects, and kinds of values. Nothing while few are known. */
export function odditiesOf(text: string, shape: Shape): readonly Oddity[] {
  const root = payloadTree(text);
  return root ? odd(root, shape, text) : [];
}

/** The root of a payload that is JSON, with variables as values. */
function payloadTree(text: string): Node | undefined {
  try {
    const errors: ParseError[] = [];
    const root = parseTree(shapeOfText(text), errors, { allowTrailingComma: true });
    return errors.length === 0 ? root : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // nested too deeply
    throw error;
  }
}

function emptyShape(): Shape {
  return {
    ...{ seen: 0, open: false, items: undefined },
    ...{ types: new Set(), values: new Set(), properties: new Map() },
  };
}

function take(shape: Shape, node: Node, text: string): void {
  shape.seen += 1;
  if (isVariable(node, text)) shape.open = true;
  shape.types.add(typeOf(node));
  for (const child of node.children ?? []) {
    const [key, value] = node.type === 'object' ? (child.children ?? []) : [undefined, child];
    if (!value) continue;
    take(key ? propertyOf(shape, String(key.value)) : (shape.items ??= emptyShape()), value, text);
  }
  const written = text.slice(node.offset, node.offset + node.length);
  const isPlain = !node.children && written.length <= MOST.length && !isVariable(node, text);
  if (isPlain && shape.values.size < MOST.values) shape.values.add(written);
}

function propertyOf(shape: Shape, name: string): Shape {
  const known = shape.properties.get(name);
  if (known) return known;
  const made = emptyShape();
  shape.properties.set(name, made);
  return made;
}

function odd(node: Node, shape: Shape, text: string): readonly Oddity[] {
  const { offset, length } = node;
  if (shape.open || isVariable(node, text)) return [];
  if (shape.seen >= ENOUGH && !shape.types.has(typeOf(node))) {
    const types = listOf([...shape.types]);
    return [{ offset, length, reason: message('Other payloads of this function have {0} here.', types) }];
  }
  return (node.children ?? []).flatMap((child) => {
    const [key, value] = node.type === 'object' ? (child.children ?? []) : [undefined, child];
    if (!value) return [];
    const below = key ? shape.properties.get(String(key.value)) : shape.items;
    if (below) return odd(value, below, text);
    if (!key || shape.seen < ENOUGH) return [];
    const reason = message('No other payload of this function has “{0}” here.', String(key.value));
    return [{ offset: key.offset, length: key.length, reason }];
  });
}

function typeOf({ type }: Node): JsonType {
  return type === 'property' ? 'object' : type;
}

/** A variable without quotes: where a value stands as JSON sees it, the text has braces. */
function isVariable(node: Node, text: string): boolean {
  return node.type === 'null' && text.startsWith('{{', node.offset);
}

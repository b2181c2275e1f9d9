import { isCollection, isScalar, visit, type Pair, type YAMLMap } from 'yaml';
import { destinationsOf } from '../../model/fields';
import { printJson, type Json, type JsonObject } from '../../model/json';
import { yamlText } from './alibabaCode';
import { arnIn, compareBlock, sameArn } from './serverlessBlock';
import { readServerlessFile, type ServerlessBlock } from './serverlessFile';

/** One replacement in a text: what stands from one offset to another becomes `content`. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly content: string;
}

/**
 * The text of an `s.yaml` in which one block says what the service holds. Comments, order, interpolations and every
 * other character stay. Undefined where that cannot be done in place. The block is looked up in this text: it may have
 * been read from an earlier one, and a person types on while a service answers.
 */
export function writeBack(
  text: string,
  block: Pick<ServerlessBlock, 'profile' | 'resource'>,
  held: JsonObject,
): string | undefined {
  let now = text;
  let current = sameBlock(text, block);
  // One field after the other, each in the text that the one before has left.
  for (let left = MOST; current && left > 0; left--) {
    if (compareBlock(current, held).kind === 'same') return now;
    const [first] = current.map ? pending(now, current, current.map, held) : [];
    if (!first) return undefined;
    now = spliced(now, first);
    current = sameBlock(now, block);
  }
  return undefined;
}

function sameBlock(
  text: string,
  { profile, resource }: Pick<ServerlessBlock, 'profile' | 'resource'>,
): ServerlessBlock | undefined {
  const file = readServerlessFile(text);
  const blocks = file.kind === 'blocks' ? file.blocks : [];
  return blocks.find((one) => one.resource === resource && one.profile.id === profile.id);
}

/** More changes than one block can need. */
const MOST = 12;

/** What is still to be done, field by field. */
function pending(
  text: string,
  block: ServerlessBlock,
  map: YAMLMap,
  held: JsonObject,
): readonly (readonly Splice[])[] {
  const all = [...fieldSplices(text, block, map, held), ...sideSplices(text, block, map, held)];
  return all.filter((splices) => splices.length > 0);
}

function fieldSplices(
  text: string,
  { fields }: ServerlessBlock,
  map: YAMLMap,
  held: JsonObject,
): readonly (readonly Splice[])[] {
  return [...fields].map(([key, field]) => {
    const value = held[key];
    if (field.kind === 'opaque' || field.value === value) return [];
    if (value === undefined) return removal(text, map, key);
    return [{ from: field.from, to: field.to, content: inYaml(value) }];
  });
}

function sideSplices(
  text: string,
  block: ServerlessBlock,
  map: YAMLMap,
  held: JsonObject,
): readonly (readonly Splice[])[] {
  const { profile, form, sides, sidesMap, sidesLeftAlone } = block;
  if (sidesLeftAlone) return [];
  const { success, failure } = destinationsOf(profile);
  const wanted = [success, failure].flatMap((side) => {
    const arn = arnIn(held, block, side);
    return arn === undefined ? [] : [[side, arn] as const];
  });
  const opaque = [...sides].filter(([, { kind }]) => kind === 'opaque');
  const missing = wanted.filter(([side]) => !sides.has(side));
  const gone = [...sides].filter(
    ([side, { kind }]) => kind === 'known' && !wanted.some(([name]) => name === side),
  );
  const changed = wanted.map(([side, arn]): readonly Splice[] => {
    const field = sides.get(side);
    if (field?.kind !== 'known' || sameArn(String(field.value), arn)) return [];
    return [{ from: field.from, to: field.to, content: yamlText(arn) }];
  });
  const { key } = form.destinations;
  // Where no side stays as a neighbour, the destinations go or come as a whole.
  const stays = sides.size - gone.length > 0 || opaque.length > 0;
  const sideTree = (arn: string): Tree => (form.destinations.as === 'text' ? arn : { destination: arn });
  const whole: Tree = Object.fromEntries(wanted.map(([side, arn]) => [side, sideTree(arn)]));
  if (!stays) {
    if (missing.length > 0) {
      return [map.has(key) ? exchange(text, map, key, whole) : insertion(text, map, key, whole)];
    }
    return gone.length > 0 ? [removal(text, map, key)] : [];
  }
  if (!sidesMap) return changed;
  return [
    ...changed,
    ...missing.map(([side, arn]) => insertion(text, sidesMap, side, sideTree(arn))),
    ...gone.map(([side]) => removal(text, sidesMap, side)),
  ];
}

/** What is inserted: a text, or fields with what they hold. */
type Tree = string | { readonly [name: string]: Tree };

/** A new last field of a map. */
function insertion(text: string, map: YAMLMap, key: string, value: Tree): readonly Splice[] {
  const last = map.items.at(-1);
  if (map.flow) {
    const at = last ? endOf(text, last) : (map.range?.[1] ?? 0) - 1;
    return [{ from: at, to: at, content: `${last ? ', ' : ''}${key}: ${flow(value)}` }];
  }
  const first = map.items[0]?.key;
  const start = isScalar(first) ? first.range?.[0] : undefined;
  if (!last || start === undefined) return [];
  const indent = ' '.repeat(start - lineStart(text, start));
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const end = lineEnd(text, endOf(text, last));
  const lines = blockLines(key, value, indent);
  return [{ from: end, to: end, content: `${eol}${lines.join(eol)}` }];
}

function blockLines(key: string, value: Tree, indent: string): readonly string[] {
  if (typeof value === 'string') return [`${indent}${key}: ${yamlText(value)}`];
  const inner = Object.entries(value).flatMap(([name, one]) => blockLines(name, one, `${indent}  `));
  return [`${indent}${key}:`, ...inner];
}

function flow(value: Tree): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const inner = Object.entries(value).map(([name, one]) => `${name}: ${flow(one)}`);
  return `{ ${inner.join(', ')} }`;
}

/** A field with something else in its place; the comments on its lines stay before it. */
function exchange(text: string, map: YAMLMap, key: string, value: Tree): readonly Splice[] {
  const pair = map.items.find(({ key: name }) => isScalar(name) && name.value === key);
  const from = pair && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
  if (!pair || from === undefined) return [];
  if (map.flow) return [{ from, to: endOf(text, pair), content: `${key}: ${flow(value)}` }];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = blockLines(key, value, text.slice(lineStart(text, from), from));
  return removal(text, map, key).map((splice) => ({
    ...splice,
    content: `${splice.content}${lines.join(eol)}${eol}`,
  }));
}

/** Takes a field out of a map, with its lines; the comments in these stay, each on a line of its own. */
function removal(text: string, map: YAMLMap, key: string): readonly Splice[] {
  const index = map.items.findIndex(({ key: name }) => isScalar(name) && name.value === key);
  const pair = map.items[index];
  const from = pair && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
  if (!pair || from === undefined) return [];
  const to = endOf(text, pair);
  if (map.flow) {
    const next = /^\s*,\s*/.exec(text.slice(to));
    if (next) return [{ from, to: to + next[0].length, content: '' }];
    const before = /\s*,\s*$/.exec(text.slice(0, from));
    return [{ from: before ? before.index : from, to, content: '' }];
  }
  const begin = lineStart(text, from);
  const end = lineEnd(text, to);
  const indent = text.slice(begin, from);
  if (indent.trim() !== '') return []; // behind the dash of a list
  const comments = commentsIn(text, map, begin, end).map((comment) => `${indent}${comment}`);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const rest = /^(\r\n|\n|\r)/.exec(text.slice(end))?.[0].length ?? 0;
  return [{ from: begin, to: end + rest, content: comments.map((line) => `${line}${eol}`).join('') }];
}

/** Comments from one offset of a map to another. */
function commentsIn(text: string, map: YAMLMap, from: number, to: number): readonly string[] {
  const scalars: (readonly [number, number])[] = [];
  visit(map, {
    Scalar: (_, { range }) => {
      if (range) scalars.push([range[0], range[1]]);
    },
  });
  const inScalar = (at: number): boolean => scalars.some(([start, end]) => at >= start && at < end);
  return [...text.slice(from, to).matchAll(/(^|[ \t])#[^\r\n]*/gm)].flatMap((match) => {
    const at = from + match.index + (match[1] ?? '').length;
    return inScalar(at) ? [] : [text.slice(at, from + match.index + match[0].length).trimEnd()];
  });
}

/** Where a field ends, without the comments behind it. Blocks end on their last line: the next one is another's. */
function endOf(text: string, pair: Pair): number {
  return text.slice(0, rangeEnd(pair)).trimEnd().length;
}

function rangeEnd({ key, value }: Pair): number {
  if (isCollection(value)) {
    if (value.flow) return value.range?.[1] ?? 0;
    const last = value.items.at(-1);
    return last !== null && typeof last === 'object' && 'key' in last
      ? rangeEnd(last as Pair)
      : (value.range?.[1] ?? 0);
  }
  const own = isScalar(value) ? value.range : undefined;
  return own?.[1] ?? (isScalar(key) ? (key.range?.[2] ?? 0) + 1 : 0);
}

function lineStart(text: string, at: number): number {
  return Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}

function lineEnd(text: string, at: number): number {
  const next = text.slice(at).search(/\r\n|\n|\r/);
  return next < 0 ? text.length : at + next;
}

function inYaml(value: Json): string {
  return typeof value === 'string' ? yamlText(value) : printJson(value);
}

function spliced(text: string, splices: readonly Splice[]): string {
  return splices.reduceRight(
    (now, { from, to, content }) => now.slice(0, from) + content + now.slice(to),
    text,
  );
}

import { findNodeAtLocation, getNodeValue, parseTree, type ParseError } from 'jsonc-parser';
import { isAlias, isMap, isScalar, LineCounter, parseDocument, visit, type Node } from 'yaml';
import { isObject } from '../../model/json';
import { message } from '../../model/message';
import { placeOf } from '../text/parseText';
import type { ProfileProblem, RawProfile } from './profile';

/** Most brackets that may be open at once: deeper texts keep the parser of YAML busy for minutes. */
const DEPTH = 50;

/** What the text of a file says: its profiles in order, one name perhaps twice, and what stands beside them. */
export type ProfileText =
  | { readonly kind: 'profiles'; readonly profiles: readonly RawProfile[]; readonly beside: unknown }
  /** No such text; perhaps it is just being written. */
  | { readonly kind: 'broken'; readonly problem: ProfileProblem };

/** Reads `{"profiles": [{"name": …}, …], …}` as the tools of Alibaba Cloud and Huawei Cloud write it. */
export function readJsonProfiles(path: string, text: string): ProfileText {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowEmptyContent: false });
  const [error] = errors;
  if (error || !root) return broken(path, placeOf(text, error?.offset ?? 0), 'JSON');
  const list = findNodeAtLocation(root, ['profiles']);
  const profiles = (list?.type === 'array' ? (list.children ?? []) : []).flatMap((node): RawProfile[] => {
    const fields: unknown = getNodeValue(node);
    const name = findNodeAtLocation(node, ['name'])?.value as unknown;
    const { line } = placeOf(text, node.offset);
    return typeof name === 'string' ? [{ name, path, line, fields }] : [];
  });
  return { kind: 'profiles', profiles, beside: getNodeValue(root) };
}

/** Reads `name: {…}` in YAML, at the top or below `key`. */
export function readYamlProfiles(path: string, text: string, key?: string): ProfileText {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (isDeep(text)) return broken(path, { line: 1, column: 1 }, 'YAML');
  // A name that stands twice is a problem of this name and not of the file.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) return broken(path, place(error.pos[0]), 'YAML');
  // An account 0012… and a password 1e5 are what is written there, and no numbers.
  visit(document, {
    Scalar: (_, scalar) => {
      if (scalar.value !== null && scalar.source !== undefined) scalar.value = scalar.source;
    },
  });
  const top = document.contents;
  const map = key === undefined || !isMap(top) ? top : top.get(key, true);
  // The person who writes the file by hand begins with an empty one.
  if (!isMap(map)) return top && !isMap(top) ? broken(path, place(0), 'YAML') : none;
  const profiles = map.items.flatMap(({ key: name, value: given }): RawProfile[] => {
    const value = isAlias(given) ? given.resolve(document) : given;
    if (!isScalar(name) || !isMap(value)) return [];
    const { line } = place(name.range?.[0] ?? 0);
    return [{ name: String(name.value), path, line, fields: plainValue(value, document) }];
  });
  return { kind: 'profiles', profiles, beside: {} };
}

const none: ProfileText = { kind: 'profiles', profiles: [], beside: {} };

function plainValue(node: Node, document: ReturnType<typeof parseDocument>): unknown {
  try {
    return withMerged(node.toJS(document, { maxAliasCount: 20 }));
  } catch {
    return {}; // aliases that would multiply: its fields are missing then
  }
}

/**
 * The same with what `<<: *other` lays below it, as the tools of these files read it (YAML 1.1, “Merge Key”): the first of
 * several counts, and an object's own fields before all of them.
 */
function withMerged(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { '<<': below, ...own } = value;
  const sources: readonly unknown[] = Array.isArray(below) ? below : [below];
  const layers = [...sources.toReversed().map(withMerged).filter(isObject), own];
  const fields = layers.flatMap((layer) => Object.entries(layer));
  return Object.fromEntries(new Map(fields.map(([key, field]) => [key, withMerged(field)])));
}

function isDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > DEPTH) return true;
  }
  return false;
}

/** What the parser says is not repeated: it may quote the text. */
function broken(
  path: string,
  { line, column }: { readonly line: number; readonly column: number },
  language: string,
): ProfileText {
  return {
    kind: 'broken',
    problem: {
      summary: message('{0}: the file is not valid {1}.', `${path}:${line}:${column}`, language),
      hint: message('Correct it there. If a tool is just writing it, try again in a moment.'),
      path,
      line,
    },
  };
}

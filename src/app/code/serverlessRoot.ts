import {
  isMap,
  isPair,
  isScalar,
  LineCounter,
  parseAllDocuments,
  visit,
  type Document,
  type YAMLMap,
} from 'yaml';
import { message, type Message } from '../../model/message';
import type { ServerlessForm } from '../../model/services/codeForms';

/** Why a text has nothing of Serverless Devs to read. `line` is 1-based. */
export type NotReadable =
  { readonly kind: 'unreadable'; readonly line: number; readonly why: Message } | { readonly kind: 'other' };

/** One function of an `s.yaml`: what the file calls it, and the settings of its component. */
export interface Entry {
  readonly resource: string;
  readonly props: YAMLMap;
  /** The maps on the way from the list of functions to the settings, each with the key that leads on. */
  readonly around: readonly Step[];
}

/** A map, and the key of it that leads on to what is looked for. */
interface Step {
  readonly map: YAMLMap;
  readonly key: string;
}

/** Longest text that is read, in characters: an `s.yaml` is written by hand, and reading holds up the editor. */
const LIMIT = 256 * 1024;

/** Most brackets that may be open at once. */
const DEPTH = 100;

/** The top of an `s.yaml`, as it stands. */
export function readServerlessRoot(
  text: string,
): { readonly kind: 'root'; readonly root: YAMLMap } | NotReadable {
  if (text.length > LIMIT) return unreadable(1, message('The file is too large to be read here.'));
  const lines = new LineCounter();
  const documents = isDeep(text) ? undefined : parsed(text, lines);
  if (documents === undefined) return unreadable(1, message('The file is nested too deeply.'));
  const [first, second] = documents;
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    const [reason = error.message] = error.message.split(/ at line \d+/);
    return unreadable(line, message('This is no YAML: {0}', reason));
  }
  if (second?.range) {
    const { line } = lines.linePos(second.range[0]);
    return unreadable(line, message('A second document begins here; Serverless Devs reads one.'));
  }
  const root = first?.contents;
  return isMap(root) ? { kind: 'root', root } : { kind: 'other' };
}

/** The functions of a component. Both editions are read by both lists' names: a file may call its functions by either. */
export function entriesOf(root: YAMLMap, form: ServerlessForm): readonly Entry[] {
  return ['resources', 'services'].flatMap((list) => {
    const entries = root.get(list, true);
    if (!isMap(entries)) return [];
    return entries.items.flatMap(({ key, value }) => {
      if (!isScalar(key) || !isMap(value) || !isComponent(value.get('component'), form)) return [];
      const props = value.get('props', true);
      const resource = String(key.value);
      const around = [
        { map: entries, key: resource },
        { map: value, key: 'props' },
      ];
      return isMap(props) ? [{ resource, props, around }] : [];
    });
  });
}

/**
 * The anchor by which something else in the file has what these steps lead to, so that a change of it changes that, too;
 * undefined where nothing has. What is merged from an anchor (`<<`) into a map with a key of its own is none of it.
 */
export function sharedBy(root: YAMLMap, steps: readonly Step[]): string | undefined {
  const keys = new Map(
    steps.flatMap(({ map, key }) => (map.anchor === undefined ? [] : [[map.anchor, key]])),
  );
  let found: string | undefined;
  visit(root, {
    Alias: (_, { source }, path) => {
      const key = keys.get(source);
      if (key === undefined) return undefined;
      const at = path.findLastIndex((node) => isPair(node));
      const [into, pair] = [path[at - 1], path[at]];
      const isMerged = isPair(pair) && isScalar(pair.key) && pair.key.value === '<<';
      if (isMerged && isMap(into) && into.has(key)) return undefined;
      found = source;
      return visit.BREAK;
    },
  });
  return found;
}

/** `fc3`, `devsapp/fc3`, `fc3@0.1.2`, a path or an address that ends so. */
function isComponent(value: unknown, { component }: ServerlessForm): boolean {
  return typeof value === 'string' && (/([^/@]+)(@[^/]*)?$/.exec(value)?.[1] ?? '') === component;
}

/** Brackets in brackets are the one thing that takes the parser minutes; no config has more than a few. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > DEPTH) return true;
  }
  return false;
}

function parsed(text: string, lineCounter: LineCounter): readonly Document[] | undefined {
  try {
    const documents = parseAllDocuments(text, { lineCounter, prettyErrors: true, logLevel: 'silent' });
    return 'empty' in documents ? [] : documents;
  } catch {
    return undefined; // a stack that is full
  }
}

function unreadable(line: number, why: Message): NotReadable {
  return { kind: 'unreadable', line, why };
}

/** Serverless Devs fills such a value in when it deploys: `${env(X)}`, `${vars.x}`. */
export function isInterpolated(text: string): boolean {
  return text.includes('${');
}

import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import {
  END_STATES,
  EXPECTATION_KEYS,
  STATUS_WORDS,
  type Expectation,
  type ExpectationKey,
} from '../../model/expectation';
import { isObject, type Json } from '../../model/json';
import { listOf, message, type Message } from '../../model/message';
import { parseText, placeOf, type SyntaxProblem } from '../text/parseText';

/** A place in a file; both are 1-based. */
export type Place = Pick<SyntaxProblem, 'line' | 'column'>;

/** One case of a file of expectations. */
export interface ExpectedCase {
  readonly expectation: Expectation;
  /** Where the case begins. */
  readonly place: Place;
  /** Where a part of it stands, or what is nearest above it: `['result', 'body', 'id']`. */
  placeOf(path: readonly (string | number)[]): Place;
}

/** What a file of expectations says, or all that is wrong with it: then nothing of it counts. */
type ReadExpectations =
  | {
      readonly kind: 'cases';
      /** In the order of the file. */
      readonly cases: readonly ExpectedCase[];
      /** Whether the file is a list, even of one. */
      readonly isList: boolean;
    }
  | { readonly kind: 'broken'; readonly problems: readonly SyntaxProblem[] };

/** Something that is wrong at a path of a case; `atKey`: with the name itself. */
interface Problem {
  readonly path: readonly (string | number)[];
  readonly atKey?: true;
  readonly reason: Message;
}

/** Reads the text of a file of expectations: JSON with comments, one case or a list of them. */
export function readExpectations(text: string): ReadExpectations {
  const parsed = parseText(text);
  if (parsed.kind === 'broken') return { kind: 'broken', problems: [parsed.syntax] };
  const root = parseTree(text, [], { allowTrailingComma: true });
  const { document } = parsed;
  const isList = Array.isArray(document);
  const items: readonly Json[] = isList ? (document as readonly Json[]) : [document];
  const nodes = (isList ? root?.children : root && [root]) ?? [];
  if (items.length === 0) {
    const reason = message('There is no case in the list.');
    return { kind: 'broken', problems: [{ line: 1, column: 1, reason }] };
  }
  const problems = items.flatMap((item, index) =>
    problemsOf(item).map(({ path, atKey, reason }) => ({
      ...placeOf(text, offsetOf(nodes[index], path, atKey)),
      reason,
    })),
  );
  if (problems.length > 0) return { kind: 'broken', problems };
  const cases = items.map((item, index): ExpectedCase => ({
    expectation: expectationOf(item),
    place: placeOf(text, nodes[index]?.offset ?? 0),
    placeOf: (path) => placeOf(text, offsetOf(nodes[index], path, true)),
  }));
  return { kind: 'cases', cases, isList };
}

/** The offset of a part of a case, or of the nearest part above it that is there; `atKey`: of its name. */
function offsetOf(node: Node | undefined, path: readonly (string | number)[], atKey?: true): number {
  if (!node) return 0;
  for (let length = path.length; length > 0; length--) {
    const found = findNodeAtLocation(node, path.slice(0, length));
    if (found) return atKey && found.parent?.type === 'property' ? found.parent.offset : found.offset;
  }
  return node.offset;
}

/** All that is wrong with a case. */
function problemsOf(item: Json): readonly Problem[] {
  if (!isObject(item)) return [{ path: [], reason: message('A case is an object in braces.') }];
  const mode = item['mode'] === 'async' ? 'async' : 'sync';
  return Object.entries(item).flatMap(([key, value]): readonly Problem[] => {
    if (!isKey(key)) {
      const known = listOf(Object.keys(EXPECTATION_KEYS));
      const reason = message('Nothing can be expected of “{0}”, only of: {1}.', key, known);
      return [{ path: [key], atKey: true, reason }];
    }
    const only = EXPECTATION_KEYS[key].mode;
    if (only !== undefined && only !== mode) {
      const reason =
        only === 'async'
          ? message('“{0}” is known of events only: add {1}.', key, '"mode": "async"')
          : message('“{0}” is known of synchronous calls only, and this is an event.', key);
      return [{ path: [key], atKey: true, reason }];
    }
    const reason = wrongIn(key, value);
    return reason ? [{ path: [key], reason }] : [];
  });
}

/** Why a value cannot be expected under a name. */
function wrongIn(key: ExpectationKey, value: Json): Message | undefined {
  switch (key) {
    case 'name':
      return isText(value) ? undefined : message('A text is meant here that is not empty.');
    case 'mode':
      return oneOf(value, ['sync', 'async']);
    case 'status':
      if (typeof value === 'string') return oneOf(value, STATUS_WORDS);
      return isWhole(value, 100, 599)
        ? undefined
        : message('A status code from {0} to {1} is meant here, or one of: {2}.', ...STATUS_ARGS);
    case 'result':
      return undefined;
    case 'maxDurationMs':
      return typeof value === 'number' && value > 0
        ? undefined
        : message('A number of milliseconds above 0 is meant here.');
    case 'log': {
      const texts: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value];
      return texts.length > 0 && texts.every(isText)
        ? undefined
        : message('A text is meant here that is not empty, or a list of such texts.');
    }
    case 'attempts':
      return isWhole(value, 0, Infinity) ? undefined : message('A whole number from 0 is meant here.');
    case 'state':
      return oneOf(value, END_STATES);
    case 'destination':
      return value === null || isText(value)
        ? undefined
        : message('A text is meant here that is not empty, or null for no destination.');
    case 'delivered':
      return typeof value === 'boolean' ? undefined : message('true or false is meant here.');
  }
}

const STATUS_ARGS = [100, 599, listOf(STATUS_WORDS)] as const;

function oneOf(value: Json, words: readonly string[]): Message | undefined {
  return typeof value === 'string' && words.includes(value)
    ? undefined
    : message('One of these is meant here: {0}.', listOf(words));
}

function isText(value: Json): value is string {
  return typeof value === 'string' && value !== '';
}

function isWhole(value: Json, from: number, to: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to;
}

function isKey(key: string): key is ExpectationKey {
  return Object.hasOwn(EXPECTATION_KEYS, key);
}

/** A case in which nothing is wrong. */
function expectationOf(item: Json): Expectation {
  const { log, ...rest } = item as unknown as Expectation & { readonly log?: string | readonly string[] };
  return {
    ...rest,
    mode: rest.mode === 'async' ? 'async' : 'sync',
    ...(log !== undefined && { log: typeof log === 'string' ? [log] : log }),
  };
}

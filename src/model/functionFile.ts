import { isObject, member, type Json, type JsonObject } from './json';
import { message, type Message } from './message';
import { isName, type NameKind } from './functionNames';

/** Name of the file beside a function's code that says how the sandbox runs it. */
export const FUNCTION_FILE = 'function.json';

/** A published version; the unpublished one is always there and not among them. */
interface PublishedVersion {
  readonly name: string;
  readonly description: string;
  /** Folder with this version's code, relative to the file. */
  readonly dir: string;
}

export interface Alias {
  readonly name: string;
  readonly version: string;
  readonly description: string;
}

/** Where an event's end goes, in words that every service has a kind of: `store` is a bucket or a queue. */
export interface SeedDestination {
  readonly kind: 'function' | 'topic' | 'store';
  /** The function's group; empty for the other kinds. */
  readonly group: string;
  readonly name: string;
}

/** The async config with which a function comes, for its unpublished version: `async` in `function.json`. */
export interface ConfigSeed {
  /** Seconds. */
  readonly age?: number;
  readonly retries?: number;
  /** Whether events are on record. */
  readonly record?: boolean;
  readonly success?: SeedDestination;
  readonly failure?: SeedDestination;
}

/** What a `function.json` says. */
export interface FunctionFile {
  /** Absent: as the folders are named. */
  readonly group?: string;
  readonly name?: string;
  readonly runtime: string;
  /** Whether another version of the language will do, so that nothing need be said of it. */
  readonly anyVersion: boolean;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of layers relative to the file, the one whose packages count first, first. */
  readonly layers: readonly string[];
  readonly description: string;
  readonly initializer?: string;
  readonly initializerTimeoutSeconds?: number;
  /** Function that runs before an idle instance is ended, and how long it may take. */
  readonly preStop?: string;
  readonly preStopTimeoutSeconds?: number;
  /** How many events one instance takes at a time. */
  readonly instanceConcurrency: number;
  /** How many instances are kept ready from the first event on. */
  readonly provisioned: number;
  /** -1: unlimited, 0: disabled; as the service's `concurrency`. */
  readonly concurrency: number;
  /** Whether a caller may choose the memory size. */
  readonly dynamicMemory: boolean;
  readonly versions: readonly PublishedVersion[];
  readonly aliases: readonly Alias[];
  readonly asyncConfig?: ConfigSeed;
}

/** What is wrong with a `function.json`, and where: dotted path of the key, empty for the whole. */
interface FunctionFileProblem {
  readonly path: string;
  readonly what: Message;
}

/** What the content of a `function.json` means: the function, or the first thing that is wrong. */
type ReadFunctionFile =
  | { readonly kind: 'function'; readonly file: FunctionFile }
  | { readonly kind: 'wrong'; readonly problem: FunctionFileProblem };

/** What holds where a `function.json` says nothing. */
export const FUNCTION_DEFAULTS = { timeoutSeconds: 3, memoryMb: 128 } as const;

/** The widest ranges that the services document for the fields of an async config. Ages are in seconds. */
export const SEED_RANGES = { age: [1, 2_592_000], retries: [0, 8] } as const;

/** Reads the content of a `function.json`. */
export function readFunctionFile(said: Json): ReadFunctionFile {
  try {
    return { kind: 'function', file: readWhole(said) };
  } catch (error) {
    if (error instanceof Wrong) return { kind: 'wrong', problem: error.problem };
    throw error;
  }
}

/** How reading ends where something is wrong. */
class Wrong extends Error {
  constructor(readonly problem: FunctionFileProblem) {
    super(problem.what.text);
  }
}

function wrong(path: string, what: Message): Wrong {
  return new Wrong({ path, what });
}

function readWhole(said: Json): FunctionFile {
  if (!isObject(said)) throw wrong('', message('It is no JSON object.'));
  const { initializer, preStop, environment, versions, aliases } = said;
  return {
    ...(said['group'] !== undefined && { group: named(said, 'group', 'group', '') }),
    ...(said['name'] !== undefined && { name: named(said, 'name', 'name', '') }),
    runtime: text(said, 'runtime', ''),
    anyVersion: said['anyVersion'] === true,
    handler: text(said, 'handler', ''),
    timeoutSeconds: amount(said, 'timeout', FUNCTION_DEFAULTS.timeoutSeconds),
    memoryMb: amount(said, 'memory', FUNCTION_DEFAULTS.memoryMb),
    environment: strings(environment),
    layers: folders(said['layers'], 'layers'),
    description: text(said, 'description', '', ''),
    ...(typeof initializer === 'string' && { initializer }),
    ...(said['initializerTimeout'] !== undefined && {
      initializerTimeoutSeconds: amount(said, 'initializerTimeout', 0),
    }),
    ...(typeof preStop === 'string' && { preStop }),
    ...(said['preStopTimeout'] !== undefined && {
      preStopTimeoutSeconds: amount(said, 'preStopTimeout', 0),
    }),
    instanceConcurrency: count(said, 'instanceConcurrency', [1]),
    provisioned: count(said, 'provisioned', [0]),
    concurrency: number(said, 'concurrency', -1),
    dynamicMemory: said['dynamicMemory'] === true,
    versions: objects(versions, 'versions').map(([version, at]) => ({
      name: named(version, 'name', 'version', at),
      description: text(version, 'description', at, ''),
      dir: text(version, 'dir', at, '.'),
    })),
    aliases: objects(aliases, 'aliases').map(([alias, at]) => ({
      name: named(alias, 'name', 'name', at),
      version: text(alias, 'version', at),
      description: text(alias, 'description', at, ''),
    })),
    ...(said['async'] !== undefined && { asyncConfig: readSeed(said['async']) }),
  };
}

function readSeed(said: Json): ConfigSeed {
  if (!isObject(said)) throw wrong('async', message('{0} must be an object.', 'async'));
  const { age, retries, record, success, failure } = said;
  return {
    ...(age !== undefined && { age: count(said, 'age', SEED_RANGES.age, 'async.') }),
    ...(retries !== undefined && { retries: count(said, 'retries', SEED_RANGES.retries, 'async.') }),
    ...(typeof record === 'boolean' && { record }),
    ...(success !== undefined && { success: readSeedDestination(success, 'async.success') }),
    ...(failure !== undefined && { failure: readSeedDestination(failure, 'async.failure') }),
  };
}

/** `{"function": "group/name"}`, `{"topic": "name"}` or `{"store": "name"}`. */
function readSeedDestination(said: Json, path: string): SeedDestination {
  const kind = (['function', 'topic', 'store'] as const).find((each) => textOrNumber(said, each) !== '');
  if (!kind) throw wrong(path, message('A destination names a function, a topic or a store.'));
  const [first = '', second = ''] = textOrNumber(said, kind).split('/');
  if (kind !== 'function') return { kind, group: '', name: first };
  if (!isName('group', first) || !isName('name', second))
    throw wrong(path, message('A function is named by its group and its name: {0}', '"group/name"'));
  return { kind, group: first, name: second };
}

function named(from: JsonObject, key: string, kind: NameKind, at: string): string {
  const value = text(from, key, at);
  if (!isName(kind, value)) throw wrong(at + key, message('“{0}” is not a valid name here.', value));
  return value;
}

/** `at`: the path before the key, with its dot. */
function text(from: JsonObject, key: string, at: string, otherwise?: string): string {
  const value = from[key] ?? otherwise;
  if (value === undefined) throw wrong(at.replace(/\.$/, ''), message('{0} is missing.', key));
  if (typeof value !== 'string') throw wrong(at + key, message('{0} must be a text.', key));
  return value;
}

function number(from: JsonObject, key: string, otherwise: number, at = ''): number {
  const value = from[key] ?? otherwise;
  if (typeof value !== 'number') throw wrong(at + key, message('{0} must be a number.', key));
  return value;
}

function amount(from: JsonObject, key: string, otherwise: number): number {
  const value = number(from, key, otherwise);
  if (value < 0) throw wrong(key, message('{0} must not be negative.', key));
  return value;
}

/** A whole number of a range, whose least it is without the key. */
function count(
  from: JsonObject,
  key: string,
  [least, most]: readonly [least: number, most?: number],
  at = '',
): number {
  const value = number(from, key, least, at);
  if (Number.isInteger(value) && value >= least && value <= (most ?? Infinity)) return value;
  const what =
    most === undefined
      ? message('{0} must be a whole number, at least {1}.', key, least)
      : message('{0} must be a whole number from {1} to {2}.', key, least, most);
  throw wrong(at + key, what);
}

/** The objects of a list, each with the path before its keys. */
function objects(value: Json | undefined, key: string): readonly (readonly [JsonObject, string])[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrong(key, message('{0} must be a list of objects.', key));
  return value.map((each: Json, index) => {
    if (!isObject(each)) throw wrong(`${key}.${index}`, message('{0} must be a list of objects.', key));
    return [each, `${key}.${index}.`] as const;
  });
}

function folders(value: Json | undefined, key: string): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrong(key, message('{0} must be a list of folders.', key));
  return value.map((each: Json, index) => {
    if (typeof each === 'string' && each !== '') return each;
    throw wrong(`${key}.${index}`, message('{0} must be a list of folders.', key));
  });
}

function strings(value: Json | undefined): Record<string, string> {
  if (value === undefined) return {};
  if (!isObject(value)) throw wrong('environment', message('{0} must be an object.', 'environment'));
  return Object.fromEntries(Object.keys(value).map((key) => [key, textOrNumber(value, key)]));
}

function textOrNumber(from: Json, key: string): string {
  const value = member(from, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

import { readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isObject, type Json, type JsonObject } from '../model/json';
import { textAt } from './textAt';

/** A published version; `latest` is always there and not among them. */
interface PublishedVersion {
  readonly name: string;
  readonly description: string;
  /** Folder with this version's code. */
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

/** A function of the sandbox: what `<dir>/<group>/<name>/function.json` says, beside its code. */
export interface SandboxFunction {
  readonly group: string;
  readonly name: string;
  readonly dir: string;
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly description: string;
  readonly initializer?: string;
  readonly initializerTimeoutSeconds?: number;
  /** -1: unlimited, 0: disabled; as the service's `concurrency`. */
  readonly concurrency: number;
  /** Whether a caller may choose the memory size. */
  readonly dynamicMemory: boolean;
  readonly versions: readonly PublishedVersion[];
  readonly aliases: readonly Alias[];
  readonly asyncConfig?: ConfigSeed;
  /** Unix milliseconds. */
  readonly modified: number;
}

/** Narrows a list: by group exactly, by a part or the beginning of the name. */
export interface ListFilter {
  readonly group?: string;
  readonly namePart?: string;
  readonly prefix?: string;
}

/** What the sandbox's user may want to know of a folder: that it is no function, or that its code lies elsewhere. */
export interface Remark {
  readonly file: string;
  readonly text: string;
}

const GROUP = /^[A-Za-z0-9_-]{1,64}$/;
const NAME = /^[A-Za-z](?:[A-Za-z0-9_-]{0,58}[A-Za-z0-9])?$/;
const VERSION = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/**
 * Reads all functions below a folder, by group and name; a folder without `function.json` is passed over. Links to
 * folders are followed, also to the outside: whoever can make one here could as well put the code here, which runs with
 * all the rights of the sandbox's user either way. One that leads outside is remarked on, and so is one that leads
 * nowhere.
 */
export function readFunctions(root: string): { functions: SandboxFunction[]; remarks: Remark[] } {
  const functions: SandboxFunction[] = [];
  const remarks: Remark[] = [];
  const real = realpathSync(root);
  const remark = (file: string, text: string): void => void remarks.push({ file, text });
  for (const group of folders(root, real, remark)) {
    for (const name of folders(path.join(root, group), real, remark)) {
      const dir = path.join(root, group, name);
      const file = path.join(dir, 'function.json');
      try {
        const text = readIfThere(file);
        if (text === undefined) continue;
        functions.push(readFunction(group, name, dir, JSON.parse(text) as Json, statSync(file).mtimeMs));
      } catch (error) {
        remark(file, `is passed over: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return { functions, remarks };
}

/** The names of the folders in a folder, and of the links to folders. */
function folders(dir: string, root: string, remark: (file: string, text: string) => void): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .filter(
      (entry) =>
        entry.isDirectory() ||
        (entry.isSymbolicLink() && leadsToFolder(path.join(dir, entry.name), root, remark)),
    )
    .map((entry) => entry.name)
    .sort();
}

function leadsToFolder(link: string, root: string, remark: (file: string, text: string) => void): boolean {
  try {
    const target = realpathSync(link);
    if (!statSync(target).isDirectory()) return false;
    const within = path.relative(root, target);
    if (within.startsWith('..') || path.isAbsolute(within)) {
      remark(link, `is a link out of the functions folder: its code is run in ${target}`);
    }
    return true;
  } catch (error) {
    remark(link, `is passed over: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function readFunction(
  group: string,
  name: string,
  dir: string,
  said: Json,
  modified: number,
): SandboxFunction {
  if (!isObject(said)) throw new TypeError('not a JSON object');
  const initializer = said['initializer'];
  return {
    group: matching(group, GROUP, 'group'),
    name: matching(name, NAME, 'name'),
    dir: path.resolve(dir),
    runtime: text(said, 'runtime'),
    handler: text(said, 'handler'),
    timeoutSeconds: number(said, 'timeout', 3),
    memoryMb: number(said, 'memory', 128),
    environment: strings(said['environment']),
    description: text(said, 'description', ''),
    ...(typeof initializer === 'string' && { initializer }),
    ...(said['initializerTimeout'] !== undefined && {
      initializerTimeoutSeconds: number(said, 'initializerTimeout', 3),
    }),
    concurrency: number(said, 'concurrency', -1),
    dynamicMemory: said['dynamicMemory'] === true,
    versions: objects(said['versions']).map((version) => ({
      name: matching(text(version, 'name'), VERSION, 'version'),
      description: text(version, 'description', ''),
      dir: path.resolve(dir, text(version, 'dir', '.')),
    })),
    aliases: objects(said['aliases']).map((alias) => ({
      name: matching(text(alias, 'name'), NAME, 'alias'),
      version: text(alias, 'version'),
      description: text(alias, 'description', ''),
    })),
    ...(said['async'] !== undefined && { asyncConfig: readSeed(said['async']) }),
    modified,
  };
}

function readSeed(said: Json): ConfigSeed {
  if (!isObject(said)) throw new TypeError('async must be an object');
  const { record, success, failure } = said;
  return {
    ...(said['age'] !== undefined && { age: number(said, 'age', 0) }),
    ...(said['retries'] !== undefined && { retries: number(said, 'retries', 0) }),
    ...(typeof record === 'boolean' && { record }),
    ...(success !== undefined && { success: readSeedDestination(success) }),
    ...(failure !== undefined && { failure: readSeedDestination(failure) }),
  };
}

/** `{"function": "group/name"}`, `{"topic": "name"}` or `{"store": "name"}`. */
function readSeedDestination(said: Json): SeedDestination {
  const kind = (['function', 'topic', 'store'] as const).find((each) => textAt(said, each) !== '');
  if (!kind) throw new TypeError('a destination names a function, a topic or a store');
  const [first = '', second] = textAt(said, kind).split('/');
  if (kind !== 'function') return { kind, group: '', name: first };
  return { kind, group: matching(first, GROUP, 'group'), name: matching(second ?? '', NAME, 'name') };
}

function matching(value: string, pattern: RegExp, what: string): string {
  if (!pattern.test(value)) throw new TypeError(`${what} ${JSON.stringify(value)} is not valid`);
  return value;
}

function text(from: JsonObject, key: string, otherwise?: string): string {
  const value = from[key] ?? otherwise;
  if (typeof value !== 'string') throw new TypeError(`${key} must be a text`);
  return value;
}

function number(from: JsonObject, key: string, otherwise: number): number {
  const value = from[key] ?? otherwise;
  if (typeof value !== 'number') throw new TypeError(`${key} must be a number`);
  return value;
}

function objects(value: Json | undefined): readonly JsonObject[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isObject))
    throw new TypeError('versions and aliases are lists of objects');
  return value;
}

function strings(value: Json | undefined): Record<string, string> {
  if (value === undefined) return {};
  if (!isObject(value)) throw new TypeError('environment must be an object');
  return Object.fromEntries(Object.keys(value).map((key) => [key, textAt(value, key)]));
}

import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { isObject, type Json, type JsonObject } from '../model/json';
import { textAt } from './textAt';

/** A published version; `latest` is always there and not among them. */
export interface PublishedVersion {
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
  /** Unix milliseconds. */
  readonly modified: number;
}

/** Narrows a list: by group exactly, by a part or the beginning of the name. */
export interface ListFilter {
  readonly group?: string;
  readonly namePart?: string;
  readonly prefix?: string;
}

/** A folder that looks like a function and is not one. */
export interface BrokenFunction {
  readonly file: string;
  readonly reason: string;
}

const GROUP = /^[A-Za-z0-9_-]{1,64}$/;
const NAME = /^[A-Za-z](?:[A-Za-z0-9_-]{0,58}[A-Za-z0-9])?$/;
const VERSION = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/** Reads all functions below a folder, by group and name; a folder without `function.json` is passed over. */
export function readFunctions(root: string): { functions: SandboxFunction[]; broken: BrokenFunction[] } {
  const functions: SandboxFunction[] = [];
  const broken: BrokenFunction[] = [];
  for (const group of folders(root)) {
    for (const name of folders(path.join(root, group))) {
      const dir = path.join(root, group, name);
      const file = path.join(dir, 'function.json');
      try {
        const text = readIfThere(file);
        if (text === undefined) continue;
        functions.push(readFunction(group, name, dir, JSON.parse(text) as Json, statSync(file).mtimeMs));
      } catch (error) {
        broken.push({ file, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  return { functions, broken };
}

function folders(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => entry.name)
    .sort();
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
    modified,
  };
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

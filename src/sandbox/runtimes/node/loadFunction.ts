import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A handler, an initializer or a hook, as user code exports it. */
export type UserFunction = (...args: readonly unknown[]) => unknown;

const ENDINGS = ['.js', '.cjs', '.mjs'];

/**
 * Loads the function that `name` (`file.function`) says out of the code in `dir`, CommonJS or ES module. Throws what the
 * module throws, or an error named as the service's runtime names it when the file or the function is missing.
 */
export async function loadFunction(
  dir: string,
  name: string,
  role: 'handler' | 'initializer' | 'preStop',
): Promise<UserFunction> {
  const dot = name.lastIndexOf('.');
  const file = name.slice(0, dot);
  const exported = name.slice(dot + 1);
  if (dot < 1) throw named('FunctionConfigError', `${role} '${name}' is not of the form 'file.function'`);
  const path = moduleOf(dir, name);
  if (path === undefined) throw named('FunctionLoadError', `not found module './${file}.js'`);
  const found = memberOf(await loadModule(path), exported);
  if (typeof found === 'function') return found as UserFunction;
  throw named('FunctionConfigError', `${role} '${exported}' not found in module './${file}.js'`);
}

/** The file of a handler's or initializer's module; undefined where there is none. */
export function moduleOf(dir: string, name: string): string | undefined {
  const file = name.slice(0, name.lastIndexOf('.'));
  return ENDINGS.map((ending) => resolve(dir, file + ending)).find((candidate) => existsSync(candidate));
}

async function loadModule(path: string): Promise<unknown> {
  if (path.endsWith('.mjs')) return import(pathToFileURL(path).href);
  try {
    return createRequire(path)(path);
  } catch (error) {
    // A .js file whose package.json says "type": "module".
    if ((error as NodeJS.ErrnoException | undefined)?.code !== 'ERR_REQUIRE_ESM') throw error;
    return import(pathToFileURL(path).href);
  }
}

/** What a module exports under a name, by itself or within its default export. */
function memberOf(module: unknown, name: string): unknown {
  if (module === null || (typeof module !== 'object' && typeof module !== 'function')) return undefined;
  if (name in module) return (module as Record<string, unknown>)[name];
  return 'default' in module ? memberOf(module.default, name) : undefined;
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  delete error.stack;
  return error;
}

import { existsSync, readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What Node.js tells a hook about an import, as far as it matters here, and what a hook gives back. */
interface Importing {
  readonly parentURL?: string;
}
interface Resolved {
  readonly url: string;
}

/** What can be asked for instead, of the same Node.js. */
interface Instead {
  readonly specifier: string;
  readonly parentURL?: string;
}

/**
 * Lets `import` find packages in the folders of NODE_PATH, where `require` finds them by itself: Node.js does not look
 * there for ES modules. They are asked for only what was found nowhere else. Without effect before Node.js 18.19.
 */
export function importFromLayers(): void {
  if ((process.env['NODE_PATH'] ?? '') === '') return;
  const { register, registerHooks } = module as Partial<Hooks>;
  if (registerHooks) registerHooks({ resolve: resolveSync });
  // Its hooks live in a thread of their own, which loads this same program.
  else register?.(pathToFileURL(__filename).href);
}

/** The hooks of `node:module` as Node.js 22.15 and 18.19 have them. */
interface Hooks {
  readonly registerHooks: (hooks: { readonly resolve: typeof resolveSync }) => void;
  readonly register: (program: string) => void;
}

/** The hook of Node.js' thread of hooks. */
export async function resolve(
  specifier: string,
  importing: Importing,
  next: (specifier: string, importing: Importing) => Promise<Resolved>,
): Promise<Resolved> {
  try {
    return await next(specifier, importing);
  } catch (error) {
    for (const { specifier: other, ...from } of isMissing(error) ? inLayers(specifier) : []) {
      const found = await next(other, { ...importing, ...from }).catch(() => undefined);
      if (found) return found;
    }
    throw error;
  }
}

function resolveSync(
  specifier: string,
  importing: Importing,
  next: (specifier: string, importing: Importing) => Resolved,
): Resolved {
  try {
    return next(specifier, importing);
  } catch (error) {
    for (const { specifier: other, ...from } of isMissing(error) ? inLayers(specifier) : []) {
      try {
        return next(other, { ...importing, ...from });
      } catch {
        // The next folder may have it.
      }
    }
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_MODULE_NOT_FOUND';
}

/** The packages in the folders that an import can mean, the first folder first. */
function inLayers(specifier: string): readonly Instead[] {
  const name = /^(?:@[^/]+\/)?[^./#@:][^/:]*/.exec(specifier)?.[0];
  if (name === undefined || /^[a-z]+:/i.test(specifier)) return [];
  const folders = (process.env['NODE_PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder): readonly Instead[] => {
    const own = join(folder, name);
    // A package with `exports` may import itself by its name, and that is what is asked for.
    if (hasExports(own, name))
      return [{ specifier, parentURL: pathToFileURL(join(own, 'package.json')).href }];
    try {
      const file = createRequire(join(folder, 'package.json')).resolve(join(folder, specifier));
      return [{ specifier: pathToFileURL(file).href }];
    } catch {
      return [];
    }
  });
}

function hasExports(folder: string, name: string): boolean {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return false;
  try {
    const said = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly name?: unknown;
      readonly exports?: unknown;
    };
    return said.name === name && said.exports !== undefined && said.exports !== null;
  } catch {
    return false;
  }
}

import type { AsyncConfigs, VersionKey } from './asyncConfigs';
import type { ConfigSeed } from '../model/functionFile';
import type { SandboxFunction } from './functions';
import type { StateFolder } from './stateFolder';

/** Where the configs go that functions come with. */
interface SeedParts<Fields> {
  readonly configs: AsyncConfigs<Fields>;
  readonly functions: readonly SandboxFunction[];
  /** The key of a function's unpublished version; undefined where the service does not show the function. */
  readonly keyOf: (fn: SandboxFunction) => VersionKey | undefined;
  readonly fieldsOf: (seed: ConfigSeed) => Fields;
}

/**
 * Gives the functions the async configs that their `function.json` names, each once for a state folder: a config that
 * somebody has changed or deleted since stays as it is. `prefix` is the service's part of the folder.
 */
export async function seedConfigs<Fields>(
  folder: StateFolder,
  prefix: string,
  { configs, functions, keyOf, fieldsOf }: SeedParts<Fields>,
): Promise<void> {
  const [file] = await folder.readAll(`${prefix}/seeded`);
  const seeded = new Set(file ? (JSON.parse(file.text) as readonly string[]) : []);
  const before = seeded.size;
  for (const fn of functions) {
    const key = fn.asyncConfig && keyOf(fn);
    const id = key && [key.group, key.name].join('/');
    if (!fn.asyncConfig || !key || id === undefined || seeded.has(id)) continue;
    const fields = fieldsOf(fn.asyncConfig);
    await configs.put(key, (existing) => existing ?? fields);
    seeded.add(id);
  }
  if (seeded.size > before)
    await folder.write(`${prefix}/seeded/functions.json`, JSON.stringify([...seeded]));
}

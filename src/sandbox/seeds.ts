import type { ConfigSeed } from '../model/functionFile';
import { sameJson, type Json } from '../model/json';
import type { AsyncConfigs, VersionKey } from './asyncConfigs';
import type { Catalogue } from './catalogue';
import type { SandboxFunction } from './functions';
import { settingsOf } from './specOf';
import type { StateFolder } from './stateFolder';

/** Where the configs go that functions come with. */
interface SeedParts<Fields> {
  readonly configs: AsyncConfigs<Fields>;
  readonly catalogue: Catalogue;
  /** How the service is called, to tell which of several has kept what it had. */
  readonly service: string;
  /** The key of a function's unpublished version; undefined where the service does not show the function. */
  readonly keyOf: (fn: SandboxFunction) => VersionKey | undefined;
  readonly fieldsOf: (seed: ConfigSeed) => Fields;
  /** Told where what is saved stays, against a `function.json` that says something else. */
  readonly onKept: (text: string) => void;
  readonly onDefect: (error: unknown) => void;
}

/**
 * Gives the functions the async configs that their `function.json` names, now and whenever a file says something else. A
 * config that somebody has changed or deleted through the API meanwhile stays as it is, and that is told once. `prefix`
 * is the service's part of the folder.
 */
export async function followSeeds<Fields>(
  folder: StateFolder,
  prefix: string,
  parts: SeedParts<Fields>,
): Promise<void> {
  const { configs, catalogue, onDefect } = parts;
  const file = `${prefix}/seeded/functions.json`;
  const [saved] = await folder.readAll<Json>(`${prefix}/seeded`);
  /** By function, what its config was last given; null where that is not known. */
  const given = new Map<string, Json | null>(saved ? entriesOf(saved.value) : []);
  const told = new Set<string>();
  let writing = Promise.resolve();

  const give = (fn: SandboxFunction, seed: ConfigSeed): boolean => {
    const key = parts.keyOf(fn);
    if (!key) return false;
    const id = [key.group, key.name].join('/');
    const fields = parts.fieldsOf(seed);
    const [now, before] = [asJson(fields), given.get(id)];
    if (before !== undefined && sameJson(before ?? undefined, now)) return false;
    const saved = configs.fields(key);
    const held = saved === undefined ? undefined : asJson(saved);
    const isOurs = before === undefined ? held === undefined : sameJson(held, before ?? undefined);
    if (isOurs && !sameJson(held, now)) configs.give(key, fields);
    if (isOurs || sameJson(held, now)) {
      given.set(id, now);
      return true;
    }
    const what = `${settingsOf(fn)} async is not taken on ${parts.service}: the config that is saved there stays, as it was changed or deleted there. Change it there; once it is what the file says, the file counts again.`;
    const isKnown = told.has(`${what} ${JSON.stringify(now)}`);
    told.add(`${what} ${JSON.stringify(now)}`);
    if (!isKnown && before !== null) parts.onKept(what);
    if (before !== undefined) return false;
    given.set(id, null);
    return true;
  };

  catalogue.whenRead((functions) => {
    const changes = functions.map((fn) => fn.asyncConfig !== undefined && give(fn, fn.asyncConfig));
    if (!changes.includes(true)) return;
    const all = JSON.stringify(Object.fromEntries(given));
    writing = writing.then(() => folder.write(file, all)).catch(onDefect);
  });
  await Promise.all([writing, configs.written()]);
}

/** Before, the file had the names alone. */
function entriesOf(value: Json): readonly (readonly [string, Json | null])[] {
  if (Array.isArray(value)) return (value as readonly string[]).map((id) => [id, null] as const);
  return Object.entries(value as Readonly<Record<string, Json>>);
}

function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

import type { Catalogue } from '../../catalogue';
import type { SandboxFunction } from '../../functions';

/** A published version as this service has it: numbered. */
interface Version {
  readonly id: string;
  readonly description: string;
}

/** A name for a version. */
interface Alias {
  readonly name: string;
  readonly versionId: string;
  readonly description: string;
}

/** What qualifiers there are. */
export interface Qualifiers {
  readonly versions: readonly Version[];
  readonly aliases: readonly Alias[];
}

/** A function's versions keep their names where these are numbers, else they are numbered in their order. */
function versionIds(fn: SandboxFunction): readonly string[] {
  const names = fn.versions.map(({ name }) => name);
  return names.every((name) => /^\d+$/.test(name)) ? names : names.map((_, index) => String(index + 1));
}

/** The qualifiers of a function that stands alone (3.0), versions in ascending order. */
export function qualifiersOf(fn: SandboxFunction): Qualifiers {
  const ids = versionIds(fn);
  const idOf = (name: string) => ids[fn.versions.findIndex((version) => version.name === name)];
  return {
    versions: fn.versions
      .map(({ description }, index) => ({ id: ids[index] ?? '', description }))
      .sort((a, b) => Number(a.id) - Number(b.id)),
    aliases: fn.aliases
      .flatMap(({ name, version, description }) => {
        const versionId = idOf(version);
        return versionId === undefined ? [] : [{ name, versionId, description }];
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** The qualifiers of a service (2.0): those of all its functions together, since a service is published as a whole. */
export function serviceQualifiers(catalogue: Catalogue, service: string): Qualifiers {
  const versions = new Map<string, Version>();
  const aliases = new Map<string, Alias>();
  for (const fn of catalogue.inGroup(service)) {
    const own = qualifiersOf(fn);
    for (const version of own.versions) if (!versions.has(version.id)) versions.set(version.id, version);
    for (const alias of own.aliases) if (!aliases.has(alias.name)) aliases.set(alias.name, alias);
  }
  return {
    versions: [...versions.values()].sort((a, b) => Number(a.id) - Number(b.id)),
    aliases: [...aliases.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** The folder with the code of a version; a function without that version of its service has one code for all. */
export function codeOf(fn: SandboxFunction, versionId: string): string {
  return fn.versions[versionIds(fn).indexOf(versionId)]?.dir ?? fn.dir;
}

import { functionUrn } from '../../model/urn';
import type { Catalogue } from '../catalogue';
import type { SandboxFunction } from '../functions';
import type { Project } from './project';
import { refuse } from './refusal';

/** What a `{function_urn}` in a path addresses. */
export interface Target {
  readonly fn: SandboxFunction;
  /** `latest` or a published version; an alias is resolved. */
  readonly version: string;
  /** The alias that was named, without its `!`. */
  readonly alias?: string;
  /** Whether a version or an alias was named at all. */
  readonly qualified: boolean;
}

interface Named {
  readonly group: string;
  readonly name: string;
  readonly qualifier: string | undefined;
}

/**
 * Resolves all forms of the function model page: `name`, `package:name`, `project:package:name[:qualifier]` and URNs
 * of seven and eight fields. Throws a Refusal: 400 for a form that there is not, 403 for another project's URN,
 * 404 for a function, version or alias that is not there.
 */
export function resolveTarget(project: Project, catalogue: Catalogue, text: string): Target {
  const named = readName(project, text);
  const fn = catalogue.find(named.group, named.name);
  if (!fn) throw refuse.noFunction();
  const { qualifier } = named;
  if (qualifier === undefined || qualifier === 'latest') {
    return { fn, version: 'latest', qualified: qualifier !== undefined };
  }
  if (qualifier.startsWith('!')) {
    const alias = fn.aliases.find(({ name }) => `!${name}` === qualifier);
    if (!alias) throw refuse.noAlias();
    return { fn, version: alias.version, alias: alias.name, qualified: true };
  }
  if (!fn.versions.some(({ name }) => name === qualifier)) throw refuse.noVersion();
  return { fn, version: qualifier, qualified: true };
}

function readName(project: Project, text: string): Named {
  const parts = text.split(':');
  if (parts.some((part) => part === '')) throw refuse.badUrn();
  if (parts[0] === 'urn' && parts.length > 2) {
    const [, service, region, projectId, kind, group, name, qualifier, ...more] = parts;
    if (service !== 'fss' || kind !== 'function' || !group || !name || more.length > 0) throw refuse.badUrn();
    if (projectId !== project.id) throw refuse.wrongProject();
    if (region !== project.region) throw refuse.noFunction();
    return { group, name, qualifier };
  }
  const [first = '', second = '', third = '', fourth, ...more] = parts;
  if (more.length > 0) throw refuse.badUrn();
  if (parts.length === 1) return { group: 'default', name: first, qualifier: undefined };
  if (parts.length === 2) return { group: first, name: second, qualifier: undefined };
  if (first !== project.id) throw refuse.wrongProject();
  return { group: second, name: third, qualifier: fourth };
}

/** The URN of a function, with its version or without. */
export function urnOf(
  project: Project,
  fn: Pick<SandboxFunction, 'group' | 'name'>,
  qualifier?: string,
): string {
  return functionUrn({
    region: project.region,
    projectId: project.id,
    group: fn.group,
    name: fn.name,
    ...(qualifier !== undefined && { qualifier }),
  });
}

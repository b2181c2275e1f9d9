import { json, type Response } from '../../exchange';
import { wholeNumber, type Call } from '../call';
import type { Project } from '../project';
import type { ProjectState } from '../projectState';
import { resolveTarget, urnOf } from '../target';
import { modifiedTime } from '../time';
import { refuse } from '../refusal';
import type { Alias } from '../../../model/functionFile';
import type { SandboxFunction } from '../../functions';
import type { JsonObject } from '../../../model/json';
import { functionBody } from './functionBody';

const PAGE = 400;

/**
 * `GET /v2/{project}/fgs/functions`: pages by offset. `next_marker` is the offset after the last row, also on the
 * last page, as in the document's sample.
 */
export function listFunctions(state: ProjectState, call: Call): Response {
  const { project, catalogue, domainId } = state;
  const marker = wholeNumber(call, 'marker', 0);
  const limit = wholeNumber(call, 'maxitems', PAGE, PAGE) || PAGE;
  if (marker === 0) catalogue.refresh();
  const [group, namePart] = [call.query['package_name'] ?? '', call.query['func_name'] ?? ''];
  const filter = {
    ...(group !== '' && { group }),
    ...(project.flavour.nameFilter && namePart !== '' && { namePart }),
  };
  const { rows, count } = catalogue.page(filter, marker, limit);
  const functions = rows.map((fn) => functionBody(project, domainId, fn));
  return json(200, { functions, next_marker: marker + rows.length, count });
}

/** `GET …/{urn}/config`: one version's metadata, its URN with eight fields. */
export function showFunctionConfig(state: ProjectState, call: Call): Response {
  const { project, catalogue, domainId, settings } = state;
  const { fn, version } = resolveTarget(project, catalogue, call.path['urn'] ?? '');
  return json(200, {
    ...functionBody(project, domainId, fn, version, version),
    enable_dynamic_memory: fn.dynamicMemory,
    enable_lts_log: settings.ltsEnabled,
  });
}

/** `GET …/{urn}/versions`: all in one page, `latest` first; marker and maxitems have no effect (seen live). */
export function listVersions(state: ProjectState, call: Call): Response {
  const { project, catalogue, domainId } = state;
  const { fn } = resolveTarget(project, catalogue, call.path['urn'] ?? '');
  const versions = [{ name: 'latest', description: '' }, ...fn.versions].map(({ name, description }) => ({
    ...functionBody(project, domainId, fn, name),
    version_description: description,
  }));
  return json(200, { versions, next_marker: versions.length, count: versions.length });
}

/** `GET …/{urn}/aliases`: a bare array. */
export function listAliases(state: ProjectState, call: Call): Response {
  const { project, catalogue } = state;
  const { fn } = resolveTarget(project, catalogue, call.path['urn'] ?? '');
  return json(
    200,
    fn.aliases.map((alias) => aliasBody(project, fn, alias)),
  );
}

/** `GET …/{urn}/aliases/{alias}` */
export function showAlias(state: ProjectState, call: Call): Response {
  const { project, catalogue } = state;
  const { fn } = resolveTarget(project, catalogue, call.path['urn'] ?? '');
  const alias = fn.aliases.find(({ name }) => name === call.path['alias']);
  if (!alias) throw refuse.noAlias();
  return json(200, aliasBody(project, fn, alias));
}

function aliasBody(project: Project, fn: SandboxFunction, { name, version, description }: Alias): JsonObject {
  return {
    name,
    version,
    description,
    last_modified: modifiedTime(project.flavour, fn.modified),
    alias_urn: urnOf(project, fn, `!${name}`),
  };
}

import { knownFields } from '../../../model/fields';
import type { JsonObject } from '../../../model/json';
import type { VersionKey } from '../../asyncConfigs';
import { empty, json, type Response } from '../../exchange';
import { bodyOf, wholeNumber, type Call } from '../call';
import type { Project } from '../project';
import type { ProjectState } from '../projectState';
import { refuse } from '../refusal';
import { resolveTarget, urnOf, type Target } from '../target';
import { modifiedTime, zonedTime } from '../time';
import type { StoredConfig } from './configFields';
import { readConfig } from './readConfig';

/** `GET …/async-invoke-config` */
export function getAsyncConfig(state: ProjectState, call: Call): Response {
  const target = resolveTarget(state.project, state.catalogue, call.path['urn'] ?? '');
  const config = target.alias === undefined ? state.configs.get(keyOf(target)) : undefined;
  if (!config) throw refuse.notFound('Not found the async invoke config');
  return json(200, configBody(state.project, config));
}

/** `PUT …/async-invoke-config`: replaces the whole config, with `--merge` keeps what the body leaves out. */
export async function putAsyncConfig(state: ProjectState, call: Call): Promise<Response> {
  const target = ownVersion(resolveTarget(state.project, state.catalogue, call.path['urn'] ?? ''));
  const fields = readConfig(
    state.project,
    bodyOf(call, () => refuse.badParameter('Invalid request body')),
  );
  const stored = await state.configs.put(keyOf(target), (before) => ({
    ...(state.options.mergePut ? before : {}),
    ...fields,
  }));
  return json(200, configBody(state.project, stored));
}

/** `DELETE …/async-invoke-config` */
export async function deleteAsyncConfig(state: ProjectState, call: Call): Promise<Response> {
  const target = ownVersion(resolveTarget(state.project, state.catalogue, call.path['urn'] ?? ''));
  if (!(await state.configs.remove(keyOf(target))))
    throw refuse.notFound('Not found the async invoke config');
  return empty(204);
}

/** `GET …/async-invoke-configs`: those of all versions, by offset. */
export function listAsyncConfigs(state: ProjectState, call: Call): Response {
  const { fn } = resolveTarget(state.project, state.catalogue, call.path['urn'] ?? '');
  const marker = wholeNumber(call, 'marker', 0);
  const limit = wholeNumber(call, 'limit', 10, 100) || 10;
  const all = state.configs.ofFunction(fn);
  const rows = all.slice(marker, marker + limit);
  const end = marker + rows.length;
  return json(200, {
    async_invoke_configs: rows.map((config) => configBody(state.project, config)),
    count: all.length,
    page_info: {
      next_marker: end < all.length ? end : 0,
      previous_marker: Math.max(0, marker - limit),
      current_count: rows.length,
    },
  });
}

/** Configs belong to versions; on an alias the service documents that it has none. */
function ownVersion(target: Target): Target {
  if (target.alias !== undefined)
    throw refuse.badParameter('An alias does not support the async invoke config');
  return target;
}

function keyOf({ fn, version }: Target): VersionKey {
  return { group: fn.group, name: fn.name, version };
}

function configBody(project: Project, config: StoredConfig): JsonObject {
  const { age, retries } = knownFields(project.profile);
  const sides = {
    ...(config.success && { on_success: { ...config.success } }),
    ...(config.failure && { on_failure: { ...config.failure } }),
  };
  return {
    func_urn: urnOf(project, config, config.version),
    max_async_event_age_in_seconds: config.age ?? age.byDefault,
    max_async_retry_attempts: config.retries ?? retries.byDefault,
    destination_config: sides,
    created_time: zonedTime(config.created),
    last_modified: modifiedTime(project.flavour, config.modified),
    ...(config.statusLog !== undefined && { enable_async_status_log: config.statusLog }),
  };
}

import type { JsonObject } from '../../../model/json';
import type { SandboxFunction } from '../../functions';
import { logGroupId, logStreamId } from '../logs/logNames';
import type { Project } from '../project';
import { urnOf } from '../target';
import { modifiedTime } from '../time';

/** A function as the lists and the metadata call describe it; `urnQualifier` where its URN carries the version. */
export function functionBody(
  project: Project,
  domainId: string,
  fn: SandboxFunction,
  version = 'latest',
  urnQualifier?: string,
): JsonObject {
  return {
    func_urn: urnOf(project, fn, urnQualifier),
    resource_id: `${project.id}:${fn.group}:${fn.name}`,
    func_name: fn.name,
    domain_id: domainId,
    namespace: project.id,
    project_name: project.region,
    package: fn.group,
    runtime: fn.runtime,
    timeout: fn.timeoutSeconds,
    handler: fn.handler,
    memory_size: fn.memoryMb,
    cpu: Math.floor((fn.memoryMb / 128) * 100) + 200,
    code_type: 'zip',
    code_filename: 'index.zip',
    version,
    image_name: version,
    xrole: null,
    description: fn.description,
    last_modified: modifiedTime(project.flavour, fn.modified),
    strategy_config: { concurrency: fn.concurrency, concurrent_num: fn.instanceConcurrency },
    ...(Object.keys(fn.environment).length > 0 && { user_data: JSON.stringify(fn.environment) }),
    initializer_handler: fn.initializer ?? '',
    initializer_timeout: fn.initializerTimeoutSeconds ?? 0,
    pre_stop_handler: fn.preStop ?? '',
    pre_stop_timeout: fn.preStopTimeoutSeconds ?? 0,
    long_time: false,
    log_group_id: logGroupId(project),
    log_stream_id: logStreamId(project, fn),
    type: 'v2',
  };
}

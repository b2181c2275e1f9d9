import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../model/json';
import type { SandboxFunction } from '../../functions';
import { uuidOf } from '../../uuid';
import { ACCOUNT_ID, LOG_PROJECT, LOGSTORE, REGION } from '../account';

const LOG_CONFIG = {
  project: LOG_PROJECT,
  logstore: LOGSTORE,
  enableRequestMetrics: true,
  enableInstanceMetrics: false,
  logBeginRule: 'None',
};

/** A service as the list and GetService describe it. `modified` is Unix milliseconds. */
export function serviceBody(name: string, modified: number): JsonObject {
  return {
    serviceName: name,
    serviceId: uuidOf(`service ${name}`),
    description: '',
    role: '',
    logConfig: LOG_CONFIG,
    vpcConfig: { vpcId: '', vSwitchIds: [], securityGroupId: '', role: '' },
    nasConfig: { userId: -1, groupId: -1, mountPoints: [] },
    internetAccess: true,
    tracingConfig: { type: null, params: null },
    createdTime: longTime(modified),
    lastModifiedTime: longTime(modified),
  };
}

/** A function of a service (2.0). */
export function functionBody2(fn: SandboxFunction): JsonObject {
  return {
    functionId: uuidOf(`function ${fn.group} ${fn.name}`),
    functionName: fn.name,
    ...settings(fn),
    initializer: fn.initializer ?? null,
    initializationTimeout: fn.initializerTimeoutSeconds ?? null,
    gpuMemorySize: null,
    instanceType: 'e1',
    layers: null,
    customContainerConfig: null,
    caPort: null,
    createdTime: longTime(fn.modified),
    lastModifiedTime: longTime(fn.modified),
  };
}

/** A function that stands alone (3.0), or one of 2.0 under the name that it has there. */
export function functionBody3(fn: SandboxFunction, name = fn.name): JsonObject {
  return {
    functionArn: `acs:fc:${REGION}:${ACCOUNT_ID}:functions/${name}`,
    functionId: uuidOf(`function ${name}`),
    functionName: name,
    ...settings(fn),
    internetAccess: true,
    role: '',
    logConfig: LOG_CONFIG,
    state: 'Active',
    lastUpdateStatus: 'Successful',
    createdTime: time(fn.modified),
    lastModifiedTime: time(fn.modified),
  };
}

function settings(fn: SandboxFunction): JsonObject {
  return {
    description: fn.description,
    runtime: runtimeOf(fn),
    handler: fn.handler,
    timeout: fn.timeoutSeconds,
    memorySize: fn.memoryMb,
    cpu: 0.35,
    diskSize: 512,
    instanceConcurrency: fn.instanceConcurrency,
    ...(fn.preStop !== undefined && {
      instanceLifecycleConfig: {
        preFreeze: null,
        preStop: { handler: fn.preStop, timeout: fn.preStopTimeoutSeconds ?? fn.timeoutSeconds },
      },
    }),
    codeSize: 1024,
    codeChecksum: checksumOf(fn),
    environmentVariables: { ...fn.environment },
  };
}

/** The service's word for a runtime: `nodejs18` for `Node.js18.15`, `python3.9` for `Python3.9`. */
function runtimeOf({ runtime }: SandboxFunction): string {
  const node = /^node\.?js\s*(\d+)/i.exec(runtime)?.[1];
  return node === undefined ? runtime.toLowerCase() : `nodejs${node}`;
}

/** A number as text, as the service has it (CRC-64); here of when the function changed. */
export function checksumOf(fn: SandboxFunction): string {
  const hash = createHash('sha256').update(`${fn.dir} ${fn.modified}`).digest();
  return hash.readBigUInt64BE().toString();
}

/** `2020-08-20T02:28:21Z`; takes Unix milliseconds. */
export function time(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** `2016-08-15T15:00:00.000+0000`, as 2.0 has it but for async configs. */
export function longTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000');
}

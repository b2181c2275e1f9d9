import path from 'node:path';
import { FUNCTION_FILE } from '../model/functionFile';
import type { SandboxFunction } from './functions';
import type { FunctionSpec } from './runner/runner';

/** Path of the file that says what a function is. */
export function settingsOf({ dir }: SandboxFunction): string {
  return path.join(dir, FUNCTION_FILE);
}

/** What the runner takes of a function; `dir`: the folder with the code of the version that runs. */
export function specOf(fn: SandboxFunction, dir: string, memoryMb = fn.memoryMb): FunctionSpec {
  return {
    dir,
    settings: settingsOf(fn),
    runtime: fn.runtime,
    ...(fn.anyVersion && { anyVersion: true }),
    handler: fn.handler,
    timeoutSeconds: fn.timeoutSeconds,
    memoryMb,
    environment: fn.environment,
    ...(fn.layers.length > 0 && { layers: fn.layers }),
    ...(fn.initializer !== undefined && { initializer: fn.initializer }),
    ...(fn.initializerTimeoutSeconds !== undefined && {
      initializerTimeoutSeconds: fn.initializerTimeoutSeconds,
    }),
    ...(fn.preStop !== undefined && { preStop: fn.preStop }),
    ...(fn.preStopTimeoutSeconds !== undefined && { preStopTimeoutSeconds: fn.preStopTimeoutSeconds }),
    ...(fn.instanceConcurrency > 1 && { instanceConcurrency: fn.instanceConcurrency }),
    ...(fn.provisioned > 0 && { provisioned: fn.provisioned }),
  };
}

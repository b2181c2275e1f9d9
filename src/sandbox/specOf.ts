import path from 'node:path';
import { FUNCTION_FILE } from '../model/functionFile';
import type { SandboxFunction } from './functions';
import type { FunctionSpec } from './runner/runner';

/** What the runner takes of a function; `dir`: the folder with the code of the version that runs. */
export function specOf(fn: SandboxFunction, dir: string, memoryMb = fn.memoryMb): FunctionSpec {
  return {
    dir,
    settings: path.join(fn.dir, FUNCTION_FILE),
    runtime: fn.runtime,
    handler: fn.handler,
    timeoutSeconds: fn.timeoutSeconds,
    memoryMb,
    environment: fn.environment,
    ...(fn.layers.length > 0 && { layers: fn.layers }),
    ...(fn.initializer !== undefined && { initializer: fn.initializer }),
    ...(fn.initializerTimeoutSeconds !== undefined && {
      initializerTimeoutSeconds: fn.initializerTimeoutSeconds,
    }),
  };
}

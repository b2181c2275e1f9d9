import { delimiter, isAbsolute, join } from 'node:path';
import { inheritedFrom } from '../../model/inheritedVariables';
import { INSTANCE_VARIABLE } from './processTree';
import type { FunctionSpec } from './run';
import { readRuntimeName } from './runtimeName';

/** How to start the runtime of a function. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The command line and environment for a function that `command` runs. `folders`: those with the packages of its layers,
 * which Node.js takes from the environment. `debugged`: the address of its inspector must be told to nobody but the runner.
 */
export function launchOf(
  spec: FunctionSpec,
  command: string,
  folders: readonly string[],
  runtimesDir: string,
  instance: string,
  debugged = false,
): Launch {
  const own = { ...inheritedFrom(process.env), ...spec.environment };
  if (readRuntimeName(spec.runtime)?.language === 'node') {
    const flags = [`--max-old-space-size=${heapMb(spec)}`];
    // Not by HTTP, where any process of this machine could read it.
    if (debugged) flags.push('--inspect-publish-uid=stderr');
    const packages = [own['NODE_PATH'] ?? '', ...folders].filter((folder) => folder !== '').join(delimiter);
    const env = { ...own, ...(packages !== '' && { NODE_PATH: packages }), [INSTANCE_VARIABLE]: instance };
    return { command, args: [...flags, join(runtimesDir, 'node.js')], env };
  }
  // -B: no __pycache__ beside the code, which may lie in an installed extension. -X utf8: whatever the locale.
  const env = { ...own, [INSTANCE_VARIABLE]: instance };
  return { command, args: ['-B', '-X', 'utf8', join(runtimesDir, 'python.py')], env };
}

/** What to tell when `command` could not be started. */
export function notStarted(command: string, error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT') return `${command} could not be started: ${error.message}`;
  const where = isAbsolute(command) ? '' : ' in the PATH';
  return `${command} was not found${where}. Install it, then invoke the function again.`;
}

/** The share of the memory that may be JavaScript heap; the runtime itself needs the rest. */
function heapMb({ memoryMb }: FunctionSpec): number {
  return Math.max(64, memoryMb - 32);
}

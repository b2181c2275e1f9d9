import type { JsonObject } from '../../model/json';
import type { DebugRun } from '../sandbox/debugControls';

/** Type of the debug session that a run takes, as VS Code's debuggers name it. */
const DEBUG_TYPES = { node: 'node', python: 'debugpy' } as const;

/**
 * What a debugger is started with to attach to a run: the code of the function is shown, by its source maps where it has
 * some, and neither the runtime's own files nor those of `runtimes` (a folder) are. `name` is shown to the person.
 */
export function attachConfig(
  { language, address, dir }: DebugRun & { readonly address: string },
  name: string,
  runtimes: string,
): JsonObject & { readonly type: string; readonly name: string; readonly request: string } {
  const common = { type: DEBUG_TYPES[language], name, request: 'attach' };
  const folder = slashes(dir);
  if (language === 'python') {
    const [host = '', port] = address.split(':');
    // Whether library code is shown is the person's setting `debugpy.debugJustMyCode`.
    return { ...common, connect: { host, port: Number(port) }, redirectOutput: true };
  }
  const code = [`${folder}/**/*.js`, `${folder}/**/*.cjs`, `${folder}/**/*.mjs`];
  const { hostname, port } = new URL(address);
  return {
    ...common,
    websocketAddress: address,
    address: hostname,
    port: Number(port),
    continueOnAttach: true,
    cwd: dir,
    sourceMaps: true,
    outFiles: [...code, '!**/node_modules/**'],
    resolveSourceMapLocations: [`${folder}/**`, '!**/node_modules/**'],
    skipFiles: ['<node_internals>/**', `${slashes(runtimes)}/**`],
    autoAttachChildProcesses: false,
    restart: false,
    // The FnDeck output shows the log and the result; the debug console has the same lines for who opens it.
    internalConsoleOptions: 'neverOpen',
  };
}

/** A path as patterns have it. */
function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

import { configDefaults, defineConfig } from 'vitest/config';

// Everything that runs in plain Node; what needs VS Code or a browser has its own runner.
const exclude = [...configDefaults.exclude, 'test/vscode/**', 'test/ui/**', 'test/harness/**'];

/** Files that put something in the place of a module, which others must not see. */
const MOCKING = ['test/model/fifthService.test.ts', 'test/app/busyFiles.test.ts'];
const CONTRACT = ['test/contract/**/*.test.ts'];

/**
 * A group of files, which `vitest --project <name>` chooses.
 * @param {string} name
 * @param {{ include: string[], exclude?: string[], isolate?: boolean }} files
 */
function project(name, files) {
  return {
    test: {
      name,
      testTimeout: 30_000,
      hookTimeout: 30_000,
      // Modules are loaded once for each worker, not for each file: none of FnDeck's keeps a state of its own.
      isolate: false,
      ...files,
      exclude: [...exclude, ...(files.exclude ?? [])],
    },
  };
}

export default defineConfig({
  test: {
    maxWorkers: 3, // many tests wait for a process or a socket: together they keep a core and a half busy
    projects: [
      project('unit', { include: ['test/**/*.test.ts'], exclude: [...MOCKING, ...CONTRACT] }),
      project('unit-alone', { include: MOCKING, isolate: true }),
      project('contract', { include: CONTRACT }),
    ],
  },
});

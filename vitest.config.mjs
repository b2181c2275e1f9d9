import { configDefaults, defineConfig } from 'vitest/config';

// Everything that runs in plain Node; what needs VS Code or a browser has its own runner.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/vscode/**', 'test/ui/**', 'test/harness/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});

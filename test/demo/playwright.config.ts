import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, setUpChromium } from '../harness/chromium.mjs';
import { OUT } from '../harness/project.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: 'tour.spec.ts',
  outputDir: join(OUT, 'tour-report'),
  // All steps on a busy machine; a step that does not get on is given up long before.
  timeout: 300_000,
  expect: { timeout: 15_000 },
  reporter: './narrator.ts',
  use: {
    actionTimeout: 30_000,
    viewport: { width: 1400, height: 900 },
    launchOptions: { executablePath: setUpChromium(), args: CHROMIUM_ARGS },
  },
});

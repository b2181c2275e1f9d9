import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, setUpChromium } from '../harness/chromium.mjs';
import { OUT } from '../harness/project.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: 'tour.spec.ts',
  outputDir: join(OUT, 'tour-report'),
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: './narrator.ts',
  use: {
    viewport: { width: 1400, height: 900 },
    launchOptions: { executablePath: setUpChromium(), args: CHROMIUM_ARGS },
  },
});

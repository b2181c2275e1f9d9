import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, setUpChromium } from '../harness/chromium.mjs';
import { OUT } from '../harness/project.mjs';

/** Finer than a README shows it; nothing is scaled afterwards. */
export default defineConfig({
  testDir: '.',
  outputDir: join(OUT, 'pictures-report'),
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 1,
  reporter: 'list',
  use: {
    viewport: { width: 1400, height: 860 },
    deviceScaleFactor: 1.5,
    launchOptions: { executablePath: setUpChromium(), args: CHROMIUM_ARGS },
  },
});

import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, setUpChromium } from '../harness/chromium.mjs';
import { OUT } from '../harness/project.mjs';

/** The editor page alone, in Chromium, on a stage that plays VS Code. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: join(OUT, 'webview'),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  use: {
    viewport: { width: 1200, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: setUpChromium(), args: CHROMIUM_ARGS },
  },
});

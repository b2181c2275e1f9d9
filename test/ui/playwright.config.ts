import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, setUpChromium } from '../harness/chromium.mjs';
import { OUT } from '../harness/project.mjs';
import { chosenVscode } from '../harness/vscodes.mjs';

const vscode = chosenVscode();

export default defineConfig({
  testDir: '.',
  outputDir: join(OUT, `ui-${vscode}`),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  retries: 1, // VS Code’s service worker may lose a webview while the machine is busy
  workers: 1, // a VS Code server and a browser fill two cores
  forbidOnly: process.env.CI !== undefined,
  use: {
    viewport: { width: 1400, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: setUpChromium(), args: CHROMIUM_ARGS },
  },
});

import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, setUpChromium } from '../harness/chromium.mjs';
import { OUT } from '../harness/project.mjs';
import { RETRIES } from '../retries.mjs';
import { chosenVscode } from '../harness/vscodes.mjs';

const vscode = chosenVscode();

const again = RETRIES.map(({ title }) => title);

export default defineConfig({
  projects: [
    { name: 'once', grepInvert: again },
    { name: 'again', grep: again, retries: 1 },
  ].filter(({ grep }) => grep?.length !== 0),
  testDir: '.',
  outputDir: join(OUT, `ui-${vscode}`),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1, // a VS Code server and a browser fill two cores
  forbidOnly: process.env.CI !== undefined,
  use: {
    viewport: { width: 1400, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: setUpChromium(), args: CHROMIUM_ARGS },
  },
});

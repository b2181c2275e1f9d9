import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, setUpChromium } from '../harness/chromium.mjs';
import { OUT } from '../harness/project.mjs';
import { RETRIES } from '../retries.mjs';
import { chosenVscode, setUpVscode } from '../harness/vscodes.mjs';

const vscode = chosenVscode();
// Before there are two workers, which would both install it.
setUpVscode(vscode);

const again = RETRIES.map(({ title }) => title);

export default defineConfig({
  projects: [
    { name: 'once', grepInvert: again },
    { name: 'again', grep: again, retries: 1 },
  ].filter(({ grep }) => grep?.length !== 0),
  testDir: '.',
  outputDir: join(OUT, `ui-${vscode}`),
  timeout: 240_000, // of a story that takes half a minute on two idle cores
  expect: { timeout: 15_000 },
  // A VS Code server and a browser fill a core and a bit: two of them end a third sooner than one after the other.
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  use: {
    viewport: { width: 1400, height: 900 },
    screenshot: 'only-on-failure',
    // Writing down what every moment looked like costs a quarter of the run: FNDECK_TRACE=1 does it where that is wanted.
    trace: process.env.FNDECK_TRACE ? 'retain-on-failure' : 'off',
    launchOptions: { executablePath: setUpChromium(), args: CHROMIUM_ARGS },
  },
});

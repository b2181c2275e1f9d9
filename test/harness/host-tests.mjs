// Runs out/vscode-tests/index.js inside VS Code's extension host.
//   node test/harness/host-tests.mjs [oldest|latest] [file]   only the test files with that in their name
//   FNDECK_GREP=… runs only the tests whose title matches
//   FNDECK_TEST_WITHOUT=a,b leaves out a.test.js and b.test.js
// Writes out/vscode-<name>/results.json; exits with 0 only where every test passed and there was at least one.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS, setUpChromium } from './chromium.mjs';
import { endWithSignals } from './processes.mjs';
import { OUT, PROJECT, readJson } from './project.mjs';
import { startServer } from './server.mjs';
import { chosenVscode, setUpVscode, vscodeNamed } from './vscodes.mjs';

const LIMIT_MS = Number(process.env.FNDECK_HOST_LIMIT_MS ?? 900_000); // the whole suite on a slow machine

endWithSignals();
const name = process.argv[2] ? vscodeNamed(process.argv[2]) : chosenVscode();
const vscode = setUpVscode(name);
const out = join(OUT, `vscode-${name}`);
const results = join(out, 'results.json');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const server = await startServer({
  vscode,
  hostTests: true,
  env: {
    FNDECK_TEST_OUT: out,
    FNDECK_TEST_FILES: process.argv[3] ?? '',
    FNDECK_TEST_WITHOUT: process.env.FNDECK_TEST_WITHOUT ?? '',
    NODE_EXTRA_CA_CERTS: join(PROJECT, 'test', 'vscode', 'certificates', 'trustedAuthority.pem'),
  },
  files: { 'readme.txt': 'A workspace for tests.\n' },
});
const browser = await chromium.launch({ executablePath: setUpChromium(), args: CHROMIUM_ARGS });
// Nobody looks: what is drawn is kept small.
const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
const stopPrinting = printAsItGrows(join(out, 'log.txt'));
/** @type {string[]} */
const consoleLines = [];
let exitCode = 2;
try {
  exitCode = await exitCodeOfTests();
} catch (error) {
  console.error(`tests in VS Code: ${error instanceof Error ? error.message : String(error)} (see ${out})`);
  await page.screenshot({ path: join(out, 'failure.png') }).catch(() => undefined);
} finally {
  stopPrinting();
  writeFileSync(join(out, 'console.txt'), consoleLines.join('\n'));
  writeFileSync(join(out, 'server.txt'), server.output());
  writeFileSync(join(out, 'exthost.log'), server.logs(/remoteexthost\.log$/));
  await browser.close();
  await server.stop();
}
process.exitCode = verdict();

/** Opens the workbench on the tests. VS Code's page calls the two functions when the tests end or log something. */
async function exitCodeOfTests() {
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`no result within ${LIMIT_MS} ms`)), LIMIT_MS);
    page.on('crash', () => reject(new Error('the page crashed')));
    let loads = 0;
    page.on('load', () => {
      loads += 1;
      // The tests begin anew then, in a profile that the first run has left as it was.
      if (loads > 1)
        reject(new Error('VS Code has loaded its window anew: see what it read or was asked before'));
    });
    void page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => {
      clearTimeout(limit);
      resolve(code);
    });
  });
  await page.exposeFunction(
    'codeAutomationLog',
    (/** @type {string} */ type, /** @type {unknown[]} */ args) =>
      consoleLines.push(`[${type}] ${format(...args)}`),
  );
  await page.goto(
    server.url([
      ['extensionDevelopmentPath', server.remote(PROJECT)],
      ['extensionTestsPath', server.remote(join(OUT, 'vscode-tests', 'index.js'))],
    ]),
  );
  return await ended;
}

/** VS Code reports 0 for an extension host that was killed: without results there is no success. */
function verdict() {
  if (!existsSync(results)) {
    for (const line of consoleLines.filter((line) => line.startsWith('[error]'))) console.error(line);
    console.error(`tests in VS Code ${vscode.version} left no results (exit code ${exitCode})`);
    return exitCode || 3;
  }
  const { tests } = /** @type {{ tests: { state: string }[] }} */ (readJson(results));
  const passed = tests.filter(({ state }) => state === 'passed' || state === 'flaky').length;
  console.log(`VS Code ${vscode.version}: ${passed} of ${String(tests.length)} passed`);
  return exitCode || (passed > 0 ? 0 : 3);
}

/** @param {string} file @returns {() => void} stops, after the last of it */
function printAsItGrows(file) {
  let printed = 0;
  const print = () => {
    if (!existsSync(file)) return;
    const text = readFileSync(file);
    process.stdout.write(text.subarray(printed));
    printed = text.length;
  };
  const timer = setInterval(print, 200);
  return () => {
    clearInterval(timer);
    print();
  };
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT, VSIX, program } from '../harness/project.mjs';
import { startServer } from '../harness/server.mjs';
import { setUpVscode } from '../harness/vscodes.mjs';
import { packOpener } from './opener.mjs';
import { guide } from './guide.mjs';
import { payloadFiles } from './workspace.mjs';

/**
 * Runs the demo in VS Code's server.
 * @param {{ port?: number, tour?: boolean }} options `tour`: do not wait for a person
 * @returns {Promise<number>} exit code, when it is over
 */
export async function inBrowser({ port = 0, tour = false }) {
  const vscode = setUpVscode('latest');
  const server = await startServer({
    vscode,
    port,
    vsix: [VSIX, packOpener({ tour })],
    files: payloadFiles(),
  });
  try {
    if (tour) return await takeTour(server.url());
    console.log(guide(`Open  ${server.url()}`));
    return await new Promise(() => undefined);
  } finally {
    await server.stop();
  }
}

/** @param {string} url @returns {Promise<number>} */
function takeTour(url) {
  const config = join(PROJECT, 'test', 'demo', 'playwright.config.ts');
  const env = { ...process.env, FNDECK_DEMO_URL: url };
  const child = spawn(program('playwright'), ['test', '-c', config], { cwd: PROJECT, stdio: 'inherit', env });
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

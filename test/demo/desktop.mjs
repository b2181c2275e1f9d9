import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { VSIX } from '../harness/project.mjs';
import { guide } from './guide.mjs';
import { packOpener } from './opener.mjs';
import { payloadFiles } from './workspace.mjs';

/** @returns {string | undefined} VS Code's command, where it is on the PATH */
export function findDesktop() {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/**
 * Runs the demo in desktop VS Code, with a profile of its own, until its window is closed.
 * @param {string} code
 * @returns {Promise<number>} exit code
 */
export async function onDesktop(code) {
  const root = mkdtempSync(join(tmpdir(), 'fndeck-demo-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const workspace = join(root, 'payloads');
  mkdirSync(workspace);
  for (const [name, text] of Object.entries(payloadFiles())) writeFileSync(join(workspace, name), text);

  const shell = process.platform === 'win32';
  const profile = ['--user-data-dir', join(root, 'user'), '--extensions-dir', join(root, 'extensions')];
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const install = [VSIX, packOpener()].flatMap((vsix) => ['--install-extension', vsix]);
  const installed = spawnSync(code, [...profile, ...asRoot, ...install], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell,
  });
  if (installed.status !== 0) throw new Error(`${code} could not install FnDeck`);

  console.log(guide('VS Code opens.'));
  const open = ['--new-window', '--wait', '--disable-workspace-trust', workspace];
  const child = spawn(code, [...profile, ...asRoot, ...open], { stdio: 'inherit', shell });
  process.once('exit', () => child.kill());
  return new Promise((resolve) => {
    child.once('exit', (status) => resolve(status ?? 1));
  });
}

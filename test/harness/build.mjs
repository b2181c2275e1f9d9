import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './packages.mjs';
import { PROJECT } from './project.mjs';

/** Makes dist/ ready: packages, and a build where a source is newer than what was built. */
export function setUpBuild() {
  installPackages(PROJECT);
  const built = join(PROJECT, 'dist', 'extension.js');
  const sources = ['src', 'esbuild.mjs', 'package-lock.json'].map((name) => newest(join(PROJECT, name)));
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources)) return;
  const { status } = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: PROJECT, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the build failed');
}

/** @param {string} path @returns {number} the latest change of a file, or of any file in a folder */
function newest(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

// `npm ci`, only where what is installed is not what the lock file says.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PROJECT, readJson } from './project.mjs';

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lock */

/**
 * Installs the packages of `folder` as its lock file says.
 * @param {string} folder absolute
 * @param {{ inputs?: readonly string[], after?: () => void }} [options] `inputs`: further files and folders whose
 *   content decides; `after`: what has to be done to the fresh node_modules before it counts as installed
 * @returns {boolean} whether anything had to be done
 */
export function installPackages(folder, { inputs = [], after } = {}) {
  const stamp = join(folder, 'node_modules', '.fndeck-inputs');
  const wanted = fingerprint(inputs);
  const same = existsSync(stamp) ? readFileSync(stamp, 'utf8') === wanted : inputs.length === 0;
  if (same && matchesLock(folder)) return false;

  const shown = relative(PROJECT, folder) || 'the project';
  console.error(`npm ci in ${shown} (only when its lock file changed)`);
  const { status } = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  if (status !== 0) throw new Error(`npm ci in ${shown} failed`);
  after?.();
  if (inputs.length > 0) writeFileSync(stamp, wanted);
  return true;
}

/**
 * Whether node_modules holds the versions of the lock file; npm notes there what it installed. Packages of other
 * platforms are optional.
 * @param {string} folder
 */
function matchesLock(folder) {
  const noted = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(noted)) return false;
  const installed = /** @type {Lock} */ (readJson(noted)).packages;
  const wanted = /** @type {Lock} */ (readJson(join(folder, 'package-lock.json'))).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function npm(args, cwd) {
  const started = process.env.npm_execpath ?? ''; // the npm that runs us, where there is one
  const [command, first] = /npm-cli\.js$/.test(started) ? [process.execPath, [started]] : ['npm', []];
  return spawnSync(command, [...first, ...args], { cwd, stdio: ['ignore', 2, 2] });
}

/** @param {readonly string[]} paths files and folders */
function fingerprint(paths) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of paths.flatMap(filesIn)) hash.update(relative(PROJECT, file)).update(readFileSync(file));
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}

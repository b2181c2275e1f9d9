import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const PROJECT = folderWith('esbuild.mjs', dirname(fileURLToPath(import.meta.url)));

/** What a run leaves behind: reports, pictures, logs. FNDECK_OUT (inside the project) keeps runs apart. */
export const OUT = resolve(PROJECT, process.env.FNDECK_OUT ?? 'out');

/** The packaged extension, as `npm run package` makes it. */
export const VSIX = join(PROJECT, 'dist', 'fndeck.vsix');

/** @typedef {{ name: string, publisher: string, version: string, displayName: string, engines: { vscode: string }, activationEvents: string[], contributes: { commands: { command: string, title: string }[] } }} Manifest */

/** @returns {Manifest} package.json of the extension */
export function manifest() {
  return /** @type {Manifest} */ (readJson(join(PROJECT, 'package.json')));
}

/** @param {string} file @returns {unknown} */
export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * A program that an installed package brings.
 * @param {string} name
 */
export function program(name) {
  return join(PROJECT, 'node_modules', '.bin', name);
}

/**
 * The folder itself or the nearest above it that has the file: this module is also bundled elsewhere.
 * @param {string} file @param {string} folder @returns {string}
 */
function folderWith(file, folder) {
  return existsSync(join(folder, file)) ? folder : folderWith(file, dirname(folder));
}

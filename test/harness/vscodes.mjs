// The two VS Codes that the tests run on. Each is VS Code's own server out of the npm package code-server (its
// front end is not used) with the packages that the server really imports; nothing is compiled.
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './packages.mjs';
import { PROJECT, readJson } from './project.mjs';

const HARNESS = join(PROJECT, 'test', 'harness');

/** @typedef {'oldest' | 'latest'} VscodeName */
/**
 * @typedef {object} Vscode
 * @property {VscodeName} name
 * @property {string} version of VS Code
 * @property {string} serverMain the server's script
 * @property {string} builtins folder with the few built-in extensions that are loaded
 * @property {string} node the Node.js that runs the server
 */

/** @type {readonly VscodeName[]} */
export const VSCODES = ['oldest', 'latest'];

/** Which one is meant where nobody says: FNDECK_VSCODE, else the newest. */
export function chosenVscode() {
  return vscodeNamed(process.env.FNDECK_VSCODE ?? 'latest');
}

/** @param {string} text @returns {VscodeName} */
export function vscodeNamed(text) {
  if (text === 'oldest' || text === 'latest') return text;
  throw new Error(`unknown VS Code: ${text} (there are ${VSCODES.join(' and ')})`);
}

/**
 * Makes one of the VS Codes ready; a few milliseconds where it is already.
 * @param {VscodeName} name
 * @returns {Vscode}
 */
export function setUpVscode(name) {
  const folder = join(HARNESS, name);
  const modules = join(folder, 'node_modules');
  const root = join(modules, 'code-server', 'lib', 'vscode');
  const builtins = join(modules, '.builtins');
  const { config } = /** @type {{ config: { vscode: string, node: string, builtins: string } }} */ (
    readJson(join(folder, 'package.json'))
  );
  const link = () => {
    // The server imports its packages from there, and the page fetches them below that path.
    rmSync(join(root, 'node_modules'), { recursive: true, force: true });
    symlinkSync(modules, join(root, 'node_modules'), 'junction');
    mkdirSync(builtins, { recursive: true });
    for (const extension of config.builtins.split(' ')) {
      symlinkSync(join(root, 'extensions', extension), join(builtins, extension), 'junction');
    }
  };
  installPackages(folder, {
    inputs: [join(folder, 'package.json'), join(folder, '.npmrc'), join(HARNESS, 'shims')],
    after: link,
  });
  const node = serverNode(modules, config.node);
  return { name, version: config.vscode, serverMain: join(root, 'out', 'server-main.js'), builtins, node };
}

/**
 * @param {string} modules
 * @param {string} major the Node.js that this VS Code is built for; empty: any that runs the tests
 */
function serverNode(modules, major) {
  if (major === '' || process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const given = process.env.FNDECK_NODE;
  if (given) return given;
  const packaged = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  throw new Error(
    `no Node.js ${major} for ${process.platform}-${process.arch}: give its path in FNDECK_NODE`,
  );
}

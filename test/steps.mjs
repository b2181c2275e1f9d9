import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setUpPython } from './harness/debian.mjs';
import { installPackages } from './harness/packages.mjs';
import { OUT, PROJECT, program } from './harness/project.mjs';
import { VSCODES } from './harness/vscodes.mjs';

/**
 * @typedef {object} Step
 * @property {string} name `step` or `step:variant`
 * @property {readonly string[]} needs names of steps that come before it
 * @property {() => boolean} run whether it went well
 * @property {import('./reports.mjs').Report} [report] where the step runs test cases
 */

/** @typedef {import('./harness/vscodes.mjs').VscodeName} VscodeName */

const TYPESCRIPT_PROJECTS = ['.', 'src/webview', 'test/webview'];

/** All that `npm test` does, in this order. @type {readonly Step[]} */
export const STEPS = [
  { name: 'install', needs: [], run: install },
  { name: 'types', needs: ['install'], run: types },
  { name: 'lint', needs: ['install'], run: lint },
  { name: 'build', needs: ['install'], run: () => node('esbuild.mjs', '--tests') },
  vitest('unit', '--project', 'unit*'),
  vitest('contract', '--project', 'contract'),
  playwright('webview', 'test/webview', ['build']),
  ...VSCODES.map(inVscode),
  { name: 'package', needs: ['install'], run: () => node('test/package.mjs') },
  ...VSCODES.map((vscode) => playwright(`ui:${vscode}`, 'test/ui', ['package'], vscode)),
];

function install() {
  installPackages(PROJECT);
  setUpPython();
  return true;
}

function types() {
  return TYPESCRIPT_PROJECTS.map((folder) => run(program('tsc'), ['-p', folder])).every(Boolean);
}

function lint() {
  const rules = run(program('eslint'), ['.']);
  return run(program('prettier'), ['--check', '--log-level', 'warn', '.']) && rules;
}

/** @param {string} name @param {...string} args @returns {Step} */
function vitest(name, ...args) {
  const file = join(OUT, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return {
    name,
    needs: ['build'],
    run: () => run(program('vitest'), ['run', ...reporters, ...args]),
    report: { kind: 'vitest', file },
  };
}

/** @param {VscodeName} vscode @returns {Step} */
function inVscode(vscode) {
  return {
    name: `vscode:${vscode}`,
    needs: ['build'],
    run: () => node('test/harness/host-tests.mjs', vscode),
    report: { kind: 'mocha', file: join(OUT, `vscode-${vscode}`, 'results.json') },
  };
}

/**
 * @param {string} name
 * @param {string} folder that has a playwright.config.ts
 * @param {readonly string[]} needs
 * @param {VscodeName} [vscode]
 * @returns {Step}
 */
function playwright(name, folder, needs, vscode) {
  const file = join(OUT, `${name.replace(':', '-')}.json`);
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, ...(vscode && { FNDECK_VSCODE: vscode }) };
  // On the oldest VS Code the main job is what counts: its own dialogs differ from today's.
  const only = vscode === 'oldest' ? ['main-job', '--grep', 'Huawei'] : [];
  const args = ['test', '-c', `${folder}/playwright.config.ts`, '--reporter=list,json', ...only];
  return {
    name,
    needs,
    run: () => run(program('playwright'), args, env),
    report: { kind: 'playwright', file },
  };
}

/** @param {...string} args */
function node(...args) {
  return run(process.execPath, args);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 */
function run(command, args, env) {
  const { status } = spawnSync(command, args, {
    cwd: PROJECT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status === 0;
}

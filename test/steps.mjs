import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { setUpDebugpy, setUpPython } from './harness/debian.mjs';
import { installPackages } from './harness/packages.mjs';
import { OUT, PROJECT, program as pathOf } from './harness/project.mjs';

/** Where a step's output goes: to this process's, or to an open file. @typedef {'inherit' | number} Output */
/**
 * @typedef {object} Step
 * @property {string} name `step` or `step:variant`
 * @property {readonly string[]} needs names of steps that come before it
 * @property {number} cores how many cores of the machine it keeps busy; 0: it takes what the others leave, at the lowest
 *   priority
 * @property {(output: Output) => Promise<boolean>} run whether it went well
 * @property {import('./reports.mjs').Report} [report] where the step runs test cases
 */

/** @typedef {import('./harness/vscodes.mjs').VscodeName} VscodeName */

/** Of a step that nothing runs beside. */
const ALL_CORES = Infinity;

/** Of a step that only calculates: whatever runs, the machine is idle for a part of it. */
const WHAT_IS_LEFT = 0;

/**
 * Test files that take half of the time and look at what services answer and FnDeck makes of it, or at what it makes of
 * files: no version of VS Code has a part in that, so they run on the newest alone. That the oldest has all that is
 * called is held by its types, which all code is checked against.
 */
const ON_NEWEST_ALONE = [
  ...['badInput', 'configRequests', 'eventList', 'eventPaths', 'eventStory', 'followLogs'],
  ...['replay', 'secrets', 'verify', 'compareHere', 'configLint', 'dependencies', 'eventStoryRows'],
  ...['invokeCompare', 'invokeStages', 'payloadVariables', 'profiles', 'repeat', 'runHere'],
  ...['sandboxFunctions'],
];

const TYPESCRIPT_PROJECTS = ['.', 'src/webview', 'test/webview'];

/**
 * All that `npm test` does, in this order. `package` empties dist, in which the others find what `build` makes. Tests in
 * VS Code's extension host wait a lot, and go well beside what only calculates, but not beside each other: two VS Codes
 * make each other late, so that the unit tests stand between them. Those in which a person clicks keep both cores busy.
 * @type {readonly Step[]}
 */
export const STEPS = [
  { name: 'install', needs: [], cores: ALL_CORES, run: install },
  { name: 'package', needs: ['install'], cores: ALL_CORES, run: node('test/package.mjs') },
  { name: 'build', needs: ['install'], cores: ALL_CORES, run: node('esbuild.mjs', '--tests') },
  playwright('webview', 'test/webview', { needs: ['build'] }),
  playwright('ui:latest', 'test/ui', { needs: ['package', 'build'], vscode: 'latest' }),
  inVscode('latest'),
  calculation('lint:rules', program('eslint', '.')),
  calculation('types', types),
  calculation('lint:format', program('prettier', '--check', '--log-level', 'warn', '.')),
  vitest('unit', ALL_CORES, '--project', 'unit*'),
  inVscode('oldest'),
  vitest('contract', 1, '--project', 'contract'),
  playwright('ui:oldest', 'test/ui', { needs: ['package', 'build'], vscode: 'oldest' }),
];

/** @param {string} name @param {Step['run']} run @returns {Step} */
function calculation(name, run) {
  return { name, needs: ['install'], cores: WHAT_IS_LEFT, run };
}

function install() {
  installPackages(PROJECT);
  setUpPython();
  setUpDebugpy();
  return Promise.resolve(true);
}

/** @param {Output} output */
async function types(output) {
  let good = true;
  for (const folder of TYPESCRIPT_PROJECTS) good = (await program('tsc', '-p', folder)(output)) && good;
  return good;
}

/** @param {string} name @param {number} cores @param {...string} args @returns {Step} */
function vitest(name, cores, ...args) {
  const file = join(OUT, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return {
    name,
    needs: ['build'],
    cores,
    run: (output) => run(pathOf('vitest'), ['run', ...reporters, ...args], output),
    report: { kind: 'vitest', file },
  };
}

/** @param {VscodeName} vscode @returns {Step} */
function inVscode(vscode) {
  return {
    name: `vscode:${vscode}`,
    needs: ['build'],
    cores: 1,
    run: (output) => {
      const env = vscode === 'oldest' ? { FNDECK_TEST_WITHOUT: ON_NEWEST_ALONE.join() } : {};
      return run(process.execPath, ['test/harness/host-tests.mjs', vscode], output, { env });
    },
    report: { kind: 'mocha', file: join(OUT, `vscode-${vscode}`, 'results.json') },
  };
}

/**
 * @param {string} name
 * @param {string} folder that has a playwright.config.ts
 * @param {{ needs: readonly string[], vscode?: VscodeName }} options
 * @returns {Step}
 */
function playwright(name, folder, { needs, vscode }) {
  const file = join(OUT, `${name.replace(':', '-')}.json`);
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, ...(vscode && { FNDECK_VSCODE: vscode }) };
  // On the oldest VS Code the main job is what counts: its own dialogs differ from today's.
  const only = vscode === 'oldest' ? ['main-job', '--grep', 'Huawei'] : [];
  const args = ['test', '-c', `${folder}/playwright.config.ts`, '--reporter=list,json', ...only];
  return {
    name,
    needs,
    cores: ALL_CORES,
    run: (output) => run(pathOf('playwright'), args, output, { env }),
    report: { kind: 'playwright', file },
  };
}

/** @param {...string} args @returns {Step['run']} */
function node(...args) {
  return (output) => run(process.execPath, args, output);
}

/**
 * Of a step that takes what others leave.
 * @param {string} name of an installed package's program
 * @param {...string} args
 * @returns {Step['run']}
 */
function program(name, ...args) {
  return (output) => run(pathOf(name), args, output, { priority: constants.priority.PRIORITY_LOW });
}

/**
 * Whether a command ends well. It ends with this process.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Output} output
 * @param {{ env?: Readonly<Record<string, string>>, priority?: number }} [options]
 * @returns {Promise<boolean>}
 */
function run(command, args, output, { env, priority } = {}) {
  const child = spawn(command, args, {
    cwd: PROJECT,
    stdio: ['inherit', output, output],
    env: { ...process.env, ...env },
  });
  if (priority !== undefined && child.pid !== undefined) setPriority(child.pid, priority);
  const kill = () => child.kill();
  process.once('exit', kill);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  }).finally(() => process.off('exit', kill));
}

// npm run package: the extension as users install it, dist/fndeck.vsix.
import { spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { installPackages } from './harness/packages.mjs';
import { PROJECT, VSIX, program } from './harness/project.mjs';

installPackages(PROJECT);
rmSync(VSIX, { force: true });
run(process.execPath, ['esbuild.mjs', '--production']);
// Everything is bundled; the project has no public repository, so links of the README stay as they are.
const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
const printed = run(program('vsce'), ['package', ...options, '--out', VSIX]);
if (/warn/i.test(printed)) throw new Error('vsce warned');
console.log(`${(statSync(VSIX).size / 1000).toFixed(0)} kB`);

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {string} all that it printed
 */
function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: PROJECT, encoding: 'utf8' });
  process.stdout.write(stdout + stderr);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed`);
  return stdout + stderr;
}

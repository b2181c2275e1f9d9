// npm run package [-- --base <address>]: the extension as users install it, dist/fndeck.vsix.
//   --base, or FNDECK_BASE: where the files of this repository are on the web; the README's pictures are taken there.
//   Without it they are left out: VS Code shows no picture of an installed extension's README by a relative address.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from './harness/packages.mjs';
import { PROJECT, VSIX, program } from './harness/project.mjs';
import { packagedReadme } from './readme.mjs';

const { base = process.env.FNDECK_BASE } = parseArgs({ options: { base: { type: 'string' } } }).values;

installPackages(PROJECT);
rmSync(dirname(VSIX), { recursive: true, force: true });
run(process.execPath, ['esbuild.mjs', '--production']);
const readme = join(dirname(VSIX), 'README.md');
mkdirSync(dirname(readme), { recursive: true });
writeFileSync(readme, packagedReadme(readFileSync(join(PROJECT, 'README.md'), 'utf8'), base));
// Everything is bundled, and the README's links are as they shall be.
const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
const printed = run(program('vsce'), [
  ...['package', ...options],
  ...['--readme-path', relative(PROJECT, readme), '--out', VSIX],
]);
if (/warn/i.test(printed)) throw new Error('vsce warned');
console.log(`${(statSync(VSIX).size / 1024).toFixed(0)} KB`);

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

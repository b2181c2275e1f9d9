import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OUT, manifest, program } from './project.mjs';

/** @typedef {{ name: string, activationEvents?: readonly string[], contributes?: object, code: string }} SmallExtension */

/**
 * Packs an extension of one file, for a run of the bench or the demo.
 * @param {SmallExtension} extension `code` is CommonJS
 * @returns {string} the VSIX; the extension's id is `fndeck.<name>`
 */
export function packExtension({ name, activationEvents = [], contributes = {}, code }) {
  const folder = join(OUT, 'extensions', name);
  const vsix = join(OUT, 'extensions', `${name}.vsix`);
  const { engines, publisher } = manifest();
  const files = {
    'package.json': JSON.stringify({
      name,
      displayName: name,
      publisher,
      version: '0.0.1',
      private: true,
      license: 'MIT',
      engines,
      main: './extension.js',
      activationEvents,
      contributes,
    }),
    'extension.js': code,
    'README.md': `# ${name}\n`,
    'LICENSE.txt': 'MIT\n',
    '.vscodeignore': '',
  };
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const options = ['--no-dependencies', '--allow-missing-repository', '--out', vsix];
  const packed = spawnSync(program('vsce'), ['package', ...options], { cwd: folder, encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`${name} could not be packed:\n${packed.stdout}${packed.stderr}`);
  return vsix;
}

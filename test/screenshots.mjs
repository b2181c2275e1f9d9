// npm run screenshots: clicks through the main job in a browser and takes the pictures of the README from it,
// media/screenshots/*.webp. They are taken at the size at which they are shown, so that every pixel stays as it is.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { installPackages } from './harness/packages.mjs';
import { OUT, PROJECT, program } from './harness/project.mjs';

installPackages(PROJECT);
const { default: sharp } = await import('sharp');
const taken = join(OUT, 'pictures');
rmSync(taken, { recursive: true, force: true });
run(process.execPath, ['test/package.mjs']);
run(program('playwright'), ['test', '-c', 'test/pictures/playwright.config.ts']);

const folder = join(PROJECT, 'media', 'screenshots');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(taken)) {
  const picture = join(folder, `${basename(name, '.png')}.webp`);
  await sharp(join(taken, name)).webp({ nearLossless: true, quality: 60, effort: 6 }).toFile(picture);
  console.log(`${picture}: ${(statSync(picture).size / 1024).toFixed(0)} KB`);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: PROJECT, stdio: 'inherit' });
  if (status !== 0)
    throw new Error(`${[command, ...args].join(' ')} failed: the pictures are of a run that passes`);
}

// npm run screenshots: clicks through FnDeck in a browser and takes the pictures of the README from it,
// media/screenshots/*.webp, one of them moving. They are taken at the size at which they are shown, so that every pixel
// stays as it is.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { installPackages } from './harness/packages.mjs';
import { OUT, PROJECT, program } from './harness/project.mjs';

/** In bytes. */
const ANIMATION_LIMIT = 150 * 1024;

installPackages(PROJECT);
const { default: sharp } = await import('sharp');
const taken = join(OUT, 'pictures');
rmSync(taken, { recursive: true, force: true });
run(process.execPath, ['test/package.mjs']);
run(program('playwright'), ['test', '-c', 'test/pictures/playwright.config.ts']);

const folder = join(PROJECT, 'media', 'screenshots');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const files = readdirSync(taken).filter((name) => name.endsWith('.png'));
const isFrame = (/** @type {string} */ name) => name.startsWith('frame-');
for (const name of files.filter((file) => !isFrame(file))) {
  const picture = join(folder, `${basename(name, '.png')}.webp`);
  await sharp(join(taken, name)).webp({ nearLossless: true, quality: 60, effort: 6 }).toFile(picture);
  told(picture);
}
/** How long each frame is seen, in milliseconds. */
const seen = /** @type {unknown} */ (JSON.parse(readFileSync(join(taken, 'frames.json'), 'utf8')));
const delay = /** @type {number[]} */ (seen);
const frames = files.filter(isFrame).map((name) => join(taken, name));
const animation = join(folder, 'animation.webp');
await sharp(frames, { join: { animated: true } })
  .webp({ delay, loop: 0, nearLossless: true, quality: 20, minSize: true, effort: 6 })
  .toFile(animation);
if (told(animation) > ANIMATION_LIMIT) throw new Error('the animation is too large for a page that is read');

/** Prints how large a picture has become. @param {string} picture its path. Returns its bytes. */
function told(picture) {
  const { size } = statSync(picture);
  console.log(`${picture}: ${(size / 1024).toFixed(0)} KB`);
  return size;
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

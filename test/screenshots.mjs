// npm run screenshots: clicks through the main job in a browser and takes the pictures of the README from it,
// media/screenshots/*.png. They are part of the VSIX, hence small: few colours, 1000 pixels wide.
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './harness/packages.mjs';
import { OUT, PROJECT } from './harness/project.mjs';

/** Which step of the story is which picture; `npm test -- ui` numbers them in this order. */
const PICTURES = [
  { name: 'editor', theme: 'dark', step: 4 },
  { name: 'editor-light', theme: 'light', step: 4 },
  { name: 'invoke', theme: 'dark', step: 8 },
];

installPackages(PROJECT);
const { default: sharp } = await import('sharp');
const { status } = spawnSync(process.execPath, ['test/run.mjs', 'ui:latest'], {
  cwd: PROJECT,
  stdio: 'inherit',
});
if (status !== 0) throw new Error('the pictures are of a run that passes');
const folder = join(PROJECT, 'media', 'screenshots');
mkdirSync(folder, { recursive: true });
for (const { name, theme, step } of PICTURES) {
  const picture = join(folder, `${name}.png`);
  const taken = join(OUT, 'screenshots', 'latest', theme, `${step}.png`);
  await sharp(taken).resize({ width: 1000 }).png({ palette: true, colours: 64, effort: 10 }).toFile(picture);
  console.log(`${picture}: ${(statSync(picture).size / 1000).toFixed(0)} kB`);
}

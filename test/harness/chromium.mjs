import { existsSync } from 'node:fs';
import { aptInstall } from './debian.mjs';

/** Without a sandbox of its own, as root has none, and without any request to the outside. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
];

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @returns {string | undefined} path of a Chromium: FNDECK_CHROMIUM, else where Linux puts it */
export function findChromium() {
  return [process.env.FNDECK_CHROMIUM ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));
}

/**
 * Finds Chromium and installs Debian's where there is none.
 * @returns {string} its path
 */
export function setUpChromium() {
  return findChromium() ?? installChromium();
}

function installChromium() {
  aptInstall('chromium', 'fonts-liberation');
  const found = findChromium();
  if (!found) throw new Error('there is still no Chromium: give its path in FNDECK_CHROMIUM');
  return found;
}

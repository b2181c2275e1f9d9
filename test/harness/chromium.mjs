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

/** Draws no window of its own, which costs a tenth less of a core than a whole Chromium does. */
const SHELL = '/usr/bin/chromium-headless-shell';
const WHOLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Finds a Chromium: FNDECK_CHROMIUM, else Debian's headless one, which is installed where that can be, else a whole one.
 * @returns {string} its path
 */
export function setUpChromium() {
  const there = [process.env.FNDECK_CHROMIUM ?? '', SHELL].find((path) => path !== '' && existsSync(path));
  if (there !== undefined) return there;
  try {
    aptInstall('chromium-headless-shell', 'fonts-liberation');
    if (existsSync(SHELL)) return SHELL;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
  const whole = WHOLE.find((path) => existsSync(path));
  if (whole === undefined) throw new Error('there is no Chromium: give its path in FNDECK_CHROMIUM');
  return whole;
}

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs packages of Debian; as root, or by sudo where that asks nothing. Throws where it fails.
 * @param {...string} packages
 */
export function aptInstall(...packages) {
  console.error(`apt-get install ${packages.join(' ')} (was not there)`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  for (const step of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const [command = '', ...args] = [...sudo, 'apt-get', ...step];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    if (status !== 0)
      throw new Error(`${[command, ...args].join(' ')} failed: install ${packages.join(', ')} yourself`);
  }
}

/** Python 3 runs the Python handlers of the sandbox; installs Debian's where there is none. */
export function setUpPython() {
  if (spawnSync('python3', ['--version'], { stdio: 'ignore' }).status !== 0) aptInstall('python3');
}

/** Where Debian has debugpy, for its own Python. */
export const DEBIAN_DEBUGPY = '/usr/lib/python3/dist-packages';

/** The debugger of Python that the extension Python Debugger brings; installs Debian's, where there is a Debian. */
export function setUpDebugpy() {
  if (existsSync(join(DEBIAN_DEBUGPY, 'debugpy'))) return;
  try {
    aptInstall('python3', 'python3-debugpy');
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
}

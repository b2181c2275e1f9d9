import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How many files are looked at; who has more restarts the sandbox after a change. */
const FILE_LIMIT = 2000;

/** What package managers write into `node_modules` whenever they have changed what is there. */
const MARKS = ['.package-lock.json', '.modules.yaml', '.yarn-integrity', '.yarn-state.yml'];

/**
 * A text that changes when a file of the function's code does (hidden folders aside), or other packages are installed, so
 * that an instance with the old code gets no further event. Empty when the folder cannot be read.
 */
export async function revisionOf(dir: string): Promise<string> {
  const folders = [dir];
  const seen: string[] = [];
  const see = async (path: string): Promise<void> => {
    seen.push(`${path} ${await stampOf(path)}`);
  };
  for (let folder = folders.pop(); folder !== undefined && seen.length < FILE_LIMIT; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    // Installed packages are thousands of files, which only their installer changes: it writes beside each, or anew.
    const isInstalled = folder !== dir && entries.some(({ name }) => name.endsWith('.dist-info'));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.name === 'node_modules') {
        for (const each of ['', ...MARKS]) await see(join(path, each));
      } else if (!entry.name.startsWith('.')) {
        if (entry.isDirectory() && !isInstalled) folders.push(path);
        else await see(path);
      }
    }
  }
  return seen.sort().join('\n');
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? '' : `${found.mtimeMs} ${found.size}`;
}

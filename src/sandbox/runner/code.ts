import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How many files are looked at; who has more restarts the sandbox after a change. */
const FILE_LIMIT = 2000;

/** What package managers write into `node_modules` whenever they have changed what is there. */
const MARKS = ['.package-lock.json', '.modules.yaml', '.yarn-integrity', '.yarn-state.yml'];

/**
 * A text that changes when a file of a folder does (hidden folders aside), or other packages are installed there, so that
 * an instance with the old code gets no further event. `inPackages`: also when a file within a package does. Links to
 * folders are followed, round ones once. Empty when the folder cannot be read.
 */
export async function revisionOf(dir: string, inPackages = false): Promise<string> {
  const folders = [dir];
  const seen: string[] = [];
  const linked = new Set<string>();

  const look = async (entry: Dirent, isInstalled: boolean): Promise<void> => {
    const path = join(entry.parentPath, entry.name);
    if (entry.name === 'node_modules' && !inPackages) {
      const marks = await Promise.all(['', ...MARKS].map((each) => stampOf(join(path, each))));
      seen.push(`${path} ${marks.join()}`);
    } else if (entry.isSymbolicLink() && !isInstalled) {
      const real = await realpath(path).catch(() => path);
      const leadsToFolder = await stat(path).then(
        (found) => found.isDirectory(),
        () => false,
      );
      if (!leadsToFolder) seen.push(`${path} ${await stampOf(path)}`);
      else if (!linked.has(real)) folders.push(path);
      linked.add(real);
    } else if (entry.isDirectory() && !isInstalled) {
      folders.push(path);
    } else {
      seen.push(`${path} ${await stampOf(path)}`);
    }
  };

  for (let folder = folders.pop(); folder !== undefined && seen.length < FILE_LIMIT; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    // Installed packages are thousands of files, which only their installer changes: it writes beside each, or anew.
    const isInstalled =
      !inPackages && folder !== dir && entries.some(({ name }) => name.endsWith('.dist-info'));
    await Promise.all(
      entries.filter(({ name }) => !name.startsWith('.')).map((entry) => look(entry, isInstalled)),
    );
  }
  return seen.sort().join('\n');
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? '' : `${found.mtimeMs} ${found.size}`;
}

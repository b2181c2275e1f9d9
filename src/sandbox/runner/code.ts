import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How many files are looked at; who has more restarts the sandbox after a change. */
const FILE_LIMIT = 2000;

/**
 * A text that changes when a file of the function's code does (`node_modules` and hidden folders aside), so that an
 * instance with the old code gets no further event. Empty when the folder cannot be read.
 */
export async function revisionOf(dir: string): Promise<string> {
  const folders = [dir];
  const seen: string[] = [];
  for (let folder = folders.pop(); folder !== undefined && seen.length < FILE_LIMIT; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else seen.push(`${path} ${await stampOf(path)}`);
    }
  }
  return seen.sort().join('\n');
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? '' : `${found.mtimeMs} ${found.size}`;
}

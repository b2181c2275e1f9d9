import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { whenFree } from '../model/busyFile';

/** Suffix of files that are not whole yet; what a kill leaves of them is swept away at the next start. */
const UNFINISHED = '.unfinished';

/**
 * Files under one folder, each written whole or not at all: to a new file first, flushed to the disk, then renamed
 * over the old one. When `write` has resolved, neither a kill nor a power cut takes the text back.
 */
export class StateFolder {
  private readonly known = new Set<string>();

  constructor(readonly root: string) {}

  /** Writes a file; `name` is a path of safe segments below the folder. */
  async write(name: string, text: string): Promise<void> {
    const file = path.join(this.root, name);
    const unfinished = `${file}.${randomUUID()}${UNFINISHED}`;
    await this.makeFolder(path.dirname(file));
    const handle = await open(unfinished, 'w').catch(async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // Somebody has cleared the folder away.
      this.known.clear();
      await this.makeFolder(path.dirname(file));
      return open(unfinished, 'w');
    });
    try {
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await whenFree(() => rename(unfinished, file), process.platform);
    await flushFolder(path.dirname(file));
  }

  /** Removes a file for good; one that is not there is fine. */
  async remove(name: string): Promise<void> {
    const file = path.join(this.root, name);
    await rm(file, { force: true });
    if (!this.known.has(path.dirname(file))) return;
    await flushFolder(path.dirname(file)).catch((error: unknown) => {
      // With a folder that somebody has cleared away the file is gone as well.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
  }

  /**
   * What the whole JSON files below `folder` hold, by their name below the state folder. Others are not ours: file
   * managers leave some where people have looked. Rejects with an Error that names a file which is no JSON.
   */
  async readAll<Value>(folder: string): Promise<{ readonly name: string; readonly value: Value }[]> {
    const found: { name: string; value: Value }[] = [];
    for (const name of await this.names(folder)) {
      const file = path.join(this.root, name);
      if (name.endsWith(UNFINISHED)) await rm(file, { force: true });
      else if (name.endsWith('.json')) found.push({ name, value: await readWhole<Value>(file) });
    }
    return found;
  }

  private async names(folder: string): Promise<string[]> {
    const start = path.join(this.root, folder);
    const entries = await readdir(start, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(this.root, path.join(entry.parentPath, entry.name)))
      .sort();
  }

  private async makeFolder(folder: string): Promise<void> {
    if (this.known.has(folder)) return;
    const first = await mkdir(folder, { recursive: true });
    // A new folder is only safe once the folders above it that were made with it are on the disk.
    for (
      let at = folder;
      first !== undefined && at.length >= path.dirname(first).length;
      at = path.dirname(at)
    ) {
      await flushFolder(at);
      if (at === path.dirname(at)) break;
    }
    this.known.add(folder);
  }
}

async function readWhole<Value>(file: string): Promise<Value> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Value;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} cannot be read: ${why}. Move it away to start without what it holds.`, {
      cause: error,
    });
  }
}

/** Puts a folder's entries on the disk; Windows neither needs it nor lets a folder be opened. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

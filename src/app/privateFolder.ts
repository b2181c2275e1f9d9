import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { whenFree } from '../model/busyFile';
import { pieces } from './text/pieces';

/** Characters that are encoded at a time: all of a result of 30 MB at once would keep everybody waiting. */
const PIECE = 1024 * 1024;

/** Files that only their owner may read: texts and configs of a person. */
export interface PrivateFolder {
  /** The text of a file; undefined where there is none. */
  read(name: string): Promise<string | undefined>;
  /** Writes a file as a whole: a crash in between leaves what was there before. */
  write(name: string, text: string): Promise<void>;
  /** Adds to the end of a file, which need not exist: a crash in between leaves a part of the text there. */
  append(name: string, text: string): Promise<void>;
  /** Removes a file; one that is not there is removed already. */
  remove(name: string): Promise<void>;
  /** The names of all files. */
  list(): Promise<readonly string[]>;
}

/** A private folder at a path, which need not exist. Fails with Node's own errors. */
export function openPrivateFolder(folder: string): PrivateFolder {
  return {
    read: (name) => ifThere(readFile(join(folder, name), 'utf8')),
    write: async (name, text) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writePrivately(join(folder, name), text);
    },
    append: async (name, text) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await appendFile(join(folder, name), text, { mode: 0o600, flush: true });
    },
    remove: (name) => rm(join(folder, name), { force: true }),
    list: async () => {
      const names = (await ifThere(readdir(folder))) ?? [];
      return names.filter((name) => !name.endsWith('.new'));
    },
  };
}

/**
 * Writes a file that only its owner may read: beside it first and then renamed, so that a reader or a crash never sees
 * half of it. What a crash leaves beside it ends with `.new`.
 */
export async function writePrivately(path: string, text: string | Uint8Array): Promise<void> {
  const beside = `${path}.${String(process.pid)}.new`;
  await rm(beside, { force: true });
  const written = typeof text === 'string' && text.length > PIECE ? pieces(text, PIECE) : text;
  await writeFile(beside, written, { mode: 0o600, flag: 'wx', flush: true });
  await whenFree(() => rename(beside, path), process.platform);
}

/**
 * Writes a file that only its owner may read where there is none; false where there is one. Of several processes that
 * try at once, one gets true. Fails with Node's own errors.
 */
export async function createPrivately(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx', flush: true });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** What a JSON file of ours says; undefined where it is missing or broken. */
export async function readPrivately<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** The end of work on a file; undefined where there is no such file. */
export async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A name for a file that belongs to a text: as long for any text, of letters that every file system takes. */
export function digest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

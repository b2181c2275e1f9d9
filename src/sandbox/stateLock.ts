import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { isObject, type Json } from '../model/json';

/** What a holder writes into its lock file, so that others can ask whether it is still there, and name it. */
interface Holder {
  /** Told on `port` to whoever connects, so that another program that has got the port later is not taken for it. */
  readonly id: string;
  readonly pid: number;
  /** Loopback port on which the holder listens for as long as it lives. */
  readonly port: number;
  /** When it took the folder, ISO 8601. */
  readonly since: string;
}

/** A state folder that belongs to this sandbox until it is released or the process ends, however it ends. */
export interface StateLock {
  /** The folder that was taken. */
  readonly folder: string;
  /** Gives the folder to the next sandbox. */
  release(): Promise<void>;
}

/** The state folder belongs to a sandbox that is alive. */
class FolderInUse extends Error {
  override readonly name = 'FolderInUse';

  constructor(
    readonly folder: string,
    { pid, since }: Holder,
  ) {
    super(
      `The state folder ${folder} is in use by another sandbox (process ${pid}, since ${since}). ` +
        'Stop that one, or name another folder with --state.',
    );
  }
}

const LOCK = /^lock-(\d{1,15})\.json$/;
const UNFINISHED = '.lock';

/** How long a process that accepts the connection may take to say its id; a stopped holder still holds. */
const ANSWER_MS = 2000;

/**
 * Takes a state folder. A holder is alive while it answers on a loopback port of its own: the system closes that with
 * the process, so a crash or a `kill -9` leaves no lock. Lock files are numbered, the highest counts, and a dead
 * holder's is followed by the next number, never removed first: of several that find it dead one alone can make that
 * file. Holders on other machines or in other containers that share the folder are not seen. Throws a FolderInUse.
 */
export async function lockFolder(folder: string): Promise<StateLock> {
  await mkdir(folder, { recursive: true });
  const { holder, close } = await announce();
  try {
    for (;;) {
      const { number, holder: before } = await newest(folder);
      if (before && (await isAlive(before))) throw new FolderInUse(folder, before);
      const mine = number + 1;
      if (!(await make(folder, mine, holder))) continue;
      // A slow one may have made a number that was over already.
      if ((await newest(folder)).number === mine) {
        await removeBelow(folder, mine);
        return { folder, release: close };
      }
      await rm(fileOf(folder, mine), { force: true });
    }
  } catch (error) {
    await close();
    throw error;
  }
}

/** Takes a folder, or where it is in use the next free one of `folder-2`, `folder-3`, … beside it. */
export async function lockFolderOrNext(folder: string): Promise<StateLock> {
  for (let number = 1; ; number += 1) {
    try {
      return await lockFolder(number === 1 ? folder : `${folder}-${number}`);
    } catch (error) {
      if (!(error instanceof FolderInUse) || number === MOST_FOLDERS) throw error;
    }
  }
}

const MOST_FOLDERS = 100;

/** Listens on a loopback port and tells the id to whoever connects. Does not keep the process. */
async function announce(): Promise<{ readonly holder: Holder; readonly close: () => Promise<void> }> {
  const id = randomUUID();
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(id);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    holder: { id, pid: process.pid, port, since: new Date().toISOString() },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function isAlive({ id, pid, port }: Holder): Promise<boolean> {
  if (!processExists(pid)) return Promise.resolve(false);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('utf8');
    socket.setTimeout(ANSWER_MS, () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('data', (text) => (answer += String(text)));
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(answer === id));
  });
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The highest number of a lock file, 0 where there is none, and whose it is, if that can be read. */
async function newest(folder: string): Promise<{ readonly number: number; readonly holder?: Holder }> {
  const number = Math.max(0, ...(await numbers(folder)));
  if (number === 0) return { number };
  const holder = readHolder(await readFile(fileOf(folder, number), 'utf8').catch(() => ''));
  return { number, ...(holder && { holder }) };
}

async function numbers(folder: string): Promise<readonly number[]> {
  return (await readdir(folder)).flatMap((name) => {
    const number = LOCK.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

/** Writes a lock file, whole at once; false when there is one of that number. */
async function make(folder: string, number: number, holder: Holder): Promise<boolean> {
  const unfinished = path.join(folder, `${holder.id}${UNFINISHED}`);
  await writeFile(unfinished, JSON.stringify(holder));
  try {
    await link(unfinished, fileOf(folder, number)).catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST') throw error;
      // A file system without links, as FAT is.
      return copyFile(unfinished, fileOf(folder, number), constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function removeBelow(folder: string, mine: number): Promise<void> {
  const over = (await numbers(folder)).filter((number) => number < mine);
  await Promise.all(over.map((number) => rm(fileOf(folder, number), { force: true })));
}

function fileOf(folder: string, number: number): string {
  return path.join(folder, `lock-${number}.json`);
}

function readHolder(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Json;
    if (!isObject(value)) return undefined;
    const { id, pid, port, since } = value;
    if (typeof id !== 'string' || typeof since !== 'string') return undefined;
    return typeof pid === 'number' && typeof port === 'number' ? { id, pid, port, since } : undefined;
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

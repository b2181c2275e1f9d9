import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Replacement, ReplacementJournal } from '../../cloud/config/asyncConfig';
import { refKey, type FunctionRef } from '../../model/functionRef';
import { digest, type PrivateFolder } from '../privateFolder';
import { partsOf, unfinishedIn } from './folders';
import { readReplacing, readWrite, type BegunWrite, type PastWrite, type WriteEnd } from './historyFiles';

/** A write that is under way. */
export interface WriteNote {
  /** For a DELETE and PUT: nothing is deleted before it is written down. */
  readonly journal: ReplacementJournal;
  /** Never rejects: the write is over by then. */
  end(end: WriteEnd): Promise<void>;
}

/** The writes of async configs from this machine: files are added and never changed, and the oldest writes go. */
export interface ConfigHistory {
  /** Notes a write before it is sent. Never rejects: where that fails, only a DELETE and PUT is refused. */
  begin(write: BegunWrite): Promise<WriteNote>;
  /** Newest first, of one version or of all. `unreadable`: writes that a newer FnDeck, or half a disk, has left. */
  list(ref?: FunctionRef): Promise<{ readonly writes: readonly PastWrite[]; readonly unreadable: number }>;
  /**
   * Writes that were cut off between DELETE and PUT and that nobody carries out any more: their window was closed,
   * reloaded or killed in between. The newest of each function version.
   */
  unfinished(): Promise<readonly Replacement[]>;
  /** A person has said since what the service is to hold: what is unfinished of this version is not to be offered. */
  settle(ref: FunctionRef): Promise<void>;
}

/** What the history asks of the machine. */
export interface Machine {
  readonly process: number;
  isRunning(process: number): boolean;
  /** Unix milliseconds. */
  now(): number;
}

/** Longer than any replacement takes: after that its process, if one of that id is running, is another. */
const LONGEST_MS = 300_000;

/** The history in a folder, for a process of a machine; `keep` gives how many writes stay. */
export function openConfigHistory(
  folder: PrivateFolder,
  machine: Machine,
  keep: () => number = () => 500,
): ConfigHistory {
  let count = 0;
  /** Sorts by time, also within a millisecond; says of which version it is without being opened. */
  const newId = (ref: FunctionRef): string => {
    const order = String(count++ % 10_000).padStart(4, '0');
    return `${String(machine.now()).padStart(15, '0')}-${order}-${hashOf(ref)}-${randomUUID().slice(0, 8)}`;
  };
  const write = (id: string, part: string, content: object): Promise<void> =>
    folder.write(`${id}.${part}.json`, JSON.stringify({ version: 1, ...content }));
  const read = async (id: string, parts: ReadonlySet<string>): Promise<PastWrite | undefined> => {
    const text = async (part: string) => (parts.has(part) ? folder.read(`${id}.${part}.json`) : undefined);
    return readWrite(id, (await text('begun')) ?? '', await text('ended'));
  };
  /** Notes of replacements that nobody is at; `all`: and this process's own, which are over when it settles them. */
  const left = async (of: 'all' | 'those that are over') => {
    const all = partsOf(await folder.list());
    const found = await Promise.all(
      unfinishedIn(all).map(async (id) => {
        const entry = readReplacing((await folder.read(`${id}.replacing.json`)) ?? '');
        const underWay =
          entry &&
          !(of === 'all' && entry.process === machine.process) &&
          machine.isRunning(entry.process) &&
          Math.abs(machine.now() - entry.at) < LONGEST_MS;
        return entry && !underWay ? [{ id, ...entry }] : [];
      }),
    );
    return found.flat();
  };
  const prune = async (): Promise<void> => {
    const all = partsOf(await folder.list());
    const kept = new Set(unfinishedIn(all));
    const old = [...all.keys()].sort().slice(0, Math.max(0, all.size - keep()));
    for (const id of old) {
      if (kept.has(id)) continue;
      for (const part of all.get(id) ?? []) await folder.remove(`${id}.${part}.json`);
    }
  };

  return {
    begin: async (begun) => {
      const id = newId(begun.ref);
      let failure: unknown;
      const noted = write(id, 'begun', { at: machine.now(), ...begun }).catch((error: unknown) => {
        failure = error ?? new Error('not written');
      });
      await noted;
      return {
        journal: {
          begin: async ({ ref, before, wanted }) => {
            if (failure !== undefined) throw failure instanceof Error ? failure : new Error('not written');
            const { process } = machine;
            await write(id, 'replacing', { ref, before, wanted, process, at: machine.now() });
          },
          end: () => write(id, 'settled', {}),
        },
        end: async (end) => {
          if (failure !== undefined) return;
          await write(id, 'ended', end).catch(() => undefined);
          await prune().catch(() => undefined); // the next write will
        },
      };
    },
    list: async (ref) => {
      const all = partsOf(await folder.list());
      const wanted = ref && `-${hashOf(ref)}-`;
      const ids = [...all.keys()].filter((id) => wanted === undefined || id.includes(wanted));
      const found = await Promise.all(
        ids
          .sort()
          .reverse()
          .map((id) => read(id, all.get(id) ?? new Set())),
      );
      const readable = found.filter((one) => one !== undefined);
      const key = ref && refKey(ref);
      const writes = readable.filter((one) => key === undefined || refKey(one.ref) === key);
      return { writes, unreadable: found.length - readable.length };
    },
    settle: async (ref) => {
      const key = refKey(ref);
      for (const one of await left('all')) if (refKey(one.ref) === key) await write(one.id, 'settled', {});
    },
    unfinished: async () => {
      const entries = [...(await left('those that are over'))].sort((a, b) => a.at - b.at);
      const newest = new Map(entries.map((entry) => [refKey(entry.ref), entry]));
      return [...newest.values()].map(({ ref, before, wanted }) => ({ ref, before, wanted }));
    },
  };
}

/** The user of this machine, where the system knows the name; else an empty text. */
export function personHere(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

/** This process on this machine. */
export function thisMachine(): Machine {
  return {
    process: process.pid,
    isRunning: (id) => {
      try {
        // 0 sends nothing: it asks whether there is such a process.
        return process.kill(id, 0);
      } catch (error) {
        return error instanceof Error && 'code' in error && error.code === 'EPERM';
      }
    },
    now: () => Date.now(),
  };
}

/**
 * The newest write that changed a version's config and was not taken back yet; undefined where there is none. Undoing
 * once more goes further back, as in an editor. `writes`: those of one version, newest first.
 */
export function lastToUndo(writes: readonly PastWrite[]): PastWrite | undefined {
  const done = writes.filter(({ end }) => end?.result === 'done');
  const undone = new Set(done.flatMap(({ undoes }) => undoes ?? []));
  return done.find(
    ({ id, undoes, before }) => undoes === undefined && !undone.has(id) && before !== undefined,
  );
}

/** A short text that names a version in the names of files; without the name itself. */
export function hashOf(ref: FunctionRef): string {
  return digest(refKey(ref)).slice(0, 16);
}

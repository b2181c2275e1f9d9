import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Say } from '../../model/changes';
import {
  capped,
  summaryOf,
  type InvocationRecord,
  type InvocationSummary,
  type MarkedSummary,
  type Marks,
} from '../../model/invocation/record';
import { createListeners, type Listeners } from '../listeners';
import { readPrivately, writePrivately } from '../privateFolder';
import { takeOver } from './adoption';
import { FOLLOWING } from './journalFiles';
import { asItEnded, isAbandoned, isFinal, isLineOf, type Line } from './journalLine';
import { journalMarks } from './journalMarks';
import { closeToOthers, PIN, recordOf } from './journalNames';
import { forgetUnfinished, isMarksOnly, overLimit } from './pruning';

/** Lines that are read at a time: to begin a thousand reads takes longer than others should wait. */
const AT_ONCE = 50;

/** Records of this session that are remembered whatever the setting says, so that their results can be shown. */
const IN_MEMORY = 10;

/**
 * The last invocations of each workspace, in files that only their owner can read. Several windows share the folder: each
 * record and each mark has its own files, and what one window deletes is gone for all.
 */
export interface Journal {
  /** After every change of this window. */
  readonly onDidChange: Listeners['add'];
  /** What the records of this window are noted with. */
  workspace(): string;
  /** Of all workspaces, newest first. What was being sent by a process that is gone has the outcome `unknown`. */
  list(): Promise<readonly MarkedSummary[]>;
  /**
   * Takes over events whose end nobody has seen and whose window is gone, to be followed on by this window: of several
   * windows that ask, one gets each. `wanted` chooses among them.
   */
  adopt(wanted: (event: InvocationSummary) => boolean): Promise<readonly InvocationRecord[]>;
  /** A whole record; undefined when it is gone. */
  get(id: string): Promise<InvocationRecord | undefined>;
  /** Keeps a record, as one of this workspace where it does not name its own; one with the same id is replaced. */
  put(record: InvocationRecord): Promise<void>;
  /** Writes a result to a file beside the record and gives its path; undefined where nothing is kept. */
  resultFile(of: InvocationRecord, extension: string, all: string | Uint8Array): Promise<string | undefined>;
  /** Puts a pin on records, or takes it off; gives how many of them are kept. */
  pin(ids: readonly string[], pinned: boolean): Promise<number>;
  /** Writes a line about a record, or with an empty one removes it; false where it is not kept. */
  note(id: string, text: string): Promise<boolean>;
  remove(ids: readonly string[]): Promise<void>;
  /** Deletes all records of all windows and workspaces. */
  clear(): Promise<void>;
  /** Deletes what is more than is to be kept; with nothing to be kept, every file. */
  prune(): Promise<void>;
}

/** What a journal is made of. */
interface JournalParts {
  /** Path of its folder, which is made when something is kept. */
  readonly folder: string;
  /** How many invocations of a workspace are kept beside the pinned ones; 0 for none at all, and no file. */
  readonly keep: () => number;
  /** Names the workspace of this window: equal for windows that show the same folders. */
  readonly workspace: () => string;
  readonly say: Say;
}

/** A journal over a folder of this machine. Nothing is read before it is asked. */
export function createJournal({ folder, keep, workspace, say }: JournalParts): Journal {
  const changes = createListeners();
  const marks = journalMarks(folder);
  const memory = new Map<string, { readonly record: InvocationRecord; readonly stored: boolean }>();
  /** Events that this window follows: who deletes one of them does not want its end. */
  const followed = new Set<string>();
  /** Lines that do not change any more. */
  const known = new Map<string, Line>();
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  const pathOf = (id: string, kind: string) => join(folder, `${id}.${kind}`);
  /** One after the other, so that nothing is written into what is being deleted. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  /** The journal's files by the id of their record; the first time it also closes them to others. */
  const files = async (): Promise<Map<string, string[]>> => {
    const names = await readdir(folder).catch(() => undefined);
    if (names && !closed) await closeToOthers(folder, names);
    closed ||= names !== undefined;
    const found = new Map<string, string[]>();
    for (const name of names ?? []) {
      const id = recordOf(name);
      if (id !== undefined) found.set(id, [...(found.get(id) ?? []), name]);
    }
    return found;
  };

  const lineOf = async (id: string, names: readonly string[]): Promise<Line | undefined> => {
    const line = known.get(id);
    if (line) return line;
    if (names.includes(`${id}.line.json`)) return readPrivately<Line>(pathOf(id, 'line.json'));
    // Ended between the two writes: the record is whole.
    const record = await readPrivately<InvocationRecord>(pathOf(id, 'record.json'));
    return record && { ...summaryOf(record), bytes: JSON.stringify(record).length };
  };
  const lines = async (): Promise<(Line & Marks)[]> => {
    const all = await files();
    for (const id of [...known.keys()]) if (!all.has(id)) known.delete(id);
    const marked = async (id: string, names: readonly string[]) => {
      const line = await lineOf(id, names);
      if (line && isFinal(line.outcome)) known.set(id, line);
      return line && { ...line, ...(await marks.read(id, names)) };
    };
    const found: (Line & Marks)[] = [];
    const left = [...all];
    while (left.length > 0) {
      const some = await Promise.all(left.splice(-AT_ONCE).map(([id, names]) => marked(id, names)));
      found.push(...some.filter((line) => line !== undefined));
    }
    return found.sort((a, b) => (a.id < b.id ? 1 : -1));
  };

  /** Deletes records; `sparing` those that somebody has pinned meanwhile. */
  const drop = async (ids: Iterable<string>, sparing = false): Promise<void> => {
    const all = await files();
    for (const id of ids) {
      if (sparing && all.get(id)?.includes(`${id}.${PIN}`)) continue;
      known.delete(id);
      memory.delete(id);
      await Promise.all((all.get(id) ?? []).map((name) => rm(join(folder, name), { force: true })));
    }
  };
  const prune = async (): Promise<void> => {
    if (keep() === 0) return drop((await files()).keys());
    await drop(overLimit(await lines(), keep()), true);
    const left = await files();
    await drop([...left].filter(([id, names]) => isMarksOnly(id, names)).map(([id]) => id));
    await forgetUnfinished(folder, left);
  };

  const store = async (record: InvocationRecord): Promise<void> => {
    const text = JSON.stringify(capped(record, (text) => Buffer.byteLength(text)));
    const sender = record.outcome.kind === 'sending' || record.following ? { sender: process.pid } : {};
    const line: Line = { ...summaryOf(record), bytes: Buffer.byteLength(text), ...sender };
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writePrivately(pathOf(record.id, 'record.json'), text);
    await writePrivately(pathOf(record.id, 'line.json'), JSON.stringify(line));
    const mark = pathOf(record.id, FOLLOWING);
    await (record.following ? writePrivately(mark, '') : rm(mark, { force: true }));
    known.delete(record.id);
  };

  return {
    onDidChange: changes.add,
    workspace,
    list: () => inTurn(async () => (await lines()).map((line) => ({ ...line, ...asItEnded(line, say) }))),
    adopt: (wanted) =>
      inTurn(async () => {
        const left = (await lines()).filter((line) => isAbandoned(line) && wanted(line));
        const adopted: InvocationRecord[] = [];
        for (const line of left) {
          const mine = (found = line) => (isAbandoned(found) ? { ...found, sender: process.pid } : undefined);
          if (!(await takeOver<Line>(pathOf(line.id, 'line.json'), mine))) continue;
          const record = await readPrivately<InvocationRecord>(pathOf(line.id, 'record.json'));
          if (record) adopted.push(record);
          followed.add(line.id);
        }
        return adopted;
      }),
    get: (id) =>
      inTurn(async () => {
        const all = await files();
        const remembered = memory.get(id);
        if (remembered && !remembered.stored) return remembered.record;
        const line = all.has(id) ? await lineOf(id, all.get(id) ?? []) : undefined;
        if (remembered && line && isLineOf(line, remembered.record)) return remembered.record;
        memory.delete(id);
        const record = await readPrivately<InvocationRecord>(pathOf(id, 'record.json'));
        return record && { ...record, ...(line && asItEnded(line, say)) };
      }),
    put: async (given) => {
      const record = { ...given, workspace: given.workspace ?? workspace() };
      await inTurn(async () => {
        const isDeleted = followed.has(record.id) && !(await files()).has(record.id);
        if (!record.following) followed.delete(record.id);
        if (isDeleted) return;
        memory.set(record.id, { record, stored: false });
        for (const old of [...memory.keys()].slice(0, -IN_MEMORY)) memory.delete(old);
        if (keep() === 0) return;
        await store(record);
        memory.set(record.id, { record, stored: true });
        if (record.following) followed.add(record.id);
        await prune();
      });
      changes.tell();
    },
    resultFile: (record, extension, content) =>
      inTurn(async () => {
        if (keep() === 0 || !(await files()).has(record.id)) return undefined;
        const path = pathOf(record.id, `result.${extension}`);
        await writePrivately(path, content);
        return path;
      }),
    pin: async (ids, pinned) => {
      const kept = await inTurn(async () => {
        const all = await files();
        const there = ids.filter((id) => all.has(id));
        for (const id of there) await marks.pin(id, pinned);
        return there.length;
      });
      changes.tell();
      return kept;
    },
    note: async (id, text) => {
      const kept = await inTurn(async () => {
        if (!(await files()).has(id)) return false;
        await marks.note(id, text);
        return true;
      });
      changes.tell();
      return kept;
    },
    remove: async (ids) => {
      await inTurn(() => drop(ids));
      changes.tell();
    },
    clear: async () => {
      await inTurn(async () => {
        await drop((await files()).keys());
        memory.clear();
      });
      changes.tell();
    },
    prune: async () => {
      await inTurn(prune);
      changes.tell();
    },
  };
}

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  capped,
  summaryOf,
  type InvocationRecord,
  type InvocationSummary,
} from '../../model/invocation/record';
import { keptInvocations } from './settings';

/** Bytes that the kept records may have together; the oldest give way. */
const MOST_BYTES = 50 * 1024 * 1024;

/** Records of this session that are remembered whatever the setting says, so that their results can be shown. */
const IN_MEMORY = 10;

/** What is kept of a record in a line, with the size of the whole. */
interface Line extends InvocationSummary {
  readonly bytes: number;
}

/** The last invocations, kept in the extension's storage. Several windows share it: each record has its own files. */
export interface Journal extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  /** Newest first. */
  list(): Promise<readonly InvocationSummary[]>;
  /** A whole record; undefined when it is gone. */
  get(id: string): Promise<InvocationRecord | undefined>;
  /** Keeps a record; one with the same id is replaced. */
  put(record: InvocationRecord): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  clear(): Promise<void>;
  /** Looks again at what other windows have kept. */
  refresh(): void;
}

/** Makes the journal in a folder of this machine. */
export function createJournal(folder: string): Journal {
  const changed = new vscode.EventEmitter<void>();
  const memory = new Map<string, InvocationRecord>();
  const lineOf = (id: string) => join(folder, `${id}.line.json`);
  const recordOf = (id: string) => join(folder, `${id}.record.json`);
  /** All that may be there, with the result that was opened as a file. */
  const filesOf = (id: string) => [
    lineOf(id),
    recordOf(id),
    ...['json', 'txt'].map((end) => join(folder, `${id}.result.${end}`)),
  ];
  let lines: Promise<Map<string, Line>> | undefined;

  const load = async () => {
    const found = new Map<string, Line>();
    const names = await readdir(folder).catch((): string[] => []);
    const ids = names.flatMap((name) =>
      name.endsWith('.line.json') ? [name.slice(0, -'.line.json'.length)] : [],
    );
    for (const line of await Promise.all(ids.map((id) => readJson<Line>(lineOf(id))))) {
      if (line) found.set(line.id, line);
    }
    return found;
  };
  const known = () => (lines ??= load());

  const drop = async (ids: readonly string[]) => {
    const all = await known();
    for (const id of ids) {
      all.delete(id);
      memory.delete(id);
      await Promise.all(filesOf(id).map((file) => rm(file, { force: true })));
    }
  };

  const prune = async () => {
    const newest = [...(await known()).values()].sort(newestFirst);
    let bytes = 0;
    const kept = newest.filter((line, i) => (bytes += line.bytes) <= MOST_BYTES && i < keptInvocations());
    await drop(newest.filter((line) => !kept.includes(line)).map(({ id }) => id));
  };

  return {
    onDidChange: changed.event,
    list: async () => [...(await known()).values()].sort(newestFirst),
    get: async (id) => memory.get(id) ?? readJson<InvocationRecord>(recordOf(id)),
    put: async (record) => {
      memory.set(record.id, record);
      for (const old of [...memory.keys()].slice(0, -IN_MEMORY)) memory.delete(old);
      if (keptInvocations() > 0) {
        const text = JSON.stringify(capped(record));
        const line: Line = { ...summaryOf(record), bytes: text.length };
        await mkdir(folder, { recursive: true });
        await writeAtomically(recordOf(record.id), text);
        await writeAtomically(lineOf(record.id), JSON.stringify(line));
        (await known()).set(record.id, line);
        await prune();
      }
      changed.fire();
    },
    remove: async (ids) => {
      await drop(ids);
      changed.fire();
    },
    clear: async () => {
      await drop([...(await known()).keys()]);
      memory.clear();
      changed.fire();
    },
    refresh: () => {
      lines = undefined;
      changed.fire();
    },
    dispose: () => {
      changed.dispose();
    },
  };
}

function newestFirst(a: InvocationSummary, b: InvocationSummary): number {
  return a.id < b.id ? 1 : -1;
}

/** A JSON file of ours; undefined where it is missing or broken. */
async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Writes beside the file and renames, so that a reader or a crash never sees half of it. */
async function writeAtomically(file: string, text: string): Promise<void> {
  const beside = `${file}.new`;
  await writeFile(beside, text);
  await rename(beside, file);
}

import { createHash } from 'node:crypto';
import type { Replacement, ReplacementJournal } from '../../cloud/cloud';
import { refKey, type FunctionRef } from '../../model/functionRef';
import { isObject, member, type Json } from '../../model/json';
import type { PrivateFolder } from '../privateFolder';

/** A replacement as it stands on this machine. */
interface Entry extends Replacement {
  /** Id of the process that began it. */
  readonly process: number;
  /** Unix milliseconds. */
  readonly begun: number;
}

/**
 * The replacements by DELETE and PUT that are written down on this machine: a file for each function version and window,
 * so that no window strikes out what another is at.
 */
export interface Replacements extends ReplacementJournal {
  /**
   * Those that nobody carries out any more: their window was closed, reloaded or killed in between. The newest of each
   * function version.
   */
  unfinished(): Promise<readonly Replacement[]>;
  /** A person has said since what the service is to hold: what is unfinished of this version is not to be offered. */
  settle(ref: FunctionRef): Promise<void>;
}

/** What the journal asks of the machine. */
export interface Machine {
  readonly process: number;
  isRunning(process: number): boolean;
  /** Unix milliseconds. */
  now(): number;
}

/** Longer than any replacement takes: after that its process, if one of that id is running, is another. */
const LONGEST_MS = 300_000;

/** The journal in a folder, for a process of a machine. */
export function openReplacements(folder: PrivateFolder, machine: Machine): Replacements {
  const isUnderWay = ({ process, begun }: Entry): boolean =>
    machine.isRunning(process) && Math.abs(machine.now() - begun) < LONGEST_MS;
  const own = (ref: FunctionRef): string =>
    `${createHash('sha256').update(refKey(ref)).digest('hex')}.${String(machine.process)}.json`;
  const left = async (): Promise<readonly (Entry & { readonly file: string })[]> => {
    const read = async (file: string) => {
      const entry = readEntry((await folder.read(file)) ?? '');
      return entry && !isUnderWay(entry) ? [{ ...entry, file }] : [];
    };
    return (await Promise.all((await folder.list()).map(read))).flat();
  };
  return {
    begin: (replacement) => {
      const entry: Entry = { ...replacement, process: machine.process, begun: machine.now() };
      return folder.write(own(replacement.ref), JSON.stringify(entry));
    },
    end: (ref) => folder.remove(own(ref)),
    settle: async (ref) => {
      await folder.remove(own(ref));
      const key = refKey(ref);
      for (const entry of await left()) if (refKey(entry.ref) === key) await folder.remove(entry.file);
    },
    unfinished: async () => {
      const entries = [...(await left())].sort((a, b) => a.begun - b.begun);
      const newest = new Map(entries.map((entry) => [refKey(entry.ref), entry]));
      return [...newest.values()].map(({ ref, before, wanted }) => ({ ref, before, wanted }));
    },
  };
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

/** Undefined for a file that is no entry of this form. */
function readEntry(json: string): Entry | undefined {
  try {
    const read: unknown = JSON.parse(json);
    const [before, wanted, ref] = [
      member(read, 'before'),
      member(read, 'wanted'),
      readRef(member(read, 'ref')),
    ];
    const [process, begun] = [member(read, 'process'), member(read, 'begun')];
    if (!ref || !isObject(before) || !isObject(wanted)) return undefined;
    return typeof process === 'number' && typeof begun === 'number'
      ? { ref, before, wanted, process, begun }
      : undefined;
  } catch {
    return undefined;
  }
}

function readRef(value: Json | undefined): FunctionRef | undefined {
  const [connection, group] = [member(value, 'connection'), member(value, 'group')];
  const [name, qualifier] = [member(value, 'name'), member(value, 'qualifier')];
  if (typeof connection !== 'string' || typeof group !== 'string') return undefined;
  return typeof name === 'string' && typeof qualifier === 'string'
    ? { connection, group, name, qualifier }
    : undefined;
}

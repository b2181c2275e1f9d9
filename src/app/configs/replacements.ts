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

/** The replacements by DELETE and PUT that are written down on this machine, a file for each function version. */
export interface Replacements extends ReplacementJournal {
  /** Those that nobody carries out any more: their window was closed, reloaded or killed in between. */
  unfinished(): Promise<readonly Replacement[]>;
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
  return {
    begin: (replacement) => {
      const entry: Entry = { ...replacement, process: machine.process, begun: machine.now() };
      return folder.write(entryFile(replacement.ref), JSON.stringify(entry));
    },
    end: (ref) => folder.remove(entryFile(ref)),
    unfinished: async () => {
      const texts = await Promise.all((await folder.list()).map((name) => folder.read(name)));
      const entries = texts.flatMap((text) => readEntry(text ?? '') ?? []);
      return entries
        .filter((entry) => !isUnderWay(entry))
        .map(({ ref, before, wanted }) => ({ ref, before, wanted }));
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

function entryFile(ref: FunctionRef): string {
  return `${createHash('sha256').update(refKey(ref)).digest('hex')}.json`;
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

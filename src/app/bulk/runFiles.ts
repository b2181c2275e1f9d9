import { randomUUID } from 'node:crypto';
import { printJson, type Json, type JsonObject } from '../../model/json';
import type { Machine } from '../configs/history';
import type { PrivateFolder } from '../privateFolder';
import { begunRuns, runsIn } from './folder';
import { readPlan, readSteps, type RunPlan, type Step } from './runText';

/** A run as it stands on this machine. */
export interface StoredRun {
  readonly id: string;
  readonly plan: RunPlan;
  /** The last step of each row that is part of the run, by its place in the plan. */
  readonly steps: ReadonlyMap<number, Step>;
  /** Whether its run was ended: by itself, or by a person. */
  readonly isOver: boolean;
}

/** The notes of a run that this process has taken. Each is safely stored when its promise settles. */
export interface RunNotes {
  /** The rows are part of the run from now on: it is begun. */
  begin(rows: readonly number[]): Promise<void>;
  step(row: number, step: Step): Promise<void>;
  /** The run is over for now; what is still planned can be taken up later. */
  end(): Promise<void>;
  /** Lets others take the run. */
  release(): void;
}

/** The runs of bulk applies from this machine, in a folder that all windows share. */
export interface RunFiles {
  /** Stores the plan with its snapshot. */
  create(plan: Omit<RunPlan, 'at'>): Promise<RunNotes>;
  /** Newest first. `unreadable`: runs that a newer FnDeck, or half a disk, has left. */
  list(): Promise<{ readonly runs: readonly StoredRun[]; readonly unreadable: number }>;
  /** Runs that were begun, and that were cut off: nobody carries them out any more. Newest first. */
  cutOff(): Promise<readonly StoredRun[]>;
  /** Takes a run; undefined where another window, or another page of this one, is at it. */
  take(id: string): Promise<RunNotes | undefined>;
}

/** Longer than one row takes: after that the process of a run, if one of that id is running, is another. */
const LONGEST_MS = 300_000;

/** How many runs are kept. */
const MOST = 50;

/** The runs in a folder, for a process of a machine. */
export function openRunFiles(folder: PrivateFolder, machine: Machine): RunFiles {
  const taken = new Set<string>();

  const append = (id: string, ...lines: readonly JsonObject[]): Promise<void> =>
    // The line break comes first: what a crash has cut off before spoils no line but its own.
    folder.append(
      `${id}.steps.jsonl`,
      lines.map((line) => `\n${printJson({ at: machine.now(), ...line })}`).join(''),
    );
  const read = async (id: string, names: ReadonlySet<string>): Promise<StoredRun | undefined> => {
    const plan = readPlan((await folder.read(`${id}.plan.json`)) ?? '');
    if (!plan) return undefined;
    const { steps } = readSteps((await folder.read(`${id}.steps.jsonl`)) ?? '', plan.rows.length);
    return { id, plan, steps, isOver: names.has(`${id}.over.json`) };
  };
  /** Whether another process is at a run. */
  const isUnderWay = async (id: string): Promise<boolean> => {
    const { owner, at } = readSteps((await folder.read(`${id}.steps.jsonl`)) ?? '', 0);
    if (!owner || owner.process === machine.process) return taken.has(id);
    return machine.isRunning(owner.process) && Math.abs(machine.now() - at) < LONGEST_MS;
  };
  const notesOf = (id: string): RunNotes => {
    taken.add(id);
    return {
      begin: async (rows) => {
        await folder.remove(`${id}.over.json`);
        const { process } = machine;
        const planned = rows.map((row) => ({ row, state: 'planned' }));
        await append(id, { owner: randomUUID(), process }, ...planned);
      },
      step: (row, step) => append(id, { row, ...(step as Readonly<Record<string, Json>>) }),
      end: () => folder.write(`${id}.over.json`, '{"version":1}'),
      release: () => void taken.delete(id),
    };
  };
  const prune = async (): Promise<void> => {
    const names = await folder.list();
    const kept = new Set(begunRuns(names));
    const ids = runsIn(names);
    for (const id of ids.slice(0, Math.max(0, ids.length - MOST))) {
      if (kept.has(id)) continue;
      for (const part of ['steps.jsonl', 'over.json', 'plan.json']) await folder.remove(`${id}.${part}`);
    }
  };
  const list: RunFiles['list'] = async () => {
    const names = await folder.list();
    const ids = [...runsIn(names)].reverse();
    const all = new Set(names);
    const found = await Promise.all(ids.map((id) => read(id, all)));
    const runs = found.filter((run) => run !== undefined);
    return { runs, unreadable: found.length - runs.length };
  };

  return {
    create: async (plan) => {
      const at = machine.now();
      const id = `${String(at).padStart(15, '0')}-${randomUUID().slice(0, 8)}`;
      await folder.write(
        `${id}.plan.json`,
        printJson({ version: 1, at, ...(plan as unknown as JsonObject) }),
      );
      await prune().catch(() => undefined); // the next run will
      return notesOf(id);
    },
    list,
    cutOff: async () => {
      const begun = new Set(begunRuns(await folder.list()));
      const { runs } = begun.size === 0 ? { runs: [] } : await list();
      const left: StoredRun[] = [];
      for (const run of runs) if (begun.has(run.id) && !(await isUnderWay(run.id))) left.push(run);
      return left;
    },
    take: async (id) => {
      if (taken.has(id)) return undefined;
      const names = new Set(await folder.list());
      if (!names.has(`${id}.over.json`) && (await isUnderWay(id))) return undefined;
      // Two windows may ask in the same moment: the first line in the file wins.
      const before = readSteps((await folder.read(`${id}.steps.jsonl`)) ?? '', 0).owners.length;
      const owner = randomUUID();
      await append(id, { owner, process: machine.process });
      const { owners } = readSteps((await folder.read(`${id}.steps.jsonl`)) ?? '', 0);
      return owners[before] === owner ? notesOf(id) : undefined;
    },
  };
}

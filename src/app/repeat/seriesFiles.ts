import { randomUUID } from 'node:crypto';
import { member } from '../../model/json';
import type { InvocationRecord } from '../../model/invocation/record';
import type { Run } from '../../model/repeat/run';
import type { Machine } from '../configs/history';
import type { PrivateFolder } from '../privateFolder';
import { readEnd, readPlan, readRuns, type SeriesEnd, type SeriesPlan } from './seriesText';

/** Folder of the extension's storage with the series of repeated invocations. */
export const REPEATS = 'repeats';

/** How many series are kept. */
const MOST = 20;

/** Most characters of what was sent and received that are kept of one series, whatever its runs return. */
const MOST_DETAILS = 8 * 1024 * 1024;

/** Longer than a series takes: after that the process of one, if one of that id is running, is another. */
const LONGEST_MS = 24 * 60 * 60 * 1000;

/** A series as it stands on this machine. */
export interface StoredSeries extends SeriesEnd {
  readonly id: string;
  readonly plan: SeriesPlan;
  readonly runs: readonly Run[];
  /** `elsewhere`: another window sends it. `cutOff`: its window ended before it did. */
  readonly phase: 'over' | 'elsewhere' | 'cutOff';
}

/** The notes of a series that this process sends. Each is safely stored when its promise settles. */
export interface SeriesNotes {
  readonly id: string;
  /** A run is about to be sent, or has ended. */
  run(run: Run): Promise<void>;
  /** What was sent and received by a run, as long as there is room for it. */
  detail(number: number, record: InvocationRecord): Promise<void>;
  end(end: SeriesEnd): Promise<void>;
}

/**
 * The last series of repeated invocations, apart from the journal, which a thousand runs would empty. Windows share the
 * folder; each series has files of its own.
 */
export interface SeriesFiles {
  /** Stores the plan, and deletes the oldest series above the limit. */
  create(plan: Omit<SeriesPlan, 'process'>): Promise<SeriesNotes>;
  /** Newest first. */
  list(): Promise<readonly Pick<StoredSeries, 'id' | 'plan'>[]>;
  /** Undefined where it is gone, or cannot be read. */
  read(id: string): Promise<StoredSeries | undefined>;
  /** What was sent and received by a run; undefined where that was not kept. */
  detail(id: string, number: number): Promise<InvocationRecord | undefined>;
  /** Deletes series, but for what is being sent. */
  forget(which: (plan: SeriesPlan) => boolean): Promise<void>;
  /** Deletes of all series what was sent and received; how the runs went stays. */
  forgetDetails(): Promise<void>;
}

/** The series in a folder, for a process of a machine; `keepsDetails`: whether what is sent and received may be stored. */
export function openSeriesFiles(
  folder: PrivateFolder,
  machine: Machine,
  keepsDetails: () => boolean = () => true,
): SeriesFiles {
  const live = new Set<string>();
  const idsIn = (names: readonly string[]): string[] =>
    names.flatMap((name) => /^(\d{15}-[\da-f]{8})\.plan\.json$/.exec(name)?.[1] ?? []).sort();
  const planOf = async (id: string) => readPlan((await folder.read(`${id}.plan.json`)) ?? '');
  const isSent = (id: string, plan: SeriesPlan): boolean =>
    plan.process === machine.process
      ? live.has(id)
      : machine.isRunning(plan.process) && machine.now() - plan.startedAt < LONGEST_MS;

  const forget = async (ids: readonly string[], which: (plan: SeriesPlan) => boolean): Promise<void> => {
    const names = await folder.list();
    for (const id of ids) {
      const plan = await planOf(id);
      if (plan && !names.includes(`${id}.over.json`) && isSent(id, plan)) continue;
      if (plan && !which(plan)) continue;
      for (const part of ['details.jsonl', 'runs.jsonl', 'over.json', 'plan.json'])
        await folder.remove(`${id}.${part}`);
    }
  };
  const prune = async (): Promise<void> => {
    const ids = idsIn(await folder.list());
    await forget(ids.slice(0, Math.max(0, ids.length - MOST)), () => true);
  };

  return {
    create: async (given) => {
      const plan: SeriesPlan = { ...given, process: machine.process };
      const id = `${String(plan.startedAt).padStart(15, '0')}-${randomUUID().slice(0, 8)}`;
      live.add(id);
      await folder.write(`${id}.plan.json`, JSON.stringify({ version: 1, ...plan }));
      await prune().catch(() => undefined); // the next series will
      const runs = createAppender(folder, `${id}.runs.jsonl`);
      const details = createAppender(folder, `${id}.details.jsonl`);
      let room = MOST_DETAILS;
      return {
        id,
        run: (run) => runs(JSON.stringify(run)),
        detail: async (number, record) => {
          const line = JSON.stringify({ number, record });
          if (line.length > room || !keepsDetails()) return;
          room -= line.length;
          await details(line);
        },
        end: async (end) => {
          await folder.write(`${id}.over.json`, JSON.stringify({ version: 1, ...end }));
          live.delete(id);
        },
      };
    },

    list: async () => {
      const ids = idsIn(await folder.list()).reverse();
      const all = await Promise.all(ids.map(async (id) => ({ id, plan: await planOf(id) })));
      return all.flatMap(({ id, plan }) => (plan ? [{ id, plan }] : []));
    },

    read: async (id) => {
      const plan = await planOf(id);
      if (!plan) return undefined;
      const end = await folder.read(`${id}.over.json`);
      const phase = end !== undefined ? 'over' : isSent(id, plan) ? 'elsewhere' : 'cutOff';
      const text = (await folder.read(`${id}.runs.jsonl`)) ?? '';
      const isLive = phase === 'elsewhere';
      const runs = readRuns(text, plan.runs, isLive ? ['waiting', 'sending'] : ['notSent', 'cutOff']);
      return { id, plan, runs, phase, ...readEnd(end ?? '') };
    },

    detail: async (id, number) => {
      const lines = ((await folder.read(`${id}.details.jsonl`)) ?? '').split('\n');
      const line = lines.find((one) => one.startsWith(`{"number":${String(number)},`));
      try {
        const record = member(JSON.parse(line ?? 'null'), 'record');
        return record === undefined ? undefined : (record as unknown as InvocationRecord);
      } catch {
        return undefined; // a crash has cut it off
      }
    },

    forget: async (which) => forget(idsIn(await folder.list()), which),
    forgetDetails: async () => {
      for (const id of idsIn(await folder.list())) await folder.remove(`${id}.details.jsonl`);
    },
  };
}

/** Adds lines to the end of a file: those that come while others are written are written together. */
function createAppender(folder: PrivateFolder, name: string): (line: string) => Promise<void> {
  let waiting: string[] = [];
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  return (line) => {
    waiting.push(line);
    next ??= last = last
      .catch(() => undefined)
      .then(() => {
        const lines = waiting;
        waiting = [];
        next = undefined;
        // The line break comes first: what a crash has cut off before spoils no line but its own.
        return folder.append(name, lines.map((one) => `\n${one}`).join(''));
      });
    return next;
  };
}

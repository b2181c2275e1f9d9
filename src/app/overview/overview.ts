import type { AsyncConfig } from '../../cloud/config/asyncConfig';
import type { FunctionSummary } from '../../cloud/functionSummary';
import { functionKey, refKey, type FunctionRef } from '../../model/functionRef';
import type { JsonObject } from '../../model/json';
import type { Surroundings } from '../../model/lint/surroundings';
import type { ServiceId } from '../../model/service';
import type {
  OverviewIds,
  OverviewLine,
  OverviewState,
  Reading,
  Sorting,
} from '../../webview/overview/protocol';
import type { FileMark } from '../code/configFiles';
import { configRow, hasTargets, type ConfigRow, type RowContext } from './configRow';
import { offeredConditions, readFilter, type Filter } from './filter';
import { inOrder } from './order';
import { readConfigs, type ConfigSource } from './readConfigs';

/** Lets the window do what it has waiting. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What an overview is made from. */
interface OverviewDeps extends RowContext {
  readonly ids: OverviewIds;
  /** What it is of; another after the connection was renamed. */
  readonly title: () => string;
  readonly context: string;
  readonly language: string;
  open(): Promise<ConfigSource>;
  /** How a config stands beside its file in the workspace. */
  mark(ref: FunctionRef, service: ServiceId, held: JsonObject): FileMark | undefined;
  /** An error in the reader's language. */
  describe(error: unknown): string;
  /** Something is worth drawing; called often. */
  changed(): void;
}

/** The configs of a connection or a group, as far as they are read: rows, their order, and where the reading stands. */
export interface Overview {
  /** Reads what is not read yet: all, or what a cancellation or a failure has left. Settles with the end of it. */
  read(): Promise<void>;
  /** Forgets all that was read, and reads. */
  readAgain(): Promise<void>;
  cancel(): void;
  query(filter: string, sorting: Sorting): void;
  /** A service was seen to hold this config, or none. */
  learn(ref: FunctionRef, config: AsyncConfig | undefined): void;
  /** A version may stand otherwise beside its file; undefined: all may. */
  remark(ref: FunctionRef | undefined): void;
  /** Rows that are new or say something else since they were last taken; `all`: every row. */
  takeLines(all?: boolean): readonly OverviewLine[];
  /** The rows that the filter lets through, in order. */
  shown(): readonly ConfigRow[];
  /** The rows of these numbers, without those that have gone. */
  rows(ids: readonly number[]): readonly ConfigRow[];
  state(): Omit<OverviewState, 'canApply'>;
}

/** An overview of which nothing is read yet. */
export function createOverview(deps: OverviewDeps): Overview {
  const { profile, say } = deps;
  const changed = (): void => deps.changed();
  let { ids } = deps;
  let filter: Filter = readFilter(ids.filter, say);
  let reading: Reading = 'unread';
  let problem = '';
  let allListed = false;
  let stopping = new AbortController();
  let nextId = 0;
  const rows = new Map<number, ConfigRow>();
  const idsByRef = new Map<string, number>();
  const fresh = new Set<number>();
  /** Functions by key: all that are listed, those that are read, those of which no config is known. */
  const summaries = new Map<string, FunctionSummary>();
  const read = new Set<string>();
  const failures = new Map<string, unknown>();
  const counts = new Map<string, number>();
  /** What the page of a list says of these is older than what is known. */
  const learned = new Set<string>();

  /** What is known here of the functions that a config hands events on to. */
  const around: Surroundings = {
    has: (group, name) => {
      const all = allListed && (ids.group === undefined || ids.group === group);
      return all ? summaries.has(functionKey({ connection: ids.connection, group, name })) : undefined;
    },
    configOf: (group, name, qualifier) => {
      const id = idsByRef.get(refKey({ connection: ids.connection, group, name, qualifier }));
      return id === undefined ? undefined : rows.get(id)?.config.document;
    },
  };
  const put = (config: AsyncConfig): void => {
    const { ref, document } = config;
    const key = refKey(ref);
    const known = idsByRef.get(key);
    const id = known ?? nextId++;
    const mark = deps.mark(ref, profile.id, document);
    if (known === undefined) {
      idsByRef.set(key, id);
      count(ref, 1);
    }
    rows.set(id, configRow(id, config, summaries.get(functionKey(ref)), mark, deps, around));
    fresh.add(id);
  };
  const drop = (ref: FunctionRef): void => {
    const id = idsByRef.get(refKey(ref));
    if (id === undefined) return;
    idsByRef.delete(refKey(ref));
    rows.delete(id);
    fresh.delete(id);
    count(ref, -1);
  };
  const count = (ref: FunctionRef, by: number): void => {
    const key = functionKey(ref);
    counts.set(key, (counts.get(key) ?? 0) + by);
  };
  /** Rows whose findings depend on others, once those are there; a few at a time, for the window goes on meanwhile. */
  const checkTargets = async (signal: AbortSignal): Promise<void> => {
    const concerned = [...rows.values()].filter((row) => hasTargets(row, profile));
    for (const [number, { config }] of concerned.entries()) {
      if (number % 100 === 99) await nextTurn();
      if (signal.aborted) return;
      if (idsByRef.has(refKey(config.ref))) put(config);
    }
  };
  const isHere = ({ connection, group }: FunctionRef): boolean =>
    connection === ids.connection && (ids.group === undefined || group === ids.group);

  const start = async (): Promise<void> => {
    if (reading === 'reading') return;
    stopping = new AbortController();
    const { signal } = stopping;
    reading = 'reading';
    problem = '';
    allListed = false;
    failures.clear();
    changed();
    const end = (how: Reading): void => {
      if (stopping.signal !== signal) return; // something else is being read by now
      reading = how;
      changed();
    };
    try {
      const reader = {
        isRead: ({ id }: FunctionSummary) => read.has(functionKey(id)),
        listed: (functions: readonly FunctionSummary[]) => {
          for (const summary of functions) summaries.set(functionKey(summary.id), summary);
          changed();
        },
        configs: ({ id }: FunctionSummary, configs: readonly AsyncConfig[]) => {
          read.add(functionKey(id));
          configs.filter(({ ref }) => !learned.has(refKey(ref))).forEach(put);
          changed();
        },
        failed: ({ id }: FunctionSummary, error: unknown) => {
          failures.set(functionKey(id), error);
          changed();
        },
      };
      await readConfigs(await deps.open(), ids.group, reader, signal);
      allListed ||= !signal.aborted;
      await checkTargets(signal);
      end(signal.aborted ? 'cancelled' : 'complete');
    } catch (error) {
      problem = signal.aborted ? '' : deps.describe(error);
      end(signal.aborted ? 'cancelled' : 'failed');
    }
  };
  const cancel = (): void => {
    stopping.abort();
    if (reading !== 'reading') return;
    reading = 'cancelled';
    changed();
  };

  return {
    read: start,
    readAgain: () => {
      cancel();
      for (const known of [rows, idsByRef, fresh, summaries, read, counts, learned]) known.clear();
      return start();
    },
    cancel,
    query: (typed, sorting) => {
      ids = { ...ids, filter: typed, sorting };
      filter = readFilter(typed, say);
      changed();
    },
    learn: (ref, config) => {
      if (!isHere(ref) || reading === 'unread') return;
      learned.add(refKey(ref));
      if (config) put(config);
      else drop(ref);
      changed();
    },
    remark: (ref) => {
      const id = ref && idsByRef.get(refKey(ref));
      const row = id === undefined ? undefined : rows.get(id);
      const concerned = ref ? [row] : [...rows.values()];
      concerned.forEach((one) => one && put(one.config));
      changed();
    },
    takeLines: (all) => {
      const taken = [...(all ? rows.keys() : fresh)].flatMap((id) => rows.get(id)?.line ?? []);
      fresh.clear();
      return taken;
    },
    shown: () => {
      const all = [...rows.values()];
      const { conditions, lets } = filter;
      return inOrder(conditions.length === 0 ? all : all.filter(lets), ids.sorting, deps.language);
    },
    rows: (wanted) => wanted.flatMap((id) => rows.get(id) ?? []),
    state: () => {
      const [why] = failures.values();
      const hasFiles = [...rows.values()].some(({ file }) => file !== undefined);
      return {
        title: deps.title(),
        context: deps.context,
        reading,
        functions: { listed: summaries.size, read: read.size, allListed },
        without: [...read].filter((key) => !counts.get(key)).length,
        configs: rows.size,
        failed: { count: failures.size, why: why === undefined ? '' : deps.describe(why) },
        problem,
        ids,
        conditions: filter.conditions.map(({ said }) => said),
        offered: offeredConditions(say, hasFiles),
        hasFiles,
      };
    },
  };
}

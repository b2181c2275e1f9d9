import { hidingOf } from '../payloads/hiding';
import { atSend, freshRecord, outcomeOf, type Task } from '../invocations/task';
import { answered } from '../invocations/sync';
import type { Describe } from '../invocations/stage';
import { createListeners, type Listeners } from '../listeners';
import { inOneText } from '../writeRun';
import { withoutBytes, type InvocationRecord } from '../../model/invocation/record';
import { hasEnded, type Run } from '../../model/repeat/run';
import { endingOf, isHopeless } from './ending';
import type { SeriesFiles, SeriesNotes, StoredSeries } from './seriesFiles';
import type { SeriesPlan } from './seriesText';

/** A series of runs as a page shows it. */
export interface Series {
  readonly id: string;
  readonly plan: Omit<SeriesPlan, 'process'>;
  /** After every change. */
  readonly onDidChange: Listeners['add'];
  phase(): 'running' | 'stopping' | StoredSeries['phase'];
  /** Why it ended before its time, in the reader's language. */
  problem(): string | undefined;
  runs(): readonly Run[];
  /** The runs that have changed since it was asked last. */
  takeChanged(): readonly Run[];
  /** What was sent and received by a run; undefined where that was not kept. */
  detail(number: number): Promise<InvocationRecord | undefined>;
  /** Sends no other; what is under way is waited for. */
  stop(): void;
  /** Waits no longer: whether what is under way has run is not known then. */
  abandon(): void;
}

/** What is to be sent how often. */
interface SeriesOrder {
  readonly task: Task;
  /** The function's own time limit, where known. */
  readonly timeoutSeconds?: number;
  readonly runs: number;
  readonly atOnce: number;
  /** What the series is noted with, as invocations are. */
  readonly workspace?: string;
}

/** What sending a series needs from outside. */
interface SeriesPorts {
  readonly files: SeriesFiles;
  readonly describe: Describe;
  /** Unix milliseconds. */
  now(): number;
}

/** Most characters that are kept of the payload, the result and the log of one run. */
const KEPT = { payload: 16 * 1024, result: 64 * 1024, log: 16 * 1024 } as const;

/** A series that is being sent. */
interface LiveSeries extends Series {
  /** Settles once every run has ended or will not be sent, and all of it is stored. Never rejects. */
  readonly ended: Promise<void>;
}

/**
 * Begins to send a payload again and again: each run is one request that is never repeated, with values of its own for
 * the variables, and noted before it leaves; no more than `atOnce` are under way. Rejects where nothing can be noted:
 * nothing is sent then.
 */
export async function startSeries(order: SeriesOrder, ports: SeriesPorts): Promise<LiveSeries> {
  const { task, runs: count, atOnce, workspace } = order;
  const { ref, cloud, profile, source } = task;
  const startedAt = ports.now();
  const plan = {
    ...{ startedAt, ref, connectionName: cloud.connection.name, service: profile.id, runs: count, atOnce },
    ...(source !== undefined && { source }),
    ...(workspace !== undefined && { workspace }),
  };
  const notes = await ports.files.create(plan);
  const changes = createListeners();
  const runs: Run[] = Array.from({ length: count }, (_, i) => ({ number: i + 1, outcome: 'waiting' }));
  const changed = new Set<number>();
  const stopping = new AbortController();
  const leaving = new AbortController();
  let isOver = false;
  let problem: string | undefined;

  const put = (run: Run): void => {
    runs[run.number - 1] = run;
    changed.add(run.number);
    changes.tell();
  };
  const fail = (error: unknown): void => {
    problem ??= inOneText(ports.describe(error));
    stopping.abort();
  };
  const sender = createSender(order, notes, { ...ports, startedAt, put, fail, stopping, leaving });
  const work = async (): Promise<void> => {
    let next = 1;
    const worker = async (): Promise<void> => {
      while (next <= count && !stopping.signal.aborted) await sender(next++);
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
    for (const run of runs) if (run.outcome === 'waiting') put({ number: run.number, outcome: 'notSent' });
    await notes.end(problem === undefined ? {} : { problem }).catch(fail);
    isOver = true;
    changes.tell();
  };

  return {
    id: notes.id,
    plan,
    onDidChange: changes.add,
    phase: () => (isOver ? 'over' : stopping.signal.aborted ? 'stopping' : 'running'),
    problem: () => problem,
    runs: () => runs,
    takeChanged: () => {
      const taken = [...changed].flatMap((number) => runs[number - 1] ?? []);
      changed.clear();
      return taken;
    },
    detail: (number) => ports.files.detail(notes.id, number),
    stop: () => {
      stopping.abort();
      changes.tell();
    },
    abandon: () => {
      stopping.abort();
      leaving.abort();
      changes.tell();
    },
    ended: work(),
  };
}

/** A series of which nothing changes any more here: what is stored of it. */
export function storedSeries(stored: StoredSeries, files: SeriesFiles): Series {
  const { id, plan, runs, phase, problem } = stored;
  const nothing = (): void => undefined;
  return {
    ...{ id, plan, onDidChange: () => ({ dispose: nothing }), stop: nothing, abandon: nothing },
    phase: () => phase,
    problem: () => problem,
    runs: () => runs,
    takeChanged: () => [],
    detail: (number) => files.detail(id, number),
  };
}

interface Sending extends SeriesPorts {
  readonly startedAt: number;
  readonly stopping: AbortController;
  readonly leaving: AbortController;
  put(run: Run): void;
  /** Ends the series: no other run would fare better. */
  fail(error: unknown): void;
}

/** Sends the run of a number, once. Never rejects. */
function createSender(
  { task: decided, timeoutSeconds }: SeriesOrder,
  notes: SeriesNotes,
  ports: Sending,
): (number: number) => Promise<void> {
  const { startedAt, stopping, leaving, describe } = ports;
  const now = (): number => ports.now();
  /** When each instance had first ended a run of this series. */
  const served = new Map<string, number>();
  const options = timeoutSeconds === undefined ? {} : { timeoutSeconds };
  const keep = async (run: Run, record: InvocationRecord | undefined): Promise<void> => {
    ports.put(run);
    try {
      await notes.run(run);
      if (record) await notes.detail(run.number, cut(record));
    } catch (error) {
      ports.fail(error);
    }
  };
  return async (number) => {
    try {
      await notes.run({ number, outcome: 'sending', at: now() - startedAt });
    } catch (error) {
      // What cannot be noted is not sent.
      return ports.fail(error);
    }
    if (stopping.signal.aborted) return keep({ number, outcome: 'notSent' }, undefined);
    const task = atSend(decided);
    const hiding = hidingOf(task.expanded?.environment);
    const begun = freshRecord(task, 'sync');
    const at = now() - startedAt;
    ports.put({ number, outcome: 'sending', at });
    let record: InvocationRecord;
    let failure: unknown;
    // Each has one of its own: a signal that fifty listen to is warned of.
    const signal = AbortSignal.any([leaving.signal]);
    try {
      const result = await task.cloud.invoke(task.ref, task.payload, options, signal);
      const { log, logCut, instanceId = '', coldStart } = result;
      record = { ...begun, ...(await answered(result)), log, logCut };
      const free = served.get(instanceId);
      // It has served before: whatever else is not known of it, it was not started for this run.
      if (coldStart === undefined && free !== undefined && free <= at)
        record = { ...record, numbers: { ...record.numbers, coldStart: false } };
      if (instanceId !== '') served.set(instanceId, free ?? now() - startedAt);
    } catch (error) {
      failure = error;
      record = { ...begun, ...outcomeOf(error, describe) };
    }
    const elapsedMs = now() - startedAt - at;
    const ended = hiding.record({ ...record, elapsedMs });
    const { durationMs, billedMs, memoryUsedMb, coldStart } = ended.numbers;
    const { requestId } = ended;
    const run: Run = {
      ...{ number, at, elapsedMs, ...endingOf(ended, failure) },
      ...(durationMs !== undefined && { durationMs }),
      ...(billedMs !== undefined && { billedMs }),
      ...(memoryUsedMb !== undefined && { memoryUsedMb }),
      ...(coldStart !== undefined && { coldStart }),
      ...(requestId !== undefined && { requestId }),
    };
    await keep(run, hasEnded(run) ? ended : undefined);
    if (isHopeless(failure)) ports.fail(failure);
  };
}

/** A record with what of its texts is kept of one run among many. */
function cut({ payload, result, binary, log, logCut, ...rest }: InvocationRecord): InvocationRecord {
  return {
    ...rest,
    ...(payload !== undefined && payload.length <= KEPT.payload && { payload }),
    ...(result !== undefined && {
      result: result.length > KEPT.result ? `${result.slice(0, KEPT.result)}\n⋯` : result,
    }),
    ...(binary && { binary: withoutBytes(binary) }),
    ...{ log: log.slice(-KEPT.log), logCut: logCut || log.length > KEPT.log },
  };
}

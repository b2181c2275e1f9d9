import type { Destination } from '../destination';
import {
  hasEnded,
  type DeliveryState,
  type EventFacts,
  type EventLife,
  type EventLine,
  type EventPhase,
  type EventPlan,
  type EventRecord,
  type LifeState,
  type SeenAttempt,
} from './eventLife';
import { timesOf } from './eventTimes';

/** How long after the age limit a sign of the event is still waited for, in milliseconds: log lines come late. */
export const LATE_MS = 30_000;

/**
 * How long after the last configured attempt something that tells its outcome is still waited for, in milliseconds,
 * where there is no record.
 */
export const QUIET_MS = 10_000;

/** The longest age limit of any service, in seconds: it bounds the life of an event whose config cannot be read. */
const LONGEST_AGE_S = 7 * 86_400;

/**
 * Joins what the sources know of an event into its life. The same facts in any order give the same life; a source
 * that is missing leaves gaps and never a guess. `now` is the local clock in Unix milliseconds.
 */
export function lifeOf(facts: EventFacts, now: number): EventLife {
  const { plan, record, sources } = facts;
  const attempts = closed(joined(facts), record);
  const state = stateOf(facts, attempts, now);
  const error = errorOf(record, attempts.at(-1));
  return {
    state,
    ...(record && { status: record.status }),
    attempts,
    ...timesOf(facts, attempts, state),
    plan,
    delivery: deliveryOf(state, plan, facts),
    ...(error && { error }),
    sources,
  };
}

/**
 * Attempts from the log and from the record's steps. An event is tried once at a time, so the n-th start, the n-th
 * end and the n-th recorded run belong together, however late or doubled they came.
 */
function joined({ lines, record }: EventFacts): SeenAttempt[] {
  const sorted = inOrder(lines);
  const starts = sorted.filter(({ mark }) => mark?.kind === 'start');
  const ends = sorted.flatMap(({ mark, at }) => (mark?.kind === 'end' ? [{ ...mark, at }] : []));
  const runs = recordedRuns(record);
  const written = linesByAttempt(sorted);
  const count = Math.max(
    starts.length,
    ends.length,
    runs.length,
    countedBy(record),
    begunSince(ends, record),
  );
  return Array.from({ length: count }, (_, index): SeenAttempt => {
    const [begun, ended, run] = [starts[index], ends[index], runs[index]];
    const start = run?.start ?? begun?.at;
    const end = run?.end ?? ended?.at;
    const error = run?.error ?? ended?.error;
    const durationMs = ended?.durationMs;
    // What is tried again has failed: no service tries an event again that succeeded.
    const failed =
      error !== undefined || ended?.outcome === 'failed' || index < count - 1 || run?.retried === true;
    const over = ended !== undefined || run?.end !== undefined;
    const fine = ended?.outcome === 'succeeded';
    return {
      number: index + 1,
      outcome: failed ? 'failed' : fine ? 'succeeded' : over ? 'over' : 'running',
      ...(start !== undefined && { start: start }),
      ...(end !== undefined && { end: end }),
      ...(durationMs !== undefined && { durationMs }),
      ...(error !== undefined && { error }),
      lines: written[index] ?? [],
    };
  });
}

/** What the function wrote, by attempt: a line belongs to the attempt that began last before it. */
function linesByAttempt(sorted: readonly EventLine[]): readonly (readonly EventLine[])[] {
  const written: EventLine[][] = [];
  let begun = 0;
  for (const line of sorted) {
    if (line.mark?.kind === 'start') begun++;
    if (line.mark === undefined) (written[Math.max(0, begun - 1)] ??= []).push(line);
  }
  return written;
}

interface RecordedRun {
  readonly start?: number;
  readonly end?: number;
  readonly error?: string;
  readonly retried: boolean;
}

/** The runs that a record's steps tell: each begins with `running`, said once or more, and ends with the step that follows. */
function recordedRuns(record: EventRecord | undefined): readonly RecordedRun[] {
  const steps = [...(record?.steps ?? [])]
    .sort((a, b) => a.at - b.at)
    .filter(({ kind }, index, all) => kind !== 'running' || all[index - 1]?.kind !== 'running');
  return steps.flatMap(({ kind, at }, index): readonly RecordedRun[] => {
    if (kind !== 'running') return [];
    const next = steps[index + 1];
    if (!next || next.kind === 'enqueued') return [{ start: at, retried: false }];
    return [
      {
        start: at,
        end: next.at,
        retried: next.kind === 'retrying',
        ...(next.error !== undefined && next.error !== '' && { error: next.error }),
      },
    ];
  });
}

/** How many attempts a record without steps is known to stand for. */
function countedBy(record: EventRecord | undefined): number {
  if (!record) return 0;
  const { phase, retried = 0 } = record;
  if (phase === 'waiting' || phase === 'discarded' || phase === 'stopped') return retried;
  return retried + 1;
}

/**
 * How many attempts there are at least where the record tells when the last one began: that one, and all that had ended
 * by then. The log may come later than the record. Both times may be cut to the second. What begins of an event that is
 * discarded is no attempt.
 */
function begunSince(
  ends: readonly { readonly at?: number | undefined }[],
  record: EventRecord | undefined,
): number {
  const began = record?.startedAt;
  if (began === undefined || record?.phase === 'discarded') return 0;
  const ended = ends.filter(({ at }) => at !== undefined && at + 1000 <= began).length;
  return ended === 0 ? 0 : ended + 1;
}

/** The last attempt ends as the event does. */
function closed(attempts: readonly SeenAttempt[], record: EventRecord | undefined): readonly SeenAttempt[] {
  const last = attempts.at(-1);
  if (!last || !record) return attempts;
  const rest = attempts.slice(0, -1);
  if (record.phase === 'succeeded') return [...rest, { ...last, outcome: 'succeeded' }];
  if (record.phase === 'failed') {
    const error = last.error ?? record.error;
    return [...rest, { ...last, outcome: 'failed', ...(error !== undefined && { error }) }];
  }
  const over = record.phase === 'stopped' || record.phase === 'discarded';
  return over && last.outcome === 'running' ? [...rest, { ...last, outcome: 'over' }] : attempts;
}

function stateOf(
  { plan, record, sources, queuedAt, heardAt }: EventFacts,
  attempts: readonly SeenAttempt[],
  now: number,
): LifeState {
  const last = attempts.at(-1);
  if (record && isEnd(record.phase)) return record.phase;
  // The log's own last line is as good as a record.
  if (last?.outcome === 'succeeded') return 'succeeded';
  const usedUp = plan !== undefined && attempts.length >= plan.attempts;
  if (usedUp && last?.outcome === 'failed') return 'failed';
  const silent = record === undefined && sources.record !== 'awaited';
  if (silent && sources.log !== 'awaited' && sources.log !== 'heard') return 'lost';
  // By the local clock: the service's may be another.
  const stale = silent && queuedAt + (plan?.ageSeconds ?? LONGEST_AGE_S) * 1000 + LATE_MS <= now;
  if (last?.outcome === 'running') return stale ? 'lost' : 'running';
  const quiet = silent && heardAt + QUIET_MS <= now;
  if (stale || (quiet && usedUp && last?.outcome === 'over')) return 'lost';
  if (last?.outcome === 'over' && record === undefined) return 'untold';
  return last ? 'between' : 'queued';
}

type EndPhase = Extract<EventPhase, LifeState> & ('succeeded' | 'failed' | 'discarded' | 'stopped');

function isEnd(phase: EventPhase): phase is EndPhase {
  return phase === 'succeeded' || phase === 'failed' || phase === 'discarded' || phase === 'stopped';
}

function deliveryOf(
  state: LifeState,
  plan: EventPlan | undefined,
  { record, delivery }: EventFacts,
): DeliveryState {
  const destination = plan && destinationOf(state, plan);
  const named = destination ? { destination } : {};
  if (delivery?.error !== undefined) return { kind: 'refused', ...named, reason: delivery.error };
  if (delivery) return { kind: 'delivered', ...named, seen: delivery };
  if (record?.delivered === true) return { kind: 'delivered', ...named, seen: {} };
  if (record?.delivered === false) return { kind: 'refused', ...named };
  if (!hasEnded(state) || state === 'lost' || !plan) return { kind: 'open' };
  return destination ? { kind: 'untold', destination } : { kind: 'nowhere' };
}

/** An event that was stopped is told to nobody; one that is dropped goes where failures go. */
function destinationOf(state: LifeState, { success, failure }: EventPlan): Destination | undefined {
  if (state === 'succeeded') return success;
  return state === 'failed' || state === 'discarded' ? failure : undefined;
}

function errorOf(
  record: EventRecord | undefined,
  last: SeenAttempt | undefined,
): EventLife['error'] | undefined {
  const text = record?.error === '' ? undefined : (record?.error ?? last?.error);
  const code = record?.errorCode;
  if (text === undefined && code === undefined) return undefined;
  return { ...(text !== undefined && { text }), ...(code !== undefined && { code }) };
}

/** Lines by time, each once. One that tells no time belongs to the one that came before it; ties stay as they came. */
function inOrder(lines: readonly EventLine[]): readonly EventLine[] {
  const known = new Map<string, { readonly line: EventLine; readonly at: number }>();
  let at = 0;
  for (const line of lines) {
    at = line.at ?? at;
    if (!known.has(line.id)) known.set(line.id, { line, at });
  }
  return [...known.values()].sort((a, b) => a.at - b.at).map(({ line }) => line);
}

import { CloudError } from '../../cloud/errors';
import { pause } from '../../model/invocation/backOff';
import {
  hasEnded,
  type EventFacts,
  type EventLife,
  type EventLine,
  type EventPlan,
  type EventRecord,
  type SeenDelivery,
  type SourceState,
} from '../../model/invocation/eventLife';
import type { Clock } from '../clock';
import { lifeOf } from '../../model/invocation/joinEvent';

/** What an event can be learnt from. Each source may be missing; none is asked after the signal is aborted. */
export interface EventSources {
  /** The async config as it stands, in what concerns an event; rejects where it cannot be read. */
  plan(signal: AbortSignal): Promise<EventPlan>;
  /** The service's record of the event; undefined where it has none (yet). Absent: the service keeps none at all. */
  readonly record?: (signal: AbortSignal) => Promise<EventRecord | undefined>;
  /** Whether the config asks for a record, as far as it was read; false: one is waited for but briefly. */
  expectsRecord(): boolean;
  /**
   * Reads the event's lines until the signal is aborted; each once, in the order in which they were found. `tell`
   * says when it is known that there is nothing to read, or that reading broke off.
   */
  log(
    found: (lines: readonly EventLine[]) => void,
    tell: (state: Extract<SourceState, 'none' | 'failed'>, error?: unknown) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** The end is known: only its last lines are waited for. Called once. */
  readonly hurry?: () => void;
  /** Whether the log cannot be read just now, and is tried again: its last lines are waited for longer. */
  readonly isInterrupted?: () => boolean;
  /** Where the message about the event's end can be seen. Absent: nowhere. */
  readonly delivery?: (signal: AbortSignal) => Promise<SeenDelivery | undefined>;
}

/** Looks without a record after which the service is taken to keep none; looks go on all the same, in case. */
const MISSES = { expected: 6, unexpected: 3 } as const;
/** Failed looks in a row after which the record is no longer asked for. */
const FAILURES = 5;
/** How long the last log lines and the delivery are waited for once the event has ended, in milliseconds. */
const LAST_LINES_MS = 4000;
/** The same while the log service fails. */
const INTERRUPTED_MS = 60_000;
/** Between two looks at what only time changes (the age limit), in milliseconds. */
const TICK_MS = 1000;
/** Most lines of an event that are kept: its page shows no more, and the output has them all. */
const MOST_LINES = 10_000;

/** Which event is followed. */
interface FollowedEvent {
  /** When it was queued, in Unix milliseconds by the local clock. */
  readonly queuedAt: number;
  /** Rings when something is known to have happened: then a pause between two looks ends. */
  readonly bell?: (listener: () => void) => unknown;
  /** Called with each life that differs from the one before. */
  readonly onLife: (life: EventLife) => void;
  /** Called once for each source that fails for good. */
  readonly onTrouble: (source: TroubledSource, error: unknown) => void;
}

/** What may fail for good while an event is followed. */
export type TroubledSource = 'record' | 'log' | 'plan';

/** What is known of an event before anything was asked; `queuedAt` in local Unix milliseconds. */
export function nothingHeard(queuedAt: number, hasRecord: boolean): EventFacts {
  return {
    queuedAt,
    heardAt: queuedAt,
    plan: undefined,
    record: undefined,
    lines: [],
    delivery: undefined,
    sources: { record: hasRecord ? 'awaited' : 'none', log: 'awaited' },
  };
}

/**
 * Follows an event until it has ended, until nothing more can be heard of it, or until `signal` is aborted, and gives
 * the last life. Where one source is missing or fails the others go on. Nothing is ever sent but reads. Never rejects.
 */
export async function followEvent(
  sources: EventSources,
  event: FollowedEvent,
  clock: Clock,
  signal: AbortSignal,
): Promise<EventLife> {
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const lines: EventLine[] = [];
  let facts: EventFacts = { ...nothingHeard(event.queuedAt, sources.record !== undefined), lines };
  let life = lifeOf(facts, clock.now());
  let lastLines = 0;
  let shown = '';
  const learn = (news: Partial<EventFacts>): void => {
    facts = { ...facts, ...news };
    life = lifeOf(facts, clock.now());
    const now = fingerprint(life);
    if (now === shown) return;
    shown = now;
    event.onLife(life);
  };
  const hear = (source: 'record' | 'log', state: SourceState): void =>
    learn({ sources: { ...facts.sources, [source]: state } });

  const readPlan = async (): Promise<void> => {
    for (let failures = 1; !until.aborted; failures++) {
      try {
        return learn({ plan: await sources.plan(until) });
      } catch (error) {
        if (until.aborted) return;
        if (!mayPass(error) || failures >= FAILURES) return event.onTrouble('plan', error);
      }
      await clock.sleep(pause(failures), until);
    }
  };
  const readRecord = async (): Promise<void> => {
    let [looks, misses, failures] = [0, 0, 0];
    let rung = new AbortController();
    event.bell?.(() => {
      looks = 0;
      rung.abort();
    });
    while (sources.record && !until.aborted && !(facts.record && hasEnded(life.state))) {
      try {
        const record = await sources.record(until);
        failures = 0;
        if (record && record.status !== facts.record?.status) looks = 0;
        if (record) learn({ record, sources: { ...facts.sources, record: 'heard' } });
        else if (!facts.record && ++misses >= MISSES[sources.expectsRecord() ? 'expected' : 'unexpected'])
          hear('record', 'none');
      } catch (error) {
        if (until.aborted) return;
        if (!mayPass(error) || ++failures >= FAILURES) {
          hear('record', facts.record ? 'heard' : 'failed');
          return event.onTrouble('record', error);
        }
      }
      rung = new AbortController();
      await clock.sleep(pause(looks++), AbortSignal.any([until, rung.signal]));
    }
  };
  const readLog = async (): Promise<void> => {
    await sources.log(
      (found) => {
        lastLines = clock.now();
        const room = MOST_LINES - lines.length;
        lines.push(...found.filter((line, index) => index < room || line.mark !== undefined));
        learn({ heardAt: lastLines, sources: { ...facts.sources, log: 'heard' } });
      },
      (state, error) => {
        hear('log', state);
        if (state === 'failed') event.onTrouble('log', error);
      },
      until,
    );
  };

  const work = Promise.allSettled([readPlan(), readRecord(), readLog()]);
  let endSeen: number | undefined;
  let lastInterrupted = -Infinity;
  while (!until.aborted) {
    learn({});
    if (hasEnded(life.state)) {
      if (endSeen === undefined) sources.hurry?.();
      endSeen = Math.max(endSeen ?? clock.now(), lastLines);
      if (sources.delivery && facts.delivery === undefined) {
        const delivery = await sources.delivery(until).catch(() => undefined);
        if (delivery) learn({ delivery });
      }
      const now = clock.now();
      const interrupted = sources.isInterrupted?.() === true;
      if (interrupted) lastInterrupted = now;
      // What is read first after a failure was asked for before it: the last lines come with the next look.
      const readOn = now - lastInterrupted >= LAST_LINES_MS;
      if (readOn && (isComplete(life, sources, facts) || now - endSeen >= LAST_LINES_MS)) break;
      if (interrupted && now - endSeen >= INTERRUPTED_MS) {
        hear('log', 'failed');
        break;
      }
    }
    await clock.sleep(hasEnded(life.state) ? TICK_MS / 4 : TICK_MS, until);
  }
  stop.abort();
  await work;
  return life;
}

function mayPass(error: unknown): boolean {
  return error instanceof CloudError && error.facts.repeatable;
}

/**
 * Whether all is there that can be expected: the end of each attempt in the log, of those too of which only the record or
 * the plan tells yet (a log comes later than a record), and the delivery where it can be seen.
 */
function isComplete(life: EventLife, sources: EventSources, facts: EventFacts): boolean {
  const silent = facts.sources.log === 'none' || facts.sources.log === 'failed';
  const ends = facts.lines.filter(({ mark }) => mark?.kind === 'end').length;
  const planned = life.state === 'failed' ? (facts.plan?.attempts ?? 1) : 1;
  const wanted = facts.record?.retried === undefined ? planned : facts.record.retried + 1;
  const allRead = ends >= Math.max(wanted, life.attempts.length);
  const delivered = !sources.delivery || facts.delivery !== undefined || life.delivery.kind !== 'untold';
  return delivered && (silent || allRead || life.state === 'lost');
}

/** What makes two lives look the same to a person. */
function fingerprint({ attempts, ...others }: EventLife): string {
  const known = attempts.map(({ lines, ...rest }) => ({ ...rest, lines: lines.length }));
  return JSON.stringify([known, others]);
}

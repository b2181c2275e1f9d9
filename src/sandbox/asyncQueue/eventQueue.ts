import type { Clock } from '../../clock';
import { CANCELLED } from '../invocation/failure';
import { attempt, type Attempt, type AttemptParts } from './attempt';
import type { EventEnd, EventRecord, QueuedEvent } from './event';
import type { EventFiles } from './eventFiles';

/** Where an event of this run stands; a union, so that only a running one can be stopped. */
type Phase =
  | { readonly kind: 'waiting'; readonly callOff: () => void }
  | { readonly kind: 'ready' }
  | { readonly kind: 'running'; readonly startedAt: number; readonly stop: AbortController }
  | { readonly kind: 'ending' };

interface Pending {
  event: QueuedEvent;
  phase: Phase;
  /** When its last attempt began. */
  startedAt?: number;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** What the queue works with. */
export interface QueueParts extends AttemptParts {
  readonly files: EventFiles;
  /** Events that an earlier run has left. */
  readonly left: readonly QueuedEvent[];
  readonly clock: Clock;
  readonly slots: number;
  /** Delivers to the destination that the config names for this end; must not reject. */
  readonly deliver: (event: QueuedEvent, end: EventEnd) => Promise<void>;
  readonly onDefect: (error: unknown) => void;
}

/**
 * The asynchronous queue of one project. An accepted event is on the disk before it is acknowledged, and leaves the
 * disk when it has ended and was delivered: after a kill it is run again, so an event may run more than once.
 */
export class EventQueue {
  private readonly pending = new Map<string, Pending>();
  private readonly ready: Pending[] = [];
  private readonly attempts = new Set<Promise<void>>();
  private stopped = false;

  constructor(private readonly parts: QueueParts) {
    for (const event of parts.left) this.admit(event);
  }

  /** Begins with the events that an earlier run has left. */
  resume(): void {
    for (const entry of this.pending.values()) this.schedule(entry);
  }

  /** Accepts an event; when this has resolved it is safe. One that is there already is not taken twice. */
  async accept(event: QueuedEvent): Promise<void> {
    if (this.pending.has(event.requestId)) return;
    const entry = this.admit(event);
    try {
      await this.parts.files.keep(event);
    } catch (error) {
      this.pending.delete(event.requestId);
      throw error;
    }
    this.schedule(entry);
  }

  /** All events that are or will be on record, newest first. */
  records(): readonly EventRecord[] {
    const ended = this.parts.files.records();
    const known = new Set(ended.map(({ requestId }) => requestId));
    const open = [...this.pending.values()]
      .filter(({ event }) => event.recorded && !known.has(event.requestId))
      .map((entry) => openRecord(entry));
    return [...ended, ...open].sort((a, b) => b.acceptedAt - a.acceptedAt);
  }

  /** Stops an event that has not ended; resolves with false when there is none. */
  async cancel(requestId: string): Promise<boolean> {
    const entry = this.pending.get(requestId);
    if (!entry || entry.phase.kind === 'ending') return false;
    if (entry.phase.kind === 'running') entry.phase.stop.abort();
    else await this.finish(entry, { status: 'DISCARD', ...cancelled });
    await entry.ended;
    return true;
  }

  /** Starts nothing more. Running events end by the runner's going away, and are run again at the next start. */
  stop(): void {
    this.stopped = true;
    for (const { phase } of this.pending.values()) if (phase.kind === 'waiting') phase.callOff();
  }

  /** Resolves when nothing is being run or written any more. */
  async settled(): Promise<void> {
    while (this.attempts.size > 0) await Promise.all(this.attempts);
  }

  private admit(event: QueuedEvent): Pending {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const entry: Pending = { event, phase: { kind: 'ready' }, ended, end };
    this.pending.set(event.requestId, entry);
    return entry;
  }

  private schedule(entry: Pending): void {
    if (this.stopped || entry.phase.kind === 'ending') return;
    const callOff = this.parts.clock.at(entry.event.dueAt, () => {
      entry.phase = { kind: 'ready' };
      this.ready.push(entry);
      this.pump();
    });
    entry.phase = { kind: 'waiting', callOff };
  }

  private pump(): void {
    while (!this.stopped && this.attempts.size < this.parts.slots) {
      const entry = this.ready.shift();
      if (!entry) return;
      if (entry.phase.kind !== 'ready') continue;
      const work = this.run(entry)
        .catch(this.parts.onDefect)
        .finally(() => {
          this.attempts.delete(work);
          this.pump();
        });
      this.attempts.add(work);
    }
  }

  private async run(entry: Pending): Promise<void> {
    const stop = new AbortController();
    const startedAt = this.parts.clock.now();
    entry.phase = { kind: 'running', startedAt, stop };
    entry.startedAt = startedAt;
    const result = await this.attemptUnlessStopped(entry, stop.signal);
    if (result === undefined) return;
    if (stop.signal.aborted) return this.finish(entry, { status: 'FAIL', ...cancelled });
    if (result.kind === 'over') {
      entry.event = { ...entry.event, failed: result.failed };
      return this.finish(entry, result.end);
    }
    entry.event = { ...entry.event, failed: result.failed, dueAt: result.dueAt };
    await this.parts.files.keep(entry.event);
    // A cancellation that came while this was written finds the event waiting.
    if (stop.signal.aborted) return this.finish(entry, { status: 'FAIL', ...cancelled });
    this.schedule(entry);
  }

  /** Undefined when the sandbox is closing: the event stays as it is on the disk. */
  private async attemptUnlessStopped(entry: Pending, signal: AbortSignal): Promise<Attempt | undefined> {
    try {
      return await attempt(this.parts, entry.event, signal);
    } catch (error) {
      if (signal.aborted)
        return { kind: 'over', failed: entry.event.failed, end: { status: 'FAIL', ...cancelled } };
      if (this.stopped) return undefined;
      this.parts.onDefect(error);
      const errorMessage = error instanceof Error ? error.message : String(error);
      const end: EventEnd = {
        status: 'FAIL',
        condition: 'SystemError',
        result: '',
        errorCode: 500,
        errorMessage,
      };
      return { kind: 'over', failed: entry.event.failed + 1, end };
    }
  }

  private async finish(entry: Pending, end: EventEnd): Promise<void> {
    if (entry.phase.kind === 'waiting') entry.phase.callOff();
    entry.phase = { kind: 'ending' };
    const { event, startedAt } = entry;
    if (end.condition !== CANCELLED_CONDITION) await this.parts.deliver(event, end);
    await this.parts.files.end(event, {
      requestId: event.requestId,
      group: event.group,
      name: event.name,
      version: event.version,
      status: end.status,
      acceptedAt: event.acceptedAt,
      ...(startedAt !== undefined && { startedAt }),
      endedAt: this.parts.clock.now(),
      ...(end.errorCode !== undefined && { errorCode: end.errorCode }),
      ...(end.errorMessage !== undefined && { errorMessage: end.errorMessage }),
    });
    this.pending.delete(event.requestId);
    entry.end();
  }
}

/** Nobody is told of an event that its owner has stopped; the documents do not say, so this is ours. */
const CANCELLED_CONDITION = 'Cancelled';

const cancelled = {
  condition: CANCELLED_CONDITION,
  result: '',
  errorCode: CANCELLED.code,
  errorMessage: CANCELLED.message,
};

function openRecord({ event, phase, startedAt }: Pending): EventRecord {
  return {
    requestId: event.requestId,
    group: event.group,
    name: event.name,
    version: event.version,
    status: phase.kind === 'running' || phase.kind === 'ending' ? 'RUNNING' : 'WAIT',
    acceptedAt: event.acceptedAt,
    ...(startedAt !== undefined && { startedAt }),
  };
}

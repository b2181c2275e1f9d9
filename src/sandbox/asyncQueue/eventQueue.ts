import type { Clock } from '../clock';
import type { Attempt, EventRecord, QueuedEvent, Standing } from './event';
import type { EventFiles } from './eventFiles';

/** Where an event of this run stands; a union, so that only a running one can be stopped. */
type Phase =
  | { readonly kind: 'waiting'; readonly callOff: () => void }
  | { readonly kind: 'ready' }
  | { readonly kind: 'running'; readonly stop: AbortController }
  | { readonly kind: 'ending' };

interface Pending<Event> {
  event: Event;
  phase: Phase;
  /** When its last attempt began. */
  startedAt?: number;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** What the queue works with: the parts that differ between services. */
export interface QueueParts<Event extends QueuedEvent, End, Record extends EventRecord> {
  readonly files: EventFiles<Event, Record>;
  /** Events that an earlier run has left. */
  readonly left: readonly Event[];
  readonly clock: Clock;
  readonly slots: number;
  /** Runs an event once and decides what comes next. Rejects when aborted or when the sandbox closes. */
  attempt(event: Event, startedAt: number, signal: AbortSignal): Promise<Attempt<Event, End>>;
  /** The end of an event that its owner has stopped. */
  cancelled(event: Event, wasRunning: boolean): End;
  /** The end of an event whose attempt met a defect of the sandbox. */
  broken(event: Event, error: unknown): { readonly event: Event; readonly end: End };
  /** Tells the destination that the config names for this end, if any, and gives the end to put on record. */
  deliver(event: Event, end: End): Promise<End>;
  record(event: Event, standing: Standing<End>): Record;
  onDefect(error: unknown): void;
}

/**
 * An asynchronous queue. An accepted event is on the disk before it is acknowledged, and leaves the disk when it has
 * ended and was delivered: after a kill it is run again, so an event may run more than once.
 */
export class EventQueue<Event extends QueuedEvent, End, Record extends EventRecord> {
  private readonly pending = new Map<string, Pending<Event>>();
  private readonly ready: Pending<Event>[] = [];
  private readonly attempts = new Set<Promise<void>>();
  private stopped = false;

  constructor(private readonly parts: QueueParts<Event, End, Record>) {
    for (const event of parts.left) this.admit(event);
  }

  /** Begins with the events that an earlier run has left. */
  resume(): void {
    for (const entry of this.pending.values()) this.schedule(entry);
  }

  /** Accepts an event; when this has resolved it is safe. One that is there already is not taken twice. */
  async accept(event: Event): Promise<void> {
    if (this.pending.has(event.id)) return;
    const entry = this.admit(event);
    try {
      await this.parts.files.keep(event);
    } catch (error) {
      this.pending.delete(event.id);
      throw error;
    }
    this.schedule(entry);
  }

  /** Whether an event has not ended. */
  isOpen(id: string): boolean {
    return this.pending.has(id);
  }

  /** The events that wait for a time to come. */
  waiting(): readonly Event[] {
    return [...this.pending.values()]
      .filter(({ phase }) => phase.kind === 'waiting')
      .map(({ event }) => event);
  }

  /** All events that are or will be on record, newest first. */
  records(): readonly Record[] {
    const ended = this.parts.files.records();
    const known = new Set(ended.map(({ id }) => id));
    const open = [...this.pending.values()]
      .filter(({ event }) => event.recorded && !known.has(event.id))
      .map((entry) => this.parts.record(entry.event, standingOf(entry)));
    return [...ended, ...open].sort((a, b) => b.acceptedAt - a.acceptedAt);
  }

  /** Stops an event that has not ended; resolves with false when there is none, else when it has ended. */
  async cancel(id: string): Promise<boolean> {
    const entry = this.pending.get(id);
    if (!entry || entry.phase.kind === 'ending') return false;
    if (entry.phase.kind === 'running') entry.phase.stop.abort();
    else await this.finish(entry, this.parts.cancelled(entry.event, false));
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

  private admit(event: Event): Pending<Event> {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const entry: Pending<Event> = { event, phase: { kind: 'ready' }, ended, end };
    this.pending.set(event.id, entry);
    return entry;
  }

  private schedule(entry: Pending<Event>): void {
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
        .catch((error: unknown) => this.parts.onDefect(error))
        .finally(() => {
          this.attempts.delete(work);
          this.pump();
        });
      this.attempts.add(work);
    }
  }

  private async run(entry: Pending<Event>): Promise<void> {
    const stop = new AbortController();
    const startedAt = this.parts.clock.now();
    entry.phase = { kind: 'running', stop };
    entry.startedAt = startedAt;
    const result = await this.attemptUnlessStopped(entry, startedAt, stop.signal);
    if (result === undefined) return;
    if (stop.signal.aborted) return this.finish(entry, this.parts.cancelled(entry.event, true));
    entry.event = result.event;
    if (result.kind === 'over') return this.finish(entry, result.end);
    // Where the disk takes nothing the queue goes on in memory; the next start has what was kept before.
    await this.parts.files.keep(entry.event).catch((error: unknown) => this.parts.onDefect(error));
    // A cancellation that came while this was written finds the event waiting.
    if (stop.signal.aborted) return this.finish(entry, this.parts.cancelled(entry.event, true));
    this.schedule(entry);
  }

  /** Undefined when the sandbox is closing: the event stays as it is on the disk. */
  private async attemptUnlessStopped(
    entry: Pending<Event>,
    startedAt: number,
    signal: AbortSignal,
  ): Promise<Attempt<Event, End> | undefined> {
    const { event } = entry;
    try {
      return await this.parts.attempt(event, startedAt, signal);
    } catch (error) {
      if (signal.aborted) return { kind: 'over', event, end: this.parts.cancelled(event, true) };
      if (this.stopped) return undefined;
      this.parts.onDefect(error);
      return { kind: 'over', ...this.parts.broken(event, error) };
    }
  }

  private async finish(entry: Pending<Event>, end: End): Promise<void> {
    if (entry.phase.kind === 'waiting') entry.phase.callOff();
    entry.phase = { kind: 'ending' };
    const { event, startedAt, end: settle } = entry;
    try {
      const delivered = await this.parts.deliver(event, end).catch((error: unknown) => {
        this.parts.onDefect(error);
        return end;
      });
      const endedAt = this.parts.clock.now();
      await this.parts.files.end(
        event,
        this.parts.record(event, { kind: 'ended', startedAt, endedAt, end: delivered }),
      );
    } catch (error) {
      this.parts.onDefect(error);
    } finally {
      this.pending.delete(event.id);
      settle();
    }
  }
}

function standingOf<Event, End>({ phase, startedAt }: Pending<Event>): Standing<End> {
  if (phase.kind === 'running') return { kind: 'running', startedAt, stopping: phase.stop.signal.aborted };
  if (phase.kind === 'ending') return { kind: 'running', startedAt, stopping: false };
  return { kind: 'waiting', startedAt };
}

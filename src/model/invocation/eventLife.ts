import type { Destination } from '../destination';

/** Where an asynchronous invocation stands, in terms that all services share. */
export type EventPhase =
  'waiting' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'discarded' | 'stopped';

/** A step that the service's record names (Function Compute task events). Unix milliseconds by the service's clock. */
export interface RecordedStep {
  readonly kind: 'enqueued' | 'running' | 'retrying' | 'ended';
  readonly at: number;
  /** What went wrong in the attempt that this step ends, where the record tells. */
  readonly error?: string;
}

/** What the service's record says of an event at one look. Times are Unix milliseconds by the service's clock. */
export interface EventRecord {
  readonly phase: EventPhase;
  /** The service's own word (`WAIT`, `Enqueued`). */
  readonly status: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly error?: string;
  readonly errorCode?: string;
  /** Attempts beyond the first, where the record counts them. */
  readonly retried?: number;
  readonly steps?: readonly RecordedStep[];
  /** Whether the destination got its message, where the record tells. */
  readonly delivered?: boolean;
}

/** A log line of the event. */
export interface EventLine {
  /** Equal for the same line read twice. */
  readonly id: string;
  readonly text: string;
  /** Unix milliseconds by the service's clock, as exactly as the log tells. */
  readonly at?: number;
  /** What the line says of an attempt, where it is the service's own first or last line of one. */
  readonly mark?: AttemptMark;
}

/** The service's own line at the beginning or the end of an attempt. */
type AttemptMark =
  | { readonly kind: 'start' }
  | {
      readonly kind: 'end';
      /** Where the line tells it. */
      readonly outcome?: 'succeeded' | 'failed';
      readonly durationMs?: number;
      readonly error?: string;
    };

/** A delivery that somebody has seen: the sandbox's file, or the task's own word. */
export interface SeenDelivery {
  readonly at?: number;
  /** Where it can be opened: an absolute path of this machine. */
  readonly file?: string;
  /** The request id of the event that a function got as its destination. */
  readonly event?: string;
  /** Why the destination was not reached; then nothing was delivered. */
  readonly error?: string;
}

/** What the async config, as it stood when the event was queued, holds for it; the service's defaults where it is silent. */
export interface EventPlan {
  /** The first attempt and its retries. */
  readonly attempts: number;
  readonly ageSeconds: number;
  readonly success: Destination | undefined;
  readonly failure: Destination | undefined;
}

/** All that is known of an event, from each source on its own. Nothing in it depends on the order in which it came. */
export interface EventFacts {
  /** Unix milliseconds by the local clock. */
  readonly queuedAt: number;
  /** When something new was last learnt, in Unix milliseconds by the local clock. */
  readonly heardAt: number;
  /** Undefined: the config could not be read. */
  readonly plan: EventPlan | undefined;
  readonly record: EventRecord | undefined;
  readonly lines: readonly EventLine[];
  readonly delivery: SeenDelivery | undefined;
  /** Which sources can still say something. */
  readonly sources: EventSources;
}

/** Whether a source is heard. `none`: the service has nothing there; `failed`: it could not be asked (any more). */
export type SourceState = 'awaited' | 'heard' | 'none' | 'failed';

/** The two sources that are asked again and again. */
interface EventSources {
  readonly record: SourceState;
  readonly log: SourceState;
}

/** How an attempt ended. `over`: it ended, and nothing says how. */
type AttemptOutcome = 'running' | 'succeeded' | 'failed' | 'over';

/** One attempt of an event, as far as it is known. Times are Unix milliseconds by the service's clock. */
export interface SeenAttempt {
  /** 1 for the first. */
  readonly number: number;
  readonly outcome: AttemptOutcome;
  readonly start?: number;
  readonly end?: number;
  readonly durationMs?: number;
  readonly error?: string;
  /** What the function wrote during it, without the service's own first and last line. */
  readonly lines: readonly EventLine[];
}

/** Where the message about an event's end goes. */
export type DeliveryState =
  /** The event has not ended, or nobody knows how. */
  | { readonly kind: 'open' }
  /** The config names no destination for this end. */
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'delivered'; readonly destination?: Destination; readonly seen: SeenDelivery }
  | { readonly kind: 'refused'; readonly destination?: Destination; readonly reason?: string }
  /** There is a destination, and no source says whether the message arrived. */
  | { readonly kind: 'untold'; readonly destination: Destination };

/**
 * How the life of an event stands. `untold`: an attempt has ended, and nobody says how, or whether there will be another.
 * `lost`: nothing more will be heard of it, and how it ended is not known.
 */
export type LifeState =
  'queued' | 'running' | 'between' | 'untold' | 'succeeded' | 'failed' | 'discarded' | 'stopped' | 'lost';

/** The times of an event's life, in Unix milliseconds. */
export interface EventTimes {
  /** By the local clock. */
  readonly queuedAt: number;
  /** The service's clock minus the local one at the queueing, as far as is known; 0 where nothing says that they differ. */
  readonly skewMs: number;
  /** When the service queued it, by its own clock; absent where the two clocks differ and no record tells. */
  readonly acceptedAt?: number;
  /** By the service's clock; absent while it has not ended, or where no source tells. */
  readonly endedAt?: number;
  /** When it is too old for another attempt, by the local clock; absent where the config is not known. */
  readonly ageEndsAt?: number;
}

/** The second life of an event: what is known, joined from all sources. */
export interface EventLife extends EventTimes {
  readonly state: LifeState;
  /** The service's own word for it, where its record tells (`WAIT`, `Enqueued`). */
  readonly status?: string;
  readonly attempts: readonly SeenAttempt[];
  readonly plan: EventPlan | undefined;
  readonly delivery: DeliveryState;
  readonly error?: { readonly text?: string; readonly code?: string };
  readonly sources: EventSources;
}

const ENDED: ReadonlySet<LifeState> = new Set(['succeeded', 'failed', 'discarded', 'stopped', 'lost']);

/** Whether nothing more is to be expected of an event in this state. */
export function hasEnded(state: LifeState): boolean {
  return ENDED.has(state);
}

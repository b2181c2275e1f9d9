import type { Cloud } from '../../cloud/cloud';
import type { LogLine } from '../../cloud/logs/logLine';
import type { FunctionRef } from '../../model/functionRef';
import type { EventLife } from '../../model/invocation/eventLife';
import type { Clock } from '../clock';
import type { Disposable, Event } from '../event';
import type { LogStreams } from '../logs/logStreams';
import type { EventSources, TroubledSource } from './eventFollowing';

/** An event that a service has accepted: enough to follow it, show it and ask for its record. */
export interface QueuedEvent {
  readonly ref: FunctionRef;
  /** Names the event's record at the service. */
  readonly taskId: string;
  /** Names the event in log lines; absent: only the record tells it. */
  readonly requestId?: string;
  /** Unix milliseconds by the local clock. */
  readonly queuedAt: number;
  /** The journal's entry, where FnDeck sent it. */
  readonly recordId?: string;
}

/** An event that is looked at, and what is known of it by now. */
export interface SeenEvent {
  readonly event: QueuedEvent;
  readonly life: EventLife;
  /** `over`: nothing more is asked; the life has ended, or nothing more can be heard of it. */
  readonly phase: 'following' | 'over';
  /** Why a source is no longer heard, by source. */
  readonly trouble: ReadonlyMap<TroubledSource, unknown>;
  /** The version whose config is known not to ask for records, where asking for them is safe. */
  readonly switchOff: FunctionRef | undefined;
  /** After every change of life or phase. */
  onDidChange(listener: () => void): Disposable;
  /** Calls the listener with the event's log lines: at once with those read so far, and then as they are read. */
  onLines(listener: (lines: readonly LogLine[]) => void): Disposable;
  /** Something is known to have happened: it is looked at soon. */
  hurry(): void;
  /** Asks the service to stop the event; it may take a while to show. Rejects with a CloudError. */
  stop(): Promise<void>;
}

/** One look at an event. Disposing ends this look; the event is followed for as long as anybody looks. */
export interface WatchedEvent extends SeenEvent, Disposable {}

/** The events looked at in this window: one following for each, however many look (output, page, tree). Reads only. */
export interface WatchedEvents {
  /** Begins to look at an event. What was learnt so far is there at once where somebody looks already. */
  watch(event: QueuedEvent): WatchedEvent;
  /** The events that somebody looks at, the one that was begun first first. */
  list(): readonly SeenEvent[];
  /** After every change: of a life, of a phase, and when the first begins or the last ends to look. */
  readonly onDidChange: Event<QueuedEvent>;
}

/** The surroundings of the events of a window. */
export interface WatchPorts {
  /** The client for a connection; rejects where there is none any more. */
  cloud(connection: string): Promise<Cloud>;
  /** Which connections there are. Absent: they are there for as long as the window. */
  readonly connections?: {
    has(id: string): boolean;
    readonly onDidChange: Event<unknown>;
  };
  /** Whether a request id is known to belong to another, earlier invocation. */
  isEarlier(requestId: string): boolean;
  /** Where log lines come from. */
  readonly logs: Pick<LogStreams, 'follow'>;
  /** Where the message about an event's end can be seen; undefined: nowhere. */
  delivery?(event: QueuedEvent): EventSources['delivery'] | Promise<EventSources['delivery']>;
  /** Time; absent: the machine's. */
  readonly clock?: Clock;
}

import type { Say } from '../../model/changes';
import type { InvocationRecord } from '../../model/invocation/record';
import { message, type Message } from '../../model/message';
import type { WatchedEvents } from '../events/watchedEvents';
import type { LogStreams } from '../logs/logStreams';
import type { Flights } from './flights';
import type { RequestIds } from './requestIds';

/** The part of the output that belongs to one invocation. */
export interface Section {
  /** Number of the invocation in this window, from 1. */
  readonly number: number;
  /** Writes lines; while other invocations are under way each line is marked with the number. */
  write(lines: readonly string[]): void;
  /** Nothing more will be written. */
  end(): void;
}

/** Turns an error into what a person reads: what happened, and what to do next. */
export type Describe = (error: unknown) => { readonly text: string; readonly hint?: string };

/** A sign that something is going on, with a way to cancel it. */
export interface Progress {
  /** Replaces the second line. */
  report(text: string): void;
  /** Takes it away for good. */
  close(): void;
}

/** What a running invocation shows and asks. */
export interface Screen {
  /** Translates. */
  readonly say: Say;
  readonly describe: Describe;
  /** Tells of a failure beside the invocation itself. */
  failure(what: Message, error: unknown): unknown;
  /**
   * Shows progress until it is closed. Cancelling calls `cancel`; where that has ended and the progress was not
   * closed, it is shown again.
   */
  progress(title: Message, cancel: () => unknown): Progress;
}

/** Shows progress for as long as `work` goes on; cancelling aborts. */
export async function whileShown<T>(
  screen: Screen,
  title: Message,
  aborter: AbortController,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const progress = screen.progress(title, async () => {
    aborter.abort();
    await new Promise((resolve) => ended.signal.addEventListener('abort', resolve, { once: true }));
  });
  try {
    return await work(progress);
  } finally {
    progress.close();
    ended.abort();
  }
}

/** Where invocations run: what they write to, show on and are kept in. */
export interface Stage {
  readonly flights: Flights;
  readonly screen: Screen;
  readonly events: Pick<WatchedEvents, 'watch'>;
  readonly logs: Pick<LogStreams, 'follow'>;
  /** Opens a part of the output for one invocation. */
  section(): Section;
  /**
   * Takes the record before the send, once an asynchronous invocation is accepted, and at the end, with the same id
   * each time. Never rejects.
   */
  keep(record: InvocationRecord): Promise<void>;
  /** Whether a request is known to be another, earlier invocation. */
  isEarlier(requestId: string): boolean;
  /** True the first time that it is asked for a topic: what is said once is said then. */
  first(topic: string): boolean;
}

/** The parts that a stage is made of. */
interface StageParts {
  readonly flights: Flights;
  readonly screen: Screen;
  readonly events: Pick<WatchedEvents, 'watch'>;
  readonly logs: Pick<LogStreams, 'follow'>;
  readonly requestIds: RequestIds;
  readonly output: { section(): Section };
  readonly journal: { put(record: InvocationRecord): Promise<void> };
}

/** A stage on which nothing has happened yet. */
export function createStage({ output, requestIds, journal, ...parts }: StageParts): Stage {
  const { screen } = parts;
  const said = new Set<string>();
  const first = (topic: string): boolean => {
    if (said.has(topic)) return false;
    said.add(topic);
    return true;
  };
  return {
    flights: parts.flights,
    screen,
    events: parts.events,
    logs: parts.logs,
    section: () => output.section(),
    keep: async (record) => {
      requestIds.remember(record);
      try {
        await journal.put(record);
      } catch (error) {
        if (first(`journal of ${record.id}`))
          void screen.failure(message('The invocation could not be kept in the history.'), error);
      }
    },
    isEarlier: (requestId) => requestIds.isEarlier(requestId),
    first,
  };
}

import { vi } from 'vitest';
import type { EventList } from '../../../src/app/events/eventList';
import { EventLists } from '../../../src/app/events/eventLists';
import { pages, type Pages } from '../../../src/cloud/call/pages';
import { CloudError } from '../../../src/cloud/errors';
import type { AsyncInvocation, EventFilter } from '../../../src/cloud/invocation';
import type { FunctionRef } from '../../../src/model/functionRef';
import type { EventPhase } from '../../../src/model/invocation/eventLife';
import { message } from '../../../src/model/message';

export const REF: FunctionRef = { connection: 'c', group: 'orders', name: 'pay', qualifier: 'latest' };
const PAGE = 10;
/** When a test begins. */
export const START = 1_000_000_000;

/** Waits by the clock of the test. */
function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** A service that keeps records and pages them by offset, while events come and go. */
export class Service {
  /** Oldest first. */
  readonly events: { taskId: string; phase: EventPhase; startedAt: number }[] = [];
  /** When each request came. */
  readonly asked: number[] = [];
  /** What the next requests fail with. */
  readonly failures: CloudError[] = [];
  /** Runs before each answer. */
  before: () => void = () => undefined;
  /** The page that the service names after this one; by default the right one. */
  nextOf = (next: number): number => next;
  private count = 0;

  add(phase: EventPhase = 'succeeded', startedAt = Date.now()): string {
    const taskId = `t${String(this.count++)}`;
    this.events.push({ taskId, phase, startedAt });
    this.events.sort((a, b) => a.startedAt - b.startedAt);
    return taskId;
  }

  listAsyncInvocations(_ref: FunctionRef, filter: EventFilter): Pages<AsyncInvocation> {
    return pages({ service: 'functiongraph-huawei', operation: 'list' }, async (from: number = 0) => {
      this.asked.push(Date.now());
      await delay(20);
      this.before();
      const failure = this.failures.shift();
      if (failure) throw failure;
      const all = this.events
        .filter(({ phase }) => filter.phase === undefined || phase === filter.phase)
        .filter(({ startedAt }) => startedAt >= (filter.since ?? 0))
        .reverse();
      const items = all.slice(from, from + PAGE).map((event) => ({ ...event, status: event.phase }));
      return { items, next: from + PAGE < all.length ? this.nextOf(from + PAGE) : undefined };
    });
  }

  newestFirst(): readonly string[] {
    return [...this.events].reverse().map(({ taskId }) => taskId);
  }
}

/** The lists of a service's events, by the clock of the test. */
export function listsOf(service: Service): EventLists {
  return new EventLists({
    cloud: () => Promise.resolve(service),
    clock: {
      now: () => Date.now(),
      sleep: (ms, signal) => (signal.aborted ? Promise.resolve() : delay(ms, signal)),
    },
  });
}

/** An answer that says no; `retryAfterMs` as the service names it. */
export function refused(status: number, retryAfterMs?: number): CloudError {
  return new CloudError({
    kind: 'service',
    operation: 'list',
    sent: 'answered',
    status,
    repeatable: status !== 403,
    summary: message('The service limits the number of requests.'),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** The ids of a list's rows. */
export const ids = (list: EventList) => list.rows.map(({ taskId }) => taskId);
/** Lets so many milliseconds pass. */
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** Milliseconds between each request and the one before. */
export const gaps = ({ asked }: Service) => asked.slice(1).map((at, index) => at - (asked[index] ?? 0));

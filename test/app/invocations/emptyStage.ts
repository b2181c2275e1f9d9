import type { WatchedEvents, WatchPorts } from '../../../src/app/events/watchedEvents';
import { createWatchedEvents } from '../../../src/app/events/watching';
import { createFlights } from '../../../src/app/invocations/flights';
import { createRequestIds } from '../../../src/app/invocations/requestIds';
import { createStage, type Stage } from '../../../src/app/invocations/stage';
import type { Task } from '../../../src/app/invocations/task';
import { createLogStreams } from '../../../src/app/logs/logStreams';
import { SILENT_SCREEN } from './silentWindow';

/** A stage without a screen, the lines that were written on it, and what its notices said one after the other. */
export function emptyStage(
  { cloud }: Task,
  delivery?: WatchPorts['delivery'],
): {
  readonly stage: Stage;
  readonly events: WatchedEvents;
  readonly lines: string[];
  readonly notices: string[];
} {
  const lines: string[] = [];
  const notices: string[] = [];
  const section = {
    number: 1,
    write: (more: readonly string[]) => void lines.push(...more),
    end: () => undefined,
  };
  const journal = { list: () => Promise.resolve([]), put: () => Promise.resolve() };
  const logs = createLogStreams();
  const requestIds = createRequestIds(journal);
  const events = createWatchedEvents({
    ...{ logs, cloud: () => Promise.resolve(cloud), isEarlier: () => false },
    ...(delivery && { delivery }),
  });
  const stage = createStage({
    events,
    requestIds,
    logs,
    flights: createFlights(),
    screen: {
      ...SILENT_SCREEN,
      progress: () => ({ report: (text) => void notices.push(text), close: () => undefined }),
    },
    output: { section: () => section },
    journal,
  });
  return { stage, events, lines, notices };
}

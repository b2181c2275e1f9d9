import type { WatchPorts } from '../../../src/app/events/watchedEvents';
import { createWatchedEvents } from '../../../src/app/events/watching';
import { createFlights } from '../../../src/app/invocations/flights';
import { createJournal } from '../../../src/app/invocations/journal';
import { createRequestIds } from '../../../src/app/invocations/requestIds';
import { createStage, type Screen } from '../../../src/app/invocations/stage';
import { createLogStreams } from '../../../src/app/logs/logStreams';
import type { Cloud } from '../../../src/cloud/cloud';
import { translate } from '../../../src/model/message';

/** A screen that nobody looks at. */
export const SILENT_SCREEN: Screen = {
  say: translate,
  describe: (error) => ({ text: String(error) }),
  failure: () => undefined,
  progress: () => ({ report: () => undefined, close: () => undefined }),
};

/** What a test may choose of a window. */
interface SilentWindowOptions {
  /** How many invocations the journal keeps. */
  readonly keep?: number;
  readonly screen?: Screen;
  /** Where deliveries are asked for. */
  readonly delivery?: WatchPorts['delivery'];
  /** Takes what is written. */
  readonly write?: (lines: readonly string[]) => void;
}

/** All that invocations of a window stand on, with a journal in a folder, where nothing is shown. */
export function silentWindow(
  journalFolder: string,
  cloudOf: (connection: string) => Cloud,
  { keep = 1000, screen = SILENT_SCREEN, delivery, write = () => undefined }: SilentWindowOptions = {},
) {
  const journal = createJournal({
    folder: journalFolder,
    keep: () => keep,
    workspace: () => 'here',
    say: translate,
  });
  const requestIds = createRequestIds(journal);
  const logs = createLogStreams();
  const flights = createFlights();
  const events = createWatchedEvents({
    logs,
    cloud: (id) => Promise.resolve(cloudOf(id)),
    isEarlier: (id) => requestIds.isEarlier(id),
    ...(delivery && { delivery }),
  });
  const output = { section: () => ({ number: 1, write, end: () => undefined }) };
  const stage = createStage({ journal, requestIds, logs, flights, events, output, screen });
  return { journal, logs, flights, events, stage };
}

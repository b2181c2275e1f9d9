import { createWatchedEvents } from '../../../src/app/events/watching';
import { createQuietQueue } from '../../../src/app/invocations/async';
import { createFlights } from '../../../src/app/invocations/flights';
import { createJournal } from '../../../src/app/invocations/journal';
import { createRequestIds } from '../../../src/app/invocations/requestIds';
import { createStage } from '../../../src/app/invocations/stage';
import { createLogStreams } from '../../../src/app/logs/logStreams';
import type { Candidate } from '../../../src/app/replay/candidate';
import { openLedger } from '../../../src/app/replay/ledger';
import { createReplay, type Replay } from '../../../src/app/replay/replaying';
import type { Cloud } from '../../../src/cloud/cloud';
import { message, translate } from '../../../src/model/message';
import type { FunctionRef } from '../../../src/model/functionRef';

/** A window with one connection, over a folder that it shares with others of its kind; its replays take no break. */
export function openWindow(folder: string, cloud: Cloud, turnMs?: number) {
  const journal = createJournal({ folder: `${folder}/journal`, keep: () => 1000, say: translate });
  const requestIds = createRequestIds(journal);
  const logs = createLogStreams();
  const flights = createFlights();
  const stage = createStage({
    ...{ journal, requestIds, logs, flights },
    events: createWatchedEvents({
      logs,
      cloud: () => Promise.resolve(cloud),
      isEarlier: (id) => requestIds.isEarlier(id),
    }),
    output: { section: () => ({ number: 1, write: () => undefined, end: () => undefined }) },
    screen: {
      say: translate,
      describe: (error) => ({ text: String(error) }),
      failure: () => undefined,
      progress: () => ({ report: () => undefined, close: () => undefined }),
    },
  });
  const quiet = createQuietQueue(stage, turnMs);
  const ledger = openLedger(`${folder}/replays`);
  const open = (candidates: readonly Candidate[]): Promise<Replay> =>
    createReplay(candidates, [], {
      connections: {
        get: () => cloud.connection,
        cloud: () => Promise.resolve(cloud),
        guard: { action: (_, work) => work() },
      },
      ...{ ledger, say: translate, settings: () => ({ limit: 100, perSecond: 50 }) },
      clock: { now: () => Date.now(), sleep: () => Promise.resolve() },
      describe: (error) => ({ text: String(error) }),
      send: (task) => quiet.send(task, () => Promise.resolve('leave')),
    });
  return { journal, flights, quiet, ledger, open };
}

/** Failed events that need no history, as anybody may tell of them. */
export function failedEvents(ids: readonly string[], ref: FunctionRef): Candidate[] {
  return ids.map((id) => ({
    of: { kind: 'event', id },
    ids: [id],
    ...{ ref, how: message('Function error'), payload: { text: `{"id":"${id}"}` }, doubts: [] },
  }));
}

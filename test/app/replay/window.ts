import { createQuietQueue } from '../../../src/app/invocations/async';
import type { Candidate } from '../../../src/app/replay/candidate';
import { openLedger } from '../../../src/app/replay/ledger';
import { createReplay, type Replay } from '../../../src/app/replay/replaying';
import type { Cloud } from '../../../src/cloud/cloud';
import { message, translate } from '../../../src/model/message';
import type { FunctionRef } from '../../../src/model/functionRef';
import { silentWindow } from '../invocations/silentWindow';

/** A window with one connection, over a folder that it shares with others of its kind; its replays take no break. */
export function openWindow(folder: string, cloud: Cloud, turnMs?: number) {
  const { journal, flights, stage } = silentWindow(`${folder}/journal`, () => cloud);
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

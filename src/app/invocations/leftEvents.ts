import type { Cloud } from '../../cloud/cloud';
import type { Connection } from '../../model/connection';
import type { FunctionRef } from '../../model/functionRef';
import type { InvocationRecord } from '../../model/invocation/record';
import { message } from '../../model/message';
import { profileOf } from '../../model/services';
import type { VariableSource } from '../payloads/variables';
import type { QuietQueue } from './async';
import type { StopChoice } from './follow';
import type { Journal } from './journal';
import { readAgain } from './plan';
import type { Stage } from './stage';
import type { Ended } from './task';

/** What following on stands on. */
interface LeftEventsDeps {
  readonly connections: {
    get(id: string): Connection | undefined;
    cloud(id: string): Promise<Cloud>;
  };
  readonly journal: Pick<Journal, 'list' | 'adopt' | 'get' | 'put'>;
  readonly stage: Pick<Stage, 'flights' | 'screen'>;
  /** The queue whose turns the events wait for. */
  readonly queue: Pick<QuietQueue, 'followOn'>;
  readonly variables: VariableSource;
  /** Asks what to stop. */
  readonly ask: (ref: FunctionRef, cloud: Cloud) => Promise<StopChoice>;
  /** The end of an event that a person wanted to see. */
  readonly tell: (end: Ended) => unknown;
  /** The end of one that nobody has asked for. */
  readonly show: (end: Ended) => unknown;
}

/** Queued events whose end nobody has seen, followed on. Only reads are sent. */
interface LeftEvents {
  /** An event that was left, from here on to its end: the journal has it as one of this window's again. */
  followAgain(record: InvocationRecord): Promise<void>;
  /** What an earlier window has queued, and nobody has seen the end of: by whichever window takes it first. */
  followAbandoned(): Promise<void>;
}

/** The left events of a window, which follows none yet. */
export function createLeftEvents(deps: LeftEventsDeps): LeftEvents {
  const { connections, journal, stage } = deps;

  const followOn = (record: InvocationRecord, cloud: Cloud, ended: (end: Ended) => unknown): void => {
    const { ref, service } = record;
    const read = readAgain(record, deps.variables);
    const sent = 'why' in read ? { payload: '' } : read;
    const task = { ref, cloud, profile: profileOf(service), ...sent };
    deps.queue.followOn(task, record, { ask: () => deps.ask(ref, cloud), ended });
  };

  return {
    followAgain: async (record) => {
      const cloud = await connections.cloud(record.ref.connection).catch((error: unknown) => {
        void stage.screen.failure(message('The event cannot be followed.'), error);
      });
      if (!cloud) return;
      const isFollowed = () => stage.flights.list().some(({ id }) => id === record.id);
      // Its end may be known by now, or a person has removed it.
      const now = await journal.get(record.id);
      if (now?.outcome.kind !== 'queued' || isFollowed()) return;
      await journal.put({ ...now, following: true });
      if (!isFollowed()) followOn(now, cloud, deps.tell);
    },

    followAbandoned: async () => {
      const followed = (await journal.list()).filter(({ following }) => following);
      const clouds = new Map<string, Cloud>();
      for (const id of new Set(followed.map(({ ref }) => ref.connection))) {
        // Without an account it cannot be asked for: once there is one.
        const cloud = connections.get(id) && (await connections.cloud(id).catch(() => undefined));
        if (cloud) clouds.set(id, cloud);
      }
      for (const record of await journal.adopt(({ ref }) => clouds.has(ref.connection))) {
        const cloud = clouds.get(record.ref.connection);
        if (cloud) followOn(record, cloud, deps.show);
      }
    },
  };
}

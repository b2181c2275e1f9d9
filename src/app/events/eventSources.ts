import type { Cloud } from '../../cloud/cloud';
import type { LogLine } from '../../cloud/logs/logLine';
import { CloudError } from '../../cloud/errors';
import { readView } from '../../model/configDocument';
import { knownFields } from '../../model/fields';
import { refKey, type FunctionRef } from '../../model/functionRef';
import type { EventLine, EventPlan } from '../../model/invocation/eventLife';
import { profileOf } from '../../model/services';
import { followLog, type LiveLog } from '../logs/liveLog';
import type { EventSources } from './eventFollowing';
import type { QueuedEvent, WatchPorts } from './watchedEvents';

/** The log of an event that another has queued is read from so long before it, in milliseconds: clocks are known roughly. */
const BEFORE_MS = 10_000;

/** The sources of one event, and what was learnt of its config on the way. */
interface FoundSources extends EventSources {
  /** The version whose config is known not to ask for records, where asking for them is safe. */
  switchOff(): FunctionRef | undefined;
}

/** What events are learnt from besides their service; `now`: Unix milliseconds by the local clock. */
type SourcePorts = Pick<WatchPorts, 'isEarlier' | 'logs'> & {
  readonly plans: EventPlans;
  readonly now: () => number;
};

/** The sources of an event at its service. `arrived` is called with its log lines as they are read. */
export function sourcesOf(
  event: QueuedEvent,
  cloud: Cloud,
  { isEarlier, logs, plans, now }: SourcePorts,
  arrived: (lines: readonly LogLine[]) => void,
): FoundSources {
  const { ref, taskId } = event;
  let off: FunctionRef | undefined;
  const requestId = createPromise<string>();
  const asked = createPromise<void>();
  let live: LiveLog | undefined;
  if (event.requestId !== undefined) requestId.resolve(event.requestId);
  return {
    hurry: () => live?.hurry(),
    isInterrupted: () => live?.interrupted === true,
    plan: async (signal) => {
      const read = await plans.of(event, cloud, signal);
      off = read.off;
      return read.plan;
    },
    switchOff: () => off,
    expectsRecord: () => off === undefined,
    record: async (signal) => {
      const found = await cloud.getAsyncInvocation(ref, taskId, signal).finally(() => asked.resolve());
      if (found?.requestId !== undefined) requestId.resolve(found.requestId);
      return found;
    },
    log: async (found, tell, signal) => {
      const leave = (): void => {
        requestId.resolve('');
        asked.resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      const id = await requestId.promise;
      const isOwn = event.recordId !== undefined;
      // When another has queued it only the service says, by its clock: that is known by an answer.
      if (!isOwn) await asked.promise;
      if (signal.aborted) return;
      const wanted = {
        from: isOwn ? event.queuedAt : localBefore(event.queuedAt, cloud, now()),
        isEarlier: (other: string) => other !== id && isEarlier(other),
        requestId: id,
      };
      const following = followLog(logs, cloud, ref, wanted, (lines) => {
        arrived(lines);
        found(lines.map(eventLine));
      });
      live = following;
      signal.addEventListener('abort', () => following.stop(), { once: true });
      await following.ended(signal);
      if (following.state.phase !== 'unavailable') return;
      const { error } = following.state;
      tell(error instanceof CloudError && error.facts.kind === 'unavailable' ? 'none' : 'failed', error);
    },
  };
}

/** A local moment at which the clock of a service did not show a time yet; all in Unix milliseconds. */
function localBefore(there: number, cloud: Pick<Cloud, 'earliestThere'>, now: number): number {
  const ahead = Math.max(0, cloud.earliestThere(now) - now);
  return there - ahead - BEFORE_MS;
}

/** What the config that counts for a version or an alias plans for its events. */
interface ReadPlan {
  readonly plan: EventPlan;
  /** The version, where its config does not ask for records and asking is safe. */
  readonly off: FunctionRef | undefined;
}

/** Reads what configs plan, once for all events of a version that were queued before it was read. */
export interface EventPlans {
  /** Of an event. Rejects with a CloudError, or with the reason of the signal. */
  of(event: QueuedEvent, cloud: Cloud, signal: AbortSignal): Promise<ReadPlan>;
  /** Forgets all that was read. */
  clear(): void;
}

/** Nothing is read yet. `now`: Unix milliseconds by the local clock. */
export function createEventPlans(now: () => number): EventPlans {
  const known = new Map<string, { readonly since: number; readonly plan: ReadPlan }>();
  /** By the version; the first that asks reads for those who ask meanwhile. */
  const reading = new Map<string, { readonly since: number; readonly plan: Promise<ReadPlan> }>();

  const read = async (key: string, event: QueuedEvent, cloud: Cloud, signal: AbortSignal) => {
    const since = now();
    const plan = readPlan(cloud, event.ref, signal);
    const mine = { since, plan };
    reading.set(key, mine);
    try {
      const found = { since, plan: await plan };
      known.set(key, found);
      return found.plan;
    } finally {
      if (reading.get(key) === mine) reading.delete(key);
    }
  };
  return {
    of: async (event, cloud, signal) => {
      const key = refKey(event.ref);
      // What was read before the event was queued may have been changed by then.
      const before = known.get(key);
      if (before && before.since >= event.queuedAt) return before.plan;
      const others = reading.get(key);
      if (others && others.since >= event.queuedAt) {
        const theirs = await others.plan.catch(() => undefined); // told to the one that reads
        if (theirs) return theirs;
      }
      return read(key, event, cloud, signal);
    },
    clear: () => known.clear(),
  };
}

async function readPlan(cloud: Cloud, about: FunctionRef, signal: AbortSignal): Promise<ReadPlan> {
  const profile = profileOf(cloud.connection.service);
  const { age, retries, record } = knownFields(profile);
  const ref = cloud.capabilities.configOnAlias ? about : await versionOf(cloud, about, signal);
  const view = readView(profile, (await cloud.getAsyncConfig(ref, signal))?.document);
  return {
    plan: {
      attempts: (view.retries ?? retries.byDefault) + 1,
      ageSeconds: view.age ?? age.byDefault,
      success: view.success,
      failure: view.failure,
    },
    // A service that warns of its switch keeps records by other means (OTC: a list of accounts).
    off: view.record !== true && !record.caution ? ref : undefined,
  };
}

/** The version that a ref leads to: an alias has no config of its own everywhere. Rejects with a CloudError. */
export async function versionOf(cloud: Cloud, ref: FunctionRef, signal: AbortSignal): Promise<FunctionRef> {
  for await (const page of cloud.listQualifiers(ref, signal)) {
    const found = page.find(({ ref: { qualifier } }) => qualifier === ref.qualifier);
    if (found) return found.target === undefined ? ref : { ...ref, qualifier: found.target };
  }
  return ref;
}

function eventLine({ id, text, at, edge, run }: LogLine): EventLine {
  const mark = edge === 'start' ? ({ kind: 'start' } as const) : edge && ({ kind: 'end', ...run } as const);
  return { id, text, ...(at !== undefined && { at }), ...(mark && { mark }) };
}

/** A promise that is resolved from outside; the first time counts. */
function createPromise<T>(): { readonly promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve: (value) => resolve(value) };
}

import type { Cloud, LogLine } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import { readView } from '../../model/configDocument';
import { knownFields } from '../../model/fields';
import type { FunctionRef } from '../../model/functionRef';
import type { EventLine, EventPlan } from '../../model/invocation/eventLife';
import type { ServiceProfile } from '../../model/service';
import { profileOf } from '../../model/services';
import { followLog, type LiveLog } from '../logs/liveLog';
import type { EventSources } from './eventFollowing';
import type { QueuedEvent, WatchPorts } from './watchedEvents';

/** The sources of one event, and what was learnt of its config on the way. */
interface FoundSources extends EventSources {
  /** The version whose config is known not to ask for records, where asking for them is safe. */
  switchOff(): FunctionRef | undefined;
}

/** The sources of an event at its service. `arrived` is called with its log lines as they are read. */
export function sourcesOf(
  event: QueuedEvent,
  cloud: Cloud,
  { isEarlier, logs }: Pick<WatchPorts, 'isEarlier' | 'logs'>,
  arrived: (lines: readonly LogLine[]) => void,
): FoundSources {
  const { ref, taskId } = event;
  const config = createConfigReader(cloud, profileOf(cloud.connection.service), ref);
  const requestId = createPromise<string>();
  let live: LiveLog | undefined;
  if (event.requestId !== undefined) requestId.resolve(event.requestId);
  return {
    hurry: () => live?.hurry(),
    isInterrupted: () => live?.interrupted === true,
    plan: (signal) => config.plan(signal),
    switchOff: () => config.switchOff(),
    expectsRecord: () => config.switchOff() === undefined,
    record: async (signal) => {
      const found = await cloud.getAsyncInvocation(ref, taskId, signal);
      if (found?.requestId !== undefined) requestId.resolve(found.requestId);
      return found;
    },
    log: async (found, tell, signal) => {
      signal.addEventListener('abort', () => requestId.resolve(''), { once: true });
      const id = await requestId.promise;
      if (signal.aborted) return;
      const wanted = {
        from: event.queuedAt,
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

/** Reads the config that counts for a version or an alias, and remembers whether it asks for records. */
function createConfigReader(
  cloud: Cloud,
  profile: ServiceProfile,
  about: FunctionRef,
): { plan(signal: AbortSignal): Promise<EventPlan>; switchOff(): FunctionRef | undefined } {
  const { age, retries, record } = knownFields(profile);
  let off: FunctionRef | undefined;
  return {
    plan: async (signal) => {
      const ref = cloud.capabilities.configOnAlias ? about : await versionOf(cloud, about, signal);
      const view = readView(profile, (await cloud.getAsyncConfig(ref, signal))?.document);
      // A service that warns of its switch keeps records by other means (OTC: a list of accounts).
      if (view.record !== true && !record.caution) off = ref;
      return {
        attempts: (view.retries ?? retries.byDefault) + 1,
        ageSeconds: view.age ?? age.byDefault,
        success: view.success,
        failure: view.failure,
      };
    },
    switchOff: () => off,
  };
}

/** The version that a ref leads to: an alias has no config of its own everywhere. */
async function versionOf(cloud: Cloud, ref: FunctionRef, signal: AbortSignal): Promise<FunctionRef> {
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

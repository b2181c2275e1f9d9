import type { Cloud } from '../../cloud/cloud';
import type { AsyncInvocation } from '../../cloud/invocation';
import { refKey, refLabel, functionKey, type FunctionRef } from '../../model/functionRef';
import type { EventPhase } from '../../model/invocation/eventLife';
import type { InvocationRecord, InvocationSummary } from '../../model/invocation/record';
import { message, type Message } from '../../model/message';
import type { QueuedEvent } from '../events/watchedEvents';
import { idsOf, type Candidate } from './candidate';
import { fromJournal, fromService, isFailed, keptPayload, replayedInVain } from './sources';

/** Failed events that are looked at, of all versions together: the rest is for another time window. */
const MOST = 1000;

/** How a failed event stands at a service. */
const FAILED: readonly EventPhase[] = ['failed', 'discarded'];

/** Where events are found. */
export interface EventPlaces {
  readonly journal: {
    list(): Promise<readonly InvocationSummary[]>;
    get(id: string): Promise<InvocationRecord | undefined>;
  };
  cloud(connection: string): Promise<Cloud>;
  describe(error: unknown): { readonly text: string };
}

/** Candidates, and what a person should know of how they were found. */
interface Gathered {
  readonly candidates: readonly Candidate[];
  readonly notes: readonly Message[];
}

/**
 * The failed events since a time (Unix milliseconds by the local clock): from the journal, and from the services' own
 * lists for `refs` and for each version that the journal knows of. Only reads.
 */
export async function gatherFailed(
  places: EventPlaces,
  since: number,
  refs: readonly FunctionRef[],
  signal: AbortSignal,
): Promise<Gathered> {
  const functions = new Set(refs.map(functionKey));
  const sent = (await places.journal.list()).filter(
    ({ mode, startedAt, ref }) =>
      mode === 'async' && startedAt >= since && (refs.length === 0 || functions.has(functionKey(ref))),
  );
  const candidates: Candidate[] = [];
  for (const { id } of sent.filter(isFailed)) {
    const record = await places.journal.get(id);
    if (record) candidates.push(fromJournal(record));
  }
  const known = new Set(candidates.flatMap(({ ids }) => ids));
  const notes: Message[] = [];
  const reader = payloadReader(places, sent, signal);
  const versions = new Map([...refs, ...sent.map(({ ref }) => ref)].map((ref) => [refKey(ref), ref]));
  for (const ref of versions.values()) {
    try {
      const cloud = await places.cloud(ref.connection);
      if (!cloud.capabilities.followAsync) continue;
      for await (const event of failedOf(cloud, ref, since, signal)) {
        const ids = idsOf(ref, event);
        if (ids.some((id) => known.has(id))) continue;
        for (const id of ids) known.add(id);
        candidates.push(await reader(cloud, ref, event));
        if (candidates.length < MOST) continue;
        notes.push(message('There are more than {0} failed events. Choose a shorter time.', MOST));
        return { candidates, notes };
      }
    } catch (error) {
      signal.throwIfAborted();
      const { text } = places.describe(error);
      notes.push(message('The events of {0} could not be listed: {1}', refLabel(ref), text));
    }
  }
  return { candidates, notes };
}

/** One event, by what a person has pointed at: with the payload from the journal, or from the service's record. */
export async function gatherOne(
  places: EventPlaces,
  { ref, taskId, requestId, recordId }: QueuedEvent,
  signal: AbortSignal,
): Promise<Candidate> {
  const sent = await places.journal.list();
  const ids = idsOf(ref, { taskId, ...(requestId !== undefined && { requestId }) });
  const id = recordId ?? sent.find((summary) => isOneOf(summary, ids))?.id;
  const record = id === undefined ? undefined : await places.journal.get(id);
  if (record) return withIds(fromJournal(record), ids);
  const cloud = await places.cloud(ref.connection);
  const event = await cloud.getAsyncInvocation(ref, taskId, signal);
  const known = event ?? { taskId, phase: 'failed', status: '' };
  return withIds(fromService(ref, known, asText(event?.payload)), ids);
}

/** Events that a person has pointed at, one after the other in their order, each once. */
export async function gatherEach(
  places: EventPlaces,
  events: readonly QueuedEvent[],
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const each = new Map(events.map((event) => [`${refKey(event.ref)} ${event.taskId}`, event]));
  const candidates: Candidate[] = [];
  for (const event of each.values()) candidates.push(await gatherOne(places, event, signal));
  return candidates;
}

async function* failedOf(
  cloud: Cloud,
  ref: FunctionRef,
  since: number,
  signal: AbortSignal,
): AsyncIterable<AsyncInvocation> {
  for (const phase of FAILED) {
    for await (const page of cloud.listAsyncInvocations(ref, { phase, since }, signal)) yield* page;
  }
}

/**
 * Makes candidates of what services list: with the payload from the journal, else from the event's own record. Services
 * that have shown not to keep payloads there are not asked for each.
 */
function payloadReader(
  { journal }: EventPlaces,
  sent: readonly InvocationSummary[],
  signal: AbortSignal,
): (cloud: Cloud, ref: FunctionRef, event: AsyncInvocation) => Promise<Candidate> {
  const without = new Set<Cloud>();
  return async (cloud, ref, event) => {
    const ours = sent.find((summary) => isOneOf(summary, idsOf(ref, event)));
    const kept = ours && (await journal.get(ours.id));
    const payload = kept && keptPayload(kept);
    if (payload) {
      const found = withIds(fromService(ref, event, payload), [kept.id]);
      return kept.replayOf ? { ...found, doubts: [...found.doubts, replayedInVain(kept.replayOf)] } : found;
    }
    const asks = event.payload === undefined && !without.has(cloud);
    const whole = asks ? await cloud.getAsyncInvocation(ref, event.taskId, signal) : undefined;
    if (whole && whole.payload === undefined) without.add(cloud);
    return fromService(ref, event, asText(event.payload ?? whole?.payload));
  };
}

function asText(payload: string | undefined): Candidate['payload'] | undefined {
  return payload === undefined ? undefined : { text: payload };
}

function isOneOf(summary: InvocationSummary, ids: readonly string[]): boolean {
  return idsOf(summary.ref, summary).some((id) => ids.includes(id));
}

function withIds(candidate: Candidate, ids: readonly string[]): Candidate {
  return { ...candidate, ids: [...new Set([...candidate.ids, ...ids])] };
}

import type { Cloud } from '../../cloud/cloud';
import { pause } from '../../model/invocation/backOff';
import { functionKey } from '../../model/functionRef';
import { hasEnded, type EventLife } from '../../model/invocation/eventLife';
import type { QueuedEvent } from '../events/watchedEvents';
import { readRecord } from '../replay/failureRecord';
import { lookAtTarget, type ArrivalPorts } from './arrival';
import type { Side, Verdict } from './verification';
import type { PlannedSide } from './planning';

/** How long the record of a target is waited for, in milliseconds: log services take up to a minute. */
const PATIENCE_MS = 60_000;

/** The same where the service or the sandbox has said already that it was delivered. */
const DELIVERED_MS = 5000;

/** The same where nobody tells how the event ended: it may still be under way. */
const LOST_MS = 5 * 60_000;

/** How long the word of a task about its delivery is waited for, in milliseconds. */
const TASK_MS = 20_000;

/** An event whose life is over, or was left. */
interface FollowedShot {
  readonly shot: PlannedSide;
  readonly event: QueuedEvent;
  readonly life: EventLife;
  readonly cloud: Cloud;
}

/** What judging asks. */
interface JudgePorts extends ArrivalPorts {
  readonly connections: { cloud(id: string): Promise<Cloud> };
  readFile(path: string): Promise<string>;
}

/**
 * Judges one side by the life of its event, and where that has ended as it was to end, by what shows that the
 * destination got the record. Rejects with what could not be read.
 */
export async function judgeSide(of: FollowedShot, ports: JudgePorts, signal: AbortSignal): Promise<Verdict> {
  const { shot, life } = of;
  const { state, delivery, error } = life;
  if (signal.aborted && !hasEnded(state)) return { kind: 'left' };
  if (state === 'stopped') return { kind: 'stopped' };
  if (endOf(state) !== undefined && endOf(state) !== shot.side) {
    return { kind: 'otherEnd', ...(error?.text !== undefined && { reason: error.text }) };
  }
  if (delivery.kind === 'refused') {
    return { kind: 'refused', ...(delivery.reason !== undefined && { reason: delivery.reason }) };
  }
  const told = await byDelivery(of, ports, signal);
  if (told?.kind === 'proven' && told.by === 'file') return told;
  if (told && told.kind !== 'proven') return told;
  const seen = await byTarget(of, told !== undefined, ports, signal);
  if (seen?.kind === 'proven') return seen;
  if (told) return told;
  if (seen && seen.kind !== 'untold') return seen;
  if (signal.aborted) return { kind: 'left' };
  if (state === 'lost') return { kind: 'endUnknown' };
  return seen ?? { kind: 'untold' };
}

/** The side that the end of an event is told to; undefined where it has not ended, or nobody knows how. */
function endOf(state: EventLife['state']): Side | undefined {
  if (state === 'succeeded') return 'success';
  return state === 'failed' || state === 'discarded' ? 'failure' : undefined;
}

/** What the sandbox or the service's record of the event says of its delivery; undefined: nothing. */
async function byDelivery(
  { shot: { side }, event, life: { delivery, state }, cloud }: FollowedShot,
  ports: JudgePorts,
  signal: AbortSignal,
): Promise<Verdict | undefined> {
  if (delivery.kind === 'delivered') {
    const { file, at, event: next } = delivery.seen;
    const when = at === undefined ? {} : { at };
    if (file !== undefined) {
      const read = readRecord(await ports.readFile(file));
      const isIt = read.kind === 'record' && read.record.requestId === event.requestId;
      if (!isIt) return { kind: 'untold', reason: file };
      if (read.record.succeeded !== (side === 'success')) return { kind: 'otherEnd' };
      return { kind: 'proven', by: 'file', evidence: file, ...when };
    }
    if (next !== undefined) return { kind: 'proven', by: 'sandbox', evidence: next, ...when };
    return { kind: 'proven', by: 'task', evidence: event.taskId };
  }
  if (!cloud.capabilities.tellsDelivery || state === 'lost') return undefined;
  // The word about the delivery may come later than that about the end.
  const until = ports.clock.now() + TASK_MS;
  for (let looks = 0; !signal.aborted; looks++) {
    const record = await cloud.getAsyncInvocation(event.ref, event.taskId, signal);
    if (record?.delivered === true) return { kind: 'proven', by: 'task', evidence: event.taskId };
    if (record?.delivered === false) return { kind: 'refused' };
    if (!record || ports.clock.now() >= until) return undefined;
    await ports.clock.sleep(pause(looks), signal);
  }
  return undefined;
}

/** What the target function shows, where the destination is one that can be reached; undefined where it is none. */
async function byTarget(
  { shot: { side, target }, event, life }: FollowedShot,
  isDelivered: boolean,
  ports: JudgePorts,
  signal: AbortSignal,
): Promise<Verdict | undefined> {
  if (!target || event.requestId === undefined) return undefined;
  const cloud = await ports.connections.cloud(target.connection);
  const patience = isDelivered ? DELIVERED_MS : life.state === 'lost' ? LOST_MS : PATIENCE_MS;
  const awaited = {
    ...{ requestId: event.requestId, side, sentAt: event.queuedAt },
    ...(life.endedAt !== undefined && { endedAt: life.endedAt }),
    isOwn: functionKey(target) === functionKey(event.ref),
  };
  return lookAtTarget({ cloud, ref: target }, awaited, patience, ports, signal);
}

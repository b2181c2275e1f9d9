import type { Standing } from '../../asyncQueue/event';
import { EventQueue, type QueueParts } from '../../asyncQueue/eventQueue';
import type { Debugging } from '../../debugging';
import { attempt, detailOf, NOTHING, type AttemptParts } from './attempt';
import { textOfJson } from './bytesInJson';
import type { TaskEnd, TaskEvent, TaskRecord, TaskStatus, TaskStep } from './event';

/** The asynchronous queue of one generation. */
export type TaskQueue = EventQueue<TaskEvent, TaskEnd, TaskRecord>;

type Parts = QueueParts<TaskEvent, TaskEnd, TaskRecord>;

/** What a generation brings to its queue. */
interface TaskQueueParts
  extends AttemptParts, Pick<Parts, 'files' | 'left' | 'clock' | 'slots' | 'onDefect'> {
  /** Tells the destination that the config names for this end, and whether that went well; must not reject. */
  readonly tell: (event: TaskEvent, end: TaskEnd) => Promise<TaskEnd['destination']>;
  readonly debugging: Debugging;
}

/** The queue of a generation, with its statuses, retries and records. */
export function createTaskQueue(parts: TaskQueueParts): TaskQueue {
  return new EventQueue({
    ...parts,
    attempt: (event, startedAt, signal) => attempt(parts, event, startedAt, signal),
    cancelled: () => ({ ...NOTHING, status: 'Stopped' }),
    broken: (event, error) => ({
      event: { ...event, failed: event.failed + 1 },
      end: { ...NOTHING, status: 'Failed', error: error instanceof Error ? error.message : String(error) },
    }),
    deliver: async (event, end) => {
      // Whether an expired or a stopped event goes to the destination on failure is not stated: here it does not.
      const told = end.status === 'Succeeded' || end.status === 'Failed';
      const destination = told ? await parts.tell(event, end) : end.destination;
      parts.debugging.ended(event.requestId);
      return { ...end, destination };
    },
    record: recordOf,
  });
}

function recordOf(event: TaskEvent, standing: Standing<TaskEnd>): TaskRecord {
  const end = standing.kind === 'ended' ? standing.end : NOTHING;
  const { id, acceptedAt, taskId, requestId, group, name, qualifier, payload } = event;
  return {
    id,
    acceptedAt,
    taskId,
    requestId,
    group,
    name,
    qualifier,
    payload: textOfJson(payload),
    status: statusOf(event, standing),
    startedAt: standing.startedAt ?? 0,
    endedAt: standing.kind === 'ended' ? standing.endedAt : 0,
    retried: retriesOf(event, standing),
    destination: end.destination,
    error: end.error,
    instanceId: end.instanceId,
    steps: [...event.steps, ...lastStep(event, standing)],
  };
}

function statusOf({ failed, throttled }: TaskEvent, standing: Standing<TaskEnd>): TaskStatus {
  switch (standing.kind) {
    case 'waiting':
      return failed > 0 || throttled ? 'Retrying' : 'Enqueued';
    case 'running':
      return standing.stopping ? 'Stopping' : 'Running';
    case 'ended':
      return standing.end.status;
  }
}

/** Attempts beyond the first that were made or are being made. */
function retriesOf({ failed }: TaskEvent, standing: Standing<TaskEnd>): number {
  const gaveUp = standing.kind === 'ended' && standing.end.status === 'Failed';
  return gaveUp ? Math.max(0, failed - 1) : failed;
}

function lastStep({ steps }: TaskEvent, standing: Standing<TaskEnd>): readonly TaskStep[] {
  switch (standing.kind) {
    case 'waiting':
      return [];
    case 'running':
      // Its run is over, and it is being delivered.
      if (steps.at(-1)?.status === 'Running') return [];
      return [
        { status: 'Running', timestamp: standing.startedAt ?? steps[0]?.timestamp ?? 0, eventDetail: '' },
      ];
    case 'ended': {
      const { status, error } = standing.end;
      return [{ status, timestamp: standing.endedAt, eventDetail: detailOf(error) }];
    }
  }
}

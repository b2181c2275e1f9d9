import type { Standing } from '../../asyncQueue/event';
import { EventQueue, type QueueParts } from '../../asyncQueue/eventQueue';
import type { Debugging } from '../../debugging';
import { CANCELLED } from '../invocation/failure';
import { attempt, type AttemptParts } from './attempt';
import type { EventEnd, EventStatus, ProjectEvent, ProjectRecord } from './event';

/** The asynchronous queue of one project. */
export type ProjectQueue = EventQueue<ProjectEvent, EventEnd, ProjectRecord>;

type Parts = QueueParts<ProjectEvent, EventEnd, ProjectRecord>;

/** What a project brings to its queue. */
interface ProjectQueueParts
  extends AttemptParts, Pick<Parts, 'files' | 'left' | 'clock' | 'slots' | 'onDefect'> {
  /** Delivers to the destination that the config names for this end; must not reject. */
  readonly tell: (event: ProjectEvent, end: EventEnd) => Promise<void>;
  readonly debugging: Debugging;
}

/** The queue of a project, with its statuses, retries and records. */
export function createProjectQueue(parts: ProjectQueueParts): ProjectQueue {
  return new EventQueue({
    ...parts,
    attempt: (event, _startedAt, signal) => attempt(parts, event, signal),
    cancelled: (_event, wasRunning) => ({ status: wasRunning ? 'FAIL' : 'DISCARD', ...cancelled }),
    broken: (event, error) => ({
      event: { ...event, failed: event.failed + 1 },
      end: {
        status: 'FAIL',
        condition: 'SystemError',
        result: '',
        errorCode: 500,
        errorMessage: error instanceof Error ? error.message : String(error),
      },
    }),
    deliver: async (event, end) => {
      if (end.condition !== CANCELLED_CONDITION) await parts.tell(event, end);
      parts.debugging.ended(event.id);
      return end;
    },
    record: recordOf,
  });
}

/** Nobody is told of an event that its owner has stopped; the documents do not say, so this is ours. */
const CANCELLED_CONDITION = 'Cancelled';

const cancelled = {
  condition: CANCELLED_CONDITION,
  result: '',
  errorCode: CANCELLED.code,
  errorMessage: CANCELLED.message,
};

const WORDS: Readonly<Record<'waiting' | 'running', EventStatus>> = { waiting: 'WAIT', running: 'RUNNING' };

function recordOf(
  { id, group, name, version, acceptedAt }: ProjectEvent,
  standing: Standing<EventEnd>,
): ProjectRecord {
  const { startedAt } = standing;
  const common = { id, group, name, version, acceptedAt, ...(startedAt !== undefined && { startedAt }) };
  if (standing.kind !== 'ended') return { ...common, status: WORDS[standing.kind] };
  const { status, errorCode, errorMessage } = standing.end;
  return {
    ...common,
    status,
    endedAt: standing.endedAt,
    ...(errorCode !== undefined && { errorCode }),
    ...(errorMessage !== undefined && { errorMessage }),
  };
}

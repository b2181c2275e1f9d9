import { randomBytes } from 'node:crypto';
import type { Cloud } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import type { FunctionRef } from '../../model/functionRef';
import type { Failure, InvocationRecord, Mode, ReplayOf } from '../../model/invocation/record';
import type { ServiceProfile } from '../../model/service';
import type { Expanded } from '../payloads/readPayload';
import type { Describe } from './stage';

/** One invocation that was decided on: what is sent where. */
export interface Task {
  readonly ref: FunctionRef;
  readonly cloud: Cloud;
  readonly profile: ServiceProfile;
  readonly payload: string;
  /** Where variables stood in the payload: they get values of the moment at which it is sent. */
  readonly expanded?: Expanded;
  /** URI of the document that the payload came from. */
  readonly source?: string;
  readonly replayOf?: ReplayOf;
  /** Id of the record whose payload this is once more. */
  readonly rerunOf?: string;
}

/** A task that ended; `error` is what the service or the connection said, where that is how it ended. */
export interface Ended {
  readonly record: InvocationRecord;
  readonly error?: unknown;
  /** Asynchronous: it could not be followed, as the config of this version does not ask for records. */
  readonly unrecorded?: FunctionRef;
  /** Asynchronous: it has not ended, and is followed on; resolves at its end. Never rejects. */
  readonly goesOn?: Promise<Ended>;
}

/** The task with what stands for its variables now. To be asked once, right before it is sent. */
export function atSend(task: Task): Task {
  const expanded = task.expanded?.again();
  return expanded ? { ...task, payload: expanded.json, expanded } : task;
}

/** A record with nothing known but what was sent; values of the environment are not in it. */
export function freshRecord(task: Task, mode: Mode): InvocationRecord {
  const startedAt = Date.now();
  const { expanded } = task;
  const environment = [...new Set(expanded?.environment.map(({ name }) => name))];
  return {
    id: `${startedAt.toString(36).padStart(9, '0')}${randomBytes(4).toString('hex')}`,
    ref: task.ref,
    connectionName: task.cloud.connection.name,
    service: task.profile.id,
    mode,
    startedAt,
    elapsedMs: 0,
    outcome: { kind: 'sending' },
    numbers: {},
    ...(task.source !== undefined && { source: task.source }),
    ...(task.replayOf && { replayOf: task.replayOf }),
    ...(task.rerunOf !== undefined && { rerunOf: task.rerunOf }),
    payload: expanded?.kept ?? task.payload,
    ...(environment.length > 0 && { environment }),
    log: '',
    logCut: false,
  };
}

/** What a failed send means. A failure that is not the cloud's own is taken for unknown: it may have left. */
export function outcomeOf(
  error: unknown,
  describe: Describe,
): Pick<InvocationRecord, 'outcome' | 'requestId'> {
  if (!(error instanceof CloudError))
    return { outcome: { kind: 'unknown', failure: failureOf(error, describe) } };
  const { kind, sent, requestId, status } = error.facts;
  const known = requestId === undefined ? {} : { requestId };
  if (kind === 'cancelled') return { outcome: { kind: 'cancelled', left: sent !== 'no' }, ...known };
  const failure = failureOf(error, describe);
  if (sent === 'unknown') return { outcome: { kind: 'unknown', failure }, ...known };
  // A service that answers has been reached, also where it says that it has not begun.
  const isSent = sent !== 'no' || status !== undefined;
  return { outcome: { kind: isSent ? 'serviceError' : 'notSent', failure }, ...known };
}

/** An error as the journal keeps it. */
export function failureOf(error: unknown, describe: Describe): Failure {
  const { text, hint } = describe(error);
  const facts = error instanceof CloudError ? error.facts : undefined;
  return {
    text,
    ...(hint !== undefined && { hint }),
    ...(facts?.code !== undefined && { code: facts.code }),
    ...(facts?.status !== undefined && { status: facts.status }),
  };
}

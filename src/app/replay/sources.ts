import type { AsyncInvocation } from '../../cloud/invocation';
import type { FunctionRef } from '../../model/functionRef';
import type { EventPhase } from '../../model/invocation/eventLife';
import { headline } from '../../model/invocation/outputText';
import type { InvocationRecord, InvocationSummary, Outcome, ReplayOf } from '../../model/invocation/record';
import { listOf, message, type Message } from '../../model/message';
import { digest } from '../privateFolder';
import { idsOf, type Candidate } from './candidate';
import type { FailureRecord } from './failureRecord';

/** Whether an invocation in the journal is an event that the function failed at, or that the service gave up. */
export function isFailed({ mode, outcome }: Pick<InvocationSummary, 'mode' | 'outcome'>): boolean {
  return mode === 'async' && (outcome.kind === 'functionError' || outcome.kind === 'discarded');
}

/** An invocation of the journal as a candidate, of whatever kind and end. */
export function fromJournal(record: InvocationRecord): Candidate {
  const { id, requestId, ref, startedAt, outcome, mode, replayOf } = record;
  const doubts = [
    ...(mode === 'sync' ? [message('It was invoked synchronously; a replay queues an event.')] : []),
    ...doubtOf(outcome),
    ...(replayOf ? [replayedInVain(replayOf)] : []),
  ];
  return {
    of: { kind: 'invocation', id: requestId ?? id },
    ids: [...new Set([id, ...idsOf(ref, record)])],
    ...{ ref, at: startedAt, how: headline(outcome), doubts },
    payload: keptPayload(record) ?? { missing: message('The payload was too large to keep in the history.') },
  };
}

/**
 * The payload that the journal has of an event. One with values of the environment is not whole there: it cannot be
 * replayed byte for byte, and what a service has kept of it would bring those values into the journal.
 */
export function keptPayload({
  payload,
  environment,
}: Pick<InvocationRecord, 'payload' | 'environment'>): Candidate['payload'] | undefined {
  if (environment) {
    const names = listOf(environment);
    return {
      missing: message(
        'The payload had values of the environment ({0}), which FnDeck does not keep. Run it again from the view of invocations, or from its file.',
        names,
      ),
    };
  }
  return payload === undefined ? undefined : { text: payload };
}

/** Why an event that is a replay itself is not sent a third time unasked: what failed twice may fail for ever. */
export function replayedInVain({ id }: ReplayOf): Message {
  return message('It is a replay of {0} itself, and did not succeed.', id);
}

/** An event that a service lists as a candidate; `payload` is what is known to have been sent. */
export function fromService(
  ref: FunctionRef,
  event: AsyncInvocation,
  payload: Candidate['payload'] | undefined,
): Candidate {
  const { taskId, requestId, phase, startedAt, errorCode } = event;
  return {
    of: { kind: 'event', id: requestId ?? taskId },
    ids: idsOf(ref, event),
    ref,
    ...(startedAt !== undefined && { at: startedAt }),
    how: headline(outcomeOf(phase, errorCode)),
    payload: payload ?? { missing: message('Neither the history nor the service has kept the payload.') },
    doubts: doubtOf(outcomeOf(phase, errorCode)),
  };
}

/** A record that a service has delivered as a candidate; `ref` is the version that it names. */
export function fromRecord(record: FailureRecord, ref: FunctionRef): Candidate {
  const { requestId, condition, succeeded, payload } = record;
  // A record without an id is known by what it says.
  const id = requestId ?? digest(`${record.fn.urn} ${payload}`);
  return {
    of: { kind: 'record', id },
    ids: [id],
    ref,
    how: succeeded ? message('Succeeded') : endOf(condition),
    payload: { text: payload },
    doubts: succeeded ? [message('The event succeeded.')] : [],
  };
}

/** How an event ended, by the condition in its record: FunctionGraph's words, or the error that Function Compute names. */
function endOf(condition: string): Message {
  switch (condition) {
    case 'RetriesExhausted':
      return message('Failed at the last attempt');
    case 'EventAgeExceeded':
      return message('Too old for another attempt');
    case '':
      return message('Function error');
    default:
      return message('Function error {0}', condition);
  }
}

function outcomeOf(phase: EventPhase, code: string | undefined): Outcome {
  switch (phase) {
    case 'succeeded':
    case 'stopped':
      return { kind: phase };
    case 'failed':
      return { kind: 'functionError', ...(code !== undefined && { code }) };
    case 'discarded':
      return { kind: 'discarded', ...(code !== undefined && { code }) };
    case 'waiting':
    case 'running':
    case 'retrying':
      return { kind: 'queued' };
  }
}

function doubtOf({ kind }: Outcome): readonly Message[] {
  switch (kind) {
    case 'succeeded':
      return [message('The event succeeded.')];
    case 'queued':
    case 'sending':
      return [message('As far as FnDeck knows the event has not ended.')];
    case 'unknown':
    case 'cancelled':
      return [message('Nothing says whether the service took the event.')];
    case 'stopped':
      return [message('The event was stopped on request.')];
    case 'functionError':
    case 'returnedError':
    case 'notSent':
    case 'serviceError':
    case 'discarded':
      return [];
  }
}

import type { Json } from '../../model/json';
import type { EventPhase } from '../../model/invocation/eventLife';
import type { AsyncInvocation } from '../cloud';
import { listAt, numberAt, present, textAt } from '../call/fields';

const PHASES: Readonly<Record<string, EventPhase>> = {
  WAIT: 'waiting',
  RUNNING: 'running',
  SUCCESS: 'succeeded',
  FAIL: 'failed',
  DISCARD: 'discarded',
};

/** Code of an invocation that was stopped, on both clouds. */
const STOPPED = 4208;

/** The record of one request in the answer of `async-invocations`; undefined where it is not (yet) there. */
export function findRecord(page: Json, requestId: string): AsyncInvocation | undefined {
  const row = listAt(page, 'invocations').find((candidate) => textAt(candidate, 'request_id') === requestId);
  return row === undefined ? undefined : readRecord(row, requestId);
}

/** Time as the query parameters want it: UTC, seconds, without a zone. */
export function queryTime(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 19);
}

function readRecord(row: Json, requestId: string): AsyncInvocation {
  const status = textAt(row, 'status') ?? '';
  const code = numberAt(row, 'error_code');
  // a status that no document knows is shown as it is and followed further
  const phase = PHASES[status] ?? 'running';
  return present({
    requestId,
    taskId: requestId,
    phase: phase === 'failed' && code === STOPPED ? ('stopped' as const) : phase,
    status,
    error: textAt(row, 'error_message'),
    errorCode: code === undefined ? textAt(row, 'error_code') : code === 0 ? undefined : String(code),
    startedAt: instant(textAt(row, 'start_time')),
    endedAt: instant(textAt(row, 'end_time')),
  });
}

/** Unix milliseconds of a record's time, which is UTC without saying so (querying_asynchronous_invocation_requests.rst). */
function instant(text = ''): number | undefined {
  const ms = Date.parse(/Z$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

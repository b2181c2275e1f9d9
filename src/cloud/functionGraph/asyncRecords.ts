import type { Json } from '../../model/json';
import type { EventPhase } from '../../model/invocation/eventLife';
import type { AsyncInvocation, EventFilter } from '../invocation';
import { listAt, numberAt, present, textAt } from '../call/fields';
import type { Page } from '../call/pages';
import { nextMarker, type RecordQuery } from './api';

/** Records are looked for this far back; the service's own default is one hour. */
export const RECORDS_MS = 72 * 3_600_000;

const PHASES: Readonly<Record<string, EventPhase>> = {
  WAIT: 'waiting',
  RUNNING: 'running',
  SUCCESS: 'succeeded',
  FAIL: 'failed',
  DISCARD: 'discarded',
};

/**
 * The service's word for a phase. Waiting for another attempt is none of its own, and a stopped event is a FAIL or a
 * DISCARD with a code, so those have no word.
 */
const WORDS = new Map(Object.entries(PHASES).map(([word, phase]) => [phase, word]));

/** Records on a page of a list; the service's own default, at most 500. */
const PAGE = 100;

/** Code of an invocation that was stopped, on both clouds. */
const STOPPED = 4208;

/** The record of one request in the answer of `async-invocations`; undefined where it is not (yet) there. */
export function findRecord(page: Json, requestId: string): AsyncInvocation | undefined {
  const row = listAt(page, 'invocations').find((candidate) => textAt(candidate, 'request_id') === requestId);
  return row === undefined ? undefined : readRecord(row, requestId);
}

/** What asks for a page of all records since a time; undefined for a phase that no record of this service has. */
export function pageQuery(filter: EventFilter, since: string, marker: number): RecordQuery | undefined {
  if (filter.phase === 'retrying') return undefined;
  const status = filter.phase && WORDS.get(filter.phase);
  return {
    marker: String(marker),
    limit: String(PAGE),
    ...(status !== undefined && { status }),
    query_begin_time: since,
  };
}

/**
 * A page of records. `marker` is an offset; the next one comes as a number in documents and as a text in a provider's
 * tests, and is no sign of more: the document's sample names one after its only row.
 */
export function readRecords(page: Json, marker: number): Page<AsyncInvocation, number> {
  const rows = listAt(page, 'invocations');
  return {
    items: rows.flatMap((row) => {
      const requestId = textAt(row, 'request_id');
      return requestId === undefined ? [] : [readRecord(row, requestId)];
    }),
    next: rows.length < PAGE ? undefined : nextMarker(page, marker),
  };
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
    // one that was stopped before it ran is a DISCARD with the same code
    phase: (phase === 'failed' || phase === 'discarded') && code === STOPPED ? ('stopped' as const) : phase,
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

/** The records that are in a phase; all where none is wanted. */
export function inPhase(
  page: readonly AsyncInvocation[],
  wanted: EventFilter['phase'],
): readonly AsyncInvocation[] {
  return wanted === undefined ? page : page.filter(({ phase }) => phase === wanted);
}

import { randomUUID } from 'node:crypto';
import { member, type JsonObject } from '../../../model/json';
import { json, type Response } from '../../exchange';
import { uuidOf } from '../../uuid';
import { bodyOf, wholeNumber, type Call } from '../call';
import { calledOf, callable, chosenMemory, eventOf } from '../invocation/routes';
import { logGroupId, logGroupName } from '../logs/logNames';
import type { Flavour } from '../project';
import type { ProjectState } from '../projectState';
import { refuse, Refusal } from '../refusal';
import { resolveTarget } from '../target';
import { bareTime, readBareTime } from '../time';
import type { ProjectRecord } from './event';

const STATUSES = new Set(['WAIT', 'RUNNING', 'SUCCESS', 'FAIL', 'DISCARD']);
const HOUR_MS = 3_600_000;

/** `POST …/{urn}/invocations-async`: 202 once the event is safe. */
export async function invokeAsync(state: ProjectState, call: Call): Promise<Response> {
  const target = callable(state, call);
  const payload = eventOf(call);
  const memoryMb = chosenMemory(target, call.request.headers['x-cff-instance-memory'] ?? '');
  const requestId = randomUUID();
  const now = state.clock.now();
  state.debugging.called('async', calledOf(state, target), requestId);
  await state.queue.accept({
    id: requestId,
    group: target.fn.group,
    name: target.fn.name,
    version: target.version,
    ...(target.alias !== undefined && { alias: target.alias }),
    payload,
    ...(memoryMb !== undefined && { memoryMb }),
    acceptedAt: now,
    failed: 0,
    dueAt: now,
    recorded: state.recorded({ ...target.fn, version: target.version }),
    hops: 0,
  });
  return json(202, { request_id: requestId });
}

/** `GET …/{urn}/async-invocations` */
export function listAsyncInvocations(state: ProjectState, call: Call): Response {
  const wanted = call.query['request_id'] ?? '';
  return answerList(state, call, wanted === '' ? undefined : new Set([wanted]));
}

/** `GET …/{urn}/active-async-invocations`: those that have not ended, up to ten by their ids. */
export function listActiveAsyncInvocations(state: ProjectState, call: Call): Response {
  const wanted = (call.query['requests'] ?? '').split(',').filter((id) => id !== '');
  return answerList(state, call, wanted.length === 0 ? undefined : new Set(wanted), ['WAIT', 'RUNNING']);
}

/** `POST …/{urn}/cancel` */
export async function cancelAsyncInvocation(state: ProjectState, call: Call): Promise<Response> {
  resolveTarget(state.project, state.catalogue, call.path['urn'] ?? '');
  const body = bodyOf(call, () => refuse.badParameter('Invalid request body'));
  const [requestId, type] = [member(body, 'request_id'), member(body, 'type') ?? 'force'];
  if (type !== 'force' && type !== 'recursive') throw refuse.badParameter('Invalid type');
  if (typeof requestId !== 'string' || !(await state.queue.cancel(requestId))) {
    throw refuse.badParameter('Invalid RequestId');
  }
  return json(200, null);
}

/** `POST …/functions/enable-async-status-logs`: the sandbox needs no preparation. */
export function enableAsyncStatusLogs(state: ProjectState): Response {
  onlyWithStatusLogApi(state);
  return { status: 200, headers: {}, body: '' };
}

/** `GET …/functions/async-status-log-detail` */
export function asyncStatusLogDetail({ project }: ProjectState): Response {
  return json(200, {
    group_name: logGroupName(project),
    group_id: logGroupId(project),
    stream_id: uuidOf(`status ${project.id}`),
    stream_name: 'async-status',
  });
}

function onlyWithStatusLogApi({ project }: ProjectState): void {
  if (!project.flavour.statusLogApi) throw new Refusal(404, 'APIGW.0101', 'The API does not exist');
}

function answerList(
  state: ProjectState,
  call: Call,
  ids: ReadonlySet<string> | undefined,
  among?: readonly string[],
): Response {
  if (among) onlyWithStatusLogApi(state);
  const { fn, version, qualified } = resolveTarget(state.project, state.catalogue, call.path['urn'] ?? '');
  const [marker, limit] = [wholeNumber(call, 'marker', 0), wholeNumber(call, 'limit', 100, 500) || 100];
  const status = call.query['status'] ?? '';
  if (status !== '' && !STATUSES.has(status)) throw refuse.badQuery('Invalid query parameter status');
  const now = state.clock.now();
  const begin = timeOf(call, 'query_begin_time', now - HOUR_MS);
  const end = timeOf(call, 'query_end_time', now);
  const all = state.queue.records().filter((record) => {
    const time = record.startedAt ?? record.acceptedAt;
    return (
      record.group === fn.group &&
      record.name === fn.name &&
      (!qualified || record.version === version) &&
      (ids === undefined || ids.has(record.id)) &&
      (status === '' || record.status === status) &&
      (among === undefined || among.includes(record.status)) &&
      time >= begin &&
      time < end + 1000
    );
  });
  return json(200, listBody(state.project.flavour, all, marker, limit));
}

function timeOf(call: Call, name: string, otherwise: number): number {
  const text = call.query[name] ?? '';
  if (text === '') return otherwise;
  const time = readBareTime(text);
  if (time === undefined) throw refuse.badQuery(`Invalid query parameter ${name}`);
  return time;
}

/** The two shapes that are on record: the documents', and the one that a provider's tests have met. */
function listBody(
  flavour: Flavour,
  all: readonly ProjectRecord[],
  marker: number,
  limit: number,
): JsonObject {
  const rows = all.slice(marker, marker + limit);
  const next = marker + rows.length;
  const invocations = rows.map((record) => recordBody(flavour, record));
  return flavour.recordList === 'asSeenLive'
    ? { invocations, count: all.length, next_marker: String(next) }
    : { invocations, next_marker: next };
}

function recordBody(flavour: Flavour, record: ProjectRecord): JsonObject {
  const live = flavour.recordList === 'asSeenLive';
  const error =
    record.errorCode === undefined
      ? live
        ? {}
        : { error_code: 0, error_message: '' }
      : {
          error_code: live ? String(record.errorCode) : record.errorCode,
          error_message: record.errorMessage ?? '',
        };
  return {
    request_id: record.id,
    status: record.status,
    start_time: bareTime(record.startedAt ?? record.acceptedAt),
    end_time: record.endedAt === undefined ? '' : bareTime(record.endedAt),
    ...error,
  };
}

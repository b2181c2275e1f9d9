import type { JsonObject } from '../../../model/json';
import { empty, json, type Response } from '../../exchange';
import { wholeNumber, type Call } from '../call';
import type { AccountState } from '../generation';
import { pageByName } from '../paging';
import { refuse } from '../refusal';
import { resolveTarget, type Target } from '../target';
import { arnOf, keyOf, NO_SERVICE } from '../place';
import type { TaskRecord } from './event';

const STATUSES = new Set([
  'Enqueued',
  'Dequeued',
  'Running',
  'Succeeded',
  'Failed',
  'Stopped',
  'Stopping',
  'Expired',
  'Invalid',
  'Retrying',
]);

/** `GET …/stateful-async-invocations` (2.0), `GET …/async-tasks` (3.0): those of one qualifier. */
export function listTasks(state: AccountState, call: Call): Response {
  const target = resolveTarget(state, call);
  const { status = '', sortOrderByTime = 'desc', includePayload } = call.query;
  const prefix = call.query[call.api === '2016-08-15' ? 'invocationIdPrefix' : 'prefix'] ?? '';
  if (status !== '' && !STATUSES.has(status)) throw refuse.badArgument(`status '${status}' is invalid`);
  if (sortOrderByTime !== 'asc' && sortOrderByTime !== 'desc') {
    throw refuse.badArgument('sortOrderByTime must be asc or desc');
  }
  const begin = wholeNumber(call, 'startedTimeBegin', 0, 0, Number.MAX_SAFE_INTEGER);
  const end = wholeNumber(call, 'startedTimeEnd', Number.MAX_SAFE_INTEGER, 0, Number.MAX_SAFE_INTEGER);
  const found = tasksOf(target).filter(
    (task) =>
      task.qualifier === target.qualifier &&
      (status === '' || task.status === status) &&
      task.taskId.startsWith(prefix) &&
      startOf(task) >= begin &&
      startOf(task) <= end,
  );
  const ordered = sortOrderByTime === 'desc' ? found : [...found].reverse();
  const { rows, next } = pageByName(call, ordered, ({ taskId }) => taskId);
  const bodies = rows.map((task) => taskBody(call, task, includePayload === 'true'));
  const key = call.api === '2016-08-15' ? 'invocations' : 'tasks';
  return json(200, { [key]: bodies.length === 0 ? null : bodies, nextToken: next ?? '' });
}

/** `GET …/{task}` */
export function getTask(state: AccountState, call: Call): Response {
  const id = call.path['task'] ?? '';
  const task = tasksOf(resolveTarget(state, call)).find(({ taskId }) => taskId === id);
  if (!task) throw refuse.noTask(id);
  return json(200, taskBody(call, task, true));
}

/** `PUT …/{task}` (2.0), `PUT …/{task}/stop` (3.0): the task stops a little later. */
export function stopTask(state: AccountState, call: Call): Response {
  const id = call.path['task'] ?? '';
  const target = resolveTarget(state, call);
  const task = tasksOf(target).find(({ taskId }) => taskId === id);
  if (!task) throw refuse.noTask(id);
  if (task.endedAt !== 0) throw refuse.badArgument(`the task '${id}' has ended`);
  target.generation.stopTask(task.id);
  return empty(200);
}

/** The tasks of a function, newest first. */
function tasksOf(target: Target): readonly TaskRecord[] {
  const { group, name } = keyOf(target);
  return target.generation.queue.records().filter((task) => task.group === group && task.name === name);
}

function startOf({ startedAt, acceptedAt }: TaskRecord): number {
  return startedAt || acceptedAt;
}

function taskBody({ api }: Call, task: TaskRecord, withPayload: boolean): JsonObject {
  const common = {
    qualifier: task.qualifier,
    requestId: task.requestId,
    status: task.status,
    startedTime: startOf(task),
    endTime: task.endedAt,
    durationMs: task.endedAt === 0 ? 0 : task.endedAt - startOf(task),
    alreadyRetriedTimes: task.retried,
    destinationStatus: task.destination,
    instanceId: task.instanceId,
    events: task.steps.map((step, index) => ({ eventId: index + 1, ...step })),
  };
  if (api === '2016-08-15') {
    return {
      serviceName: task.group,
      functionName: task.name,
      invocationId: task.taskId,
      ...common,
      invocationErrorMessage: task.error,
      ...(withPayload && { invocationPayload: task.payload }),
    };
  }
  const name = task.group === NO_SERVICE ? task.name : `${task.group}$${task.name}`;
  return {
    functionArn: arnOf({ group: NO_SERVICE, name }),
    taskId: task.taskId,
    ...common,
    taskErrorMessage: task.error,
    ...(withPayload && { taskPayload: task.payload }),
  };
}

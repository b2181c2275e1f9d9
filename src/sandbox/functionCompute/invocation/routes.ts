import { empty, type Response } from '../../exchange';
import type { Call } from '../call';
import { checksumOf } from '../functions/bodies';
import type { AccountState } from '../generation';
import { refuse } from '../refusal';
import { resolveTarget, type Target } from '../target';
import { keyOf } from '../place';
import { bytesToJson } from '../tasks/bytesInJson';
import { taskEvent } from '../tasks/event';
import { execute, type Execution } from './execution';

/** Header that names a task, in both directions. */
const TASK_HEADER = {
  '2016-08-15': 'x-fc-stateful-async-invocation-id',
  '2023-03-30': 'x-fc-async-task-id',
  log: 'x-fc-async-task-id',
} as const;

const TASK_ID = /^[A-Za-z_][A-Za-z0-9_-]{0,127}$/;

/** `POST …/invocations`, synchronous. */
export async function invoke(state: AccountState, call: Call): Promise<Response> {
  const target = callable(state, call);
  if (modeOf(call) !== 'Sync') throw invalid('InvocationType', 'Sync | Async', modeOf(call));
  const logType = header(call, 'x-fc-log-type') || 'None';
  if (logType !== 'None' && logType !== 'Tail') throw invalid('LogType', 'Tail | None', logType);
  const order = { requestId: call.requestId, event: call.request.body };
  const surroundings = { ...state, logs: target.generation.logs };
  const { debugging } = state;
  debugging.called('sync', calledOf(target), call.requestId);
  // The caller's going away does not stop a function.
  const running = execute(surroundings, target, order, new AbortController().signal);
  const execution = await running.finally(() => debugging.ended(call.requestId));
  return answer(target, execution, logType === 'Tail');
}

/** `POST …/invocations`, asynchronous: 202 once the event is safe. */
export async function invokeAsync(state: AccountState, call: Call): Promise<Response> {
  const target = callable(state, call);
  const logType = header(call, 'x-fc-log-type') || 'None';
  if (logType !== 'None') throw invalid('LogType', 'None', logType);
  const taskHeader = TASK_HEADER[call.api];
  const named = header(call, taskHeader);
  if (named !== '' && !TASK_ID.test(named)) throw refuse.badArgument(`the task ID '${named}' is invalid`);
  const { generation } = target;
  const inTaskMode = generation.recorded(keyOf(target));
  const taskId = inTaskMode && named !== '' ? named : call.requestId;
  const event = taskEvent(
    target,
    {
      taskId,
      requestId: call.requestId,
      payload: bytesToJson(call.request.body),
      acceptedAt: state.clock.now(),
      recorded: inTaskMode,
      hops: 0,
    },
    inTaskMode ? taskId : call.request.id,
  );
  if (generation.queue.isOpen(event.id) || generation.queue.records().some(({ id }) => id === event.id)) {
    throw refuse.taskExists(taskId);
  }
  state.debugging.called('async', calledOf(target), event.requestId);
  await generation.queue.accept(event);
  const accepted = empty(202);
  return inTaskMode ? { ...accepted, headers: { [taskHeader]: taskId } } : accepted;
}

/** The mode of an invocation; what is neither is refused as if it were synchronous. */
export function modeOf({ request }: Pick<Call, 'request'> | { readonly request: Headed }): string {
  return request.headers['x-fc-invocation-type'] || 'Sync';
}

interface Headed {
  readonly headers: Readonly<Record<string, string>>;
}

function callable(state: AccountState, call: Call): Target {
  const target = resolveTarget(state, call);
  if (target.fn.concurrency === 0) throw refuse.disabled();
  return target;
}

/** How a debugger names a function. */
function calledOf({ fn, service, generation }: Target) {
  return { service: generation.store.service, group: service ?? '', name: fn.name };
}

function header({ request }: Call, name: string): string {
  return request.headers[name] ?? '';
}

function invalid(name: string, allowed: string, actual: string) {
  return refuse.badArgument(`${name} is set to an invalid value (allowed: ${allowed}, actual: '${actual}')`);
}

/** 200 also for failures of the user's code: a header tells them apart. */
function answer({ fn, versionId }: Target, execution: Execution, withTail: boolean): Response {
  const { result, failure, log } = execution;
  return {
    status: 200,
    headers: {
      'content-type': failure ? 'application/json' : 'application/octet-stream',
      'x-fc-code-checksum': checksumOf(fn),
      'x-fc-instance-id': execution.instanceId,
      'x-fc-invocation-duration': String(Math.ceil(execution.durationMs)),
      'x-fc-invocation-service-version': versionId,
      'x-fc-max-memory-usage': execution.memoryUsedMb.toFixed(2),
      'access-control-expose-headers': EXPOSED,
      ...(failure && { 'x-fc-error-type': failure.type }),
      // Where an instance has several events at a time, the service gives no log ("Configure instance concurrency").
      ...(withTail && fn.instanceConcurrency === 1 && { 'x-fc-log-result': log.toString('base64') }),
    },
    body: failure?.text ?? result ?? '',
  };
}

const EXPOSED =
  'Date,x-fc-request-id,x-fc-error-type,x-fc-code-checksum,x-fc-invocation-duration,x-fc-max-memory-usage,' +
  'x-fc-log-result,x-fc-invocation-code-version';

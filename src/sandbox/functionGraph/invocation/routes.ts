import { randomUUID } from 'node:crypto';
import type { Response } from '../../exchange';
import type { Call } from '../call';
import type { ProjectState } from '../projectState';
import { refuse } from '../refusal';
import { resolveTarget, type Target } from '../target';
import { execute, type Execution } from './execution';

/** What the memory header may say (request table of the synchronous call). */
const MEMORY_SIZES = new Set([
  128, 256, 512, 768, 1024, 1280, 1536, 1792, 2048, 2560, 3072, 3584, 4096, 8192, 10_240,
]);

/** `POST …/{urn}/invocations` */
export async function invoke(state: ProjectState, call: Call): Promise<Response> {
  const target = callable(state, call);
  const { headers } = call.request;
  const memoryMb = chosenMemory(target, headers['x-cff-instance-memory'] ?? '');
  const version = headers['x-cff-request-version'] ?? '';
  if (version !== '' && version !== 'v0' && version !== 'v1')
    throw refuse.badParameter('Invalid X-CFF-Request-Version');
  const order = {
    requestId: randomUUID(),
    event: eventOf(call),
    ...(memoryMb !== undefined && { memoryMb }),
  };
  const { requestId } = order;
  state.debugging.called('sync', calledOf(state, target), requestId);
  // The caller's going away does not stop a function, and neither does the gateway's.
  const running = execute(state, target, order, new AbortController().signal);
  const ended = running.finally(() => state.debugging.ended(requestId));
  const execution = await withinGateway(state, ended, requestId);
  return answer(execution, version === 'v1' ? 'v1' : 'v0', headers['x-cff-log-type'] === 'tail');
}

/** The function that a call addresses, if it may be invoked. Throws a Refusal. */
export function callable({ project, catalogue }: ProjectState, call: Call): Target {
  const target = resolveTarget(project, catalogue, call.path['urn'] ?? '');
  if (target.fn.concurrency === 0) throw refuse.disabled();
  return target;
}

/** How a debugger names a function. */
export function calledOf({ project }: ProjectState, { fn }: Target) {
  return { service: project.profile.id, group: fn.group, name: fn.name };
}

/** The event: any JSON, `{}` for an empty body. Throws a Refusal. */
export function eventOf(call: Call): string {
  const text = call.request.body.toString('utf8');
  if (text.trim() === '') return '{}';
  try {
    JSON.parse(text);
  } catch {
    throw refuse.notAcceptable('The request body is not valid JSON');
  }
  return text;
}

/** The memory size that the caller chose; without effect on functions that do not let callers choose. */
export function chosenMemory({ fn }: Target, header: string): number | undefined {
  if (header === '') return undefined;
  if (!MEMORY_SIZES.has(Number(header))) throw refuse.notAcceptable('Invalid X-Cff-Instance-Memory');
  return fn.dynamicMemory ? Number(header) : undefined;
}

async function withinGateway(
  { clock, options, debugging }: ProjectState,
  running: Promise<Execution>,
  requestId: string,
): Promise<Execution> {
  let callOff = (): void => undefined;
  const cut = new Promise<'cut'>((resolve) => {
    callOff = clock.after(options.gatewaySeconds * 1000, () => {
      // Whoever sits before a breakpoint may take longer.
      if (!debugging.holds(requestId)) resolve('cut');
    });
  });
  // Whichever comes second has nobody waiting for it.
  running.catch(() => undefined);
  try {
    const first = await Promise.race([running, cut]);
    if (first === 'cut') throw refuse.gatewayTimeout();
    return first;
  } finally {
    callOff();
  }
}

/** 200 also for failures of the user's code: the headers tell them apart. */
function answer(execution: Execution, version: 'v0' | 'v1', withTail: boolean): Response {
  const { requestId, outcome, failure, log } = execution;
  const result = outcome.kind === 'returned' ? outcome.body.toString('utf8') : (failure?.text ?? '');
  const envelope = {
    request_id: requestId,
    result,
    log: withTail ? log.toString('utf8') : '',
    status: failure ? 500 : 200,
  };
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'X-Cff-Request-Id': requestId,
      'X-Cff-Response-Version': version,
      'X-Func-Err-Code': String(failure?.code ?? 0),
      'X-Is-Func-Err': String(failure !== undefined),
      'X-CFF-Billing-Duration': String(execution.billedMs),
      'X-Cff-Invoke-Summary': JSON.stringify({
        duration: execution.durationMs,
        billingDuration: execution.billedMs,
        memorySize: execution.memoryMb,
        memoryUsed: execution.memoryUsedMb,
      }),
      ...(withTail && { 'X-Cff-Function-Log': log.toString('base64') }),
    },
    body: version === 'v1' ? JSON.stringify(envelope) : result,
  };
}

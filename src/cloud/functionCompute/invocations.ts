import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { FunctionRef } from '../../model/functionRef';
import type { Mode } from '../../model/invocation/record';
import { isObject } from '../../model/json';
import type { AsyncInvocation, AsyncReceipt, InvocationResult } from '../cloud';
import { CloudError } from '../errors';
import { requestIdOf } from '../call/exchange';
import { present } from '../call/fields';
import type { HttpResponse } from '../transport/request';
import { readTask } from './answers';
import type { Calls } from './calls';
import type { Dialect } from './dialect';

/** The service's limit for a synchronous answer is that of the request, 32 MB; a little room for what it adds. */
const LARGEST_ANSWER = 33 * 1024 * 1024;

/** A function may run for a day; without its own limit at hand this is the most that is waited. */
const UNKNOWN_LIMIT_SECONDS = 86_400;
const MARGIN_MS = 10_000;

/** Sends invocations, each once, and looks after asynchronous ones. */
export class Invocations {
  constructor(
    private readonly calls: Calls,
    private readonly dialect: Dialect,
  ) {}

  async invoke(
    ref: FunctionRef,
    payload: string,
    timeoutSeconds: number | undefined,
    signal: AbortSignal,
  ): Promise<InvocationResult> {
    const headers = headersOf('sync');
    const totalMs = (timeoutSeconds ?? UNKNOWN_LIMIT_SECONDS) * 1000 + MARGIN_MS;
    const limits = { totalMs, maxBytes: LARGEST_ANSWER };
    const response = await this.calls.once({ ...this.dialect.invoke(ref), headers }, signal, payload, limits);
    return readResult(response);
  }

  /** Queues an event under a task id of ours, by which it can be followed where task mode is on. */
  async invokeAsync(ref: FunctionRef, payload: string, signal: AbortSignal): Promise<AsyncReceipt> {
    const { taskHeader } = this.dialect;
    const taskId = `fndeck-${randomUUID()}`;
    const headers = { ...headersOf('async'), [taskHeader]: taskId };
    const response = await this.calls.once({ ...this.dialect.invoke(ref), headers }, signal, payload);
    return { requestId: response.header(taskHeader) ?? taskId };
  }

  /** The record of a task; undefined while or where there is none. */
  async task(ref: FunctionRef, taskId: string, signal: AbortSignal): Promise<AsyncInvocation | undefined> {
    try {
      const body = await this.calls.json(this.dialect.getTask(ref, taskId), signal);
      return isObject(body) ? readTask(body, taskId) : undefined;
    } catch (error) {
      if (
        error instanceof CloudError &&
        error.facts.status === 404 &&
        !PARENTS.includes(error.facts.code ?? '')
      ) {
        return undefined;
      }
      throw error;
    }
  }

  async stop(ref: FunctionRef, taskId: string, signal: AbortSignal): Promise<void> {
    await this.calls.safely(this.dialect.stopTask(ref, taskId), signal);
  }
}

/** The service does not interpret the type of an event; the official SDKs send this one. The log comes with sync only. */
export function headersOf(mode: Mode): Readonly<Record<string, string>> {
  const type = { 'content-type': 'application/octet-stream' };
  return mode === 'sync'
    ? { ...type, 'x-fc-invocation-type': 'Sync', 'x-fc-log-type': 'Tail' }
    : { ...type, 'x-fc-invocation-type': 'Async' };
}

/** A 404 with one of these codes is about something else than the task. */
const PARENTS = ['ServiceNotFound', 'FunctionNotFound', 'VersionNotFound', 'AliasNotFound'];

/** Reads the answer to a synchronous invocation: 200 with `X-Fc-Error-Type` is a function error. */
function readResult(response: HttpResponse): InvocationResult {
  const errorCode = response.header('x-fc-error-type');
  const log = Buffer.from(response.header('x-fc-log-result') ?? '', 'base64').toString('utf8');
  const last = log.slice(log.lastIndexOf('Duration: '));
  return present({
    outcome: errorCode === undefined ? ('succeeded' as const) : ('functionError' as const),
    requestId: requestIdOf(response),
    errorCode,
    result: response.text,
    log,
    logCut: log !== '' && !log.startsWith('FC Invoke Start'),
    durationMs: numberOf(response.header('x-fc-invocation-duration')),
    billedMs: numberOf(/Billed Duration: ([\d.]+) ms/.exec(log)?.[1]),
    memoryMb: numberOf(/Memory Size: ([\d.]+) MB/.exec(last)?.[1]),
    memoryUsedMb: numberOf(response.header('x-fc-max-memory-usage')),
  });
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

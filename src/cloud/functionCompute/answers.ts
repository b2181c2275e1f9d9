import { isObject, member, type Json, type JsonObject } from '../../model/json';
import type { FunctionRef } from '../../model/functionRef';
import type { EventPhase, RecordedStep } from '../../model/invocation/eventLife';
import type { ServiceProfile } from '../../model/service';
import { fromWire } from '../../model/wireDocument';
import type { AsyncConfig } from '../config/asyncConfig';
import type { FunctionSettings, FunctionSummary, QualifierSummary } from '../functionSummary';
import type { AsyncInvocation, EventFilter } from '../invocation';
import { CloudError } from '../errors';
import { listAt, numberAt, present, textAt, textsIn } from '../call/fields';
import type { Page } from '../call/pages';
import { page } from './dialect';

/** A list answer taken apart: absent, null and `""` tokens all mean the end, and an empty list may be `null`. */
export function readPage(body: Json, key: string): Page<JsonObject, string> {
  return { items: listAt(body, key).filter(isObject), next: textAt(body, 'nextToken') };
}

/** A function of a list or of GetFunction; every field but the name may be missing. */
export function readFunction(
  item: JsonObject,
  id: { readonly connection: string; readonly group: string },
  urn: (name: string) => string,
): FunctionSummary | undefined {
  const name = textAt(item, 'functionName');
  if (name === undefined) return undefined;
  return present({
    id: { ...id, name },
    urn: textAt(item, 'functionArn') ?? urn(name),
    runtime: textAt(item, 'runtime'),
    handler: textAt(item, 'handler'),
    memoryMb: numberAt(item, 'memorySize'),
    timeoutSeconds: numberAt(item, 'timeout'),
    description: textAt(item, 'description'),
    lastModified: textAt(item, 'lastModifiedTime'),
  });
}

/** What a function is run with: 3.0 has the initializer among its lifecycle hooks, 2.0 beside the handler. */
export function readSettings(body: Json): Omit<FunctionSettings, keyof FunctionSummary> {
  const hook = member(member(body, 'instanceLifecycleConfig'), 'initializer');
  return present({
    initializer: textAt(hook, 'handler') ?? textAt(body, 'initializer'),
    initializerTimeout: numberAt(hook, 'timeout') ?? numberAt(body, 'initializationTimeout'),
    environment: textsIn(member(body, 'environmentVariables')),
  });
}

/** A version of ListServiceVersions or ListFunctionVersions, or an alias of ListAliases. */
export function readQualifier(
  item: JsonObject,
  kind: 'version' | 'alias',
  at: (qualifier: string) => { readonly ref: FunctionRef; readonly urn: string },
): QualifierSummary | undefined {
  const name = textAt(item, kind === 'version' ? 'versionId' : 'aliasName');
  if (name === undefined) return undefined;
  return present({
    ...at(name),
    kind,
    target: kind === 'alias' ? textAt(item, 'versionId') : undefined,
    description: textAt(item, 'description'),
    lastModified: textAt(item, 'lastModifiedTime'),
  });
}

/** An async config; unset numbers come as null and stay unset. */
export function readAsyncConfig(profile: ServiceProfile, ref: FunctionRef, body: JsonObject): AsyncConfig {
  return present({
    ref,
    document: fromWire(profile, body),
    lastModified: textAt(body, 'lastModifiedTime'),
  });
}

/**
 * The qualifier that a config of a list belongs to: 2.0 says it (`""` and `LATEST` mean the same), 3.0 says it at
 * most at the end of the ARN; undefined where it does not.
 */
export function qualifierOf(item: JsonObject): string | undefined {
  const named = textAt(item, 'qualifier');
  if (named !== undefined) return named;
  if (member(item, 'function') !== undefined) return 'LATEST';
  return /^acs:fc:[^:]*:[^:/]*[:/]functions\/[^/]+\/(.+)$/.exec(textAt(item, 'functionArn') ?? '')?.[1];
}

const PHASES: Readonly<Record<string, EventPhase>> = {
  Enqueued: 'waiting',
  Dequeued: 'waiting',
  Running: 'running',
  Stopping: 'running',
  Retrying: 'retrying',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Invalid: 'failed',
  Stopped: 'stopped',
  Expired: 'discarded',
};

/** The word of a phase that tasks are filtered by; the rarer ones (`Dequeued`, `Stopping`, `Invalid`) are in the list of all only. */
const WORDS: Readonly<Record<EventPhase, string>> = {
  waiting: 'Enqueued',
  running: 'Running',
  retrying: 'Retrying',
  succeeded: 'Succeeded',
  failed: 'Failed',
  stopped: 'Stopped',
  discarded: 'Expired',
};

/**
 * The query for a page of tasks (both versions), `since` in Unix milliseconds by the service's clock. Without
 * `includePayload` no task has its payload.
 */
export function taskQuery(
  { phase }: EventFilter,
  since: number | undefined,
  nextToken: string | undefined,
): Readonly<Record<string, string>> {
  return present({
    ...page(nextToken),
    sortOrderByTime: 'desc',
    status: phase && WORDS[phase],
    startedTimeBegin: since === undefined ? undefined : String(Math.max(0, Math.floor(since))),
  });
}

/** A page of tasks, under the key that each version has for it; a row without an id is none. */
export function readTasks(body: Json): Page<AsyncInvocation, string> {
  const { items } = readPage(body, 'invocations');
  const { items: tasks, next } = readPage(body, 'tasks');
  return {
    items: [...items, ...tasks].flatMap((item) => {
      const id = textAt(item, 'taskId') ?? textAt(item, 'invocationId');
      return id === undefined ? [] : [readTask(item, id)];
    }),
    next,
  };
}

/** A task record of either version (reference: GetAsyncTask, GetStatefulAsyncInvocation). */
export function readTask(body: JsonObject, id: string): AsyncInvocation {
  const status = textAt(body, 'status') ?? '';
  const delivered = textAt(body, 'destinationStatus') ?? '';
  const steps = listAt(body, 'events').flatMap(readStep);
  return present({
    taskId: textAt(body, 'taskId') ?? textAt(body, 'invocationId') ?? id,
    requestId: textAt(body, 'requestId'),
    payload: textAt(body, 'taskPayload') ?? textAt(body, 'invocationPayload'),
    phase: PHASES[status] ?? 'running',
    status,
    error: textAt(body, 'taskErrorMessage') ?? textAt(body, 'invocationErrorMessage'),
    startedAt: instant(numberAt(body, 'startedTime')),
    endedAt: instant(numberAt(body, 'endTime')),
    retried: numberAt(body, 'alreadyRetriedTimes'),
    steps: steps.length === 0 ? undefined : steps,
    delivered: delivered === '' ? undefined : delivered === 'Succeeded',
  });
}

/** A step of a task; `eventDetail` is JSON text such as `{"Error":"UnhandledInvocationError"}`, or empty. */
function readStep(step: Json): readonly RecordedStep[] {
  const phase = PHASES[textAt(step, 'status') ?? ''];
  const at = instant(numberAt(step, 'timestamp'));
  if (phase === undefined || at === undefined) return [];
  const kind =
    phase === 'waiting' ? 'enqueued' : phase === 'running' || phase === 'retrying' ? phase : 'ended';
  const error = /"Error"\s*:\s*"([^"\\]*)"/.exec(textAt(step, 'eventDetail') ?? '')?.[1];
  return [present({ kind, at, error: error === '' ? undefined : error })];
}

/**
 * Unix milliseconds of a task's time: milliseconds, in one documented example seconds; 0 and null mean "not yet". A
 * number that no date has is left out.
 */
function instant(value = 0): number | undefined {
  const ms = Math.abs(value) < 1e11 ? value * 1000 : value;
  return value === 0 || Math.abs(ms) > LATEST_MS ? undefined : ms;
}

/** Farthest from 1970 that a `Date` can be, in milliseconds. */
const LATEST_MS = 8.64e15;

/** A 404 with one of these codes is about something else than the task. */
const PARENTS = ['ServiceNotFound', 'FunctionNotFound', 'VersionNotFound', 'AliasNotFound'];

/** Whether there is no record of a task (yet), or none is kept. */
export function isAbsentTask(error: unknown): boolean {
  if (!(error instanceof CloudError) || error.facts.status !== 404) return false;
  return !PARENTS.includes(error.facts.code ?? '');
}

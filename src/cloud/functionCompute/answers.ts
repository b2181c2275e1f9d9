import { isObject, member, type Json, type JsonObject } from '../../model/json';
import type { FunctionRef } from '../../model/functionRef';
import type { ServiceProfile } from '../../model/service';
import { fromWire } from '../../model/wireDocument';
import type { AsyncConfig, AsyncInvocation, AsyncPhase, FunctionSummary, QualifierSummary } from '../cloud';

/** A list answer taken apart: absent, null and `""` tokens all mean the end, and an empty list may be `null`. */
export function readPage(
  body: Json,
  key: string,
): { readonly items: readonly JsonObject[]; readonly next?: string } {
  const items = member(body, key);
  const next = member(body, 'nextToken');
  return {
    items: Array.isArray(items) ? items.filter(isObject) : [],
    ...(typeof next === 'string' && next !== '' && { next }),
  };
}

/** A function of a list or of GetFunction; every field but the name may be missing. */
export function readFunction(
  item: JsonObject,
  id: { readonly connection: string; readonly group: string },
  urn: (name: string) => string,
): FunctionSummary | undefined {
  const name = text(item, 'functionName');
  if (name === undefined) return undefined;
  return {
    id: { ...id, name },
    urn: text(item, 'functionArn') ?? urn(name),
    ...given('runtime', text(item, 'runtime')),
    ...given('handler', text(item, 'handler')),
    ...given('memoryMb', number(item, 'memorySize')),
    ...given('timeoutSeconds', number(item, 'timeout')),
    ...given('description', text(item, 'description')),
    ...given('lastModified', text(item, 'lastModifiedTime')),
  };
}

/** A version of ListServiceVersions or ListFunctionVersions, or an alias of ListAliases. */
export function readQualifier(
  item: JsonObject,
  kind: 'version' | 'alias',
  at: (qualifier: string) => { readonly ref: FunctionRef; readonly urn: string },
): QualifierSummary | undefined {
  const name = text(item, kind === 'version' ? 'versionId' : 'aliasName');
  if (name === undefined) return undefined;
  return {
    ...at(name),
    kind,
    ...given('target', kind === 'alias' ? text(item, 'versionId') : undefined),
    ...given('description', text(item, 'description')),
    ...given('lastModified', text(item, 'lastModifiedTime')),
  };
}

/** An async config; unset numbers come as null and stay unset. */
export function readAsyncConfig(profile: ServiceProfile, ref: FunctionRef, body: JsonObject): AsyncConfig {
  return {
    ref,
    document: fromWire(profile, body),
    ...given('createdTime', text(body, 'createdTime')),
    ...given('lastModified', text(body, 'lastModifiedTime')),
  };
}

/**
 * The qualifier that a config of a list belongs to: 2.0 says it (`""` and `LATEST` mean the same), 3.0 says it at
 * most at the end of the ARN; undefined where it does not.
 */
export function qualifierOf(item: JsonObject): string | undefined {
  const named = text(item, 'qualifier');
  if (named !== undefined) return named;
  if (member(item, 'function') !== undefined) return 'LATEST';
  return /^acs:fc:[^:]*:[^:/]*[:/]functions\/[^/]+\/(.+)$/.exec(text(item, 'functionArn') ?? '')?.[1];
}

const PHASES: Readonly<Record<string, AsyncPhase>> = {
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

/** A task record of either version. */
export function readTask(body: JsonObject, id: string): AsyncInvocation {
  const status = text(body, 'status') ?? '';
  return {
    requestId: text(body, 'taskId') ?? text(body, 'invocationId') ?? id,
    phase: PHASES[status] ?? 'running',
    status,
    ...given('error', text(body, 'taskErrorMessage') ?? text(body, 'invocationErrorMessage')),
    ...given('startTime', instant(body, 'startedTime')),
    ...given('endTime', instant(body, 'endTime')),
  };
}

/** A text that is there and not empty. */
export function text(object: Json | undefined, key: string): string | undefined {
  const value = member(object, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(object: JsonObject, key: string): number | undefined {
  const value = object[key];
  return typeof value === 'number' ? value : undefined;
}

/** Task times are milliseconds, in one documented example seconds; 0 and null mean "not yet". */
function instant(body: JsonObject, key: string): string | undefined {
  const value = number(body, key);
  if (value === undefined || value === 0) return undefined;
  return new Date(value < 1e11 ? value * 1000 : value).toISOString();
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

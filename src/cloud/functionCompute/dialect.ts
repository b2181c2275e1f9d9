import type { FunctionId, FunctionRef } from '../../model/functionRef';
import type { ApiCall } from '../call/apiCall';
import { present } from '../call/fields';
import type { Capabilities } from '../cloud';
import type { Endpoints } from './endpoints';

/** What the service can do in both versions. */
export const CAPABILITIES: Capabilities = {
  followAsync: true,
  stopAsync: true,
  tailLogs: true,
  configOnAlias: true,
  tellsDelivery: true,
};

/** How an event is sent. */
interface Sending {
  readonly mode: 'sync' | 'async';
  readonly payload: string;
  /** The function's own time limit, where it is known. */
  readonly timeoutSeconds?: number;
  /** Name of an asynchronous event, by which it can be followed where task mode is on. */
  readonly taskId?: string;
}

/** The calls of one API version; what differs between the versions is where things are, never what they mean. */
export interface Dialect {
  readonly version: '2016-08-15' | '2023-03-30';
  /** Header that carries the task id of an asynchronous invocation, in both directions. */
  readonly taskHeader: string;
  /** Pages of services; undefined where functions stand alone. */
  readonly listServices?: (nextToken: string | undefined) => ApiCall;
  listFunctions(group: string, nextToken: string | undefined): ApiCall;
  getFunction(ref: FunctionRef): ApiCall;
  /** Where the log project and store are kept: the service in 2.0, the function in 3.0. */
  getLogOwner(ref: FunctionRef): ApiCall;
  listVersions(id: FunctionId, nextToken: string | undefined): ApiCall;
  listAliases(id: FunctionId, nextToken: string | undefined): ApiCall;
  getAsyncConfig(ref: FunctionRef): ApiCall;
  putAsyncConfig(ref: FunctionRef, body: string): ApiCall;
  deleteAsyncConfig(ref: FunctionRef): ApiCall;
  listAsyncConfigs(id: FunctionId, nextToken: string | undefined): ApiCall;
  invoke(ref: FunctionRef, sending: Sending): ApiCall;
  listTasks(ref: FunctionRef, query: Readonly<Record<string, string>>): ApiCall;
  getTask(ref: FunctionRef, taskId: string): ApiCall;
  stopTask(ref: FunctionRef, taskId: string): ApiCall;
  /** ARN of a ref by this version's grammar, of the function with an empty qualifier; the colon form, which every example but one has. */
  arn(ref: FunctionRef, region: string, account: string): string;
}

/** Builds a read of one API version: its name, its path after the version, its query. */
type Read = (operation: string, path: readonly string[], query?: ApiCall['query']) => ApiCall;

/** Reads of an API version that are answered at `origin`. */
export function readsOf(version: Dialect['version'], origin: string): Read {
  return (operation, path, query = {}) => ({
    operation,
    repeat: 'safely',
    method: 'GET',
    origin,
    path: [version, ...path],
    query,
  });
}

/** Largest page that both versions allow. */
const PAGE = '100';

/** The query of a list call. The default page size is not documented everywhere, so it is always sent. */
export function page(nextToken: string | undefined): Readonly<Record<string, string>> {
  return present({ limit: PAGE, nextToken });
}

/** The service's limit for a synchronous answer is that of the request, 32 MB; a little room for what it adds. */
const LARGEST_ANSWER = 33 * 1024 * 1024;
/** A function may run for a day; without its own limit at hand this is the most that is waited. */
const UNKNOWN_LIMIT_SECONDS = 86_400;
const MARGIN_MS = 10_000;

/**
 * Turns the address of a function's invocations into the one POST. The service does not interpret the type of an
 * event; the official SDKs send this one. The log comes with a synchronous answer only.
 */
export function sending(
  address: ApiCall,
  taskHeader: string,
  { mode, payload, timeoutSeconds = UNKNOWN_LIMIT_SECONDS, taskId }: Sending,
): ApiCall {
  const sync = mode === 'sync';
  return {
    ...address,
    method: 'POST',
    repeat: 'never',
    event: true,
    body: payload,
    headers: present({
      'content-type': 'application/octet-stream',
      'x-fc-invocation-type': sync ? 'Sync' : 'Async',
      'x-fc-log-type': sync ? 'Tail' : undefined,
      [taskHeader]: taskId,
    }),
    limits: sync ? { totalMs: timeoutSeconds * 1000 + MARGIN_MS, maxBytes: LARGEST_ANSWER } : {},
  };
}

/** A query of the log service (GetLogs), for the lines of a Logstore of a project. */
export function getLogs(
  endpoints: Endpoints,
  { project, logstore }: { readonly project: string; readonly logstore: string },
  query: Readonly<Record<string, string>>,
): ApiCall {
  return {
    operation: 'GetLogs',
    repeat: 'safely',
    method: 'GET',
    origin: endpoints.logs(project),
    path: ['logstores', logstore],
    query,
    headers: { 'content-type': 'application/json' },
  };
}

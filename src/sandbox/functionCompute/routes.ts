import { segmentsOf, type RequestHead, type Response } from '../exchange';
import { matchPath } from '../pathPattern';
import type { Api } from './api';
import type { Call } from './call';
import * as asyncConfig from './asyncConfig/routes';
import * as functions from './functions/routes';
import type { AccountState } from './generation';
import { invoke, invokeAsync, modeOf } from './invocation/routes';
import { getLogs } from './logs/routes';
import * as tasks from './tasks/routes';

/** An operation: its name in the API, its path, the permission that it takes, what it does. */
export interface Route {
  readonly operation: string;
  readonly api: Api;
  readonly method: string;
  /** Segments; `{name}` matches any one segment. */
  readonly path: string;
  /** RAM action. */
  readonly action: string;
  readonly respond: (state: AccountState, call: Call) => Response | Promise<Response>;
}

const SERVICES = '/2016-08-15/services';
const SERVICE = `${SERVICES}/{service}`;
const FUNCTION2 = `${SERVICE}/functions/{function}`;
const TASKS2 = `${FUNCTION2}/stateful-async-invocations`;
const FUNCTIONS3 = '/2023-03-30/functions';
const FUNCTION3 = `${FUNCTIONS3}/{function}`;
const TASKS3 = `${FUNCTION3}/async-tasks`;

const CONFIG = 'FunctionAsyncInvokeConfig';
const TASK = 'StatefulAsyncInvocation';

/** All operations. Permissions of 3.0 are named as those of 2.0, as far as pages name them. */
const ROUTES: readonly Route[] = [
  route('ListServices', 'GET', SERVICES, functions.listServices),
  route('GetService', 'GET', SERVICE, functions.getService),
  route('ListServiceVersions', 'GET', `${SERVICE}/versions`, functions.listVersions),
  route('ListAliases', 'GET', `${SERVICE}/aliases`, functions.listAliases),
  route('ListFunctions', 'GET', `${SERVICE}/functions`, functions.listFunctions2),
  route('GetFunction', 'GET', FUNCTION2, functions.getFunction),
  route(`Get${CONFIG}`, 'GET', `${FUNCTION2}/async-invoke-config`, asyncConfig.getAsyncConfig),
  route(`Put${CONFIG}`, 'PUT', `${FUNCTION2}/async-invoke-config`, asyncConfig.putAsyncConfig),
  route(`Delete${CONFIG}`, 'DELETE', `${FUNCTION2}/async-invoke-config`, asyncConfig.deleteAsyncConfig),
  route(`List${CONFIG}s`, 'GET', `${FUNCTION2}/async-invoke-configs`, asyncConfig.listAsyncConfigs2),
  route('InvokeFunction', 'POST', `${FUNCTION2}/invocations`, invoke),
  route(`List${TASK}s`, 'GET', TASKS2, tasks.listTasks),
  route(`Get${TASK}`, 'GET', `${TASKS2}/{task}`, tasks.getTask),
  route(`Stop${TASK}`, 'PUT', `${TASKS2}/{task}`, tasks.stopTask),

  route('ListFunctions', 'GET', FUNCTIONS3, functions.listFunctions3),
  route('GetFunction', 'GET', FUNCTION3, functions.getFunction),
  route('ListFunctionVersions', 'GET', `${FUNCTION3}/versions`, functions.listVersions),
  route('ListAliases', 'GET', `${FUNCTION3}/aliases`, functions.listAliases),
  route(
    'GetAsyncInvokeConfig',
    'GET',
    `${FUNCTION3}/async-invoke-config`,
    asyncConfig.getAsyncConfig,
    `Get${CONFIG}`,
  ),
  route(
    'PutAsyncInvokeConfig',
    'PUT',
    `${FUNCTION3}/async-invoke-config`,
    asyncConfig.putAsyncConfig,
    `Put${CONFIG}`,
  ),
  route(
    'DeleteAsyncInvokeConfig',
    'DELETE',
    `${FUNCTION3}/async-invoke-config`,
    asyncConfig.deleteAsyncConfig,
    `Delete${CONFIG}`,
  ),
  route(
    'ListAsyncInvokeConfigs',
    'GET',
    '/2023-03-30/async-invoke-configs',
    asyncConfig.listAsyncConfigs3,
    `List${CONFIG}s`,
  ),
  route('InvokeFunction', 'POST', `${FUNCTION3}/invocations`, invoke),
  route('ListAsyncTasks', 'GET', TASKS3, tasks.listTasks, `List${TASK}s`),
  route('GetAsyncTask', 'GET', `${TASKS3}/{task}`, tasks.getTask, `Get${TASK}`),
  route('StopAsyncTask', 'PUT', `${TASKS3}/{task}/stop`, tasks.stopTask, `Stop${TASK}`),
  route('DescribeRegions', 'GET', '/2023-03-30/regions', functions.describeRegions),

  { ...route('GetLogs', 'GET', '/logstores/{logstore}', getLogs), action: 'log:GetLogStoreLogs' },
];

/** The same operation in its other mode: another limit for the event, another answer. */
const INVOKE_ASYNC = 'InvokeFunctionAsync';

/** The route of a request and its path's parameters, decoded; undefined where there is none. */
export function findRoute(
  head: RequestHead,
): { readonly route: Route; readonly path: Readonly<Record<string, string>> } | undefined {
  const segments = segmentsOf(head.path);
  for (const candidate of ROUTES) {
    const path = candidate.method === head.method ? matchPath(candidate.path, segments) : undefined;
    if (!path) continue;
    const isAsync = candidate.respond === invoke && modeOf({ request: head }) === 'Async';
    return {
      route: isAsync ? { ...candidate, operation: INVOKE_ASYNC, respond: invokeAsync } : candidate,
      path,
    };
  }
  return undefined;
}

function route(
  operation: string,
  method: string,
  path: string,
  respond: Route['respond'],
  action = operation,
): Route {
  const api = path.startsWith('/2016') ? '2016-08-15' : path.startsWith('/2023') ? '2023-03-30' : 'log';
  return { operation, api, method, path, respond, action: `fc:${action}` };
}

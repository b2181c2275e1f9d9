import type { FunctionId, FunctionRef } from '../../model/functionRef';
import { page, type Call, type Dialect } from './dialect';

/** API 2016-08-15: functions belong to services, the qualifier follows the service's name after a dot. */
export const dialect2: Dialect = {
  version: '2016-08-15',
  taskHeader: 'x-fc-stateful-async-invocation-id',
  listServices: (nextToken) => call('ListServices', 'GET', ['services'], page(nextToken)),
  listFunctions: (group, nextToken) =>
    call('ListFunctions', 'GET', ['services', group, 'functions'], page(nextToken)),
  getFunction: (ref) => call('GetFunction', 'GET', functionPath(ref)),
  getLogOwner: (ref) => call('GetService', 'GET', ['services', ref.group]),
  listVersions: (id, nextToken) =>
    call('ListServiceVersions', 'GET', ['services', id.group, 'versions'], {
      ...page(nextToken),
      direction: 'BACKWARD',
    }),
  listAliases: (id, nextToken) =>
    call('ListAliases', 'GET', ['services', id.group, 'aliases'], page(nextToken)),
  asyncConfig: (ref, method) =>
    call(`${CONFIG_ACTION[method]}FunctionAsyncInvokeConfig`, method, [
      ...functionPath(ref),
      'async-invoke-config',
    ]),
  listAsyncConfigs: (id, nextToken) =>
    call(
      'ListFunctionAsyncInvokeConfigs',
      'GET',
      [...unqualified(id), 'async-invoke-configs'],
      page(nextToken),
    ),
  invoke: (ref) => call('InvokeFunction', 'POST', [...functionPath(ref), 'invocations']),
  getTask: (ref, taskId) =>
    call('GetStatefulAsyncInvocation', 'GET', [...functionPath(ref), 'stateful-async-invocations', taskId]),
  stopTask: (ref, taskId) =>
    call('StopStatefulAsyncInvocation', 'PUT', [...functionPath(ref), 'stateful-async-invocations', taskId]),
  arn: ({ group, name, qualifier }, region, account) =>
    `acs:fc:${region}:${account}:services/${group}${qualifier && `.${qualifier}`}/functions/${name}`,
};

const CONFIG_ACTION = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' } as const;

function functionPath({ group, qualifier, name }: FunctionRef): readonly string[] {
  return ['services', `${group}.${qualifier}`, 'functions', name];
}

function unqualified({ group, name }: FunctionId): readonly string[] {
  return ['services', group, 'functions', name];
}

function call(
  action: string,
  method: Call['method'],
  path: readonly string[],
  query: Readonly<Record<string, string>> = {},
): Call {
  return { action, method, host: 'account', path, query };
}

import type { FunctionId, FunctionRef } from '../../model/functionRef';
import { page, readsOf, sending, type Dialect } from './dialect';
import type { Endpoints } from './endpoints';

/** API 2016-08-15: functions belong to services, the qualifier follows the service's name after a dot. */
export function dialect2(endpoints: Endpoints): Dialect {
  const version = '2016-08-15';
  const taskHeader = 'x-fc-stateful-async-invocation-id';
  const read = readsOf(version, endpoints.account);
  const config = (operation: string, ref: FunctionRef) =>
    read(`${operation}FunctionAsyncInvokeConfig`, [...qualified(ref), 'async-invoke-config']);
  const task = (operation: string, ref: FunctionRef, taskId: string) =>
    read(operation, [...qualified(ref), 'stateful-async-invocations', taskId]);

  return {
    version,
    taskHeader,
    listServices: (nextToken) => read('ListServices', ['services'], page(nextToken)),
    listFunctions: (group, nextToken) =>
      read('ListFunctions', ['services', group, 'functions'], page(nextToken)),
    getFunction: (ref) => read('GetFunction', qualified(ref)),
    getLogOwner: (ref) => read('GetService', ['services', ref.group]),
    listVersions: (id, nextToken) =>
      read('ListServiceVersions', ['services', id.group, 'versions'], {
        ...page(nextToken),
        direction: 'BACKWARD',
      }),
    listAliases: (id, nextToken) => read('ListAliases', ['services', id.group, 'aliases'], page(nextToken)),
    getAsyncConfig: (ref) => config('Get', ref),
    putAsyncConfig: (ref, body) => ({
      ...config('Put', ref),
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body,
    }),
    deleteAsyncConfig: (ref) => ({ ...config('Delete', ref), method: 'DELETE' }),
    listAsyncConfigs: (id, nextToken) =>
      read('ListFunctionAsyncInvokeConfigs', [...unqualified(id), 'async-invoke-configs'], page(nextToken)),
    invoke: (ref, event) =>
      sending(read('InvokeFunction', [...qualified(ref), 'invocations']), taskHeader, event),
    listTasks: (ref, query) =>
      read('ListStatefulAsyncInvocations', [...qualified(ref), 'stateful-async-invocations'], query),
    getTask: (ref, taskId) => task('GetStatefulAsyncInvocation', ref, taskId),
    stopTask: (ref, taskId) => ({ ...task('StopStatefulAsyncInvocation', ref, taskId), method: 'PUT' }),
    arn: ({ group, name, qualifier }, region, account) =>
      `acs:fc:${region}:${account}:services/${group}${qualifier && `.${qualifier}`}/functions/${name}`,
  };
}

function qualified({ group, qualifier, name }: FunctionRef): readonly string[] {
  return ['services', `${group}.${qualifier}`, 'functions', name];
}

function unqualified({ group, name }: FunctionId): readonly string[] {
  return ['services', group, 'functions', name];
}

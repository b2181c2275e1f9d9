import type { FunctionRef } from '../../model/functionRef';
import { page, readsOf, sending, type Dialect } from './dialect';
import type { Endpoints } from './endpoints';

/** API 2023-03-30: functions stand alone, the qualifier is a query parameter. */
export function dialect3(endpoints: Endpoints): Dialect {
  const version = '2023-03-30';
  const taskHeader = 'x-fc-async-task-id';
  const read = readsOf(version, endpoints.management);
  const config = (operation: string, { name, qualifier }: FunctionRef) =>
    read(`${operation}AsyncInvokeConfig`, ['functions', name, 'async-invoke-config'], { qualifier });
  const getFunction = ({ name, qualifier }: FunctionRef) =>
    read('GetFunction', ['functions', name], { qualifier });

  return {
    version,
    taskHeader,
    // without fcVersion the list mixes in 2.0 functions under names like `service$function`
    listFunctions: (_group, nextToken) =>
      read('ListFunctions', ['functions'], { ...page(nextToken), fcVersion: 'v3' }),
    getFunction,
    getLogOwner: getFunction,
    listVersions: ({ name }, nextToken) =>
      read('ListFunctionVersions', ['functions', name, 'versions'], {
        ...page(nextToken),
        direction: 'BACKWARD',
      }),
    listAliases: ({ name }, nextToken) =>
      read('ListAliases', ['functions', name, 'aliases'], page(nextToken)),
    getAsyncConfig: (ref) => config('Get', ref),
    putAsyncConfig: (ref, body) => ({
      ...config('Put', ref),
      method: 'PUT',
      // as the official client writes it
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body,
    }),
    deleteAsyncConfig: (ref) => ({ ...config('Delete', ref), method: 'DELETE' }),
    listAsyncConfigs: ({ name }, nextToken) =>
      read('ListAsyncInvokeConfigs', ['async-invoke-configs'], { ...page(nextToken), functionName: name }),
    invoke: ({ name, qualifier }, event) => {
      const address = read('InvokeFunction', ['functions', name, 'invocations'], { qualifier });
      return sending({ ...address, origin: endpoints.account }, taskHeader, event);
    },
    listTasks: ({ name, qualifier }, query) =>
      read('ListAsyncTasks', ['functions', name, 'async-tasks'], { ...query, qualifier }),
    getTask: ({ name, qualifier }, taskId) =>
      read('GetAsyncTask', ['functions', name, 'async-tasks', taskId], { qualifier }),
    stopTask: ({ name, qualifier }, taskId) => ({
      ...read('StopAsyncTask', ['functions', name, 'async-tasks', taskId, 'stop'], { qualifier }),
      method: 'PUT',
    }),
    arn: ({ name, qualifier }, region, account) =>
      `acs:fc:${region}:${account}:functions/${name}${qualifier && `/${qualifier}`}`,
  };
}

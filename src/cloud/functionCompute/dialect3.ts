import { page, type Call, type Dialect } from './dialect';

/** API 2023-03-30: functions stand alone, the qualifier is a query parameter. */
export const dialect3: Dialect = {
  version: '2023-03-30',
  taskHeader: 'x-fc-async-task-id',
  // without fcVersion the list mixes in 2.0 functions under names like `service$function`
  listFunctions: (_group, nextToken) =>
    call('ListFunctions', 'GET', ['functions'], { ...page(nextToken), fcVersion: 'v3' }),
  getFunction: ({ name, qualifier }) => call('GetFunction', 'GET', ['functions', name], { qualifier }),
  getLogOwner: ({ name, qualifier }) => call('GetFunction', 'GET', ['functions', name], { qualifier }),
  listVersions: ({ name }, nextToken) =>
    call('ListFunctionVersions', 'GET', ['functions', name, 'versions'], {
      ...page(nextToken),
      direction: 'BACKWARD',
    }),
  listAliases: ({ name }, nextToken) =>
    call('ListAliases', 'GET', ['functions', name, 'aliases'], page(nextToken)),
  asyncConfig: ({ name, qualifier }, method) =>
    call(`${CONFIG_ACTION[method]}AsyncInvokeConfig`, method, ['functions', name, 'async-invoke-config'], {
      qualifier,
    }),
  listAsyncConfigs: ({ name }, nextToken) =>
    call('ListAsyncInvokeConfigs', 'GET', ['async-invoke-configs'], {
      ...page(nextToken),
      functionName: name,
    }),
  invoke: ({ name, qualifier }) => ({
    ...call('InvokeFunction', 'POST', ['functions', name, 'invocations'], { qualifier }),
    host: 'account',
  }),
  getTask: ({ name, qualifier }, taskId) =>
    call('GetAsyncTask', 'GET', ['functions', name, 'async-tasks', taskId], { qualifier }),
  stopTask: ({ name, qualifier }, taskId) =>
    call('StopAsyncTask', 'PUT', ['functions', name, 'async-tasks', taskId, 'stop'], { qualifier }),
  arn: ({ name, qualifier }, region, account) =>
    `acs:fc:${region}:${account}:functions/${name}${qualifier && `/${qualifier}`}`,
};

const CONFIG_ACTION = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' } as const;

function call(
  action: string,
  method: Call['method'],
  path: readonly string[],
  query: Readonly<Record<string, string>> = {},
): Call {
  return { action, method, host: 'management', path, query };
}

import {
  TOKEN,
  SIGNAL,
  EVENT,
  config,
  ours2,
  theirs2,
  firstOf,
  drain,
  type Case,
  ID2,
  REF2,
  PAGE,
  LIST_FROM,
} from './functionComputeClients';

/** What both clients of API 2016-08-15 are asked. */
export const cases2: readonly Case[] = [
  {
    name: 'list services',
    ours: () => drain(ours2().listFunctions(SIGNAL)),
    theirs: () => theirs2().listServices(PAGE),
  },
  {
    name: 'list functions',
    ours: () => drain(ours2().listFunctions(SIGNAL, 'my-service')),
    theirs: () => theirs2().listFunctions('my-service', PAGE),
  },
  {
    name: 'get a function',
    ours: () => ours2().getFunction(REF2, SIGNAL),
    theirs: () => theirs2().getFunction('my-service', 'my-func', {}, 'prod'),
  },
  {
    name: 'list versions',
    ours: () => drain(ours2().listQualifiers(ID2, SIGNAL)),
    theirs: () => theirs2().listVersions('my-service', { ...PAGE, direction: 'BACKWARD' }),
  },
  {
    name: 'list aliases',
    ours: () => drain(ours2().listQualifiers(ID2, SIGNAL)),
    nth: 1,
    theirs: () => theirs2().listAliases('my-service', PAGE),
  },
  {
    name: 'get an async config',
    ours: () => ours2().getAsyncConfig(REF2, SIGNAL),
    theirs: () => theirs2().getFunctionAsyncConfig('my-service', 'my-func', 'prod'),
  },
  {
    name: 'put an async config',
    ours: () => ours2().putAsyncConfig(REF2, config('statefulInvocation'), SIGNAL),
    nth: 1,
    theirs: () =>
      theirs2().putFunctionAsyncConfig('my-service', 'my-func', 'prod', config('statefulInvocation')),
  },
  {
    name: 'delete an async config',
    ours: () => ours2().deleteAsyncConfig(REF2, SIGNAL),
    theirs: () => theirs2().deleteFunctionAsyncConfig('my-service', 'my-func', 'prod'),
  },
  {
    name: 'list async configs',
    ours: () => drain(ours2().listAsyncConfigs(ID2, SIGNAL)),
    theirs: () => theirs2().listFunctionAsyncConfigs('my-service', 'my-func', PAGE),
  },
  {
    name: 'invoke',
    ours: () => ours2().invoke(REF2, EVENT, {}, SIGNAL),
    theirs: () =>
      theirs2().invokeFunction(
        'my-service',
        'my-func',
        EVENT,
        { 'x-fc-invocation-type': 'Sync', 'x-fc-log-type': 'Tail' },
        'prod',
      ),
  },
  {
    name: 'invoke asynchronously',
    ours: () => ours2().invokeAsync(REF2, EVENT, SIGNAL),
    theirs: () =>
      theirs2().invokeFunction('my-service', 'my-func', EVENT, { 'x-fc-invocation-type': 'Async' }, 'prod'),
    random: ['x-fc-stateful-async-invocation-id'],
  },
  {
    name: 'find where the log is',
    ours: () => firstOf(ours2().tailLogs(REF2, { from: 0 }, SIGNAL)),
    theirs: () => theirs2().getService('my-service'),
  },
  {
    name: 'list failed tasks',
    ours: () =>
      drain(ours2().listAsyncInvocations(REF2, { phase: 'failed', since: LIST_FROM + 500 }, SIGNAL)),
    theirs: () =>
      theirs2().get('/services/my-service.prod/functions/my-func/stateful-async-invocations', {
        ...PAGE,
        sortOrderByTime: 'desc',
        status: 'Failed',
        startedTimeBegin: LIST_FROM,
      }),
  },
  {
    name: 'get an async config with temporary keys',
    ours: () => ours2(TOKEN).getAsyncConfig(REF2, SIGNAL),
    theirs: () => theirs2(TOKEN).getFunctionAsyncConfig('my-service', 'my-func', 'prod'),
  },
];

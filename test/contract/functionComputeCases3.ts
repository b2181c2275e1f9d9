import { Readable } from 'node:stream';
import * as models from '@alicloud/fc20230330';
import {
  TOKEN,
  SIGNAL,
  EVENT,
  QUEUE,
  config,
  ours3,
  theirs3,
  drain,
  type Case,
  ID3,
  REF3,
  PAGE,
  LIST_FROM,
  NO_OPTIONS,
} from './functionComputeClients';

/** What both clients of API 2023-03-30 are asked. */
export const cases3: readonly Case[] = [
  {
    name: 'list functions',
    ours: () => drain(ours3().listFunctions(SIGNAL)),
    theirs: () => theirs3().listFunctions(new models.ListFunctionsRequest({ ...PAGE, fcVersion: 'v3' })),
  },
  {
    name: 'get a function',
    ours: () => ours3().getFunction(REF3, SIGNAL),
    theirs: () => theirs3().getFunction('my-func', new models.GetFunctionRequest({ qualifier: 'prod' })),
  },
  {
    name: 'get a function of 2.0',
    ours: () => ours3().getFunction({ ...REF3, name: 'my-service$my-func' }, SIGNAL),
    theirs: () =>
      theirs3().getFunction('my-service$my-func', new models.GetFunctionRequest({ qualifier: 'prod' })),
  },
  {
    name: 'list versions',
    ours: () => drain(ours3().listQualifiers(ID3, SIGNAL)),
    theirs: () =>
      theirs3().listFunctionVersions(
        'my-func',
        new models.ListFunctionVersionsRequest({ ...PAGE, direction: 'BACKWARD' }),
      ),
  },
  {
    name: 'list aliases',
    ours: () => drain(ours3().listQualifiers(ID3, SIGNAL)),
    nth: 1,
    theirs: () => theirs3().listAliases('my-func', new models.ListAliasesRequest(PAGE)),
  },
  {
    name: 'get an async config',
    ours: () => ours3().getAsyncConfig(REF3, SIGNAL),
    theirs: () =>
      theirs3().getAsyncInvokeConfig(
        'my-func',
        new models.GetAsyncInvokeConfigRequest({ qualifier: 'prod' }),
      ),
  },
  {
    name: 'put an async config',
    ours: () => ours3().putAsyncConfig(REF3, config('asyncTask'), SIGNAL),
    nth: 1,
    theirs: () =>
      theirs3().putAsyncInvokeConfig(
        'my-func',
        new models.PutAsyncInvokeConfigRequest({
          qualifier: 'prod',
          body: new models.PutAsyncInvokeConfigInput({
            ...config('asyncTask'),
            destinationConfig: new models.DestinationConfig({ onSuccess: new models.Destination(QUEUE) }),
          }),
        }),
      ),
  },
  {
    name: 'delete an async config',
    ours: () => ours3().deleteAsyncConfig(REF3, SIGNAL),
    theirs: () =>
      theirs3().deleteAsyncInvokeConfig(
        'my-func',
        new models.DeleteAsyncInvokeConfigRequest({ qualifier: 'prod' }),
      ),
  },
  {
    name: 'list async configs',
    ours: () => drain(ours3().listAsyncConfigs(ID3, SIGNAL)),
    theirs: () =>
      theirs3().listAsyncInvokeConfigs(
        new models.ListAsyncInvokeConfigsRequest({ ...PAGE, functionName: 'my-func' }),
      ),
  },
  {
    name: 'list failed tasks',
    ours: () =>
      drain(ours3().listAsyncInvocations(REF3, { phase: 'failed', since: LIST_FROM + 500 }, SIGNAL)),
    theirs: () =>
      theirs3().listAsyncTasks(
        'my-func',
        new models.ListAsyncTasksRequest({
          ...PAGE,
          qualifier: 'prod',
          sortOrderByTime: 'desc',
          status: 'Failed',
          startedTimeBegin: LIST_FROM,
        }),
      ),
  },
  {
    name: 'get a task',
    ours: () => ours3().getAsyncInvocation(REF3, 'job-1', SIGNAL),
    theirs: () =>
      theirs3().getAsyncTask('my-func', 'job-1', new models.GetAsyncTaskRequest({ qualifier: 'prod' })),
  },
  {
    name: 'stop a task',
    ours: () => ours3().stopAsyncInvocation(REF3, 'job-1', SIGNAL),
    theirs: () =>
      theirs3().stopAsyncTask('my-func', 'job-1', new models.StopAsyncTaskRequest({ qualifier: 'prod' })),
  },
  {
    name: 'invoke',
    ours: () => ours3().invoke(REF3, EVENT, {}, SIGNAL),
    theirs: () =>
      theirs3().invokeFunctionWithOptions(
        'my-func',
        new models.InvokeFunctionRequest({ qualifier: 'prod', body: Readable.from([Buffer.from(EVENT)]) }),
        new models.InvokeFunctionHeaders({ xFcInvocationType: 'Sync', xFcLogType: 'Tail' }),
        NO_OPTIONS,
      ),
  },
  {
    name: 'invoke asynchronously',
    ours: () => ours3().invokeAsync(REF3, EVENT, SIGNAL),
    theirs: () =>
      theirs3().invokeFunctionWithOptions(
        'my-func',
        new models.InvokeFunctionRequest({ qualifier: 'prod', body: Readable.from([Buffer.from(EVENT)]) }),
        new models.InvokeFunctionHeaders({ xFcInvocationType: 'Async' }),
        NO_OPTIONS,
      ),
    random: ['x-fc-async-task-id'],
  },
  {
    name: 'get an async config with temporary keys',
    ours: () => ours3(TOKEN).getAsyncConfig(REF3, SIGNAL),
    theirs: () =>
      theirs3(TOKEN).getAsyncInvokeConfig(
        'my-func',
        new models.GetAsyncInvokeConfigRequest({ qualifier: 'prod' }),
      ),
  },
];

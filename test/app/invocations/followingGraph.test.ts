import { beforeAll, describe, expect, it } from 'vitest';
import { invokeAsync } from '../../../src/app/invocations/async';
import type { Ended, Task } from '../../../src/app/invocations/task';
import type { Cloud } from '../../../src/cloud/cloud';
import { connect } from '../../../src/cloud/connect';
import { openDoor } from '../../../src/cloud/door';
import type { FunctionRef } from '../../../src/model/functionRef';
import { profileOf } from '../../../src/model/services';
import { NEVER } from '../../cloud/functionGraphFixture';
import { runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { emptyStage } from './emptyStage';

// No log service: only the record says how an event ended. It appears late, as it did on Open Telekom Cloud.

const LATE_MS = 2500;
const bench = sandboxBench();
let sandbox: Bench;

beforeAll(async () => {
  const about = {
    versions: [{ name: 'v1' }, { name: 'v2' }],
    aliases: [
      { name: 'kept', version: 'v1' },
      { name: 'unkept', version: 'v2' },
    ],
  };
  const runner = runnerOf({ hello: () => ({ kind: 'returned', text: '{}' }) });
  const functions = bench.functions({ 'orders/hello': about });
  sandbox = await bench.start({ functions, ltsAtFirst: false }, { runner });
});

type Graph = 'functiongraph-huawei' | 'functiongraph-otc';

function taskOf(service: Graph, qualifier: string, record: (cloud: Cloud) => Cloud): Task {
  const found = sandbox.ready.services.find((each) => each.service === service);
  const { url, accessKeyId, secretAccessKey } = sandbox.ready;
  const { region = '', projectId = '' } = found ?? {};
  const cloud = connect(
    {
      ...{ id: 'c', name: 'Test', service, region, projectId, credential: 'keys' as const },
      ...{ endpoint: url, iamEndpoint: url, logEndpoint: url },
    },
    { kind: 'keys', accessKeyId, secretAccessKey },
    openDoor({ log: () => undefined }),
  );
  const ref = { connection: 'c', group: 'orders', name: 'hello', qualifier };
  return { ref, cloud: record(cloud), profile: profileOf(service), payload: '{}' };
}

/** The service as it is, but for its records, which nobody finds before. */
function recordsFrom(ms: number): (cloud: Cloud) => Cloud {
  const begun = performance.now();
  return (cloud) =>
    new Proxy(cloud, {
      get(target, key: keyof Cloud) {
        if (key === 'getAsyncInvocation' && performance.now() - begun < ms)
          return () => Promise.resolve(undefined);
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
}

const follow = (task: Task): Promise<Ended> =>
  invokeAsync(emptyStage(task).stage, task, () => Promise.resolve('leave' as const));

async function keepRecords(ref: FunctionRef, task: Task, kept: boolean): Promise<void> {
  await task.cloud.putAsyncConfig(ref, { enable_async_status_log: kept }, NEVER);
}

describe.concurrent('an event on FunctionGraph whose log nobody collects', () => {
  it('is followed to its late record on Open Telekom Cloud, whose switch is not to be asked for', async () => {
    const { record, unrecorded } = await follow(taskOf('functiongraph-otc', 'latest', recordsFrom(LATE_MS)));
    expect(record.outcome.kind).toBe('succeeded');
    expect(unrecorded).toBeUndefined();
  }, 60_000);

  it('that stays without a record on Open Telekom Cloud brings no advice to turn the switch on', async () => {
    const { record, unrecorded } = await follow(taskOf('functiongraph-otc', 'latest', recordsFrom(Infinity)));
    expect(record.outcome).toMatchObject({
      kind: 'queued',
      failure: { text: 'The service has no record of it, and no log line of it was found.' },
    });
    expect(unrecorded).toBeUndefined();
  }, 60_000);

  it('is followed to its late record through an alias: the version’s config asks for it', async () => {
    const task = taskOf('functiongraph-huawei', '!kept', recordsFrom(LATE_MS));
    await keepRecords({ ...task.ref, qualifier: 'v1' }, task, true);
    const { record, unrecorded } = await follow(task);
    expect(record.outcome.kind).toBe('succeeded');
    expect(unrecorded).toBeUndefined();
  }, 60_000);

  it('that stays without a record through an alias leads to the config of its version', async () => {
    const task = taskOf('functiongraph-huawei', '!unkept', recordsFrom(0));
    await keepRecords({ ...task.ref, qualifier: 'v2' }, task, false);
    await keepRecords({ ...task.ref, qualifier: 'latest' }, task, true);
    const { record, unrecorded } = await follow(task);
    expect(record.outcome).toMatchObject({
      kind: 'queued',
      failure: { text: expect.stringContaining('does not ask for status records') as string },
    });
    expect(unrecorded).toEqual({ ...task.ref, qualifier: 'v2' });
  }, 60_000);
});

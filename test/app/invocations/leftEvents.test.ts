import { expect, test } from 'vitest';
import { createQuietQueue } from '../../../src/app/invocations/async';
import { createLeftEvents } from '../../../src/app/invocations/leftEvents';
import type { Ended } from '../../../src/app/invocations/task';
import type { InvocationRecord } from '../../../src/model/invocation/record';
import { NEVER } from '../../cloud/functionGraphFixture';
import { eventually, runnerOf, sandboxBench } from '../../sandbox/sandboxBench';
import { cloudTo, connectionTo, refTo } from '../replay/services';
import { silentWindow } from './silentWindow';

const SERVICE = 'functiongraph-huawei';
const bench = sandboxBench();

test('events that a person follows again, twice and one more, are followed once each', async () => {
  const runner = runnerOf({ hello: () => ({ kind: 'returned', text: 'null' }) });
  const sandbox = await bench.start({ functions: bench.functions({ 'orders/hello': {} }) }, { runner });
  const cloud = cloudTo(sandbox, SERVICE);
  const ref = refTo(SERVICE, 'hello');
  await cloud.putAsyncConfig(ref, { enable_async_status_log: true }, NEVER);
  const lines: string[] = [];
  const { journal, stage } = silentWindow(bench.folder(), () => cloud, {
    write: (written) => lines.push(...written),
  });
  const records: InvocationRecord[] = [];
  // More than are followed at a time.
  for (let i = 0; i < 12; i++) {
    const { requestId, taskId } = await cloud.invokeAsync(ref, '{}', NEVER);
    records.push({
      ...{ id: `0aaaaaaaaa${String(i).padStart(8, '0')}`, ref, connectionName: 'A', service: SERVICE },
      ...{ mode: 'async', startedAt: Date.now(), elapsedMs: 5, numbers: {}, requestId, taskId },
      ...{ payload: '{}', log: '', logCut: false, outcome: { kind: 'queued' } },
    });
  }
  const told: Ended[] = [];
  const left = createLeftEvents({
    connections: { get: () => connectionTo(sandbox, SERVICE), cloud: () => Promise.resolve(cloud) },
    ...{ journal, stage, queue: createQuietQueue(stage) },
    variables: {
      ...{ now: Date.now, uuid: () => '', randomInt: () => 0 },
      ...{ environment: () => undefined, mayReadEnvironment: () => false },
    },
    ask: () => Promise.resolve('leave'),
    tell: (end) => told.push(end),
    show: () => undefined,
  });
  for (const record of records) await journal.put(record);
  // The command is run twice before the first has begun, and once more while the last ones wait.
  await Promise.all([...records, ...records].map((record) => left.followAgain(record)));
  for (const record of records) await left.followAgain(record);
  await eventually(
    async () => (await journal.list()).filter(({ outcome }) => outcome.kind === 'succeeded').length,
    (ended) => ended === records.length,
  );
  await eventually(
    () => told,
    ({ length }) => length >= records.length,
  );
  expect(stage.flights.list()).toEqual([]);
  expect(told.map(({ record }) => record.id).sort()).toEqual(records.map(({ id }) => id));
  expect(lines.filter((line) => line.includes('followed on'))).toHaveLength(records.length);
});

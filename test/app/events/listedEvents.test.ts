import { beforeAll, expect, test } from 'vitest';
import { eventNode, eventsNode, qualifierNode } from '../../../src/app/catalog/nodes';
import { createWatchedEvents } from '../../../src/app/events/watching';
import { createLogStreams } from '../../../src/app/logs/logStreams';
import { NEVER } from '../../cloud/functionGraphFixture';
import { eventually, runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { cloudTo, refTo } from '../replay/services';

const SERVICES = ['functiongraph-huawei', 'functioncompute-2', 'functioncompute-3'] as const;
const RECORDED = {
  'functiongraph-huawei': 'enable_async_status_log',
  'functioncompute-2': 'statefulInvocation',
  'functioncompute-3': 'asyncTask',
} as const;

const bench = sandboxBench();
let sandbox: Bench;

beforeAll(async () => {
  const runner = runnerOf({
    hello: (_request, log) => {
      log('hello to all');
      return { kind: 'returned', text: 'null' };
    },
  });
  sandbox = await bench.start({ functions: bench.functions({ 'orders/hello': {} }) }, { runner });
  await sandbox.ask('POST', '/sandbox/clock', { seconds: 600 });
});

// Nobody but the service tells when an event was queued that FnDeck has not sent.
test.each(SERVICES)(
  'an event of a list has its log where the clock of the service is ahead: %s',
  async (service) => {
    const cloud = cloudTo(sandbox, service);
    const ref = refTo(service, 'hello');
    await cloud.putAsyncConfig(ref, { [RECORDED[service]]: true }, NEVER);
    const { taskId } = await cloud.invokeAsync(ref, '{}', NEVER);
    const record = await eventually(
      async () => {
        const page = await cloud.listAsyncInvocations(ref, {}, NEVER).next();
        return page.value?.find((row) => row.taskId === taskId && row.phase === 'succeeded');
      },
      (row) => row !== undefined,
    );
    if (!record) throw new Error('not listed');
    const version = { kind: 'version', ref, urn: '' } as const;
    const list = eventsNode(qualifierNode(cloud.connection, version, true, true));
    const { event } = eventNode(list, record, Date.now());
    // A window that was just opened: it has had no answer yet.
    const fresh = cloudTo(sandbox, service);
    const events = createWatchedEvents({
      ...{ logs: createLogStreams(), isEarlier: () => false },
      cloud: () => Promise.resolve(fresh),
    });
    const watched = events.watch(event);
    await eventually(
      () => watched.phase,
      (phase) => phase === 'over',
    );
    const [attempt] = watched.life.attempts;
    expect(attempt?.lines.map(({ text }) => text)).toContainEqual(expect.stringContaining('hello to all'));
    watched.dispose();
  },
);

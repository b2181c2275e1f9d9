import { beforeAll, describe, expect, it } from 'vitest';
import { gatherEach, gatherFailed, type EventPlaces } from '../../../src/app/replay/gather';
import type { Cloud } from '../../../src/cloud/cloud';
import { NEVER } from '../../cloud/functionGraphFixture';
import { askSigned } from '../../sandbox/functionComputeClient';
import { eventually, runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { cloudTo, failingTo, refTo } from './services';
import { openWindow } from './window';

// Whoever queues a task on Function Compute may name it, and names it alike for each function of a job.
const SERVICE = 'functioncompute-3';
const FUNCTIONS = ['resize', 'caption'] as const;
const JOB = 'job-20261122';

const bench = sandboxBench();
const ran: string[] = [];
let sandbox: Bench;
let cloud: Cloud;

const refs = FUNCTIONS.map((name) => refTo(SERVICE, name));

beforeAll(async () => {
  const handler =
    (name: string) =>
    ({ event }: { readonly event: string }) => {
      ran.push(`${name} ${event}`);
      const [stage, errorType] = ['invoke', 'Error'] as const;
      return { kind: 'failed', stage, handled: false, errorType, message: 'bad' } as const;
    };
  const runner = runnerOf(Object.fromEntries(FUNCTIONS.map((name) => [name, handler(name)])));
  const functions = bench.functions(Object.fromEntries(FUNCTIONS.map((name) => [`orders/${name}`, {}])));
  sandbox = await bench.start({ functions }, { runner });
  cloud = cloudTo(sandbox, SERVICE);
  for (const [i, ref] of refs.entries()) {
    await cloud.putAsyncConfig(ref, failingTo(SERVICE, {}), NEVER);
    const headers = { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': JOB };
    const path = `/2023-03-30/functions/${ref.name}/invocations`;
    expect((await askSigned(sandbox, 'POST', path, { of: FUNCTIONS[i] ?? '' }, { headers })).status).toBe(
      202,
    );
  }
  for (const ref of refs)
    await eventually(
      () => cloud.getAsyncInvocation(ref, JOB, NEVER),
      (event) => event?.phase === 'failed',
    );
});

describe('events of two functions that have one name', () => {
  const placesOf = (window: ReturnType<typeof openWindow>): EventPlaces => ({
    journal: window.journal,
    cloud: () => Promise.resolve(cloud),
    describe: (error) => ({ text: String(error) }),
  });

  it('are both found, sent to their own functions, and known apart afterwards', async () => {
    const window = openWindow(bench.folder(), cloud);
    const places = placesOf(window);
    const { candidates } = await gatherFailed(places, 0, refs, NEVER);
    expect(candidates.map(({ ref }) => ref.name).sort()).toEqual(['caption', 'resize']);
    const first = await window.open(candidates.filter(({ ref }) => ref.name === 'resize'));
    ran.length = 0;
    await first.start();
    await eventually(
      () => ran,
      (all) => all.length > 0,
    );
    expect(ran).toEqual(['resize {"of":"resize"}']);

    const second = await window.open((await gatherFailed(places, 0, refs, NEVER)).candidates);
    const rows = second.state().rows.filter(({ id }) => candidates.some(({ of }) => of.id === id));
    expect(rows.map(({ target, state }) => `${target} ${state}`).sort()).toEqual([
      'caption@LATEST ready',
      'resize@LATEST ask',
    ]);
    for (const each of [first, second]) each.dispose();
  });

  it('are replayed as they were chosen, whatever the history has of the name', async () => {
    const window = openWindow(bench.folder(), cloud);
    await window.journal.put({
      ...{
        id: '0aaaaaaaaa00000000',
        ref: refs[0] ?? refTo(SERVICE, ''),
        connectionName: 'A',
        service: SERVICE,
      },
      ...{ mode: 'async', startedAt: 1, elapsedMs: 5, numbers: {}, requestId: 'another', taskId: JOB },
      ...{ payload: '{"of":"resize"}', log: '', logCut: false, outcome: { kind: 'functionError' } },
    });
    const chosen = refs.map((ref) => ({ ref, taskId: JOB, queuedAt: 0 }));
    const found = await gatherEach(placesOf(window), chosen, NEVER);
    expect(found.map(({ ref, payload }) => [ref.name, payload])).toEqual([
      ['resize', { text: '{"of":"resize"}' }],
      ['caption', { text: '{"of":"caption"}' }],
    ]);
    const replay = await window.open(found);
    expect(replay.state().rows).toHaveLength(2);
    replay.dispose();
  });
});

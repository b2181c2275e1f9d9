import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { member, type Json, type JsonObject } from '../../../src/model/json';
import { NEVER } from '../../cloud/functionGraphFixture';
import { eventually, runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { cloudTo, connectionTo, refTo } from './services';
import { failedEvents, openWindow } from './window';

const FG = 'functiongraph-huawei';
const REF = refTo(FG, 'worker');
const bench = sandboxBench();
let sandbox: Bench;
/** Whether the function fails: its events wait for an hour then. */
let fails = false;

beforeAll(async () => {
  const runner = runnerOf({
    worker: () =>
      fails
        ? { kind: 'failed', stage: 'invoke', handled: false, errorType: 'Error', message: 'no' }
        : { kind: 'returned', text: 'null' },
  });
  const functions = bench.functions({ 'orders/worker': {} });
  sandbox = await bench.start({ functions, retryDelayMs: 3_600_000 }, { runner });
  const numbers = { max_async_retry_attempts: 1, enable_async_status_log: true };
  await cloudTo(sandbox, FG).putAsyncConfig(REF, numbers, NEVER);
});

beforeEach(async () => {
  fails = false;
  await sandbox.ask('DELETE', '/sandbox/requests');
});

/** How often the sandbox was asked for what, by its own names. */
async function asked(): Promise<ReadonlyMap<Json | undefined, number>> {
  const { body } = await sandbox.ask('GET', '/sandbox/requests');
  const counts = new Map<Json | undefined, number>();
  for (const one of member(body, 'requests') as readonly JsonObject[]) {
    const operation = member(one, 'operation');
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  return counts;
}

const names = (count: number, mark: string) =>
  Array.from({ length: count }, (_, i) => `${mark}-${String(i)}`);

describe('what was replayed', () => {
  it('is followed to its end, a few at a time, with few looks at each', async () => {
    const window = openWindow(bench.folder(), cloudTo(sandbox, FG));
    let most = 0;
    window.flights.onDidChange(() => {
      const following = window.flights.list().filter(({ state }) => state.phase === 'following');
      most = Math.max(most, following.length);
    });
    const replay = await window.open(failedEvents(names(100, 'quick'), REF));
    await replay.start();
    await eventually(
      async () => (await window.journal.list()).filter(({ outcome }) => outcome.kind === 'succeeded').length,
      (count) => count === 100,
    );
    const counts = await asked();
    expect(counts.get('invokeAsync')).toBe(100);
    expect(most).toBe(8);
    // A look at the record finds the end at once or a little later; the log has one poller, however many follow it.
    expect(counts.get('listAsyncInvocations')).toBeLessThan(400);
    expect(counts.get('ltsQuery')).toBeLessThan(100);
    expect((await window.journal.list()).filter(({ following }) => following)).toEqual([]);
  }, 120_000);

  it('is looked at in turn where it takes long; none waits for ever, and none is forgotten with its window', async () => {
    fails = true;
    const folder = bench.folder();
    const cloud = cloudTo(sandbox, FG);
    const window = openWindow(folder, cloud, 300);
    const looked = new Set<string>();
    let most = 0;
    window.flights.onDidChange(() => {
      const following = window.flights.list().filter(({ state }) => state.phase === 'following');
      for (const { id } of following) looked.add(id);
      most = Math.max(most, following.length);
    });
    const replay = await window.open(failedEvents(names(20, 'long'), REF));
    await replay.start();
    await eventually(
      () => looked.size,
      (size) => size === 20,
    );
    expect(most).toBe(8);
    // one that comes when all places have long been taken
    fails = false;
    const late = await window.open(failedEvents(['late'], REF));
    await late.start();
    await eventually(
      async () => (await window.journal.list()).filter(({ outcome }) => outcome.kind === 'succeeded').length,
      (count) => count === 1,
    );
    const list = await window.journal.list();
    expect(list.filter(({ following }) => following)).toHaveLength(20);
  }, 60_000);
});

describe('a replay in a process that is killed', () => {
  it('between the POST and the journal is not sent a second time unasked', async () => {
    const folder = bench.folder();
    const script = join(folder, 'killed.cjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'killed.ts')],
      outfile: script,
      ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20' },
      mainFields: ['module', 'main'],
    });
    const { accessKeyId, secretAccessKey } = sandbox.ready;
    const ids = names(3, 'killed');
    const given = {
      connection: connectionTo(sandbox, FG),
      secret: { kind: 'keys', accessKeyId, secretAccessKey },
      ...{ ref: REF, ids },
    };
    const child = spawn(process.execPath, [script, folder, JSON.stringify(given)], { stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect((await asked()).get('invokeAsync')).toBe(1);

    const window = openWindow(folder, cloudTo(sandbox, FG));
    const [left] = await window.journal.list();
    expect(left).toMatchObject({ outcome: { kind: 'unknown' }, replayOf: { id: ids[0] } });
    const replay = await window.open(failedEvents(ids, REF));
    const rows = () => replay.state().rows.map(({ state, chosen }) => [state, chosen]);
    expect(rows()).toEqual([
      ['ask', false],
      ['ready', true],
      ['ready', true],
    ]);
    expect(replay.state().rows[0]?.why).toMatch(/nothing says whether the service took it/);
    await replay.start();
    expect((await asked()).get('invokeAsync')).toBe(3);
    // Only where a person who has read that says so.
    replay.choose([replay.state().rows[0]?.key ?? ''], true);
    await replay.start();
    expect((await asked()).get('invokeAsync')).toBe(4);
  }, 60_000);
});

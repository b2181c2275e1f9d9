import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createQuietQueue, invokeAsync } from '../../../src/app/invocations/async';
import { invokeSync } from '../../../src/app/invocations/sync';
import { freshRecord, type Ended, type Task } from '../../../src/app/invocations/task';
import { openDoor } from '../../../src/cloud/door';
import { connect } from '../../../src/cloud/connect';
import { stateInWords } from '../../../src/model/invocation/eventWords';
import type { InvocationRecord } from '../../../src/model/invocation/record';
import { translate } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';
import { refTo, type Generation } from '../../cloud/functionComputeFixture';
import { NEVER } from '../../cloud/functionGraphFixture';
import { eventually, runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { emptyStage } from './emptyStage';

const bench = sandboxBench();
const WORDS = Array.from({ length: 300 }, (_, i) => `line ${String(i)} ${'x'.repeat(40)}`);
const IN_WORDS = (['queued', 'running', 'between', 'untold', 'succeeded'] as const).map((state) =>
  translate(stateInWords(state)),
);
let sandbox: Bench;
let tries = 0;

beforeEach(() => {
  tries = 0;
});

beforeAll(async () => {
  const runner = runnerOf({
    chatty: (_request, log) => {
      for (const line of WORDS) log(line);
      return { kind: 'returned', text: '"✓ Succeeded · 1 ms · #1"' };
    },
    flaky: (_request, log) => {
      tries += 1;
      log(`line of try ${String(tries)}`);
      return tries < 3
        ? { kind: 'failed', stage: 'invoke', handled: false, errorType: 'Error', message: 'not yet' }
        : { kind: 'returned', text: 'null' };
    },
  });
  const functions = bench.functions({ 'orders/chatty': {}, 'orders/flaky': {} });
  sandbox = await bench.start({ functions, retryDelayMs: 1 }, { runner });
});

/** The real door: the looks at the log have their real pauses. */
function taskOf(service: Generation, name = 'chatty'): Task {
  const found = sandbox.ready.services.find((each) => each.service === service);
  const { accessKeyId = '', secretAccessKey = '', region = '', accountId = '' } = found ?? {};
  const { url } = sandbox.ready;
  const cloud = connect(
    {
      ...{ id: 'c', name: 'Test', service, region, accountId, credential: 'keys' as const },
      ...{ endpoint: url, logEndpoint: url },
    },
    { kind: 'keys', accessKeyId, secretAccessKey },
    openDoor({ log: () => undefined }),
  );
  return { ref: refTo(service, name), cloud, profile: profileOf(service), payload: '{}' };
}

const shown = (lines: readonly string[]) => lines.filter((line) => line.startsWith('│ line '));

describe.each(['functioncompute-2', 'functioncompute-3'] as const)('an invocation on %s', (service) => {
  it('ends when its last line has been read, with every line once', async () => {
    const task = taskOf(service);
    const { stage, lines } = emptyStage(task);
    const { record } = await invokeSync(stage, task, 5);
    expect(record.logCut).toBe(false);
    expect(shown(lines)).toEqual(WORDS.map((line) => `│ ${line}`));
    expect(lines.filter((line) => line.startsWith('✓ Succeeded'))).toHaveLength(1);
    expect(lines).toContain('│ "✓ Succeeded · 1 ms · #1"');
  }, 20_000);

  it.each([true, false])(
    'that was queued shows its log lines, records kept: %s',
    async (kept) => {
      const task = taskOf(service);
      const { stage, lines } = emptyStage(task);
      const record = service === 'functioncompute-2' ? 'statefulInvocation' : 'asyncTask';
      await task.cloud.putAsyncConfig(task.ref, { [record]: kept, maxAsyncRetryAttempts: 0 }, NEVER);
      const ended = await invokeAsync(stage, task, () => Promise.resolve('leave' as const));
      expect(ended.record.outcome.kind).toBe('succeeded');
      expect(shown(lines)).toEqual(WORDS.map((line) => `│ ${line}`));
      expect(lines.filter((line) => /Attempt 1 succeeded/.test(line))).toHaveLength(1);
    },
    30_000,
  );

  it.each([true, false])(
    'that fails twice is followed through its attempts, records kept: %s',
    async (kept) => {
      const task = taskOf(service, 'flaky');
      const { stage, lines, notices } = emptyStage(task);
      const record = service === 'functioncompute-2' ? 'statefulInvocation' : 'asyncTask';
      await task.cloud.putAsyncConfig(task.ref, { [record]: kept, maxAsyncRetryAttempts: 2 }, NEVER);
      const ended = await invokeAsync(stage, task, () => Promise.resolve('leave' as const));
      expect(ended.record.outcome.kind).toBe('succeeded');
      const told = lines.flatMap((line) => /Attempt \d (failed|succeeded)/.exec(line)?.[0] ?? []);
      expect(told).toEqual(['Attempt 1 failed', 'Attempt 2 failed', 'Attempt 3 succeeded']);
      expect(shown(lines)).toEqual(['│ line of try 1', '│ line of try 2', '│ line of try 3']);
      // In words; the service's own word stands in the output only, beside them.
      expect(notices.at(-1)).toBe('Succeeded');
      for (const word of notices) expect(IN_WORDS).toContain(word);
      expect(lines.some((line) => line.endsWith(' Succeeded (Succeeded)'))).toBe(kept);
    },
    30_000,
  );

  it('that an earlier window has queued is followed on to its end, and sent no more', async () => {
    const task = taskOf(service, 'flaky');
    const queuedAt = Date.now();
    const receipt = await task.cloud.invokeAsync(task.ref, '{}', NEVER);
    const { stage, lines } = emptyStage(task);
    const before = {
      ...freshRecord(task, 'async'),
      ...receipt,
      startedAt: queuedAt,
      following: true,
    } as const;
    const kept: InvocationRecord[] = [];
    const keeping = { ...stage, keep: (one: InvocationRecord) => Promise.resolve(void kept.push(one)) };
    const told: Ended[] = [];
    createQuietQueue(keeping).followOn(
      task,
      { ...before, outcome: { kind: 'queued' } },
      { ask: () => Promise.resolve('leave' as const), ended: (end) => told.push(end) },
    );
    const ended = await eventually(
      () => kept.find(({ outcome }) => outcome.kind !== 'queued'),
      (one) => one !== undefined,
    );
    expect(ended).toMatchObject({ id: before.id, outcome: { kind: 'succeeded' } });
    expect(ended?.following).toBeUndefined();
    expect(ended?.life?.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'succeeded']);
    expect(lines.some((line) => line.includes('followed on'))).toBe(true);
    const ends = await eventually(
      () => told,
      ({ length }) => length > 0,
    );
    expect(ends.map(({ record }) => record)).toEqual([ended]);
    expect(tries).toBe(3);
  }, 30_000);
});

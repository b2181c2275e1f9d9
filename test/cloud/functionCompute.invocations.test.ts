import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine } from '../../src/cloud/logs/logLine';
import { openDoor } from '../../src/cloud/door';
import { FunctionCompute } from '../../src/cloud/functionCompute/client';
import { runnerOf, sandboxBench, type Bench, type Handler } from '../sandbox/sandboxBench';
import { clientOf, GENERATIONS, refTo, requestsOf } from './functionComputeFixture';
import { factsOf, NEVER } from './functionGraphFixture';

const bench = sandboxBench();
const RECORD = { 'functioncompute-2': 'statefulInvocation', 'functioncompute-3': 'asyncTask' } as const;
const ENDED = ['succeeded', 'failed', 'stopped', 'discarded'];
const figures = {
  stage: 'invoke',
  errorType: 'TypeError',
  message: 'boom',
  stack: 'TypeError: boom\n  at here',
} as const;
let sandbox: Bench;
let release = (): void => undefined;
let held = Promise.resolve();

/** The function `waits` runs until `release` is called. */
function hold(): void {
  held = new Promise((resolve) => {
    release = resolve;
  });
}

const untilReleased: Handler = async (...[, log]) => {
  log('first');
  await held;
  log('last');
  return { kind: 'returned', text: 'done' };
};

beforeAll(async () => {
  const runner = runnerOf({
    fails: () => ({ kind: 'failed', handled: false, ...figures }),
    reports: () => ({ kind: 'failed', handled: true, ...figures }),
    endless: () => ({ kind: 'timeout' }),
    'waits-more': (...[, log]) => {
      log('more than waits');
      return { kind: 'returned', text: '' };
    },
    chatty: (request, log) => {
      for (let line = 0; line < 1000; line += 1) log(`line ${String(line)}: ${'ü'.repeat(20)}`);
      return { kind: 'returned', text: request.event };
    },
    boasts: (...[, log]) => {
      log('Duration: 9.00 ms, Billed Duration: 777 ms, Memory Size: 9 MB, Max Memory Used: 9.00 MB');
      return { kind: 'returned', text: '' };
    },
    waits: untilReleased,
    tails: untilReleased,
  });
  const functions = Object.fromEntries(
    ['echo', 'fails', 'reports', 'endless', 'chatty', 'boasts', 'waits', 'tails', 'waits-more'].map(
      (name) => [`orders/${name}`, {}],
    ),
  );
  const versioned = { versions: [{ name: 'v1' }], aliases: [{ name: 'prod', version: 'v1' }] };
  sandbox = await bench.start(
    { functions: bench.functions({ ...functions, 'orders/echo': versioned }), retryDelayMs: 1 },
    { runner },
  );
});
beforeEach(hold);
afterEach(() => release());

describe.each(GENERATIONS)('%s', (service) => {
  const client = () => clientOf(sandbox, service);
  const invoke = (name: string, payload = '{}', qualifier = 'LATEST') =>
    client().invoke(refTo(service, name, qualifier), payload, { timeoutSeconds: 5 }, NEVER);

  describe('a synchronous invocation', () => {
    it('gives the result byte for byte, with the log and the figures', async () => {
      const payload = '{"key": "Grüße 世界",\n "list":[1, 2.50, null]}';
      const result = await invoke('echo', payload);
      expect(result).toMatchObject({
        outcome: 'succeeded',
        result: payload,
        logCut: false,
        billedMs: 2,
        memoryMb: 128,
        memoryUsedMb: 20.25,
      });
      expect(result.requestId).toMatch(
        service === 'functioncompute-2' ? /^[0-9a-f-]{36}$/ : /^1-[0-9a-f]{8}-/,
      );
      const id = result.requestId ?? '';
      expect(result.log).toMatch(
        new RegExp(`^FC Invoke Start RequestId: ${id}\nFC Invoke End RequestId: ${id}\n\nDuration: 1.50 ms`),
      );
    });

    it.each(['LATEST', '1', 'prod'])('reaches %s', async (qualifier) => {
      expect((await invoke('echo', '"x"', qualifier)).result).toBe('"x"');
    });

    it.each([
      ['throws', 'fails', 'UnhandledInvocationError', 'boom'],
      ['reports an error by its callback', 'reports', 'HandledInvocationError', 'boom'],
      ['takes too long', 'endless', 'UnhandledInvocationError', 'Function timed out after 5 seconds'],
    ])('tells of a function that %s', async (_what, name, errorCode, message) => {
      const result = await invoke(name);
      expect(result).toMatchObject({ outcome: 'functionError', errorCode });
      expect(JSON.parse(result.result)).toMatchObject({
        errorMessage: expect.stringContaining(message) as string,
      });
      expect(result.log).toContain('FC Invoke End');
    });

    it('shows the last 4 KB of a long log, whole characters, and that it is cut', async () => {
      const { log, logCut } = await invoke('chatty');
      expect(logCut).toBe(true);
      expect(log).toContain('line 999:');
      expect(log).not.toContain('line 900:');
      expect(Buffer.byteLength(log)).toBeLessThanOrEqual(4096 + 6);
    });

    it('takes its numbers from the service, not from what a function writes', async () => {
      expect(await invoke('boasts')).toMatchObject({ billedMs: 2, memoryMb: 128, memoryUsedMb: 20.25 });
    });

    it('sends an event of 1 MB, and is told when one is too large', async () => {
      const large = JSON.stringify('x'.repeat(1024 * 1024));
      expect((await invoke('echo', large)).result).toBe(large);
      const facts = await factsOf(
        client().invokeAsync(refTo(service, 'echo'), JSON.stringify('x'.repeat(128 * 1024)), NEVER),
      );
      expect(facts).toMatchObject({ kind: 'tooLarge', code: 'EntityTooLarge', sent: 'no' });
      expect(facts.detail).toContain('131072');
    });

    it('can be given up, and is not sent again', async () => {
      await requestsOf(sandbox);
      const stop = new AbortController();
      const pending = client().invoke(refTo(service, 'waits'), '{}', {}, stop.signal);
      await expect.poll(async () => (await lines(refTo(service, 'waits'))).length).toBeGreaterThan(0);
      stop.abort();
      expect((await factsOf(pending)).kind).toBe('cancelled');
      release();
      const posts = () => requestsOf(sandbox).then((all) => all.filter((each) => each.startsWith('POST')));
      await expect.poll(posts).toEqual(['POST InvokeFunction']);
    });
  });

  describe('an asynchronous invocation', () => {
    const send = async (name: string, config: Readonly<Record<string, boolean | number>> = {}) => {
      const ref = refTo(service, name);
      await client().putAsyncConfig(
        ref,
        { [RECORD[service]]: true, maxAsyncRetryAttempts: 0, ...config },
        NEVER,
      );
      return client().invokeAsync(ref, '{"k":1}', NEVER);
    };
    const state = (name: string, id: string) => client().getAsyncInvocation(refTo(service, name), id, NEVER);

    it('is followed to its end in task mode', async () => {
      const { taskId } = await send('waits');
      await expect.poll(async () => (await state('waits', taskId))?.phase).toBe('running');
      release();
      await expect.poll(async () => (await state('waits', taskId))?.phase).toBe('succeeded');
      const ended = await state('waits', taskId);
      expect(ended).toMatchObject({ taskId, status: 'Succeeded' });
      expect(ended?.endedAt).toBeGreaterThanOrEqual(ended?.startedAt ?? Infinity);
    });

    it('fails when its retries are used up', async () => {
      const { taskId } = await send('fails', { maxAsyncRetryAttempts: 2 });
      await expect.poll(async () => ENDED.includes((await state('fails', taskId))?.phase ?? '')).toBe(true);
      expect(await state('fails', taskId)).toMatchObject({
        phase: 'failed',
        error: 'UnhandledInvocationError',
      });
    });

    it('can be stopped while it runs, and not twice', async () => {
      const { taskId } = await send('waits');
      await expect.poll(async () => (await state('waits', taskId))?.phase).toBe('running');
      await client().stopAsyncInvocation(refTo(service, 'waits'), taskId, NEVER);
      await expect.poll(async () => (await state('waits', taskId))?.phase).toBe('stopped');
      const facts = await factsOf(client().stopAsyncInvocation(refTo(service, 'waits'), taskId, NEVER));
      expect(facts).toMatchObject({ status: 400, code: 'InvalidArgument' });
    });

    it('has no record without task mode, or of a function that never had it', async () => {
      const { taskId } = await send('echo', { [RECORD[service]]: false });
      expect(await state('echo', taskId)).toBeUndefined();
      expect((await factsOf(state('nobody', taskId))).code).toBe('FunctionNotFound');
    });

    it.each([true, false])(
      'is found again by its task id and in the log by its request id, recorded: %s',
      async (recorded) => {
        const from = Date.now();
        const { requestId, taskId } = await send('echo', { [RECORD[service]]: recorded });
        await expect
          .poll(async () => (await lines(refTo(service, 'echo'), from)).map((line) => line.requestId))
          .toContain(requestId);
        if (!recorded) return;
        expect(taskId).not.toBe(requestId);
        expect(await state('echo', taskId)).toMatchObject({ taskId, requestId });
      },
    );

    it('names each event anew', async () => {
      const ids = await Promise.all(
        Array.from({ length: 5 }, () => send('echo').then(({ taskId }) => taskId)),
      );
      expect(new Set(ids).size).toBe(5);
    });
  });

  describe('the live log', () => {
    it('shows each line once, in order, while the function still runs', async () => {
      const ref = refTo(service, 'tails');
      const from = Date.now();
      const running = client().invoke(ref, '{}', {}, NEVER);
      const seen: LogLine[] = [];
      const stop = new AbortController();
      for await (const page of tailing(ref, from, stop.signal)) {
        seen.push(...page);
        if (seen.some(({ text }) => text === 'first')) release();
        if (seen.some(({ text }) => text.startsWith('FC Invoke End'))) stop.abort();
      }
      const { requestId = '' } = await running;
      expect(seen.map((line) => line.text)).toEqual([
        `FC Invoke Start RequestId: ${requestId}`,
        'first',
        'last',
        `FC Invoke End RequestId: ${requestId}`,
      ]);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(4);
      expect(new Set(seen.map((line) => line.requestId))).toEqual(new Set([requestId]));
    });

    it('shows no lines of other functions, though a search for a name finds them', async () => {
      const from = Date.now();
      release();
      await invoke('waits-more', '{}');
      await invoke('waits', '{}');
      const found = await lines(refTo(service, 'waits'), from);
      expect(found.map(({ text }) => text)).toContain('first');
      expect(found.map(({ text }) => text)).not.toContain('more than waits');
    });

    it('reads more lines than a page has', async () => {
      const from = Date.now();
      await invoke('chatty');
      expect((await lines(refTo(service, 'chatty'), from, 1002)).length).toBeGreaterThanOrEqual(1002);
    });
  });

  /** A tail over the real door, which polls without waiting long. */
  function tailing(ref: ReturnType<typeof refTo>, from: number, signal: AbortSignal) {
    const real = openDoor({ log: () => undefined });
    const quick = { ...real, sleep: (ms: number, until: AbortSignal) => real.sleep(Math.min(ms, 10), until) };
    const { connection } = client();
    const found = sandbox.ready.services.find((each) => each.service === service);
    const { accessKeyId = '', secretAccessKey = '' } = found ?? {};
    return new FunctionCompute(connection, { kind: 'keys', accessKeyId, secretAccessKey }, quick).tailLogs(
      ref,
      { from },
      signal,
    );
  }

  /** The lines that a function has logged, at least so many. */
  async function lines(
    ref: ReturnType<typeof refTo>,
    from = Date.now() - 1000,
    atLeast = 1,
  ): Promise<readonly LogLine[]> {
    const found: LogLine[] = [];
    for await (const page of tailing(ref, from, NEVER)) {
      found.push(...page);
      if (found.length >= atLeast) break;
    }
    return found;
  }
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member } from '../../src/model/json';
import { createRunner } from '../../src/sandbox/runner/runner';
import { textAt } from '../../src/sandbox/textAt';
import { addressOf, arm, GREETS, news, runsOf } from './debuggingBench';
import { ended, send } from './eventQueueBench';
import { askSigned } from './functionComputeClient';
import { attachAt, stoppedAt } from './inspector';
import { buildRuntimes } from './runnerBench';
import { HUAWEI, sandboxBench, type Bench } from './sandboxBench';

const bench = sandboxBench();
const dist = mkdtempSync(path.join(tmpdir(), 'fndeck-debug-'));
const runtimesDir = path.join(dist, 'runtimes');
const FAILS = 'exports.handler = async (event) => {\n  throw new Error("again");\n};';

beforeAll(() => buildRuntimes(runtimesDir));
afterAll(() => rmSync(dist, { recursive: true, force: true }));

describe('an event under a debugger', () => {
  /** A sandbox with a function that fails and is retried twice, then told to another. */
  const world = async (): Promise<Bench> => {
    const functions = bench.functions(
      {
        'default/work': { async: { record: true, retries: 2, failure: { function: 'default/tells' } } },
        'default/tells': { async: { record: true } },
      },
      { 'default/work/index.js': FAILS, 'default/tells/index.js': GREETS },
    );
    const own = createRunner({
      ...{ node: process.execPath, python: 'python3', runtimesDir },
      ...{ idleMs: 60_000, maxInstances: 2 },
    });
    return bench.start(
      { functions, ...{ gatewaySeconds: 1, retryDelayMs: 1 } },
      { runner: own, project: HUAWEI },
    );
  };

  test('stops in each attempt, and in the function that it is delivered to', async () => {
    const on = await world();
    const session = await arm(on, 'work', { mode: 'async' });
    const id = await send(on, { k: 1 });
    for (const attempt of [1, 2, 3]) {
      const inspector = await attachAt(await addressOf(on, session, attempt), 'work/index.js', 2);
      expect((await stoppedAt(inspector, 'event.k')).value).toBe(1);
      await inspector.ask('Debugger.resume');
      await news(on, session, (each) => runsOf(each)[attempt - 1]?.['over'] === true);
      inspector.leave();
    }
    const told = await attachAt(await addressOf(on, session, 4), 'tells/index.js', 3);
    expect((await stoppedAt(told, 'event.request_context.request_id')).value).toBe(id);
    await told.ask('Debugger.resume');
    const last = await news(on, session, (each) => member(each, 'over') === true);
    told.leave();
    expect(runsOf(last).map(({ name, attempt }) => [name, attempt])).toEqual([
      ['work', 1],
      ['work', 2],
      ['work', 3],
      ['tells', 1],
    ]);
  });

  test.each([
    [
      'functioncompute-2',
      'default',
      '/2016-08-15/services/default/functions/work',
      'services/default/functions/tells',
    ],
    ['functioncompute-3', '', '/2023-03-30/functions/work', 'functions/tells'],
  ])(
    'of %s stops in its retry, and in the function that it is delivered to',
    async (service, group, target, to) => {
      const on = await world();
      const { region = '', accountId = '' } =
        on.ready.services.find((each) => each.service === service) ?? {};
      const onFailure = { destination: `acs:fc:${region}:${accountId}:${to}` };
      const config = { maxAsyncRetryAttempts: 1, destinationConfig: { onFailure } };
      expect((await askSigned(on, 'PUT', `${target}/async-invoke-config`, config)).status).toBe(200);
      const session = await arm(on, 'work', { mode: 'async', service, group });
      const headers = { 'x-fc-invocation-type': 'Async' };
      const sent = await askSigned(on, 'POST', `${target}/invocations`, { k: 1 }, { headers });
      expect(sent.status).toBe(202);
      for (const [number, file] of [
        [1, 'work/index.js'],
        [2, 'work/index.js'],
        [3, 'tells/index.js'],
      ] as const) {
        const inspector = await attachAt(await addressOf(on, session, number), file, 2);
        await stoppedAt(inspector, '1');
        await inspector.ask('Debugger.resume');
        await news(on, session, (each) => runsOf(each)[number - 1]?.['over'] === true);
        inspector.leave();
      }
      const last = await news(on, session, (each) => member(each, 'over') === true);
      expect(runsOf(last).map(({ name, attempt }) => [name, attempt])).toEqual([
        ['work', 1],
        ['work', 2],
        ['tells', 1],
      ]);
    },
  );

  test('stops in the one attempt that was chosen', async () => {
    const on = await world();
    const session = await arm(on, 'work', { mode: 'async', attempt: 3 });
    const id = await send(on);
    const inspector = await attachAt(await addressOf(on, session), 'work/index.js', 2);
    expect((await stoppedAt(inspector, '1')).line).toBe(2);
    await inspector.ask('Debugger.resume');
    await ended(on, id);
    const last = await news(on, session, (each) => member(each, 'over') === true);
    inspector.leave();
    expect(runsOf(last).map(({ attempt }) => attempt)).toEqual([3]);
  });

  test('whose debugger was stopped is retried without one', async () => {
    const on = await world();
    const session = await arm(on, 'work', { mode: 'async' });
    const id = await send(on);
    const inspector = await attachAt(await addressOf(on, session), 'work/index.js', 2);
    await stoppedAt(inspector, '1');
    await on.ask('DELETE', `/sandbox/debug?session=${session}&run=1`);
    inspector.leave();
    expect(textAt(await ended(on, id), 'status')).toBe('FAIL');
    expect(runsOf(await news(on, session, (each) => member(each, 'over') === true))).toHaveLength(1);
  });
});

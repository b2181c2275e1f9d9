import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Cloud } from '../../src/cloud/cloud';
import { translate } from '../../src/model/message';
import { profileOf } from '../../src/model/services';
import { invokeAsync } from '../../src/app/invocations/async';
import { createFlights, type Flights } from '../../src/app/invocations/flights';
import { createJournal, type Journal } from '../../src/app/invocations/journal';
import { createWatchedEvents } from '../../src/app/events/watching';
import { createLogStreams } from '../../src/app/logs/logStreams';
import { createRequestIds } from '../../src/app/invocations/requestIds';
import { createStage, type Section, type Stage } from '../../src/app/invocations/stage';
import { invokeSync } from '../../src/app/invocations/sync';
import type { Task } from '../../src/app/invocations/task';
import { createScreen } from '../../src/vscode/invoke/run/screen';
import { createReport, type Report } from '../../src/vscode/report';
import { connectionTo, directly, keysOf, startSandbox, type Line } from './account';

/** One invocation at a time, on the parts themselves: what is asked in dialogues is answered here. */
describe('an invocation on its way', () => {
  const SERVICE = 'functiongraph-huawei';
  let sandbox: Line;
  let cloud: Cloud;
  let folder: string;
  let journal: Journal;
  let report: Report;
  let flights: Flights;
  let stage: Stage;
  let lines: string[];
  const written = new vscode.EventEmitter<void>();

  before(async () => {
    sandbox = await startSandbox();
    cloud = directly(connectionTo(sandbox, 'direct'), keysOf(sandbox));
    report = createReport('Invoke Stages Test');
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fndeck-stage-'));
    journal = createJournal({ folder, keep: () => 100, workspace: () => 'here', say: translate });
    flights = createFlights();
    lines = [];
    const write = (more: readonly string[]) => {
      lines.push(...more);
      written.fire();
    };
    const section: Section = { number: 1, write, end: () => undefined };
    const output = {
      section: () => section,
      show: () => undefined,
      flushed: () => Promise.resolve(),
      dispose: () => undefined,
    };
    const logs = createLogStreams();
    const requestIds = createRequestIds(journal);
    const events = createWatchedEvents({
      logs,
      cloud: () => Promise.resolve(cloud),
      isEarlier: (id) => requestIds.isEarlier(id),
    });
    stage = createStage({ output, flights, screen: createScreen(report), journal, events, logs, requestIds });
  });
  afterEach(async () => {
    await control('DELETE', 'faults');
    rmSync(folder, { recursive: true });
  });
  after(async () => {
    report.dispose();
    written.dispose();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  const control = async (method: string, path: string, body?: unknown): Promise<void> => {
    const response = await fetch(`${sandbox.url}/sandbox/${path}`, {
      method,
      headers: { 'X-Auth-Token': sandbox.token },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    assert.ok(response.ok);
  };
  const task = (group: string, name: string, payload: unknown): Task => ({
    ref: { connection: 'direct', group, name, qualifier: 'latest' },
    cloud,
    profile: profileOf(SERVICE),
    payload: JSON.stringify(payload),
  });
  const next = (event: Flights['onDidChange']) =>
    new Promise<void>((resolve) => {
      const listening = event(() => {
        listening.dispose();
        resolve();
      });
    });
  /** Resolves when the output shows a text. */
  const shown = async (text: string): Promise<void> => {
    while (!lines.some((line) => line.includes(text))) await next(written.event);
  };
  /** Resolves when the one flight has got to a phase. */
  const phase = async (wanted: string, status?: string): Promise<void> => {
    for (;;) {
      const state = flights.list()[0]?.state;
      if (state?.phase === wanted && (status === undefined || ('status' in state && state.status === status)))
        return;
      await next(flights.onDidChange);
    }
  };
  const record = (retries: number) =>
    cloud.putAsyncConfig(
      task('demo', 'slow', {}).ref,
      { max_async_retry_attempts: retries, enable_async_status_log: true },
      AbortSignal.timeout(10_000),
    );

  it('that is cancelled may still run, and says so', async () => {
    const running = invokeSync(stage, task('demo', 'slow', { task: 'cancelled', steps: 4 }), 30);
    await shown('step 1 of 4: cancelled');
    await flights.list()[0]?.state.stop();
    const { record: ended } = await running;
    assert.deepEqual(ended.outcome, { kind: 'cancelled', left: true });
    assert.ok(lines.some((line) => line.includes('may still be running on the service')));
    assert.deepEqual(flights.list(), []);
    assert.deepEqual(
      (await journal.list()).map(({ outcome }) => outcome.kind),
      ['cancelled'],
    );
  });

  it('gets the lines that the answer lacks from the log service', async () => {
    const word = 'x'.repeat(900);
    const { record: ended } = await invokeSync(stage, task('demo', 'slow', { task: word, steps: 4 }), 30);
    const steps = lines.flatMap((line) => /step (\d) of 4: x+$/.exec(line)?.[1] ?? []);
    assert.deepEqual(steps, ['1', '2', '3', '4']);
    assert.equal(ended.logCut, false);
    assert.match(ended.log, /Start invoke request[^]*step 1[^]*step 4[^]*Finish invoke request/);
  });

  it('says that lines are missing where the log service does not answer, and why, once', async () => {
    await control('POST', 'faults', { faults: ['ltsLogDetail:403:1'] });
    const word = 'x'.repeat(900);
    for (const first of [true, false]) {
      lines = [];
      const { record: ended } = await invokeSync(stage, task('demo', 'slow', { task: word, steps: 3 }), 30);
      assert.equal(ended.logCut, true);
      assert.equal(lines.filter((line) => line.startsWith('⋯ Lines are missing here')).length, 1);
      assert.equal(
        lines.some((line) => line.startsWith('⋯ Log lines cannot be read')),
        first,
      );
    }
  });

  it('that is asynchronous is stopped on the service where the person wants that', async () => {
    await record(0);
    const running = invokeAsync(stage, task('demo', 'slow', { task: 'stopped', steps: 60 }), () =>
      Promise.resolve('stop'),
    );
    await phase('following', 'Running');
    await flights.list()[0]?.state.stop();
    const { record: ended } = await running;
    assert.equal(ended.outcome.kind, 'stopped');
    assert.ok(lines.some((line) => line.includes('Asked the service to stop it')));
  });

  it('that is asynchronous is left to itself where the person wants that', async () => {
    await record(0);
    const running = invokeAsync(stage, task('demo', 'slow', { task: 'left', steps: 3 }), () =>
      Promise.resolve('leave'),
    );
    await phase('following', 'Running');
    assert.deepEqual(
      (await journal.list()).map(({ outcome }) => outcome.kind),
      ['queued'],
      'kept before its end',
    );
    await flights.list()[0]?.state.stop();
    const { record: ended } = await running;
    assert.equal(ended.outcome.kind, 'queued');
    assert.deepEqual(flights.list(), []);
  });

  it('is followed on after the person thought better of it', async () => {
    await record(0);
    let asked = 0;
    const running = invokeAsync(stage, task('demo', 'slow', { task: 'followed', steps: 3 }), () => {
      asked++;
      return Promise.resolve(undefined);
    });
    await phase('following', 'Running');
    await flights.list()[0]?.state.stop();
    const { record: ended } = await running;
    assert.deepEqual([asked, ended.outcome.kind], [1, 'succeeded']);
    const steps = lines.flatMap((line) => /step (\d) of 3: followed/.exec(line)?.[1] ?? []);
    assert.deepEqual(steps, ['1', '2', '3']);
  });
});

import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createWatchedEvents } from '../../src/app/events/watching';
import { invokeAsync } from '../../src/app/invocations/async';
import { createFlights } from '../../src/app/invocations/flights';
import { createJournal } from '../../src/app/invocations/journal';
import { createRequestIds } from '../../src/app/invocations/requestIds';
import { createStage } from '../../src/app/invocations/stage';
import { createLogStreams } from '../../src/app/logs/logStreams';
import { sandboxControls } from '../../src/app/sandbox/controls';
import { translate } from '../../src/model/message';
import { profileOf } from '../../src/model/services';
import type { Row } from '../../src/vscode/invoke/journal/rowItems';
import { createShown } from '../../src/vscode/invoke/journal/shown';
import { createJournalView } from '../../src/vscode/invoke/journal/view';
import { createScreen } from '../../src/vscode/invoke/run/screen';
import { createReport } from '../../src/vscode/report';
import { connectionTo, directly, keysOf, startSandbox, type Line } from './account';
import { eventually } from './eventually';
import { memento } from './memento';

/** The rows of the view themselves, over a real sandbox: VS Code shows a tree to nobody but a person. */
describe('the attempts of an event in the view of invocations', () => {
  const settings = () => vscode.workspace.getConfiguration('fndeck.sandbox');
  let line: Line;

  before(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await settings().update('arguments', ['--retry-delay', '600000'], vscode.ConfigurationTarget.Global);
    line = await startSandbox();
  });
  after(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await settings().update('arguments', undefined, vscode.ConfigurationTarget.Global);
  });

  it('are complete by themselves, live and after the end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fndeck-rows-'));
    const report = createReport('Invocation Rows Test');
    const connection = connectionTo(line, 'sandbox-rows');
    const cloud = directly(connection, keysOf(line));
    const controls = sandboxControls(line);
    const journal = createJournal({ folder, keep: () => 100, workspace: () => 'here', say: translate });
    const flights = createFlights();
    const logs = createLogStreams();
    const requestIds = createRequestIds(journal);
    const events = createWatchedEvents({
      ...{ logs, cloud: () => Promise.resolve(cloud), isEarlier: (id: string) => requestIds.isEarlier(id) },
      delivery: (event) => Promise.resolve((signal) => controls.deliveryOf(event, signal)),
    });
    const section = { number: 1, write: () => undefined, end: () => undefined };
    const output = {
      section: () => section,
      show: () => undefined,
      flushed: () => Promise.resolve(),
      dispose: () => undefined,
    };
    const stage = createStage({
      output,
      flights,
      screen: createScreen(report),
      journal,
      events,
      logs,
      requestIds,
    });
    const inWindow = { selection: [], visible: true };
    const shown = createShown(memento(), () => 'here', report);
    const view = createJournalView({ view: inWindow, journal, flights, events, shown, report });
    const { rows } = view;
    const below = async (row?: Row) => (await rows.getChildren(row)) ?? [];
    const items = async (row: Row) =>
      Promise.all((await below(row)).map(async (step) => rows.getTreeItem(step)));
    const labels = async (row: Row) =>
      (await items(row)).map(({ accessibilityInformation }) => accessibilityInformation?.label ?? '');
    const skip = async () => {
      const [seen] = events.list();
      assert.ok(seen);
      await controls.skip('attempt', seen.event, AbortSignal.timeout(10_000));
      seen.hurry();
    };

    const ref = { connection: connection.id, group: 'orders', name: 'flaky', qualifier: 'latest' };
    const task = { ref, cloud, profile: profileOf('functiongraph-huawei'), payload: '{"orderId":"A-1"}' };
    const ending = invokeAsync(stage, task, () => Promise.resolve('leave' as const)).then(
      (end) => end.goesOn ?? end,
    );

    const FAILED = (number: number) =>
      new RegExp(`^Attempt ${String(number)} failed after [\\d.]+ m?s\\b.*, \\d\\d:\\d\\d:\\d\\d$`);
    const WAITS = 'Waiting for the next attempt; the service does not say when it tries again';
    await eventually(async () => {
      const [row] = await below();
      assert.equal(row?.kind, 'flight');
      const item = await rows.getTreeItem(row);
      assert.equal(item.contextValue, 'invocation.inFlight.event.sandbox');
      assert.equal(item.collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
      const [attempt, wait, ...others] = await labels(row);
      assert.match(attempt ?? '', /^Attempt 1 (failed|ended) after [\d.]+ m?s\b.*, \d\d:\d\d:\d\d$/);
      assert.equal(wait, WAITS);
      assert.deepEqual(others, []);
    });
    await skip();
    await eventually(async () => {
      const [row] = await below();
      assert.ok(row);
      const [first, waited, second, wait] = await labels(row);
      assert.match(first ?? '', FAILED(1));
      assert.match(waited ?? '', /^Waited (10 min|600|9 min)/);
      assert.match(second ?? '', /^Attempt 2 /);
      assert.equal(wait, WAITS);
    });
    await skip();
    const { record } = await ending;
    assert.equal(record.outcome.kind, 'succeeded');

    const [row] = await below();
    assert.equal(row?.kind, 'ended');
    const item = await rows.getTreeItem(row);
    assert.equal(item.contextValue, 'invocation.event');
    assert.equal(item.collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    const spoken = await labels(row);
    assert.equal(spoken.length, 6, spoken.join('\n'));
    assert.match(spoken[0] ?? '', FAILED(1));
    assert.match(spoken[2] ?? '', FAILED(2));
    assert.match(spoken[4] ?? '', /^Attempt 3 succeeded after [\d.]+ m?s, \d\d:\d\d:\d\d$/);
    assert.equal(spoken[5], 'No destination is configured for this end: nothing is delivered.');
    // Each step has an id of its own, and keeps it: what a person has selected stays selected.
    const ids = (await items(row)).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      (await items(row)).map(({ id }) => id),
      ids,
    );

    view.dispose();
    report.dispose();
    rmSync(folder, { recursive: true });
  });
});

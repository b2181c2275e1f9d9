import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Node } from '../../src/app/catalog/nodes';
import { sandboxAccounts } from '../../src/app/sandbox/ready';
import type { GuardKind } from '../../src/model/connection';
import { answering, errorsShown, requestsSeen } from './account';
import { colleagueOn } from './configColleague';
import { closeAll, save, withSettings } from './configWorkbench';
import { eventListBench, HUAWEI, LIVE_MS } from './eventListBench';
import { eventually } from './eventually';

const NEVER = new AbortController().signal;

describe('the events of a version', () => {
  const bench = eventListBench();
  const { children, item, at, rowsOf, collapse, expand } = bench;
  const label = (node: Node) => item(node).label;
  const ref = (name: string, group = 'demo') => {
    return { connection: 'sandbox-functiongraph-huawei', group, name, qualifier: 'latest' };
  };
  const record = async (name: string, group?: string) => {
    const cloud = await bench.connections.cloud(ref(name).connection);
    const document = { max_async_retry_attempts: 0, enable_async_status_log: true };
    await cloud.putAsyncConfig(ref(name, group), document, NEVER);
    return cloud;
  };
  const breaks = async (...faults: readonly string[]) => {
    const response = await fetch(`${bench.ready.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'x-auth-token': bench.ready.token, 'content-type': 'application/json' },
      body: JSON.stringify({ faults }),
    });
    assert.equal(response.ok, true, await response.text());
  };
  /** Marks the connections; what they are connected as stays. */
  const mark = (guard: GuardKind) =>
    bench.connections.setSandbox(
      sandboxAccounts(bench.ready).map((account) => ({
        ...account,
        connection: { ...account.connection, guard },
      })),
    );
  /** The times of the list requests that the sandbox has seen. */
  const listed = async (): Promise<readonly number[]> =>
    (await requestsSeen(bench.ready))
      .filter(({ path }) => path.endsWith('/async-invocations'))
      .map((one) => Date.parse(one.at));

  it('are listed newest first, live while they are in sight, with one request in 5 s', async () => {
    bench.inRealTime();
    const cloud = await record('hello-node');
    const events = await at(HUAWEI, 'demo', 'hello-node', 'latest', 'Events');
    assert.equal(item(events).collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    assert.deepEqual(await listed(), []);
    await children(events);
    await eventually(async () => assert.equal(label((await children(events))[0] ?? events), 'No events yet'));
    await cloud.invokeAsync(ref('hello-node'), '{"n":1}', NEVER);
    await eventually(async () => assert.match((await rowsOf(events)).join(), /^Succeeded/), LIVE_MS);
    await cloud.invokeAsync(ref('hello-node'), '{"n":2}', NEVER);
    for (let click = 0; click < 20; click++) bench.explorer.refresh(events);
    await eventually(async () => assert.equal((await rowsOf(events)).length, 2), LIVE_MS);
    const [newest] = await children(events);
    assert.ok(newest);
    assert.equal(newest.kind, 'event');
    assert.match(item(newest).accessibilityInformation?.label ?? '', /^Event of .*, Succeeded/);
    assert.equal(item(newest).command?.command, 'fndeck.openEvent');
    assert.equal(item(events).description, '2');
    const times = await listed();
    assert.ok(times.length >= 2, String(times));
    times.slice(1).forEach((time, index) => assert.ok(time - (times[index] ?? 0) >= 4900, String(times)));
    const group = await at(HUAWEI, 'demo');
    collapse.fire({ element: group });
    const before = (await listed()).length;
    await new Promise((resolve) => setTimeout(resolve, 7000));
    assert.equal((await listed()).length, before);
    expand.fire({ element: group });
    await eventually(async () => assert.ok((await listed()).length > before), LIVE_MS);
  });

  it('are stopped together after one question, each with its result', async () => {
    const cloud = await record('slow');
    for (let one = 0; one < 3; one++)
      await cloud.invokeAsync(ref('slow'), '{"task":"wait","steps":100}', NEVER);
    const events = await at(HUAWEI, 'demo', 'slow', 'latest', 'Events');
    await children(events);
    await eventually(async () => assert.equal((await rowsOf(events)).length, 3), LIVE_MS);
    const rows = await children(events);
    assert.deepEqual(
      rows.map((row) => item(row).contextValue),
      ['event.open', 'event.open', 'event.open'],
    );
    let outcomes: readonly string[] = [];
    const said = await answering('Stop', async () => {
      const results = await bench.explorer.stopEvents(rows[0], rows);
      outcomes = (results ?? []).map(({ outcome }) => outcome.kind);
    });
    assert.match(said, /3 events/);
    assert.deepEqual(outcomes, ['asked', 'asked', 'asked']);
    await eventually(
      async () => assert.ok((await rowsOf(events)).every((text) => text.startsWith('Stopped'))),
      LIVE_MS,
    );
  });

  it('show a failure in their place, and go on after a retry', async () => {
    await record('hello-python');
    await breaks('listAsyncInvocations:403:x1');
    const events = await at(HUAWEI, 'demo', 'hello-python', 'latest', 'Events');
    await children(events);
    await eventually(async () =>
      assert.equal(item((await children(events))[0] ?? events).contextValue, 'failure'),
    );
    const [failure] = await children(events);
    assert.match(item(failure ?? events).accessibilityInformation?.label ?? '', /^Failed:.*Click to retry/);
    await bench.explorer.retry(failure);
    await eventually(
      async () => assert.equal(label((await children(events))[0] ?? events), 'No events yet'),
      LIVE_MS,
    );
  });

  it('say where none are kept, with the click that helps; never with the switch that does harm', async () => {
    const remark = async (connection: string, ...path: string[]) => {
      const events = await at(connection, ...path, 'Events');
      await children(events);
      let found: Node | undefined;
      await eventually(async () => {
        [found] = await children(events);
        assert.equal(found?.kind, 'eventsRemark');
        assert.notEqual(found.remark.kind, 'reading');
      }, LIVE_MS);
      assert.ok(found);
      return item(found);
    };
    const huawei = await remark(HUAWEI, 'orders', 'alert', 'latest');
    assert.equal(huawei.label, 'The service keeps no records of these events');
    assert.equal(huawei.command?.command, 'fndeck.recordEvents');
    const alias = await remark(HUAWEI, 'demo', 'hello-node', 'prod');
    assert.deepEqual(alias.command?.arguments, [{ ...ref('hello-node'), qualifier: 'v2' }]);
    const compute = await remark('Sandbox · Function Compute 3.0', 'alert', 'LATEST');
    assert.equal(compute.command?.command, 'fndeck.recordEvents');
    const otc = await remark('Sandbox · Open Telekom Cloud', 'orders', 'alert', 'latest');
    assert.equal(otc.command, undefined);
    assert.match(String(otc.description), /support/);
  });

  it('are shown by command, where the tree has the version', async () => {
    await bench.explorer.showEvents(ref('hello-node'));
    await assert.rejects(bench.explorer.showEvents({ ...ref('hello-node'), name: 'nobody' }), /nobody/);
  });

  it('are those that a person has chosen', async () => {
    const cloud = await record('fails', 'orders');
    const order = (quantity: number) => JSON.stringify({ orderId: 'A', items: [{ sku: 'TEA', quantity }] });
    for (const quantity of [1, 0]) await cloud.invokeAsync(ref('fails', 'orders'), order(quantity), NEVER);
    const events = await at(HUAWEI, 'orders', 'fails', 'latest', 'Events');
    await children(events);
    await eventually(async () => {
      const said = (await rowsOf(events)).map((text) => text.split(' ')[0]).sort();
      assert.deepEqual(said, ['Failed', 'Succeeded']);
    }, LIVE_MS);
    await choosing('Failed in the last hour', () => bench.explorer.filterEvents(events));
    assert.match(String(item(events).description), /^Failed · last hour/);
    await eventually(async () => {
      const [only, ...others] = await rowsOf(events);
      assert.match(only ?? '', /^Failed · .*TEA of order A has the quantity 0/);
      assert.deepEqual(others, []);
    }, LIVE_MS);
    await choosing('Stopped', () => bench.explorer.filterEvents(events));
    await eventually(
      async () => assert.equal(label((await children(events))[0] ?? events), 'No event fits the filter'),
      LIVE_MS,
    );
  });

  it('are stopped after one question more on a connection of production, and never where only reads are allowed', async () => {
    const cloud = await record('slow');
    const ids: string[] = [];
    for (let one = 0; one < 2; one++) {
      const { requestId } = await cloud.invokeAsync(ref('slow'), '{"task":"wait","steps":100}', NEVER);
      ids.push(requestId);
    }
    const events = ids.map((taskId) => ({
      kind: 'event' as const,
      event: { ref: ref('slow'), taskId, queuedAt: Date.now() },
    }));
    mark('readOnly');
    await assert.rejects(bench.explorer.stopEvents(events[0], events), /read-only/);
    mark('confirm');
    let outcomes: readonly string[] = [];
    const said = await answering('Stop', async () => {
      outcomes = ((await bench.explorer.stopEvents(events[0], events)) ?? []).map(
        ({ outcome }) => outcome.kind,
      );
    });
    assert.match(said, /2 events/);
    assert.deepEqual(outcomes, ['asked', 'asked']);
    assert.deepEqual(
      bench.asked.map(({ operation, writes }) => [operation, writes]),
      [['stopAsyncInvocation', 2]],
    );
  });

  it('stay where an older page fails, and go on from there', async () => {
    const cloud = await record('slow');
    const queue = () => cloud.invokeAsync(ref('slow'), '{"task":"wait","steps":100}', NEVER);
    for (let batch = 0; batch < 11; batch++) await Promise.all(Array.from({ length: 10 }, queue));
    const events = await at(HUAWEI, 'demo', 'slow', 'latest', 'Events');
    const kinds = async () => (await children(events)).map(({ kind }) => kind);
    await children(events);
    await eventually(async () => assert.equal((await kinds()).length, 101), LIVE_MS);
    const older = (await children(events)).at(-1);
    assert.equal(item(older ?? events).contextValue, 'events.older');
    await breaks('listAsyncInvocations:403:x1');
    bench.explorer.showOlderEvents(older);
    assert.match(String(item(events).description), /reading…$/);
    await eventually(async () => {
      const last = (await children(events)).at(-1);
      assert.equal(item(last ?? events).contextValue, 'failure');
    }, LIVE_MS);
    assert.equal((await kinds()).length, 101);
    await bench.explorer.retry((await children(events)).at(-1));
    await eventually(async () => {
      const all = await kinds();
      assert.ok(all.length >= 110, String(all.length));
      assert.ok(all.every((kind) => kind === 'event'));
    }, LIVE_MS);
  });
});

describe('the click that has events recorded', () => {
  afterEach(closeAll);

  it('opens the config with the switch set and sends nothing; on a service where that does harm it says so', async () => {
    // A version whose document no other test has had: VS Code keeps what was opened for some minutes.
    const colleague = await colleagueOn('slow');
    const restore = await withSettings({ 'files.autoSave': 'off' });
    await colleague.puts({ max_async_retry_attempts: 2 });
    await colleague.forgets();
    await vscode.commands.executeCommand('fndeck.recordEvents', colleague.ref);
    const document = await vscode.workspace.openTextDocument(colleague.uri);
    assert.equal(document.isDirty, true);
    assert.match(document.getText(), /"enable_async_status_log": true/);
    assert.match(document.getText(), /"max_async_retry_attempts": 2/);
    assert.equal(await colleague.writesSeen(), 0);
    await save();
    assert.equal((await colleague.holds())?.['enable_async_status_log'], true);

    const otc = await colleagueOn('hello-node', 1);
    assert.equal(otc.ref.connection, 'sandbox-functiongraph-otc');
    const errors = await errorsShown(() => vscode.commands.executeCommand('fndeck.recordEvents', otc.ref));
    await eventually(() => assert.match(errors.join(), /support/));
    assert.equal(await otc.writesSeen(), 1);
    assert.ok(
      !vscode.workspace.textDocuments.some(
        ({ uri, isDirty }) => isDirty && uri.toString() === otc.uri.toString(),
      ),
    );
    await colleague.deletes();
    await restore();
  });
});

/** Chooses a line of the next list that a person is shown. */
async function choosing(wanted: string, work: () => Promise<unknown>): Promise<void> {
  const original = vscode.window.showQuickPick;
  Object.assign(vscode.window, {
    showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
      const found = items.find((one) => one.label === wanted);
      assert.ok(found, wanted);
      return Promise.resolve(found);
    },
  });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showQuickPick: original });
  }
}

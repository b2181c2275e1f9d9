import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestEvents } from '../../src/cloud/testEvents';
import { testEventOf } from '../../src/app/catalog/handedOver';
import { parseTestEventPath, testEventPath } from '../../src/model/testEventPath';
import { requestsSeen } from './account';
import { eventListBench, HUAWEI } from './eventListBench';
import { eventually } from './eventually';

const NEVER = new AbortController().signal;

describe('the test events of a function in the tree', () => {
  const bench = eventListBench();
  const { children, item, at } = bench;
  const ID = { connection: 'sandbox-functiongraph-huawei', group: 'demo', name: 'hello-node' };
  const asked = async (): Promise<number> =>
    (await requestsSeen(bench.ready)).filter(({ path }) => path.endsWith('/events')).length;

  it('are read when the row is opened, once, and again after a refresh', async () => {
    const { testEvents } = await bench.connections.cloud(ID.connection);
    assert.ok(testEvents);
    const row = await at(HUAWEI, 'demo', 'hello-node', 'Test Events');
    assert.equal(item(row).collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    assert.equal(item(row).description, undefined);
    assert.equal(item(row).accessibilityInformation?.label, 'Test events of hello-node');
    assert.equal(await asked(), 0);
    const texts = async () => (await children(row)).map((node) => textOf(item(node).label));
    assert.deepEqual(await texts(), ['No test events yet']);
    assert.equal(item(row).description, '0 of 10');

    const first = await testEvents.createTestEvent(ID, 'paid', '{}', NEVER);
    await testEvents.createTestEvent(ID, 'refunded', '{}', NEVER);
    await testEvents.updateTestEvent(ID, first, '{"a":1}', NEVER);
    assert.deepEqual(await texts(), ['No test events yet']);
    const before = await asked();
    bench.explorer.refresh(row);
    await eventually(async () => assert.deepEqual(await texts(), ['paid', 'refunded']));
    assert.equal(await asked(), before + 1);
    const [paid, refunded] = await children(row);
    assert.ok(paid && refunded);
    assert.match(String(item(paid).description), /^updated \d{4}-\d\d-\d\d \d\d:\d\d$/);
    assert.equal(item(refunded).description, undefined);
    assert.match(item(paid).accessibilityInformation?.label ?? '', /^Test event paid, updated /);
    assert.equal(item(refunded).accessibilityInformation?.label, 'Test event refunded');
    assert.equal(item(paid).command?.command, 'fndeck.openTestEvent');
    assert.equal(item(row).accessibilityInformation?.label, 'Test events of hello-node, 2 of 10');
    for (const event of await testEvents.listTestEvents(ID, NEVER)) {
      await testEvents.deleteTestEvent(ID, event, NEVER);
    }
  });

  it('stand on FunctionGraph only, and below no version', async () => {
    const labels = async (...path: string[]) =>
      (await children(await at(...path))).map((node) => textOf(item(node).label));
    assert.ok((await labels('Sandbox · Open Telekom Cloud', 'demo', 'hello-node')).includes('Test Events'));
    assert.deepEqual(await labels(HUAWEI, 'demo', 'hello-node', 'latest'), ['Events']);
    const compute = await labels('Sandbox · Function Compute 2.0', 'demo', 'hello-node');
    assert.equal(compute.includes('Test Events'), false, compute.join());
  });

  it('say why they cannot be read, and are read again with a click', async () => {
    await fault('listEvents:403:1');
    const row = await at(HUAWEI, 'demo', 'hello-node', 'Test Events');
    const [failed] = await children(row);
    assert.ok(failed?.kind === 'failure');
    assert.match(
      item(failed).accessibilityInformation?.label ?? '',
      /^Failed: The service does not allow this/,
    );
    assert.equal(item(failed).command?.command, 'fndeck.retry');
    await fault();
    await bench.explorer.retry(failed);
    await eventually(async () => assert.equal((await children(row))[0]?.kind, 'empty'));
  });

  it('are shown as text whatever they are called, each once', async () => {
    const name = '../<img src=x> $(error) [link](command:workbench.action.closeWindow)\u202e\ud800';
    const events = [
      { id: '../..', name },
      { id: 'b', name: '' },
      { id: 'b', name: 'twice' },
      { id: 'c%2f', name: 'x'.repeat(10_000), modifiedAt: 1e300 },
    ];
    bench.lie({
      testEvents: { listTestEvents: () => Promise.resolve(events) } as Partial<TestEvents> as TestEvents,
    });
    const rows = await children(await at(HUAWEI, 'demo', 'hello-node', 'Test Events'));
    assert.equal(rows.length, 3);
    // It must not turn the direction of what stands behind it.
    assert.equal(item(rows[0] ?? assert.fail()).label, name.replace('\u202e', '\ufffd'));
    for (const row of rows) {
      const event = testEventOf(row);
      assert.ok(event);
      const uri = vscode.Uri.from({ scheme: 'fndeck-test-event', path: testEventPath(event) });
      assert.deepEqual(parseTestEventPath(vscode.Uri.parse(uri.toString()).path), event);
      assert.equal(item(row).tooltip instanceof vscode.MarkdownString, false);
    }
  });

  function textOf(label: string | vscode.TreeItemLabel | undefined): string {
    return typeof label === 'string' ? label : (label?.label ?? '');
  }
  async function fault(...faults: readonly string[]): Promise<void> {
    const response = await fetch(`${bench.ready.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'x-auth-token': bench.ready.token, 'content-type': 'application/json' },
      body: JSON.stringify({ faults }),
    });
    assert.equal(response.ok, true, await response.text());
  }
});

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Connection } from '../../src/model/connection';
import type { OverviewState, ToOverviewPage } from '../../src/webview/overview/protocol';
import { connectionTo, forgetAll, keysOf, startSandbox, type Line } from './account';
import { closeAll } from './configWorkbench';
import { eventually } from './eventually';
import { listenToPages } from './pageMessages';

const SANDBOX = 'sandbox-functiongraph-huawei';

describe('the page of an overview', () => {
  let line: Line;
  before(async () => {
    line = await startSandbox();
  });
  after(async () => {
    await closeAll();
    await forgetAll();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  it('opens once for a connection, and shows what is read', async () => {
    const messages = listenToPages<OverviewState>('overview');
    try {
      const of = { connection: SANDBOX };
      await vscode.commands.executeCommand('fndeck.showOverview', of);
      await eventually(() => {
        const state = messages.state();
        assert.equal(state?.reading, 'complete');
        assert.ok(state.configs > 0);
        assert.equal(state.failed.count, 0);
        assert.match(state.context, /Huawei Cloud FunctionGraph/);
      });
      await vscode.commands.executeCommand('fndeck.showOverview', of);
      const tabs = vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(
          ({ input }) =>
            input instanceof vscode.TabInputWebview && input.viewType.endsWith('fndeck.overview'),
        );
      assert.equal(tabs.length, 1);
    } finally {
      messages.dispose();
    }
  });

  it('has all its rows again where VS Code loads it anew', async () => {
    const messages = listenToPages<OverviewState>('overview');
    const rows = () => {
      const sent = messages.all() as readonly ToOverviewPage[];
      return sent.flatMap((one) => (one.type === 'rows' ? [one] : []));
    };
    try {
      await vscode.commands.executeCommand('workbench.action.webview.reloadWebviewAction');
      await eventually(() => {
        const order = rows().at(-1)?.order ?? [];
        assert.ok(order.length > 0);
        const lines = rows().flatMap((one) => one.lines.map(({ id }) => id));
        assert.deepEqual(
          order.filter((id) => !lines.includes(id)),
          [],
        );
      });
    } finally {
      messages.dispose();
    }
  });

  it('is of what its connection leads to once that is edited, and of nothing that was read before', async () => {
    const messages = listenToPages<OverviewState>('overview');
    const add = (connection: Connection) =>
      vscode.commands.executeCommand('fndeck.addConnection', { connection, secret: keysOf(line) });
    const complete = (title: string, context: RegExp) =>
      eventually(() => {
        const state = messages.state();
        assert.equal(state?.title, title);
        assert.match(state.context, context);
        assert.equal(state.reading, 'complete');
      });
    const first = connectionTo(line, 'moved');
    const [, other] = line.services;
    assert.ok(other);
    try {
      await add(first);
      await vscode.commands.executeCommand('fndeck.showOverview', { connection: first.id });
      await complete(first.name, /^Huawei Cloud/);
      messages.clear();
      const { region, projectId } = other;
      await add({ ...first, name: 'Moved', service: 'functiongraph-otc', region, projectId });
      await complete('Moved', /^Open Telekom Cloud/);
      const drawn = messages.all() as readonly ToOverviewPage[];
      const orders = drawn.flatMap((one) => (one.type === 'rows' ? [one.order] : []));
      assert.ok(
        orders.some((order) => order.length === 0),
        'no row of before stays',
      );
    } finally {
      messages.dispose();
    }
  });
});

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { OverviewState, ToOverviewPage } from '../../src/webview/overview/protocol';
import { startSandbox } from './account';
import { closeAll } from './configWorkbench';
import { eventually } from './eventually';
import { listenToPages } from './pageMessages';

const SANDBOX = 'sandbox-functiongraph-huawei';

describe('the page of an overview', () => {
  before(async () => {
    await startSandbox();
  });
  after(async () => {
    await closeAll();
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
});

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answering } from './account';
import { colleagueOn, type Colleague } from './configColleague';
import { closeAll, openText, replace, save, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const ONE = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 };

describe('the history of configs', () => {
  let colleague: Colleague;
  let restore: () => Promise<void>;

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    colleague = await colleagueOn('hello-node', 1);
  });
  after(async () => {
    await colleague.deletes();
    await restore();
  });
  beforeEach(async () => {
    await colleague.puts(ONE);
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 3');
    await save();
    assert.equal(await retriesHeld(), 3);
  });
  afterEach(closeAll);

  const retriesHeld = async () => (await colleague.holds())?.['max_async_retry_attempts'];
  const undo = () => vscode.commands.executeCommand<boolean>('fndeck.undoLastSave', colleague.ref);

  it('takes the last save back after showing what that changes, and the open document follows', async () => {
    const document = await openText(colleague.uri);
    let done: boolean | undefined;
    const said = await answering('Restore', async () => void (done = await undo()));
    assert.equal(done, true);
    assert.match(said, /Restore the earlier configuration of demo\/hello-node@latest/);
    assert.equal(await retriesHeld(), 1);
    await eventually(() => assert.match(document.getText(), /attempts": 1/));
  });

  it('takes the last save of the config in front back where nobody says which', async () => {
    const other = await colleagueOn('hello-python', 1);
    await other.puts(ONE);
    await openText(other.uri);
    await openText(colleague.uri);
    const said = await answering('Restore', () => vscode.commands.executeCommand('fndeck.undoLastSave'));
    assert.match(said, /Restore the earlier configuration of demo\/hello-node@latest/);
    assert.equal(await retriesHeld(), 1);
    await other.deletes();
  });

  it('brings a deleted config back', async () => {
    await answering('Delete', () =>
      vscode.commands.executeCommand('fndeck.deleteAsyncConfig', colleague.ref),
    );
    assert.equal(await colleague.holds(), undefined);
    await answering('Restore', undo);
    assert.equal(await retriesHeld(), 3);
  });

  it('tells where somebody has changed it since, and sends nothing where the person leaves', async () => {
    await colleague.puts({ ...ONE, max_async_retry_attempts: 2 });
    await colleague.forgets();
    const details: string[] = [];
    const original = vscode.window.showWarningMessage;
    Object.assign(vscode.window, {
      showWarningMessage: (_text: string, { detail = '' }: vscode.MessageOptions) => {
        details.push(detail);
        return Promise.resolve(undefined);
      },
    });
    try {
      assert.equal(await undo(), false);
    } finally {
      Object.assign(vscode.window, { showWarningMessage: original });
    }
    assert.match(details.join(), /Somebody has changed it since/);
    assert.equal(await colleague.writesSeen(), 0);
    assert.equal(await retriesHeld(), 2);
  });

  it('lists the writes, and compares one in the diff editor', async () => {
    const original = vscode.window.showQuickPick;
    const shown: (readonly vscode.QuickPickItem[])[] = [];
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
        shown.push(items);
        return Promise.resolve(items[0]);
      },
    });
    try {
      await vscode.commands.executeCommand('fndeck.showConfigHistory', colleague.ref);
    } finally {
      Object.assign(vscode.window, { showQuickPick: original });
    }
    assert.match(shown[0]?.[0]?.label ?? '', /Saved demo\/hello-node@latest/);
    assert.match(shown[0]?.[0]?.detail ?? '', /Retries: 3/);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const [before, after] = await Promise.all(
      [input.original, input.modified].map((uri) => vscode.workspace.openTextDocument(uri)),
    );
    assert.match(before?.getText() ?? '', /attempts": 1/);
    assert.match(after?.getText() ?? '', /attempts": 3/);
  });
});

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createEditQueue } from '../../src/vscode/configEditor/page/editQueue';
import { answering, errorsShown } from './account';
import { colleagueOn, type Colleague } from './configColleague';
import { closeAll, openForm, openText, replace, save, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const ONE = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 };
const ORDER = ['max_async_event_age_in_seconds', 'max_async_retry_attempts', 'destination_config'];

describe('the editor of configs', () => {
  let colleague: Colleague;
  let restore: () => Promise<void>;
  let file: vscode.Uri;

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    colleague = await colleagueOn('hello-node', 1);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    file = vscode.Uri.joinPath(folder.uri, 'hello.functiongraph-otc.async.json');
  });
  after(async () => {
    await restore();
  });
  beforeEach(async () => {
    await colleague.puts(ONE);
    await write('{\n  // nightly\n  "max_async_retry_attempts": 2\n}\n');
  });
  afterEach(async () => {
    await closeAll();
    await vscode.workspace.fs.delete(file);
  });

  const write = (text: string) => vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  const retriesHeld = async () => (await colleague.holds())?.['max_async_retry_attempts'];
  const activeInput = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;

  it('opens for a function from its command', async () => {
    await vscode.commands.executeCommand('fndeck.openAsyncConfig', colleague.ref);
    await eventually(() => {
      const input = activeInput();
      assert.ok(input instanceof vscode.TabInputCustom);
      assert.equal(input.viewType, 'fndeck.asyncConfig');
      assert.equal(input.uri.toString(), colleague.uri.toString());
    });
  });

  it('opens as JSON, and as a form again, in one tab', async () => {
    await openForm(colleague.uri);
    await vscode.commands.executeCommand('fndeck.openAsyncConfigAsJson', colleague.uri);
    await eventually(() => assert.ok(activeInput() instanceof vscode.TabInputText));
    await vscode.commands.executeCommand('fndeck.openAsyncConfig', colleague.uri);
    await eventually(() => assert.ok(activeInput() instanceof vscode.TabInputCustom));
    await eventually(() => assert.equal(vscode.window.tabGroups.activeTabGroup.tabs.length, 1));
  });

  it('opens for a file on disk by its name', async () => {
    await vscode.commands.executeCommand('vscode.open', file);
    await eventually(() => {
      const input = activeInput();
      assert.ok(input instanceof vscode.TabInputCustom);
      assert.equal(input.viewType, 'fndeck.asyncConfig');
    });
  });

  it('saves the form by PUT', async () => {
    const document = await openForm(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 3');
    await save();
    assert.equal(document.isDirty, false);
    assert.equal(await retriesHeld(), 3);
  });

  it('brings edits into the text one after the other, each one undo step, comments untouched', async () => {
    const document = await openText(file);
    const before = document.getText();
    const queue = createEditQueue(document, ORDER);
    const arrived = await Promise.all([
      queue.add(1, [{ path: ['max_async_retry_attempts'], value: 0 }]),
      queue.add(1, [{ path: ['max_async_event_age_in_seconds'], value: 60 }]),
      queue.add(1, [
        { path: ['destination_config', 'on_failure'], value: { destination: 'SMN' } },
        { path: ['max_async_retry_attempts'], value: 3 },
      ]),
    ]);
    assert.deepEqual(arrived, [true, true, true]);
    assert.equal(
      document.getText(),
      [
        '{',
        '  "max_async_event_age_in_seconds": 60,',
        '  // nightly',
        '  "max_async_retry_attempts": 3,',
        '  "destination_config": {',
        '    "on_failure": {',
        '      "destination": "SMN"',
        '    }',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
    for (let step = 0; step < 3; step++) await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    assert.equal(document.isDirty, false);
  });

  it('says in the text editor what the service would refuse', async () => {
    await openText(colleague.uri);
    const document = await vscode.workspace.openTextDocument(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 9');
    await eventually(() => {
      const [finding] = vscode.languages.getDiagnostics(colleague.uri);
      assert.ok(finding, 'a squiggle');
      assert.equal(document.getText(finding.range), '9');
    });
  });

  it('deletes a config after a question, and shows the defaults then', async () => {
    const document = await openForm(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 3');
    const asked = await answering('Delete', () =>
      vscode.commands.executeCommand('fndeck.deleteAsyncConfig', colleague.ref),
    );
    assert.match(asked, /demo\/hello-node@latest/);
    assert.equal(await colleague.holds(), undefined);
    await eventually(() => {
      assert.equal(document.isDirty, false);
      assert.match(document.getText(), /attempts": 1/);
    });
    await replace(document, 'attempts": 1', 'attempts": 2');
    await save();
    assert.equal(await retriesHeld(), 2);
  });

  it('deletes nothing where the person does not agree', async () => {
    await answering('Cancel', () =>
      vscode.commands.executeCommand('fndeck.deleteAsyncConfig', colleague.ref),
    );
    assert.equal(await retriesHeld(), 1);
  });

  it('compares a file with a function', async () => {
    await vscode.commands.executeCommand('fndeck.compareAsyncConfig', file, colleague.ref);
    await eventually(() => {
      const input = activeInput();
      assert.ok(input instanceof vscode.TabInputTextDiff, `a text comparison, not ${String(input)}`);
      assert.equal(input.modified.toString(), file.toString());
    });
  });

  it('applies a file to a function, saying in words what changes', async () => {
    let detail = '';
    const original = vscode.window.showWarningMessage;
    Object.assign(vscode.window, {
      showWarningMessage: (_: string, options: vscode.MessageOptions, yes: string) => {
        detail = options.detail ?? '';
        return Promise.resolve(yes);
      },
    });
    try {
      await vscode.commands.executeCommand('fndeck.applyAsyncConfig', file, colleague.ref);
    } finally {
      Object.assign(vscode.window, { showWarningMessage: original });
    }
    assert.match(detail, /Retries: 2 \(was: 1\)/);
    assert.deepEqual(await retriesHeld(), 2);
  });

  it('applies a file with what the service has as it is, whatever speaks against that', async () => {
    const param = { bucket: 'Older.Than_The.Rules' };
    const side = (as: unknown) => ({ on_failure: { destination: 'OBS', param: as } });
    await colleague.puts({ ...ONE, destination_config: side(JSON.stringify(param)) });
    await write(JSON.stringify({ max_async_retry_attempts: 2, destination_config: side(param) }));
    await answering('Apply', () =>
      vscode.commands.executeCommand('fndeck.applyAsyncConfig', file, colleague.ref),
    );
    assert.equal(await retriesHeld(), 2);
  });

  it('refuses to apply a file that the service would refuse', async () => {
    await write('{ "max_async_retry_attempts": 9 }');
    const [shown] = await errorsShown(() =>
      vscode.commands.executeCommand('fndeck.applyAsyncConfig', file, colleague.ref),
    );
    assert.match(shown ?? '', /Line 1, max_async_retry_attempts/);
    assert.equal(await retriesHeld(), 1);
  });
});

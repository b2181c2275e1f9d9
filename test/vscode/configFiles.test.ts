import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { colleagueOn, type Colleague } from './configColleague';
import { closeAll, openText, replace, save, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const ONE = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 };
const THREE = { ...ONE, max_async_retry_attempts: 3 };

describe('a config as a document', () => {
  let colleague: Colleague;
  let restore: () => Promise<void>;

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    colleague = await colleagueOn('hello-node');
  });
  after(async () => {
    await restore();
  });
  beforeEach(async () => {
    await colleague.breaks();
    await colleague.puts(ONE);
    await colleague.forgets();
  });
  afterEach(closeAll);

  const retriesHeld = async () => (await colleague.holds())?.['max_async_retry_attempts'];

  it('opens with what the service holds, asked for once', async () => {
    // Not shown: VS Code would look once more whether it has changed.
    const document = await vscode.workspace.openTextDocument(colleague.uri);
    assert.equal(
      document.getText(),
      '{\n  "max_async_event_age_in_seconds": 3600,\n  "max_async_retry_attempts": 1\n}\n',
    );
    assert.equal(await colleague.readsSeen(), 1);
  });

  it('is written by PUT when it is saved, and clean then', async () => {
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 0');
    await save();
    assert.equal(document.isDirty, false);
    assert.equal(await retriesHeld(), 0);
    assert.equal(await colleague.writesSeen(), 1);
  });

  it('is saved again and again without a conflict of its own making', async () => {
    const document = await openText(colleague.uri);
    for (const [from, to] of [
      [1, 3],
      [3, 2],
      [2, 1],
    ]) {
      await replace(document, `attempts": ${String(from)}`, `attempts": ${String(to)}`);
      await save();
      assert.equal(document.isDirty, false);
      assert.equal(await retriesHeld(), to);
    }
  });

  it('with comments keeps them in the editor, and sends none', async () => {
    const document = await openText(colleague.uri);
    await replace(document, '  "max_async_retry', '  // none\n  "max_async_retry');
    await save();
    assert.equal(document.isDirty, false);
    assert.match(document.getText(), /\/\/ none/);
    assert.equal(await retriesHeld(), 1);
  });

  it('is not written over a change of equal length', async () => {
    const document = await openText(colleague.uri);
    await colleague.puts(THREE);
    await replace(document, '3600', '1800');
    await save();
    assert.equal(document.isDirty, true);
    assert.equal(await retriesHeld(), 3);
    assert.equal((await colleague.holds())?.['max_async_event_age_in_seconds'], 3600);
  });

  it('that was closed moments ago opens with what the service holds by then', async () => {
    const open = () => vscode.commands.executeCommand('vscode.openWith', colleague.uri, 'fndeck.asyncConfig');
    // Whoever has asked for it keeps it in VS Code for minutes.
    const document = await vscode.workspace.openTextDocument(colleague.uri);
    await open();
    await colleague.puts(THREE);
    await eventually(async () => {
      await closeAll();
      await open();
      assert.match(document.getText(), /attempts": 3/);
    }, 20_000);
    assert.equal(document.isClosed, false);
    assert.equal(document.isDirty, false);
  });

  it('is not written over a deletion', async () => {
    const document = await openText(colleague.uri);
    await colleague.deletes();
    await replace(document, '3600', '1800');
    await save();
    assert.equal(document.isDirty, true);
    assert.equal(await colleague.holds(), undefined);
  });

  it('is not written over a config that somebody else has created', async () => {
    await colleague.deletes();
    const document = await openText(colleague.uri);
    assert.match(document.getText(), /"max_async_event_age_in_seconds": 3600/);
    await colleague.puts(THREE);
    await replace(document, '3600', '1800');
    await save();
    assert.equal(document.isDirty, true);
    assert.equal(await retriesHeld(), 3);
  });

  it('is written over a change where the person says so', async () => {
    const document = await openText(colleague.uri);
    await colleague.puts(THREE);
    await replace(document, 'attempts": 1', 'attempts": 2');
    const back = await withSettings({ 'files.saveConflictResolution': 'overwriteFileOnDisk' });
    try {
      await save();
    } finally {
      await back();
    }
    assert.equal(document.isDirty, false);
    assert.equal(await retriesHeld(), 2);
  });

  it('that does not exist yet opens with the service’s defaults, and saving creates it', async () => {
    await colleague.deletes();
    const document = await openText(colleague.uri);
    assert.equal(document.isDirty, false);
    await save();
    assert.equal(await retriesHeld(), 1);
    await replace(document, 'attempts": 1', 'attempts": 2');
    await save();
    assert.equal(document.isDirty, false);
    assert.equal(await retriesHeld(), 2);
  });

  it('keeps text and dirty state when the PUT fails, and is sent when it works again', async () => {
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 2');
    const text = document.getText();
    await colleague.breaks('putAsyncConfig:500:1');
    await save();
    assert.equal(document.isDirty, true);
    assert.equal(document.getText(), text);
    await colleague.breaks();
    assert.equal(await retriesHeld(), 1);
    await save();
    assert.equal(document.isDirty, false);
    assert.equal(await retriesHeld(), 2);
  });

  it('is not sent while nobody knows what the service holds', async () => {
    const document = await openText(colleague.uri);
    await colleague.puts(THREE);
    await replace(document, '3600', '1800');
    await colleague.breaks('getAsyncConfig:500:1');
    await save();
    assert.equal(document.isDirty, true);
    await colleague.breaks();
    assert.equal((await colleague.holds())?.['max_async_event_age_in_seconds'], 3600);
  });

  it('is refused with line and field where the service would refuse it', async () => {
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 9');
    await colleague.forgets();
    await save();
    assert.equal(document.isDirty, true);
    const content = new TextEncoder().encode(document.getText());
    await assert.rejects(
      Promise.resolve(vscode.workspace.fs.writeFile(colleague.uri, content)),
      /Line 3, max_async_retry_attempts: Enter a whole number from 0 to 8/,
    );
    assert.equal(await colleague.writesSeen(), 0);
  });

  it('is refused where it is no JSON, with the place', async () => {
    const broken = new TextEncoder().encode('{\n  "max_async_retry_attempts": 1\n  "x": 2\n}');
    await assert.rejects(
      Promise.resolve(vscode.workspace.fs.writeFile(colleague.uri, broken)),
      /Line 3, column 3: Comma expected/,
    );
    assert.equal(await retriesHeld(), 1);
  });

  it('has the same state for the same text, and a newer one for another', async () => {
    const { fs } = vscode.workspace;
    const first = await fs.stat(colleague.uri);
    await colleague.puts(ONE);
    assert.deepEqual(await fs.stat(colleague.uri), first);
    await colleague.puts(THREE);
    const second = await fs.stat(colleague.uri);
    assert.ok(second.mtime > first.mtime);
    assert.notEqual(second.size, first.size);
  });

  it('lies in folders that are there without asking a service', async () => {
    const { fs } = vscode.workspace;
    for (const path of ['/', '/nobody', '/nobody/nothing']) {
      const { type } = await fs.stat(vscode.Uri.from({ scheme: 'fndeck', path }));
      assert.equal(type, vscode.FileType.Directory);
    }
  });

  it('cannot be renamed, and says why', async () => {
    const to = colleague.uri.with({ path: colleague.uri.path.replace('hello', 'other') });
    await assert.rejects(Promise.resolve(vscode.workspace.fs.rename(colleague.uri, to)));
    assert.equal(await retriesHeld(), 1);
  });

  it('of a connection that is not there says so', async () => {
    const uri = colleague.uri.with({ path: colleague.uri.path.replace('sandbox-', 'nobody-') });
    await assert.rejects(Promise.resolve(vscode.workspace.openTextDocument(uri)), /nobody-/);
  });

  it('shows what the service holds after a save, where that is something else', async () => {
    await colleague.puts(THREE);
    const document = await openText(colleague.uri);
    await replace(document, ',\n  "max_async_retry_attempts": 3', '');
    await save();
    assert.equal(await retriesHeld(), 1, 'the service fills in its default');
    await eventually(() => {
      assert.match(document.getText(), /attempts": 1/);
      assert.equal(document.isDirty, false);
    });
    await replace(document, 'attempts": 1', 'attempts": 2');
    await save();
    assert.equal(document.isDirty, false, 'what was filled in is no conflict');
  });

  it('is read again on revert', async () => {
    const document = await openText(colleague.uri);
    await colleague.puts(THREE);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.match(document.getText(), /attempts": 3/);
  });
});

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { colleagueOn, type Colleague } from './configColleague';
import { closeAll, openForm, openText, replace, save, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const ONE = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 };
const THREE = { ...ONE, max_async_retry_attempts: 3 };

describe('auto save of a config', () => {
  let colleague: Colleague;
  let other: vscode.Uri;
  let restore: () => Promise<void>;

  before(async () => {
    colleague = await colleagueOn('hello-python');
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    other = vscode.Uri.joinPath(folder.uri, 'readme.txt');
  });
  beforeEach(async () => {
    await colleague.breaks();
    await colleague.puts(ONE);
  });
  afterEach(async () => {
    // A save that VS Code refused must not keep the next test's document from being read again.
    await restore();
    await closeAll();
    await dropDraft();
  });

  const retriesHeld = async () => (await colleague.holds())?.['max_async_retry_attempts'];
  const byDelay = async () => {
    restore = await withSettings({ 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 50 });
  };
  const byFocus = async () => {
    restore = await withSettings({ 'files.autoSave': 'onFocusChange' });
  };
  const clean = (document: vscode.TextDocument) =>
    eventually(() => assert.equal(document.isDirty, false, 'it is saved by itself'));

  /** Opens the form, gives up its draft, and closes it. */
  async function dropDraft(): Promise<void> {
    await vscode.workspace.fs.delete(colleague.uri).then(undefined, () => undefined);
  }

  it('by delay sends nothing, and asks for nothing', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 2');
    await clean(document);
    // From here on nothing of the opening is under way.
    await colleague.forgets();
    await replace(document, 'attempts": 2', 'attempts": 3');
    await clean(document);
    await replace(document, 'attempts": 3', 'attempts": 0');
    await clean(document);
    assert.equal(await colleague.writesSeen(), 0);
    assert.equal(await colleague.readsSeen(), 0);
    assert.equal(await retriesHeld(), 1);
  });

  it('by focus change sends nothing', async () => {
    await byFocus();
    const document = await openText(colleague.uri);
    await colleague.forgets();
    await replace(document, 'attempts": 1', 'attempts": 2');
    await vscode.window.showTextDocument(other, { preview: false });
    await clean(document);
    assert.equal(await colleague.writesSeen(), 0);
    assert.equal(await retriesHeld(), 1);
  });

  it('keeps a draft, which is what opens again', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 2 // not yet');
    await clean(document);
    const read = new TextDecoder().decode(await vscode.workspace.fs.readFile(colleague.uri));
    assert.equal(read, document.getText());
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.match(document.getText(), /not yet/);
  });

  it('keeps a text that is no JSON yet', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": ');
    await clean(document);
    assert.equal(await retriesHeld(), 1);
  });

  it('is followed by a PUT when a person saves, though the document is clean', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 2');
    await clean(document);
    await colleague.forgets();
    await save();
    assert.equal(await colleague.writesSeen(), 1);
    assert.equal(await retriesHeld(), 2);
    await replace(document, 'attempts": 2', 'attempts": 3');
    await clean(document);
    await save();
    assert.equal(await retriesHeld(), 3);
  });

  it('does not hide a change that somebody else has made since', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 2');
    await clean(document);
    await colleague.puts(THREE);
    await save();
    assert.equal(await retriesHeld(), 3);
    assert.match(document.getText(), /attempts": 2/);
    const compared = new TextDecoder().decode(await vscode.workspace.fs.readFile(colleague.uri));
    assert.match(compared, /attempts": 3/, 'what VS Code compares with is the service’s');

    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.files.revert');
      assert.match(document.getText(), /attempts": 3/, 'the draft is given up');
    });
  });

  it('is merged with what somebody else has changed in another field; the next save sends both', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await replace(document, '3600', '1800');
    await clean(document);
    await colleague.puts(THREE);
    await save();
    assert.equal((await colleague.holds())?.['max_async_event_age_in_seconds'], 3600, 'nothing is sent yet');
    await eventually(() => assert.match(document.getText(), /1800[^]*attempts": 3/));
    await save();
    assert.equal((await colleague.holds())?.['max_async_event_age_in_seconds'], 1800);
    assert.equal(await retriesHeld(), 3);
  });

  it('ends without a draft where the text is what the service holds again', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 2');
    await clean(document);
    await replace(document, 'attempts": 2', 'attempts": 1');
    await clean(document);
    await colleague.puts(THREE);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.match(document.getText(), /attempts": 3/);
  });

  it('keeps draft and text when the PUT that follows fails', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 2');
    await clean(document);
    await colleague.breaks('putAsyncConfig:500:1');
    await save();
    assert.equal(document.isDirty, true);
    assert.match(document.getText(), /attempts": 2/);
    await colleague.breaks();
    await save();
    assert.equal(document.isDirty, false);
    assert.equal(await retriesHeld(), 2);
  });

  it('works in the form as well', async () => {
    await byDelay();
    const document = await openForm(colleague.uri);
    await colleague.forgets();
    await replace(document, 'attempts": 1', 'attempts": 2');
    await clean(document);
    assert.equal(await colleague.writesSeen(), 0);
    await save();
    assert.equal(await retriesHeld(), 2);
  });
});

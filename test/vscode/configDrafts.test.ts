import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { colleagueOn, type Colleague } from './configColleague';
import { closeAll, openForm, openText, readAgain, replace, save, withSettings } from './configWorkbench';
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
  /** Types, and waits until that is saved by itself. `then`: what a person does first, where typing is not enough. */
  const drafted = async (
    document: vscode.TextDocument,
    from: string,
    to: string,
    then?: () => Thenable<unknown>,
  ) => {
    const saved = nextSave(document);
    await replace(document, from, to);
    await then?.();
    await saved;
    assert.equal(document.isDirty, false);
  };

  /** Opens the form, gives up its draft, and closes it. */
  async function dropDraft(): Promise<void> {
    await vscode.workspace.fs.delete(colleague.uri).then(undefined, () => undefined);
  }

  it('by delay sends nothing, and asks for nothing', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await drafted(document, 'attempts": 1', 'attempts": 2');
    // From here on nothing of the opening is under way.
    await colleague.forgets();
    await drafted(document, 'attempts": 2', 'attempts": 3');
    await drafted(document, 'attempts": 3', 'attempts": 0');
    assert.equal(await colleague.writesSeen(), 0);
    assert.equal(await colleague.readsSeen(), 0);
    assert.equal(await retriesHeld(), 1);
  });

  it('by focus change sends nothing', async () => {
    await byFocus();
    const document = await openText(colleague.uri);
    await colleague.forgets();
    await drafted(document, 'attempts": 1', 'attempts": 2', () =>
      vscode.window.showTextDocument(other, { preview: false }),
    );
    assert.equal(await colleague.writesSeen(), 0);
    assert.equal(await retriesHeld(), 1);
  });

  it('keeps a draft, which is what opens again', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await drafted(document, 'attempts": 1', 'attempts": 2 // not yet');
    const read = new TextDecoder().decode(await vscode.workspace.fs.readFile(colleague.uri));
    assert.equal(read, document.getText());
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.match(document.getText(), /not yet/);
  });

  it('keeps a text that is no JSON yet', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await drafted(document, 'attempts": 1', 'attempts": ');
    assert.equal(await retriesHeld(), 1);
  });

  it('is followed by a PUT when a person saves, though the document is clean', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await drafted(document, 'attempts": 1', 'attempts": 2');
    await colleague.forgets();
    await save();
    assert.equal(await colleague.writesSeen(), 1);
    assert.equal(await retriesHeld(), 2);
    await drafted(document, 'attempts": 2', 'attempts": 3');
    await save();
    assert.equal(await retriesHeld(), 3);
  });

  it('does not hide a change that somebody else has made since', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await drafted(document, 'attempts": 1', 'attempts": 2');
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
    await drafted(document, '3600', '1800');
    await colleague.puts(THREE);
    await save();
    assert.equal((await colleague.holds())?.['max_async_event_age_in_seconds'], 3600, 'nothing is sent yet');
    await eventually(() => assert.match(document.getText(), /1800[^]*attempts": 3/));
    await eventually(async () => {
      // While auto save is at this text, VS Code takes a person's save for the same one.
      await save();
      assert.equal((await colleague.holds())?.['max_async_event_age_in_seconds'], 1800);
    });
    assert.equal(await retriesHeld(), 3);
  });

  it('ends without a draft where the text is what the service holds again', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await drafted(document, 'attempts": 1', 'attempts": 2');
    await drafted(document, 'attempts": 2', 'attempts": 1');
    await colleague.puts(THREE);
    await readAgain(document);
    assert.match(document.getText(), /attempts": 3/);
  });

  it('keeps draft and text when the PUT that follows fails', async () => {
    await byDelay();
    const document = await openText(colleague.uri);
    await drafted(document, 'attempts": 1', 'attempts": 2');
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
    await drafted(document, 'attempts": 1', 'attempts": 2');
    assert.equal(await colleague.writesSeen(), 0);
    await save();
    assert.equal(await retriesHeld(), 2);
  });
});

/** Waits for the next save of a document, by whomever; until then FnDeck takes it for being saved. */
function nextSave(document: vscode.TextDocument): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(limit);
      listening.dispose();
      settle();
    };
    const limit = setTimeout(() => end(() => reject(new Error('it is not saved by itself'))), 10_000);
    const listening = vscode.workspace.onDidSaveTextDocument((saved) => {
      if (saved === document) end(resolve);
    });
  });
}

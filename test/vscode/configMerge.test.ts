import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { colleagueOn, type Colleague } from './configColleague';
import { closeAll, openText, replace, save, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const ONE = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 };

describe('a config that somebody else has changed meanwhile', () => {
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
  });
  afterEach(closeAll);

  const values = async (): Promise<readonly unknown[]> => {
    const held = await colleague.holds();
    return [held?.['max_async_event_age_in_seconds'], held?.['max_async_retry_attempts']];
  };

  it('is merged into the text where it is another field, as one step to undo, and sent by the next save', async () => {
    const document = await openText(colleague.uri);
    await replace(document, '{', '{ // ours');
    await replace(document, 'attempts": 1', 'attempts": 3');
    await colleague.puts({ ...ONE, max_async_event_age_in_seconds: 60 });
    await colleague.forgets();
    await save();
    await eventually(() => assert.match(document.getText(), /seconds": 60/));
    assert.match(document.getText(), /attempts": 3/);
    assert.match(document.getText(), /\/\/ ours/);
    assert.equal(document.isDirty, true);
    assert.equal(await colleague.writesSeen(), 0);

    await vscode.commands.executeCommand('undo');
    await eventually(() => assert.match(document.getText(), /seconds": 3600/));
    assert.match(document.getText(), /attempts": 3/);
    await vscode.commands.executeCommand('redo');
    await eventually(() => assert.match(document.getText(), /seconds": 60/));
    await save();
    assert.deepEqual(await values(), [60, 3]);
    assert.equal(document.isDirty, false);
  });

  it('is left to the person where it is the same field', async () => {
    const document = await openText(colleague.uri);
    await replace(document, 'attempts": 1', 'attempts": 3');
    await colleague.puts({ ...ONE, max_async_retry_attempts: 2 });
    await colleague.forgets();
    await save();
    assert.equal(document.isDirty, true);
    assert.match(document.getText(), /attempts": 3/);
    assert.equal(await colleague.writesSeen(), 0);
    assert.deepEqual(await values(), [3600, 2]);
  });
});

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { TEST_EVENT_SCHEME, testEventPath, type TestEventName } from '../../src/model/testEventPath';
import { requestsSeen } from './account';
import { replace, save, withSettings } from './configWorkbench';
import { eventually } from './eventually';
import { ID, openTestEvent, typing, workWithTestEvents } from './testEventColleague';

describe('the documents of test events', () => {
  const colleague = workWithTestEvents();
  const run = <T>(command: string, ...given: unknown[]) =>
    vscode.commands.executeCommand<T>(command, ...given);

  it('open as JSON that is linked with the function, and are saved by one PUT', async () => {
    const name = await colleague.creates('paid', '{\n  "n": 1\n}');
    await colleague.forgets();
    const document = await openTestEvent(name);
    assert.equal(document.getText(), '{\n  "n": 1\n}');
    assert.equal(document.languageId, 'json');
    assert.equal(document.uri.path.endsWith('/paid.json'), true);
    assert.deepEqual(await colleague.methods(), ['GET']);
    const lenses = await run<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    assert.match(lenses[0]?.command?.title ?? '', /Invoke demo\/hello-node@latest/);

    for (const next of [2, 3]) {
      await colleague.forgets();
      await replace(document, `"n": ${next - 1}`, `"n": ${next}`);
      await save();
      assert.equal(document.isDirty, false);
      assert.equal(await colleague.holds(name), `{\n  "n": ${next}\n}`);
      assert.deepEqual((await colleague.methods()).slice(0, 2), ['GET', 'PUT']);
      assert.equal((await colleague.methods()).filter((method) => method === 'PUT').length, 1);
    }
  });

  it('are invoked as they stand in the editor, once', async () => {
    const document = await openTestEvent(await colleague.creates('paid', '{"name":"Ada"}'));
    await replace(document, 'Ada', 'Grace');
    await colleague.forgets();
    const record = await run<{ readonly payload?: string } | undefined>(
      'fndeck.invokeWithPayload',
      document.uri,
    );
    assert.equal(record?.payload, '{"name":"Grace"}');
    const seen = await requestsSeen(colleague.line);
    const posts = seen.filter(({ method, path }) => method === 'POST' && path.endsWith('/invocations'));
    assert.equal(posts.length, 1);
  });

  it('stay unsaved where somebody else has changed one meanwhile', async () => {
    const name = await colleague.creates('paid', '{"n":1}');
    const document = await openTestEvent(name);
    await replace(document, '1', '2');
    await colleague.updates(name, '{"n":3}');
    await colleague.forgets();
    await save();
    assert.equal(document.isDirty, true);
    assert.equal(document.getText(), '{"n":2}');
    assert.equal(await colleague.holds(name), '{"n":3}');
    assert.equal((await colleague.methods()).includes('PUT'), false);
  });

  it('stay unsaved where one was deleted meanwhile, and can be saved as a new one', async () => {
    const name = await colleague.creates('paid', '{"n":1}');
    const document = await openTestEvent(name);
    await replace(document, '1', '2');
    await colleague.deletes(name);
    await save();
    assert.equal(document.isDirty, true);
    assert.equal(document.getText(), '{"n":2}');
    await typing(
      'paid',
      async ({ value }) => {
        assert.equal(value, 'paid');
        return Promise.resolve();
      },
      () => run('fndeck.saveTestEvent', document.uri),
    );
    const [again] = await colleague.lists();
    assert.equal(again?.name, 'paid');
    assert.equal(await colleague.holds(again), '{"n":2}');
  });

  it('are not sent where the text is no JSON, or too large', async () => {
    const name = await colleague.creates('paid', '{"n":1}');
    const document = await openTestEvent(name);
    for (const wrong of ['{"n":', '{"n":1} // why', `{"n":"${'x'.repeat(5 * 1024)}"}`]) {
      await colleague.forgets();
      await replace(document, document.getText(), wrong);
      await save();
      assert.equal(document.isDirty, true);
      assert.equal((await colleague.methods()).includes('PUT'), false, wrong.slice(0, 20));
    }
    assert.equal(await colleague.holds(name), '{"n":1}');
  });

  it('are never sent by auto save', async () => {
    const name = await colleague.creates('paid', '{"n":1}');
    const back = await withSettings({ 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 50 });
    try {
      const document = await openTestEvent(name);
      await colleague.forgets();
      await replace(document, '1', '2');
      // VS Code has begun to save when it asks for the state.
      await eventually(async () => assert.ok((await colleague.methods()).includes('GET')));
      await colleague.forgets();
      await eventually(async () => {
        await save();
        assert.equal(document.isDirty, false);
      });
      assert.deepEqual(
        (await colleague.methods()).filter((method) => method !== 'GET'),
        ['PUT'],
      );
      assert.equal(await colleague.holds(name), '{"n":2}');
    } finally {
      await back();
    }
  });

  it('that nobody knows are an error of VS Code, not an empty file', async () => {
    const uri = (name: TestEventName) =>
      vscode.Uri.from({ scheme: TEST_EVENT_SCHEME, path: testEventPath(name) });
    const read = (name: TestEventName) => async () => vscode.workspace.fs.readFile(uri(name));
    await assert.rejects(read({ id: ID, eventId: 'gone', name: 'gone' }), /EntryNotFound/);
    await assert.rejects(read({ id: { ...ID, name: 'gone' }, eventId: 'e', name: 'e' }), /does not exist/);
    const nowhere = { ...ID, connection: 'nowhere' };
    await assert.rejects(read({ id: nowhere, eventId: 'e', name: 'e' }), /nowhere/);
    const compute = { ...ID, connection: 'sandbox-functioncompute-2' };
    await assert.rejects(read({ id: compute, eventId: 'e', name: 'e' }), /keeps no test events/);
  });
});

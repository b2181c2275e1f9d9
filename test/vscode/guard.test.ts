import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { GuardKind } from '../../src/model/connection';
import { documentPath, SCHEME } from '../../src/model/documentPath';
import { answering, connectionTo, errorsShown, forgetAll, keysOf, startSandbox } from './account';
import { colleagueOn, type Body, type Colleague } from './configColleague';
import { closeAll, openText, replace, save, untitledJson, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const ONE = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 };
const NAME = 'Test guarded';

describe('a connection that is marked', () => {
  let colleague: Colleague;
  let restore: () => Promise<void>;
  let uri: vscode.Uri;

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    colleague = await colleagueOn('hello-node');
  });
  after(async () => {
    await forgetAll();
    await colleague.deletes();
    await restore();
  });
  beforeEach(async () => {
    await colleague.puts(ONE);
  });
  afterEach(closeAll);

  const ref = () => ({ ...colleague.ref, connection: 'guarded' });
  const mark = async (guard: GuardKind) => {
    const line = await startSandbox();
    const connection = { ...connectionTo(line, 'guarded'), guard };
    const secret = keysOf(line);
    await vscode.commands.executeCommand('fndeck.addConnection', { connection, secret });
    uri = vscode.Uri.from({ scheme: SCHEME, path: documentPath(ref(), connection.service) });
  };
  const held = async (): Promise<Body | undefined> => colleague.holds();
  const invoke = async (id: string) => {
    const payload = await untitledJson('{"name":"Ada"}');
    await vscode.window.showTextDocument(payload);
    return vscode.commands.executeCommand<object | undefined>(id, ref(), payload.uri);
  };

  describe('as production', () => {
    beforeEach(() => mark('confirm'));

    it('shows old to new before a save, and saves when the name is typed', async () => {
      const document = await openText(uri);
      await replace(document, 'attempts": 1', 'attempts": 3');
      const typed = await typing([NAME], async () => {
        const said = await answering('Continue…', save);
        assert.match(said, /Save the configuration of demo\/hello-node@latest on “Test guarded”/);
      });
      assert.match(typed[0] ?? '', /Type the name of the connection/);
      assert.equal((await held())?.['max_async_retry_attempts'], 3);
      assert.equal(document.isDirty, false);
    });

    it('keeps the text dirty and the service as it is where the person leaves', async () => {
      const document = await openText(uri);
      await replace(document, 'attempts": 1', 'attempts": 3');
      await colleague.forgets();
      await typing([undefined], () => answering('Continue…', save));
      await typing([], () => answering('Cancel', save));
      assert.equal(document.isDirty, true);
      assert.match(document.getText(), /attempts": 3/);
      assert.equal(await colleague.writesSeen(), 0);
    });

    it('asks again for a name that was typed wrongly', async () => {
      const asked = await typing(['Test guard', NAME], () =>
        answering('Delete', () => vscode.commands.executeCommand('fndeck.deleteAsyncConfig', ref())),
      );
      assert.equal(asked.length, 2);
      assert.equal(await held(), undefined);
    });

    it('asks before it invokes and before it queues, and sends nothing otherwise', async () => {
      // With records: FnDeck waits ten seconds for the record of an event before it says that there is none.
      await colleague.puts({ ...ONE, enable_async_status_log: true });
      for (const id of ['fndeck.invokeWithPayload', 'fndeck.invokeAsyncWithPayload']) {
        let record: object | undefined;
        await typing([undefined], async () => void (record = await invoke(id)));
        assert.equal(record, undefined);
        const asked = await typing([NAME], async () => void (record = await invoke(id)));
        assert.equal(asked.length, 1);
        assert.ok(record, id);
      }
    });
  });

  describe('as read-only', () => {
    beforeEach(() => mark('readOnly'));

    it('opens configs, and refuses every write without asking', async () => {
      const document = await openText(uri);
      await replace(document, 'attempts": 1', 'attempts": 3');
      await colleague.forgets();
      await save();
      assert.equal(document.isDirty, true);
      const refused = async (work: () => Thenable<unknown>) => {
        const errors = await errorsShown(work);
        await eventually(() => assert.match(errors.join(), /marked as read-only/));
      };
      await refused(() => vscode.commands.executeCommand('fndeck.deleteAsyncConfig', ref()));
      await refused(() => invoke('fndeck.invokeWithPayload'));
      await refused(() => invoke('fndeck.invokeAsyncWithPayload'));
      assert.equal(await colleague.writesSeen(), 0);
      assert.deepEqual((await held())?.['max_async_retry_attempts'], 1);
    });
  });
});

/** Types answers, one box after the other, while something is done; gives what the boxes asked. */
async function typing(
  answers: readonly (string | undefined)[],
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const original = vscode.window.showInputBox;
  const asked: string[] = [];
  Object.assign(vscode.window, {
    showInputBox: ({ prompt = '' }: vscode.InputBoxOptions) => {
      asked.push(prompt);
      return Promise.resolve(answers[asked.length - 1]);
    },
  });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showInputBox: original });
  }
  return asked;
}

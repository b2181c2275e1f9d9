import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { TEST_EVENT_SCHEME } from '../../src/model/testEventPath';
import { answering, connectionTo, errorsShown, forgetAll, keysOf } from './account';
import { replace, save, untitledJson } from './configWorkbench';
import { eventually } from './eventually';
import { ID, openTestEvent, typing, workWithTestEvents } from './testEventColleague';

const REF = { ...ID, qualifier: 'latest' };

describe('test events', () => {
  const colleague = workWithTestEvents();
  const run = <T>(command: string, ...given: unknown[]) =>
    vscode.commands.executeCommand<T>(command, ...given);
  const payload = async (content: string): Promise<vscode.TextDocument> => {
    const document = await untitledJson(content);
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  };

  describe('saved from a payload', () => {
    it('are created under a name that is checked while it is typed', async () => {
      const document = await payload('{\n  // who\n  "name": "Ada",\n}');
      await colleague.forgets();
      const said: (string | undefined)[] = [];
      await typing(
        'order-paid',
        async (box) => {
          for (const typed of ['9a', 'a b', 'a-', 'x'.repeat(26), '', 'order-paid']) {
            const wrong = await box.validateInput?.(typed);
            assert.ok(wrong === undefined || typeof wrong === 'string');
            said.push(wrong ?? undefined);
          }
        },
        () => run('fndeck.saveTestEvent', REF),
      );
      for (const wrong of said.slice(0, -1)) assert.match(wrong ?? '', /^A name has 1 to 25 letters, digits/);
      assert.equal(said.at(-1), undefined);
      assert.deepEqual(await colleague.methods(), ['GET', 'POST']);
      const [created] = await colleague.lists();
      assert.equal(created?.name, 'order-paid');
      const content = await colleague.holds(created);
      assert.deepEqual(JSON.parse(content ?? ''), { name: 'Ada' });
      assert.equal(document.isDirty, true);
    });

    it('replace one of the same name after a question, by one PUT', async () => {
      const name = await colleague.creates('paid', '{"n":1}');
      const shown = await openTestEvent(name);
      await payload('{"n":2}');
      await colleague.forgets();
      const asked = async (answer: string) =>
        answering(answer, () =>
          typing(
            'paid',
            () => Promise.resolve(),
            () => run('fndeck.saveTestEvent', REF),
          ),
        );
      assert.match(await asked('Cancel'), /Replace the test event “paid” of demo\/hello-node\?/);
      assert.equal(await colleague.holds(name), '{"n":1}');
      await asked('Replace');
      assert.equal(await colleague.holds(name), '{"n":2}');
      assert.deepEqual(
        (await colleague.methods()).filter((method) => method !== 'GET'),
        ['PUT'],
      );
      await eventually(() => assert.equal(shown.getText(), '{"n":2}'));
    });

    it('are refused before anything is sent: 5 KB, and what is no JSON', async () => {
      for (const [text, said] of [
        [
          `{"n":"${'x'.repeat(5 * 1024)}"}`,
          /limit of a test event is 4,096 bytes; this one has 5,128\. Nothing was sent/,
        ],
        ['{"n":', /Line 1, column 6: .*Nothing was sent/],
      ] as const) {
        await payload(text);
        await colleague.forgets();
        const errors = await errorsShown(() => run('fndeck.saveTestEvent', REF));
        assert.match(errors.join(), said);
        assert.deepEqual(await colleague.methods(), []);
      }
    });

    it('are ten at most: the eleventh is refused while its name is typed', async () => {
      for (let n = 0; n < 10; n++) await colleague.creates(`e${n}`, '{}');
      await payload('{"n":11}');
      await colleague.forgets();
      await typing(
        undefined,
        async (box) => {
          const said = await box.validateInput?.('e10');
          assert.ok(typeof said === 'string');
          assert.match(said, /There are 10 test events already.*e0, e1/);
          assert.equal(await box.validateInput?.('e9'), undefined);
        },
        () => run('fndeck.saveTestEvent', REF),
      );
      assert.deepEqual(await colleague.methods(), ['GET']);
      assert.equal((await colleague.lists()).length, 10);
    });
  });

  it('are deleted after a question, several at once, and their documents are gone', async () => {
    const [one, two, three] = [
      await colleague.creates('one', '1'),
      await colleague.creates('two', '2'),
      await colleague.creates('three', '3'),
    ];
    const document = await openTestEvent(two);
    assert.match(
      await answering('Cancel', () => run('fndeck.deleteTestEvent', one)),
      /Delete the test event “one”/,
    );
    assert.equal((await colleague.lists()).length, 3);
    const said = await answering('Delete', () => run('fndeck.deleteTestEvent', two, [one, two]));
    assert.match(said, /Delete 2 test events/);
    assert.deepEqual(
      (await colleague.lists()).map(({ name }) => name),
      ['three'],
    );
    await assert.rejects(async () => vscode.workspace.fs.readFile(document.uri), /EntryNotFound/);
    assert.equal(await colleague.holds(three), '3');
  });

  it('are compared with the file of the function and the name', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, '.fndeck', 'demo', 'hello-node', 'paid.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{"n":2}'));
    try {
      await run('fndeck.compareTestEvent', await colleague.creates('paid', '{"n":1}'));
      await eventually(() => {
        const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
        assert.ok(input instanceof vscode.TabInputTextDiff);
        assert.equal(input.original.toString(), file.toString());
        assert.equal(input.modified.scheme, TEST_EVENT_SCHEME);
      });
    } finally {
      await vscode.workspace.fs.delete(file);
    }
  });

  describe('of a connection that is marked', () => {
    const GUARDED = { ...ID, connection: 'guarded-events' };
    const mark = async (guard: 'confirm' | 'readOnly') => {
      const connection = { ...connectionTo(colleague.line, GUARDED.connection), guard };
      await run('fndeck.addConnection', { connection, secret: keysOf(colleague.line) });
    };
    after(forgetAll);

    it('are not written where it is read-only, whatever is asked for', async () => {
      await mark('readOnly');
      const name = { ...(await colleague.creates('paid', '{"n":1}')), id: GUARDED };
      const document = await openTestEvent(name);
      await replace(document, '1', '2');
      await colleague.forgets();
      await save();
      assert.equal(document.isDirty, true);
      for (const command of ['fndeck.deleteTestEvent', 'fndeck.saveTestEvent']) {
        const given = command.includes('save') ? { ...GUARDED, qualifier: 'latest' } : name;
        const errors = await errorsShown(() => run(command, given));
        assert.match(errors.join(), /marked as read-only/, command);
      }
      assert.deepEqual(
        (await colleague.methods()).filter((method) => method !== 'GET'),
        [],
      );
    });

    it('are written where it is production once its name was typed', async () => {
      await mark('confirm');
      const name = { ...(await colleague.creates('paid', '{"n":1}')), id: GUARDED };
      const document = await openTestEvent(name);
      await replace(document, '1', '2');
      await typing(
        undefined,
        ({ prompt }) => {
          assert.match(
            prompt ?? '',
            /Save the test event “paid” of demo\/hello-node on “Test guarded-events”/,
          );
          return Promise.resolve();
        },
        save,
      );
      assert.equal(document.isDirty, true);
      assert.equal(await colleague.holds(name), '{"n":1}');
      await typing('Test guarded-events', () => Promise.resolve(), save);
      assert.equal(document.isDirty, false);
      assert.equal(await colleague.holds(name), '{"n":2}');
      await answering('Delete', () =>
        typing(
          'Test guarded-events',
          () => Promise.resolve(),
          () => run('fndeck.deleteTestEvent', name),
        ),
      );
      assert.deepEqual(
        (await colleague.lists()).map(({ name }) => name),
        [],
      );
    });
  });
});

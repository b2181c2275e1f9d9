import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestEvents } from '../../src/cloud/testEvents';
import { TEST_EVENT_SCHEME, testEventPath, type TestEventName } from '../../src/model/testEventPath';
import {
  answering,
  colleagueAt,
  connectionTo,
  errorsShown,
  forgetAll,
  keysOf,
  requestsSeen,
  startSandbox,
  type Line,
} from './account';
import { closeAll, replace, save, untitledJson, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const NEVER = new AbortController().signal;
const ID = { connection: 'sandbox-functiongraph-huawei', group: 'demo', name: 'hello-node' };
const REF = { ...ID, qualifier: 'latest' };

describe('test events', () => {
  let line: Line;
  let colleague: TestEvents;
  let restore: () => Promise<void>;

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    line = await startSandbox();
    const { testEvents } = colleagueAt(line, 'functiongraph-huawei');
    assert.ok(testEvents);
    colleague = testEvents;
  });
  after(() => restore());
  afterEach(async () => {
    await closeAll();
    for (const event of await colleague.listTestEvents(ID, NEVER)) {
      await colleague.deleteTestEvent(ID, event, NEVER);
    }
  });

  const run = <T>(command: string, ...given: unknown[]) =>
    vscode.commands.executeCommand<T>(command, ...given);
  const forget = () =>
    fetch(`${line.url}/sandbox/requests`, { method: 'DELETE', headers: { 'x-auth-token': line.token } });
  /** The methods of the requests about test events since `forget`. */
  const methods = async () =>
    (await requestsSeen(line)).filter(({ path }) => /\/events(\/|$)/.test(path)).map(({ method }) => method);
  const create = async (name: string, content: string): Promise<TestEventName> => {
    const { id } = await colleague.createTestEvent(ID, name, content, NEVER);
    return { id: ID, eventId: id, name };
  };
  const held = async ({ eventId }: TestEventName) =>
    (await colleague.getTestEvent(ID, eventId, NEVER))?.content;
  const names = async () => (await colleague.listTestEvents(ID, NEVER)).map(({ name }) => name);
  const open = async (name: TestEventName): Promise<vscode.TextDocument> => {
    await run('fndeck.openTestEvent', name);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, TEST_EVENT_SCHEME);
    return document;
  };
  const payload = async (content: string): Promise<vscode.TextDocument> => {
    const document = await untitledJson(content);
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  };

  describe('as documents', () => {
    it('open as JSON that is linked with the function, and are saved by one PUT', async () => {
      const name = await create('paid', '{\n  "n": 1\n}');
      await forget();
      const document = await open(name);
      assert.equal(document.getText(), '{\n  "n": 1\n}');
      assert.equal(document.languageId, 'json');
      assert.equal(document.uri.path.endsWith('/paid.json'), true);
      assert.deepEqual(await methods(), ['GET']);
      const lenses = await run<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
      assert.match(lenses[0]?.command?.title ?? '', /Invoke demo\/hello-node@latest/);

      for (const next of [2, 3]) {
        await forget();
        await replace(document, `"n": ${next - 1}`, `"n": ${next}`);
        await save();
        assert.equal(document.isDirty, false);
        assert.equal(await held(name), `{\n  "n": ${next}\n}`);
        assert.deepEqual((await methods()).slice(0, 2), ['GET', 'PUT']);
        assert.equal((await methods()).filter((method) => method === 'PUT').length, 1);
      }
    });

    it('are invoked as they stand in the editor, once', async () => {
      const document = await open(await create('paid', '{"name":"Ada"}'));
      await replace(document, 'Ada', 'Grace');
      await forget();
      const record = await run<{ readonly payload?: string } | undefined>(
        'fndeck.invokeWithPayload',
        document.uri,
      );
      assert.equal(record?.payload, '{"name":"Grace"}');
      const seen = await requestsSeen(line);
      const posts = seen.filter(({ method, path }) => method === 'POST' && path.endsWith('/invocations'));
      assert.equal(posts.length, 1);
    });

    it('stay unsaved where somebody else has changed one meanwhile', async () => {
      const name = await create('paid', '{"n":1}');
      const document = await open(name);
      await replace(document, '1', '2');
      await colleague.updateTestEvent(ID, { id: name.eventId, name: 'paid' }, '{"n":3}', NEVER);
      await forget();
      await save();
      assert.equal(document.isDirty, true);
      assert.equal(document.getText(), '{"n":2}');
      assert.equal(await held(name), '{"n":3}');
      assert.equal((await methods()).includes('PUT'), false);
    });

    it('stay unsaved where one was deleted meanwhile, and can be saved as a new one', async () => {
      const name = await create('paid', '{"n":1}');
      const document = await open(name);
      await replace(document, '1', '2');
      await colleague.deleteTestEvent(ID, { id: name.eventId, name: 'paid' }, NEVER);
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
      const [again] = await colleague.listTestEvents(ID, NEVER);
      assert.equal(again?.name, 'paid');
      assert.equal(await held({ ...name, eventId: again.id }), '{"n":2}');
    });

    it('are not sent where the text is no JSON, or too large', async () => {
      const name = await create('paid', '{"n":1}');
      const document = await open(name);
      for (const wrong of ['{"n":', '{"n":1} // why', `{"n":"${'x'.repeat(5 * 1024)}"}`]) {
        await forget();
        await replace(document, document.getText(), wrong);
        await save();
        assert.equal(document.isDirty, true);
        assert.equal((await methods()).includes('PUT'), false, wrong.slice(0, 20));
      }
      assert.equal(await held(name), '{"n":1}');
    });

    it('are never sent by auto save', async () => {
      const name = await create('paid', '{"n":1}');
      const back = await withSettings({ 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 50 });
      try {
        const document = await open(name);
        await forget();
        await replace(document, '1', '2');
        // VS Code has begun to save when it asks for the state.
        await eventually(async () => assert.ok((await methods()).includes('GET')));
        await forget();
        await eventually(async () => {
          await save();
          assert.equal(document.isDirty, false);
        });
        assert.deepEqual(
          (await methods()).filter((method) => method !== 'GET'),
          ['PUT'],
        );
        assert.equal(await held(name), '{"n":2}');
      } finally {
        await back();
      }
    });
  });

  describe('saved from a payload', () => {
    it('are created under a name that is checked while it is typed', async () => {
      const document = await payload('{\n  // who\n  "name": "Ada",\n}');
      await forget();
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
      assert.deepEqual(await methods(), ['GET', 'POST']);
      const [created] = await colleague.listTestEvents(ID, NEVER);
      assert.equal(created?.name, 'order-paid');
      const content = await held({ id: ID, eventId: created.id, name: '' });
      assert.deepEqual(JSON.parse(content ?? ''), { name: 'Ada' });
      assert.equal(document.isDirty, true);
    });

    it('replace one of the same name after a question, by one PUT', async () => {
      const name = await create('paid', '{"n":1}');
      const shown = await open(name);
      await payload('{"n":2}');
      await forget();
      const asked = async (answer: string) =>
        answering(answer, () =>
          typing(
            'paid',
            () => Promise.resolve(),
            () => run('fndeck.saveTestEvent', REF),
          ),
        );
      assert.match(await asked('Cancel'), /Replace the test event “paid” of demo\/hello-node\?/);
      assert.equal(await held(name), '{"n":1}');
      await asked('Replace');
      assert.equal(await held(name), '{"n":2}');
      assert.deepEqual(
        (await methods()).filter((method) => method !== 'GET'),
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
        await forget();
        const errors = await errorsShown(() => run('fndeck.saveTestEvent', REF));
        assert.match(errors.join(), said);
        assert.deepEqual(await methods(), []);
      }
    });

    it('are ten at most: the eleventh is refused while its name is typed', async () => {
      for (let n = 0; n < 10; n++) await create(`e${n}`, '{}');
      await payload('{"n":11}');
      await forget();
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
      assert.deepEqual(await methods(), ['GET']);
      assert.equal((await names()).length, 10);
    });
  });

  it('are deleted after a question, several at once, and their documents are gone', async () => {
    const [one, two, three] = [
      await create('one', '1'),
      await create('two', '2'),
      await create('three', '3'),
    ];
    const document = await open(two);
    assert.match(
      await answering('Cancel', () => run('fndeck.deleteTestEvent', one)),
      /Delete the test event “one”/,
    );
    assert.equal((await names()).length, 3);
    const said = await answering('Delete', () => run('fndeck.deleteTestEvent', two, [one, two]));
    assert.match(said, /Delete 2 test events/);
    assert.deepEqual(await names(), ['three']);
    await assert.rejects(async () => vscode.workspace.fs.readFile(document.uri), /EntryNotFound/);
    assert.equal(await held(three), '3');
  });

  it('are compared with the file of the function and the name', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, '.fndeck', 'demo', 'hello-node', 'paid.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{"n":2}'));
    try {
      await run('fndeck.compareTestEvent', await create('paid', '{"n":1}'));
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
      const connection = { ...connectionTo(line, GUARDED.connection), guard };
      await run('fndeck.addConnection', { connection, secret: keysOf(line) });
    };
    after(forgetAll);

    it('are not written where it is read-only, whatever is asked for', async () => {
      await mark('readOnly');
      const name = { ...(await create('paid', '{"n":1}')), id: GUARDED };
      const document = await open(name);
      await replace(document, '1', '2');
      await forget();
      await save();
      assert.equal(document.isDirty, true);
      for (const command of ['fndeck.deleteTestEvent', 'fndeck.saveTestEvent']) {
        const given = command.includes('save') ? { ...GUARDED, qualifier: 'latest' } : name;
        const errors = await errorsShown(() => run(command, given));
        assert.match(errors.join(), /marked as read-only/, command);
      }
      assert.deepEqual(
        (await methods()).filter((method) => method !== 'GET'),
        [],
      );
    });

    it('are written where it is production once its name was typed', async () => {
      await mark('confirm');
      const name = { ...(await create('paid', '{"n":1}')), id: GUARDED };
      const document = await open(name);
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
      assert.equal(await held(name), '{"n":1}');
      await typing('Test guarded-events', () => Promise.resolve(), save);
      assert.equal(document.isDirty, false);
      assert.equal(await held(name), '{"n":2}');
      await answering('Delete', () =>
        typing(
          'Test guarded-events',
          () => Promise.resolve(),
          () => run('fndeck.deleteTestEvent', name),
        ),
      );
      assert.deepEqual(await names(), []);
    });
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

/** Types an answer into the next box while something is done; `look` sees what the box asks. */
async function typing(
  answer: string | undefined,
  look: (box: vscode.InputBoxOptions) => Promise<void>,
  work: () => Thenable<unknown>,
): Promise<void> {
  const original = vscode.window.showInputBox;
  let shown = 0;
  let looked: Promise<void> = Promise.resolve();
  Object.assign(vscode.window, {
    showInputBox: async (box: vscode.InputBoxOptions) => {
      shown += 1;
      looked = look(box);
      await looked.catch(() => undefined);
      return answer;
    },
  });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showInputBox: original });
  }
  await looked;
  assert.ok(shown > 0, 'nobody was asked');
}

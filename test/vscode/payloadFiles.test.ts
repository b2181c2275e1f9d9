import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { answering, errorsShown, invocationsSeen, startSandbox, type Line } from './account';
import { eventually } from './eventually';
import { untitledJson } from './configWorkbench';

const CONNECTION = 'sandbox-functiongraph-huawei';
const REF = { connection: CONNECTION, group: 'demo', name: 'hello-node', qualifier: 'latest' };

describe('payload files', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const root = vscode.Uri.joinPath(folder, '.fndeck');
  const links = vscode.Uri.joinPath(root, 'functions.json');
  let line: Line;

  before(async () => {
    line = await startSandbox();
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(async () => {
    await vscode.workspace.fs.delete(root, { recursive: true });
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  const write = (uri: vscode.Uri, text: string) => vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  const read = async (uri: vscode.Uri) => Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
  const invoke = (...given: unknown[]) =>
    vscode.commands.executeCommand<InvocationRecord | undefined>('fndeck.invokeWithPayload', ...given);
  const titles = async (uri: vscode.Uri) => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      ...(['vscode.executeCodeLensProvider', uri] as const),
    );
    return lenses.map(({ command }) => command?.title ?? '');
  };
  /** Types this into the next input box. */
  const typing = async <T>(typed: string, work: () => Thenable<T>): Promise<T> => {
    const original = vscode.window.showInputBox;
    Object.assign(vscode.window, { showInputBox: () => Promise.resolve(typed) });
    try {
      return await work();
    } finally {
      Object.assign(vscode.window, { showInputBox: original });
    }
  };

  it('are saved where their function is named, with a link to it, and sent there without a question', async () => {
    const draft = await untitledJson('// for a test\n{"name": "{{$uuid}}"}\n');
    await invoke({ ...REF, qualifier: 'v1' }, draft.uri);
    const saved = await typing('first order', () =>
      vscode.commands.executeCommand<vscode.Uri>('fndeck.savePayload', draft.uri),
    );
    const file = vscode.Uri.joinPath(root, 'demo', 'hello-node', 'first order.json');
    assert.equal(saved.toString(), file.toString());
    assert.equal(await read(file), draft.getText());
    assert.deepEqual(JSON.parse(await read(links)), {
      'demo/hello-node': { connection: CONNECTION, qualifier: 'v1' },
    });
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), file.toString());

    const before = await invocationsSeen(line);
    const record = await invoke(undefined, file);
    assert.deepEqual([record?.ref.qualifier, record?.outcome.kind], ['v1', 'succeeded']);
    assert.equal(await invocationsSeen(line), before + 1);
    // Another file beside it needs no word at all.
    const other = vscode.Uri.joinPath(root, 'demo', 'hello-node', 'other.json');
    await write(other, '{}');
    assert.equal((await invoke(undefined, other))?.ref.qualifier, 'v1');
  });

  it('follow the committed links, as they are edited here or by a colleague', async () => {
    const file = vscode.Uri.joinPath(root, 'demo', 'hello-node', 'colleague.json');
    const leadTo = (qualifier: string) =>
      `{"demo/hello-node": {"connection": "${CONNECTION}", "qualifier": "${qualifier}"}}`;
    await write(file, '{}');
    await vscode.workspace.openTextDocument(file);
    const document = await vscode.workspace.openTextDocument(links);
    const change = new vscode.WorkspaceEdit();
    change.replace(links, new vscode.Range(0, 0, document.lineCount, 0), leadTo('v2'));
    assert.ok(await vscode.workspace.applyEdit(change));
    assert.ok(await document.save());
    await eventually(async () => {
      const shown = await titles(file);
      assert.ok(shown.includes('$(play) Invoke demo/hello-node@v2'), shown.join());
    });
    // What another program writes counts at once, whatever is shown by then.
    await write(links, leadTo('v1'));
    assert.equal((await invoke(undefined, file))?.ref.qualifier, 'v1');
  });

  it('are written from a row of the journal, with nothing that would be a variable', async () => {
    const draft = await untitledJson('{"name": "\\u007b{$no}}"}');
    const summary = await invoke(REF, draft.uri);
    const row = { kind: 'ended', summary };
    const saved = await typing('from the journal', () =>
      vscode.commands.executeCommand<vscode.Uri>('fndeck.savePayload', row),
    );
    assert.match(saved.path, /\.fndeck\/demo\/hello-node\/from the journal\.json$/);
    assert.deepEqual(JSON.parse(await read(saved)), { name: '{{$no}}' });
    const again = await invoke(undefined, saved);
    assert.deepEqual(
      [again?.ref.qualifier, JSON.parse(again?.payload ?? '')],
      ['latest', { name: '{{$no}}' }],
    );
  });

  it('begin with an event of a trigger of the service', async () => {
    const original = vscode.window.showQuickPick;
    let offered: readonly string[] = [];
    const pick = (items: readonly vscode.QuickPickItem[]) => {
      offered = items.map(({ label }) => label);
      return Promise.resolve(items.find(({ label }) => label === 'OBS'));
    };
    Object.assign(vscode.window, { showQuickPick: pick });
    const file = await typing('photo', () =>
      vscode.commands.executeCommand<vscode.Uri>('fndeck.newPayload', REF),
    ).finally(() => Object.assign(vscode.window, { showQuickPick: original }));
    assert.deepEqual(offered, ['Empty', 'APIG', 'OBS', 'SMN', 'LTS', 'TIMER']);
    const record = await invoke(undefined, file);
    assert.equal(record?.outcome.kind, 'succeeded');
    const { Records } = JSON.parse(record.payload ?? '') as { Records: readonly { eventTime: string }[] };
    assert.ok(Math.abs(Date.parse(Records[0]?.eventTime ?? '') - record.startedAt) < 60_000);
  });

  it('are completed by the others of their function, and marked where none of those has it', async () => {
    const at = (name: string) => vscode.Uri.joinPath(root, 'demo', 'shaped', name);
    await write(at('one.json'), '{"id": "{{$uuid}}", "buyer": "Ada"}');
    await write(at('two.json'), '{"id": "x", "buyer": "Grace", "note": 1}');
    await write(at('three.json'), '{"id": 3, "byer": "Eve"}');
    const document = await vscode.workspace.openTextDocument(at('three.json'));
    const editor = await vscode.window.showTextDocument(document);
    const marks = () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ source }) => source === 'FnDeck')
        .map(({ range, message }) => `${document.getText(range)}: ${message}`);
    await eventually(() =>
      assert.deepEqual(marks(), [
        '3: Other payloads of this function have string here.',
        '"byer": No other payload of this function has “byer” here.',
      ]),
    );
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      ...(['vscode.executeCompletionItemProvider', document.uri, new vscode.Position(0, 13)] as const),
    );
    const offered = items.filter(({ detail }) => detail === 'in other payloads of this function');
    assert.deepEqual(offered.map(({ label }) => label).sort(), ['"buyer"', '"note"']);
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, 0, 100), '{"id": "y", "buyer": "Eve"}'));
    await eventually(() => assert.deepEqual(marks(), []));
    // Another file of the function makes known what was odd.
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, 0, 100), '{"id": "y", "extra": 1}'));
    await eventually(() => assert.equal(marks().length, 1));
    const other = await vscode.workspace.openTextDocument(at('two.json'));
    const change = new vscode.WorkspaceEdit();
    change.replace(other.uri, new vscode.Range(0, 0, 0, 100), '{"id": "x", "extra": 2}');
    assert.ok(await vscode.workspace.applyEdit(change));
    assert.ok((await document.save()) && (await other.save()));
    await eventually(() => assert.deepEqual(marks(), []));
  });

  it('with links that cannot be read are not sent, and the place is told', async () => {
    const file = vscode.Uri.joinPath(root, 'demo', 'hello-node', 'broken.json');
    await write(file, '{}');
    await write(links, '{\n  "demo/hello-node": {"qualifier": }\n}');
    const before = await invocationsSeen(line);
    const errors = await errorsShown(() => invoke(undefined, file));
    assert.match(errors.join(), /\.fndeck\/functions\.json, line 2, column 36: Value expected\./);
    assert.equal(await invocationsSeen(line), before);
  });

  it('with a link to a function that is gone are not sent, and another one is offered', async () => {
    const file = vscode.Uri.joinPath(root, 'demo', 'gone', 'order.json');
    await write(file, '{}');
    await write(links, `{"demo/gone": {"connection": "${CONNECTION}"}}`);
    const before = await invocationsSeen(line);
    for (const command of ['fndeck.invokeWithPayload', 'fndeck.invokeAsyncWithPayload']) {
      let detail: string | undefined;
      const original = vscode.window.showWarningMessage;
      Object.assign(vscode.window, {
        showWarningMessage: (_: string, options: vscode.MessageOptions, button: string) => {
          detail = `${options.detail ?? ''} ${button}`;
          return Promise.resolve(undefined);
        },
      });
      await vscode.commands.executeCommand(command, undefined, file);
      Object.assign(vscode.window, { showWarningMessage: original });
      assert.equal(
        detail,
        'The function demo/gone@latest, which it is linked with, is no longer there. Choose Another Function…',
      );
    }
    await write(links, '{"demo/gone": {"connection": "nobody-has-this"}}');
    const said = await answering('', () => invoke(undefined, file));
    assert.equal(said, 'gone/order.json was not sent.');
    assert.equal(await invocationsSeen(line), before);
  });

  it('have squiggles in their file of links', async () => {
    await write(links, '{"demo/hello-node": {"qualifer": "v1"}}');
    await vscode.window.showTextDocument(links);
    await eventually(() => {
      const marks = vscode.languages.getDiagnostics(links).map(({ message }) => message);
      assert.match(marks.join(), /qualifer/);
    });
  });
});

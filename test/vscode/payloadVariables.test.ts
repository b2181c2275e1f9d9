import * as assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { errorsShown, invocationsSeen, startSandbox, type Line } from './account';
import { eventually } from './eventually';

const REF = {
  ...{ connection: 'sandbox-functiongraph-huawei', group: 'demo', name: 'hello-node', qualifier: 'latest' },
};
const SECRET = 'a-value-of-the-environment-7f3';
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;

describe('variables in a payload', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  let line: Line;
  let files = 0;

  before(async () => {
    process.env.FNDECK_TEST_SECRET = SECRET;
    process.env.FNDECK_TEST_NAME = 'Ada';
    line = await startSandbox();
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(async () => {
    delete process.env.FNDECK_TEST_SECRET;
    delete process.env.FNDECK_TEST_NAME;
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  const payload = async (text: string): Promise<vscode.TextDocument> => {
    const uri = vscode.Uri.joinPath(folder, `variables-${String(++files)}.payload.json`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return vscode.workspace.openTextDocument(uri);
  };
  const invoke = (...given: unknown[]) =>
    vscode.commands.executeCommand<InvocationRecord | undefined>('fndeck.invokeWithPayload', ...given);
  const said = (record: InvocationRecord | undefined) => /Hello, ([^"\\]*)/.exec(record?.result ?? '')?.[1];

  it('have their values when the handler gets it, new ones each time, in one POST', async () => {
    const { uri } = await payload('{"name": "{{$uuid}}",}');
    const before = await invocationsSeen(line);
    const first = await invoke(REF, uri);
    assert.match(said(first) ?? '', UUID);
    assert.deepEqual(JSON.parse(first?.payload ?? ''), { name: said(first) });
    assert.notEqual(said(await invoke(REF, uri)), said(first));
    assert.equal(await invocationsSeen(line), before + 2);

    const again = await vscode.commands.executeCommand<InvocationRecord>('fndeck.rerunInvocation', uri);
    const second = await vscode.commands.executeCommand<InvocationRecord>('fndeck.rerunInvocation', uri);
    assert.equal(said(again), said(second), 'the last of the file, byte for byte');
    const named = await invoke(REF, (await payload('{"name": "{{$env FNDECK_TEST_NAME}}"}')).uri);
    assert.equal(said(named), 'Ada');
  });

  it('leave no value of the environment behind, whatever the function repeats', async () => {
    const { uri } = await payload('{"name": "{{$env FNDECK_TEST_SECRET}}"}');
    const record = await invoke(REF, uri);
    assert.equal(record?.payload, '{"name": "{{$env FNDECK_TEST_SECRET}}"}');
    assert.equal(said(record), '{{$env FNDECK_TEST_SECRET}}');
    assert.match(record?.log ?? '', /greeting \{\{\$env FNDECK_TEST_SECRET\}\}/);
    const other = await payload('["{{$env FNDECK_TEST_SECRET}}", {"name": "{{$env FNDECK_TEST_SECRET}}"}]');
    const editor = await vscode.window.showTextDocument(other);
    editor.selection = new vscode.Selection(0, 32, 0, 71);
    const queued = await vscode.commands.executeCommand<InvocationRecord>(
      ...(['fndeck.invokeAsyncWithPayload', REF, other.uri] as const),
    );
    assert.match(queued.log, /greeting \{\{\$env FNDECK_TEST_SECRET\}\}/);

    // Nothing of VS Code's own folder has it: journal, output, request log.
    const profile = process.env.FNDECK_TEST_PROFILE ?? '';
    assert.notEqual(profile, '', 'FNDECK_TEST_PROFILE');
    const found = readdirSync(profile, { recursive: true, withFileTypes: true }).filter(
      (entry) =>
        entry.isFile() &&
        // The sandbox keeps what a service would.
        !/fndeck\.fndeck[/\\]sandbox/.test(entry.parentPath) &&
        readFileSync(join(entry.parentPath, entry.name)).includes(SECRET),
    );
    assert.deepEqual(
      found.map(({ parentPath, name }) => join(parentPath, name)),
      [],
    );

    // Run again, it has the value of now.
    process.env.FNDECK_TEST_SECRET = 'Eve';
    const again = await vscode.commands.executeCommand<InvocationRecord>('fndeck.rerunInvocation', uri);
    assert.equal(said(again), 'Eve');
    assert.deepEqual(again.environment, ['FNDECK_TEST_SECRET']);
    delete process.env.FNDECK_TEST_SECRET;
    const before = await invocationsSeen(line);
    const errors = await errorsShown(() => vscode.commands.executeCommand('fndeck.rerunInvocation', uri));
    assert.match(errors.join(), /The environment variable “FNDECK_TEST_SECRET” is not set\./);
    assert.equal(await invocationsSeen(line), before);
    process.env.FNDECK_TEST_SECRET = SECRET;
  });

  it('that do not exist are told with their place, and nothing is sent', async () => {
    const document = await payload('{\n  "name": "{{$uuid}}",\n  "id": "x {{$guid}}"\n}');
    const before = await invocationsSeen(line);
    const errors = await errorsShown(() => invoke(REF, document.uri));
    assert.match(errors.join(), /payload\.json, line 3, column 12: FnDeck has no variable “\$guid”/);
    assert.deepEqual(vscode.window.activeTextEditor?.selection.active, new vscode.Position(2, 11));
    assert.equal(await invocationsSeen(line), before);
  });

  it('can be looked at before they are sent, with a mask', async () => {
    const { uri } = await payload('{"id": "{{$uuid}}", "secret": "{{$env FNDECK_TEST_SECRET}}"}');
    const before = await invocationsSeen(line);
    await vscode.commands.executeCommand('fndeck.previewPayload', uri);
    await eventually(() => {
      const shown = vscode.workspace.textDocuments.find((one) => one.uri.scheme === 'fndeck-preview');
      const { id, secret } = JSON.parse(shown?.getText() ?? '{}') as { id?: string; secret?: string };
      assert.match(id ?? '', UUID);
      assert.equal(secret, '••••••');
      assert.equal(shown?.languageId, 'json');
    });
    assert.equal(await invocationsSeen(line), before);
  });

  it('are offered where one begins, and explained', async () => {
    const { uri } = await payload('{"id": "{{$r"}');
    // What helps is loaded with the first payload that is shown; its lens has waited for it.
    await vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      ...(['vscode.executeCompletionItemProvider', uri, new vscode.Position(0, 12)] as const),
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('{{$randomInt 1 6}}') && labels.includes('{{$env NAME}}'), labels.join());
    const explained = await payload('{"id": "{{$env FNDECK_TEST_SECRET}} {{$nope}}"}');
    const hover = async (column: number) => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>(
        ...(['vscode.executeHoverProvider', explained.uri, new vscode.Position(0, column)] as const),
      );
      return found
        .flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value))
        .join();
    };
    assert.match(await hover(12), /environment variable/);
    assert.doesNotMatch(await hover(12), new RegExp(SECRET));
    assert.match(await hover(40), /no variable/);
  });

  it('stand below a lens with the size and the limit, and the last invocation of the file', async () => {
    const { uri } = await payload('{"name": "x"}');
    const titles = async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        ...(['vscode.executeCodeLensProvider', uri] as const),
      );
      return lenses.map(({ command }) => command?.title);
    };
    assert.ok(!(await titles()).includes('Rerun Last'));
    await invoke(REF, uri);
    const shown = await titles();
    assert.ok(shown.includes('Rerun Last') && shown.includes('13 bytes of 6 MB'), shown.join());
  });
});

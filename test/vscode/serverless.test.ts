import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentPath } from '../../src/model/documentPath';
import { errorsShown, startSandbox } from './account';
import { closeAll, openText, replace } from './configWorkbench';
import { eventually } from './eventually';

const folder = (): vscode.Uri => {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(uri);
  return uri;
};
const write = (uri: vscode.Uri, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
const run = <T>(command: string, ...given: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(`fndeck.${command}`, ...given);

describe('an s.yaml', () => {
  const PATH = '/2023-03-30/functions/hello-node/async-invoke-config';
  let file: vscode.Uri;
  let region = '';

  before(async () => {
    const line = await startSandbox();
    region = line.services.find(({ service }) => service === 'functioncompute-3')?.region ?? '';
    assert.ok(PATH && region);
  });
  beforeEach(() => {
    file = vscode.Uri.joinPath(folder(), 's.yaml');
  });
  afterEach(async () => {
    await closeAll();
    await vscode.workspace.fs.delete(file, { useTrash: false });
  });

  const lenses = async (): Promise<readonly string[]> => {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      file,
      10,
    );
    return found.map(({ command }) => command?.title ?? '');
  };
  const yaml = (config: string): string =>
    `edition: 3.0.0\nresources:\n  hello:\n    component: fc3\n    props:\n      region: ${region}\n      functionName: hello-node\n      asyncInvokeConfig:\n${config}`;

  it('says above its block whether it is in sync, and is written back in place', async () => {
    const to = {
      connection: 'sandbox-functioncompute-3',
      group: '',
      name: 'hello-node',
      qualifier: 'LATEST',
    };
    const uri = vscode.Uri.from({ scheme: 'fndeck', path: documentPath(to, 'functioncompute-3') });
    await write(uri, '{"maxAsyncEventAgeInSeconds": 600, "maxAsyncRetryAttempts": 2}');
    await write(
      file,
      yaml('        maxAsyncRetryAttempts: 1 # few\n        maxAsyncEventAgeInSeconds: ${env(AGE)}\n'),
    );
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    await eventually(async () => {
      assert.deepEqual(await lenses(), [
        '$(diff) Differs from hello-node@LATEST · maxAsyncEventAgeInSeconds cannot be compared',
        'Write Back',
      ]);
    });
    await run('compareServerlessConfig', file, 'hello');
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.ok(activeTab?.input instanceof vscode.TabInputTextDiff);
    const left = await vscode.workspace.openTextDocument(activeTab.input.original);
    const after = document.getText().replace('Attempts: 1', 'Attempts: 2');
    assert.equal(left.getText(), after);
    await write(uri, '{"maxAsyncEventAgeInSeconds": 600, "maxAsyncRetryAttempts": 3}');
    await run('compareServerlessConfig', file, 'hello');
    await eventually(() => assert.match(left.getText(), /Attempts: 3/));
    await write(uri, '{"maxAsyncEventAgeInSeconds": 600, "maxAsyncRetryAttempts": 2}');
    assert.equal(await run('writeServerlessConfig', file, 'hello'), true);
    assert.equal(document.getText(), after);
    assert.equal(document.isDirty, true);
    await document.save();
    await eventually(async () =>
      assert.match((await lenses())[0] ?? '', /\(check\) In sync with hello-node@LATEST/),
    );
  });

  it('that is broken says where, and one of something else says nothing', async () => {
    await write(file, yaml('\tmaxAsyncRetryAttempts: 1\n'));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    await eventually(async () => assert.match((await lenses()).join(), /Line 9: This is no YAML/));
    const document = await openText(file);
    await replace(document, document.getText(), 'a: 1\n');
    await eventually(async () => assert.deepEqual(await lenses(), []));
    await document.save();
  });

  it('of which another function has the block, too, is not written, and says why', async () => {
    const uri = vscode.Uri.from({
      scheme: 'fndeck',
      path: documentPath(
        { connection: 'sandbox-functioncompute-3', group: '', name: 'hello-node', qualifier: 'LATEST' },
        'functioncompute-3',
      ),
    });
    await write(uri, '{"maxAsyncEventAgeInSeconds": 600, "maxAsyncRetryAttempts": 2}');
    const shared = yaml('        maxAsyncRetryAttempts: 1\n').replace('props:', 'props: &all');
    const text = `${shared}  late:\n    component: fc3\n    props:\n      <<: *all\n      functionName: late\n`;
    // Of the other name VS Code has the document of the test before.
    file = vscode.Uri.joinPath(folder(), 's.yml');
    await write(file, text);
    const document = await openText(file);
    const errors = await errorsShown(() => run('writeServerlessConfig', file, 'hello'));
    assert.match(errors.join(), /part of an anchor \(&all\) that other functions use/);
    assert.equal(document.getText(), text);
  });
});

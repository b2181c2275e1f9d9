import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Connections } from '../../src/vscode/connections/connections';
import { createBindings } from '../../src/vscode/invoke/payload/bindings';
import { memento } from './memento';

const NO_CONNECTIONS = {
  list: () => [],
  onDidChange: () => ({ dispose: () => undefined }),
} as unknown as Connections;

describe('the link of a payload file with a function', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const ref = (name: string) => ({ connection: 'c', group: 'demo', name, qualifier: 'latest' });

  it('holds for each file, and is announced', async () => {
    const bindings = createBindings(memento(), NO_CONNECTIONS);
    let changes = 0;
    bindings.onDidChange(() => changes++);
    const [a, b] = [vscode.Uri.joinPath(folder, 'a.json'), vscode.Uri.parse('untitled:Untitled-9')];
    await bindings.set(a, ref('one'));
    await bindings.set(b, ref('two'));
    await bindings.set(a, ref('one'));
    assert.deepEqual([bindings.get(a)?.name, bindings.get(b)?.name, changes], ['one', 'two', 2]);
    await bindings.set(a, undefined);
    assert.equal(bindings.get(a), undefined);
    bindings.dispose();
  });

  it('follows a file that is renamed, alone or with its folder', async () => {
    const bindings = createBindings(memento(), NO_CONNECTIONS);
    const [old, now] = [vscode.Uri.joinPath(folder, 'old'), vscode.Uri.joinPath(folder, 'now')];
    const file = vscode.Uri.joinPath(old, 'p.json');
    await vscode.workspace.fs.writeFile(file, Buffer.from('{}'));
    await bindings.set(file, ref('one'));
    const followed = new Promise<void>((resolve) => bindings.onDidChange(() => resolve()));
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(old, now);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await followed;
    assert.equal(bindings.get(vscode.Uri.joinPath(now, 'p.json'))?.name, 'one');
    assert.equal(bindings.get(file), undefined);
    await vscode.workspace.fs.delete(now, { recursive: true });
    bindings.dispose();
  });

  it('remembers the functions that were used last', async () => {
    const bindings = createBindings(memento(), NO_CONNECTIONS);
    for (const name of ['one', 'two', 'one', 'three']) await bindings.used(ref(name), folder);
    assert.deepEqual(
      bindings.recent().map(({ name }) => name),
      ['three', 'one', 'two'],
    );
    bindings.dispose();
  });
});

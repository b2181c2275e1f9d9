import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import * as vscode from 'vscode';
import { pinNode } from '../../src/app/catalog/nodes';
import { sandboxAccounts } from '../../src/app/sandbox/ready';
import type { Connection } from '../../src/model/connection';
import type { FunctionId } from '../../src/model/functionRef';
import { createBindings } from '../../src/vscode/invoke/payload/bindings';
import { ownFiles } from '../../src/vscode/explorer/ownFunctions';
import type { Connections } from '../../src/vscode/connections/connections';
import { startSandbox } from './account';
import { eventually } from './eventually';
import { memento } from './memento';

describe('what the tree shows', () => {
  let connection: Connection;
  let id: FunctionId;
  /** Types a filter; gives the one that stood there. */
  const filter = async (words: string): Promise<string | undefined> => {
    const { showInputBox } = vscode.window;
    let before_: string | undefined;
    const type = ({ value }: vscode.InputBoxOptions) => {
      before_ = value;
      return Promise.resolve(words);
    };
    Object.assign(vscode.window, { showInputBox: type });
    try {
      await vscode.commands.executeCommand('fndeck.filterFunctions');
    } finally {
      Object.assign(vscode.window, { showInputBox });
    }
    return before_;
  };

  before(async () => {
    const line = await startSandbox();
    const account = sandboxAccounts({ ...line, line: {} }).find(
      ({ connection: one }) => one.service === 'functiongraph-huawei',
    );
    assert.ok(account);
    ({ connection } = account);
    id = { connection: connection.id, group: 'demo', name: 'hello-node' };
    await vscode.commands.executeCommand('fndeck.functions.focus');
  });
  after(async () => {
    await vscode.commands.executeCommand('fndeck.clearFunctionFilter');
    await vscode.commands.executeCommand('fndeck.unpinFunction', pinNode(connection, id));
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  it('lets a function through its filter when a person goes there, again and again', async () => {
    await filter('flaky');
    const go = () =>
      vscode.commands.executeCommand<FunctionId | undefined>('fndeck.goToFunction', pinNode(connection, id));
    assert.deepEqual(await go(), id);
    await filter('late');
    assert.deepEqual(await go(), id);
    assert.equal(await filter(''), 'late', 'the filter is there to be changed');
    assert.deepEqual(await go(), id);
  });

  it('has pins, which mean their functions', async () => {
    const pin = pinNode(connection, id);
    await vscode.commands.executeCommand('fndeck.pinFunction', pin);
    const urn = await vscode.commands.executeCommand<string | undefined>('fndeck.copyUrn', pin);
    assert.match(urn ?? '', /:demo:hello-node/);
    const link = await vscode.commands.executeCommand<string | undefined>('fndeck.copyLink', pin);
    assert.match(link ?? '', new RegExp(`/function/${connection.id}/demo/hello-node$`));
  });

  it('follows the files of the workspace as they come and go', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const unchanging = () => ({ dispose: () => undefined });
    const connections = { list: () => [connection], onDidChange: unchanging } as unknown as Connections;
    const bindings = createBindings(memento(), connections);
    const files = ownFiles(bindings);
    let told = 0;
    const watching = files.watch(() => told++);
    const has = async (name: string) => (await files.read()).has({ ...id, name }, connection.service);
    const file = vscode.Uri.joinPath(folder.uri, 'flaky@latest.functiongraph-huawei.async.json');
    const payload = vscode.Uri.joinPath(folder.uri, 'order.json');
    try {
      assert.ok(!(await has('flaky')));
      await vscode.workspace.fs.writeFile(file, Buffer.from('{}'));
      await eventually(() => assert.ok(told > 0), 20_000);
      assert.ok(await has('flaky'));
      const before = told;
      await vscode.workspace.fs.delete(file);
      await eventually(() => assert.ok(told > before), 20_000);
      assert.ok(!(await has('flaky')));
      const unlinked = told;
      await bindings.set(payload, { ...id, name: 'slow', qualifier: 'latest' });
      await eventually(() => assert.ok(told > unlinked));
      assert.ok(await has('slow'));
    } finally {
      watching.dispose();
    }
  });

  it('is what the files say that can be read, beside some that cannot', async function () {
    if (process.platform !== 'linux') this.skip();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const unchanging = () => ({ dispose: () => undefined });
    const connections = { list: () => [connection], onDidChange: unchanging } as unknown as Connections;
    const [files, payloads] = ['unreadable', '.fndeck'].map((name) => vscode.Uri.joinPath(folder.uri, name));
    assert.ok(files && payloads);
    const write = (uri: vscode.Uri, ...path: readonly string[]) =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(uri, ...path), Buffer.from('{}'));
    const bindings = createBindings(memento(), connections);
    try {
      await write(files, 'flaky@latest.functiongraph-huawei.async.json');
      await write(payloads, 'demo', 'hello-node', 'order.json');
      await write(files, 's.yaml');
      // Nobody can read 64 GB, and reading a pipe would last until somebody writes to it.
      truncateSync(vscode.Uri.joinPath(files, 's.yaml').fsPath, 2 ** 36);
      const links = vscode.Uri.joinPath(payloads, 'functions.json');
      execFileSync('mkfifo', [links.fsPath]);
      const found = await vscode.workspace.findFiles('unreadable/s.yaml');
      assert.equal(found.length, 1, 'the bad file is among those that are looked at');
      const own = await ownFiles(bindings).read();
      assert.ok(own.has({ ...id, name: 'flaky' }, connection.service));
      const order = vscode.Uri.joinPath(payloads, 'demo', 'hello-node', 'order.json');
      const filed = await bindings.filed();
      assert.equal((await filed.target(order))?.kind, 'broken');
      await assert.rejects(filed.link(order, { ...id, qualifier: 'v1' }), /functions\.json cannot be read/);
    } finally {
      bindings.dispose();
      for (const uri of [files, payloads]) await vscode.workspace.fs.delete(uri, { recursive: true });
    }
  });

  it('can be what the files of the workspace are about', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const unchanging = () => ({ dispose: () => undefined });
    const connections = { list: () => [connection], onDidChange: unchanging } as unknown as Connections;
    const file = vscode.Uri.joinPath(
      folder.uri,
      'sight',
      'hello-node@latest.functiongraph-huawei.async.json',
    );
    await vscode.workspace.fs.writeFile(file, Buffer.from('{}'));
    try {
      const own = await ownFiles(createBindings(memento(), connections)).read();
      assert.ok(own.has(id, connection.service));
      assert.ok(!own.has({ ...id, name: 'nobody' }, connection.service));
      await vscode.commands.executeCommand('fndeck.showOwnFunctions');
      const go = vscode.commands.executeCommand<FunctionId | undefined>(
        'fndeck.goToFunction',
        pinNode(connection, id),
      );
      assert.deepEqual(await go, id);
    } finally {
      await vscode.commands.executeCommand('fndeck.showAllFunctions');
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(file, '..'), { recursive: true });
    }
  });
});

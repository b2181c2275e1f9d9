import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { sandboxAccounts } from '../../src/app/sandbox/ready';
import type { FunctionRef } from '../../src/model/functionRef';
import { invocationsSeen, requestsSeen, startSandbox, type Line } from './account';
import { untitledJson } from './configWorkbench';
import { eventually } from './eventually';

/** VS Code asks before an extension opens a link, but for those that a person trusts with it. */
const TRUSTED = 'extensions.confirmedUriHandlerExtensionIds';

describe('a link', () => {
  let line: Line;
  let ref: FunctionRef;

  const follow = (link: string) =>
    vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(link, true));
  /** Opens links as ones that were clicked, one after the other; gives the one notice that comes. */
  const noticeOf = async (...links: readonly string[]): Promise<string> => {
    const { showWarningMessage } = vscode.window;
    const said: string[] = [];
    const warn = (text: string) => {
      said.push(text);
      return Promise.resolve(undefined);
    };
    Object.assign(vscode.window, { showWarningMessage: warn });
    try {
      for (const link of links) await follow(link);
      await eventually(() => assert.equal(said.length, 1));
      return said[0] ?? '';
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
  };
  const copy = async (given: unknown): Promise<string> => {
    const link = await vscode.commands.executeCommand<string | undefined>('fndeck.copyLink', given);
    assert.equal(await vscode.env.clipboard.readText(), link);
    return link ?? '';
  };
  const titles = (): readonly string[] =>
    vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
  const start = `${vscode.env.uriScheme}://fndeck.fndeck`;

  before(async () => {
    await vscode.workspace
      .getConfiguration()
      .update(TRUSTED, ['fndeck.fndeck'], vscode.ConfigurationTarget.Global);
    line = await startSandbox();
    const account = sandboxAccounts({ ...line, line: {} }).find(
      ({ connection }) => connection.service === 'functiongraph-huawei',
    );
    assert.ok(account);
    ref = { connection: account.connection.id, group: 'demo', name: 'hello-node', qualifier: 'latest' };
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.getConfiguration().update(TRUSTED, undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  it('leads to a function, in the tree', async () => {
    const link = await copy(ref);
    assert.equal(link, `${start}/function/${ref.connection}/demo/hello-node`);
    const missing = link.replace('hello-node', 'nobody');
    assert.match(
      await noticeOf(link, missing),
      /has no function demo\/nobody/,
      'of the second, none of the first',
    );
  });

  it('leads to a configuration and opens it, and sends nothing but reads', async () => {
    await vscode.commands.executeCommand('fndeck.openAsyncConfig', ref);
    const active = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    await eventually(() => assert.ok(active() instanceof vscode.TabInputCustom));
    const link = await copy((active() as vscode.TabInputCustom).uri);
    assert.equal(link, `${start}/config/${ref.connection}/demo/hello-node/latest`);
    assert.equal(await copy(undefined), link);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const seen = (await requestsSeen(line)).length;
    await follow(link);
    await eventually(() => assert.ok(titles().some((title) => title.startsWith('hello-node@latest'))));
    const sent = (await requestsSeen(line)).slice(seen);
    assert.deepEqual(
      sent.filter(({ method }) => method !== 'GET'),
      [],
    );
  });

  it('leads to an invocation of the journal, and does not invoke', async () => {
    const { uri } = await untitledJson('{"link": 1}');
    const record = await vscode.commands.executeCommand<{ readonly id: string } | undefined>(
      'fndeck.invokeWithPayload',
      ...[ref, uri],
    );
    assert.ok(record);
    const link = await copy({ kind: 'ended', summary: record });
    assert.equal(link, `${start}/invocation/${record.id}`);
    const sent = await invocationsSeen(line);
    const open = titles().length;
    await follow(link);
    await eventually(() => assert.ok(titles().length > open, titles().join()));
    assert.equal(await invocationsSeen(line), sent);
    assert.match(await noticeOf(`${link}0`), /history of this machine does not have/);
  });

  it('that is broken, or of a connection that is not there, says so, and shows nothing as a link', async () => {
    const broken = [`${start}/`, `${start}/invoke/a/b/c`, `${start}/function/%5Bx%5D(command%3Ay)/demo/a`];
    for (const link of broken) assert.match(await noticeOf(link), /names nothing that FnDeck can open/);
    assert.match(await noticeOf(`${start}/function/gone/demo/a`), /connection “gone”, which is not there/);
    const markup = `${start}/function/${ref.connection}/demo/${encodeURIComponent('[x](command:y)')}`;
    assert.doesNotMatch(await noticeOf(markup), /\]\(/);
  });
});

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { MOST_REQUESTS } from '../../src/app/connections/connectionTest';
import type { Connection } from '../../src/model/connection';
import type { ConnectionTestState, PermissionRow } from '../../src/webview/connection/protocol';
import {
  connectionTo,
  forgetAll,
  keysOf,
  nodeOf,
  requestsSeen,
  startSandbox,
  tryConnection,
  type Line,
} from './account';
import { closeAll } from './configWorkbench';
import { eventually } from './eventually';
import { listenToPages, type PageMessages } from './pageMessages';

describe('the page of a connection test', () => {
  let line: Line;
  let pages: PageMessages<ConnectionTestState>;
  let connection: Connection;

  const control = (method: string, path: string, body?: object) =>
    fetch(`${line.url}/sandbox/${path}`, {
      method,
      headers: { 'x-auth-token': line.token },
      ...(body && { body: JSON.stringify(body) }),
    });
  const refuse = (...operations: readonly string[]) =>
    control('POST', 'faults', { faults: operations.map((operation) => `${operation}:403:1`) });
  const configure = (changed: Connection) =>
    vscode.workspace
      .getConfiguration('fndeck')
      .update('connections', [changed], vscode.ConfigurationTarget.Global);
  const row = (key: string): PermissionRow | undefined =>
    pages.state()?.rows.find((each) => each.key === key);
  const ref = () => ({ connection: connection.id, group: 'demo', name: 'hello-node', qualifier: 'latest' });

  before(async () => {
    line = await startSandbox();
    connection = { ...connectionTo(line, 'paged'), guard: 'readOnly' };
    const secret = keysOf(line);
    await vscode.commands.executeCommand('fndeck.addConnection', { connection, secret });
    pages = listenToPages<ConnectionTestState>('connection');
  });
  beforeEach(() => pages.clear());
  after(async () => {
    pages.dispose();
    await refuse();
    await closeAll();
    await forgetAll();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  it('says what is allowed on a read-only connection, by reads and without a question', async () => {
    await control('DELETE', 'requests');
    assert.deepEqual(await tryConnection(connection), { works: true, said: '' });
    const seen = await requestsSeen(line);
    assert.ok(seen.length > 0 && seen.length <= MOST_REQUESTS, String(seen.length));
    assert.deepEqual(
      seen.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/content/query')),
      [],
    );
  });

  it('says what is missing, keeps what it knows of writes, and is dated once the connection changes', async () => {
    await refuse('getAsyncConfig');
    // The panel that was closed last may be known a moment longer.
    await eventually(async () => {
      await vscode.commands.executeCommand('fndeck.testConnection', nodeOf(connection));
      // The page is told a moment after the command has ended; asking again would begin anew.
      await eventually(() => assert.equal(pages.state()?.phase, 'over'), 3_000);
    });
    assert.equal(row('readConfig')?.state, 'refused');
    assert.match(row('readConfig')?.text ?? '', /FunctionGraph FullAccess/);
    assert.equal(row('listFunctions')?.state, 'allowed');
    assert.match(row('invoke')?.text ?? '', /^Not tried: a function would run\.$/);
    assert.match(pages.state()?.context ?? '', /tested on /);
    assert.equal(pages.state()?.isStale, false);

    // A person invokes: refused first, allowed then.
    await refuse('invoke');
    await configure({ ...connectionTo(line, 'paged') });
    const payload = await vscode.workspace.openTextDocument({ language: 'json', content: '{}' });
    const { showErrorMessage } = vscode.window;
    Object.assign(vscode.window, { showErrorMessage: () => Promise.resolve(undefined) });
    try {
      await vscode.commands.executeCommand('fndeck.invokeWithPayload', ref(), payload.uri);
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
    await vscode.commands.executeCommand('fndeck.testConnection', nodeOf(connection));
    await eventually(() => assert.match(row('invoke')?.text ?? '', /^Refused when it was last used/));
    assert.equal(row('invoke')?.state, 'refused');
    await refuse();
    await vscode.commands.executeCommand('fndeck.invokeWithPayload', ref(), payload.uri);
    await vscode.commands.executeCommand('fndeck.testConnection', nodeOf(connection));
    await eventually(() => assert.match(row('invoke')?.text ?? '', /^Allowed when it was last used/));

    await configure({ ...connectionTo(line, 'paged'), name: 'Renamed' });
    await eventually(() => assert.equal(pages.state()?.isStale, true));
  });

  it('leaves for a problem report what can be shown to anybody', async () => {
    await vscode.commands.executeCommand('fndeck.reportProblem');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    assert.equal(document.languageId, 'markdown');
    const text = document.getText();
    assert.match(text, /functiongraph-huawei getAsyncConfig GET this computer → 403 service/);
    for (const kept of [
      line.accessKeyId,
      line.secretAccessKey,
      line.token,
      line.url,
      'Renamed',
      'hello-node',
    ])
      assert.ok(!text.includes(kept), kept);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

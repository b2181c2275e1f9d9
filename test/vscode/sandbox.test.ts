import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { errorsShown, startSandbox } from './account';
import { eventually } from './eventually';

const stop = () => vscode.commands.executeCommand('fndeck.stopSandbox');

/** Process ids of the sandboxes that this extension host has started. */
function sandboxes(): readonly number[] {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], {
    encoding: 'utf8',
  });
  return children
    .split('\n')
    .filter((row) => row.includes('sandbox.js'))
    .map((row) => Number.parseInt(row, 10));
}

async function isListening(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

describe('the sandbox', () => {
  const settings = () => vscode.workspace.getConfiguration('fndeck.sandbox');

  afterEach(async () => {
    await settings().update('arguments', undefined, vscode.ConfigurationTarget.Global);
    await stop();
  });

  it('starts on loopback, with fresh credentials each time', async () => {
    const first = await startSandbox();
    assert.match(first.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(await isListening(first.url), true);
    await stop();
    const second = await startSandbox();
    assert.notEqual(second.secretAccessKey, first.secretAccessKey);
    assert.notEqual(second.token, first.token);
  });

  it('starts once, however often it is asked for', async () => {
    const [a, b] = await Promise.all([startSandbox(), startSandbox()]);
    const c = await startSandbox();
    assert.deepEqual([b.url, c.url], [a.url, a.url]);
    assert.equal(sandboxes().length, 1);
  });

  it('is gone when it is stopped', async () => {
    const { url } = await startSandbox();
    await stop();
    assert.equal(await isListening(url), false);
    assert.deepEqual(sandboxes(), []);
  });

  it('can be stopped while it starts, without a complaint', async () => {
    const said = await errorsShown(async () => {
      const starting = vscode.commands.executeCommand('fndeck.startSandbox');
      await stop();
      assert.equal(await starting, undefined);
    });
    assert.deepEqual(said, []);
    assert.deepEqual(sandboxes(), []);
  });

  it('says why it did not start, and starts when the reason is gone', async () => {
    await settings().update('arguments', ['--no-such-option'], vscode.ConfigurationTarget.Global);
    const said = await errorsShown(async () => {
      assert.equal(await vscode.commands.executeCommand('fndeck.startSandbox'), undefined);
    });
    assert.match(said.join(), /no-such-option/);
    await settings().update('arguments', undefined, vscode.ConfigurationTarget.Global);
    await startSandbox();
  });

  it('is reported when it ends by itself, and can be started again', async () => {
    const { url } = await startSandbox();
    const [pid] = sandboxes();
    assert.ok(pid);
    const said = await errorsShown(async () => {
      process.kill(pid, 'SIGKILL');
      await eventually(async () => assert.equal(await isListening(url), false));
      await eventually(async () => assert.notEqual((await startSandbox()).url, url));
    });
    assert.match(said.join(), /ended by itself \(SIGKILL\)(?!:)/);
  });

  it('opens a sample payload that is the person’s own copy', async () => {
    await vscode.commands.executeCommand('fndeck.openSamplePayload');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    assert.equal(document.languageId, 'json');
    assert.match(document.uri.path, /payloads\/hello-node\.payload\.json$/);
    assert.doesNotThrow(() => void JSON.parse(document.getText()));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});

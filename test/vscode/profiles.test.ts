import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../src/model/connection';
import { configured, connectionTo, forgetAll, startSandbox, tryConnection, type Line } from './account';
import { answeringBoxes } from './boxes';
import { withSettings } from './configWorkbench';

describe('a profile of another tool', () => {
  const before_ = process.env.HOME;
  let line: Line;
  let file: string;

  const put = (profile: object): void =>
    writeFileSync(
      file,
      JSON.stringify({ authEncrypt: 'false', profiles: [{ name: 'sso', mode: 'SSO' }, profile] }),
    );
  const profile = () => ({
    name: 'work',
    mode: 'AKSK',
    accessKeyId: line.accessKeyId,
    secretAccessKey: line.secretAccessKey,
    region: connectionTo(line, 'x').region,
    projectId: connectionTo(line, 'x').projectId,
  });
  const added = (): Connection => {
    const [connection] = configured() as Connection[];
    assert.ok(connection);
    return connection;
  };
  const test = async () => (await tryConnection(added())).works;
  const failing = async (): Promise<string> => {
    const { works, said } = await tryConnection(added());
    assert.equal(works, false);
    return said;
  };
  const add = () => vscode.commands.executeCommand<string | undefined>('fndeck.addConnection');

  let restore: () => Promise<void>;
  before(async () => {
    const home = mkdtempSync(join(tmpdir(), 'fndeck-home-'));
    // A state of its own: the time of the workspace's may have been moved by other tests.
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    restore = await withSettings({ 'fndeck.sandbox.arguments': ['--state', join(home, 'state')] });
    line = await startSandbox();
    await forgetAll();
    mkdirSync(join(home, '.hcloud'));
    file = join(home, '.hcloud', 'config.json');
    process.env.HOME = home;
  });
  after(async () => {
    process.env.HOME = before_;
    await forgetAll();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await restore();
  });

  it('is offered when a person asks, and the connection has its name only', async () => {
    put(profile());
    const { result, offered } = await answeringBoxes(
      [
        ['Where the functions are', 'Use a Profile'],
        ['Profile;', 'work'],
        ['Region of', 'Custom Endpoints'],
        ['Region ID', undefined],
        ['Endpoint of the function service', line.url],
        ['IAM endpoint', line.url],
        ['Endpoint of the log service', line.url],
        ['Project ID', undefined],
        ['Name of the connection', 'From a profile'],
        ['How careful', 'Not marked'],
      ],
      add,
    );
    assert.equal(result, 'from-a-profile');
    assert.doesNotMatch(offered[0]?.join() ?? '', /work/, 'nothing is looked for before');
    assert.equal(offered[1]?.[0], 'work | KooCLI | ~/.hcloud/config.json');
    assert.match(offered[1]?.join() ?? '', /sso \| KooCLI \| .*signs in by “SSO”/);
    assert.deepEqual(added(), {
      ...connectionTo(line, 'from-a-profile'),
      name: 'From a profile',
      credential: 'profile',
      profile: 'koocli:work',
    });
    assert.equal(await test(), true);
  });

  it('is read again at each use, and told where it is wrong', async () => {
    put({ ...profile(), secretAccessKey: 'wrong' });
    assert.match(await failing(), /credentials of the profile “koocli:work”/);
    writeFileSync(file, '{"profiles": [\n');
    assert.match(await failing(), /config\.json:2:\d+: the file is not valid JSON/);
    put({ ...profile(), name: 'other' });
    assert.match(await failing(), /has no profile “work”/);
    rmSync(file);
    assert.match(await failing(), /config\.json” is not there/);
    put(profile());
    assert.equal(await test(), true);
  });

  it('goes to no other address before a person allows it', async () => {
    const moved = { ...added(), endpoint: 'http://127.0.0.1:9' };
    const { showWarningMessage } = vscode.window;
    const asked: string[] = [];
    const warn = (text: string) => {
      asked.push(text);
      return Promise.resolve(undefined);
    };
    Object.assign(vscode.window, { showWarningMessage: warn });
    try {
      await vscode.workspace
        .getConfiguration('fndeck')
        .update('connections', [moved], vscode.ConfigurationTarget.Global);
      assert.match(await failing(), /not confirmed/);
      assert.match(asked.join(), /profile “koocli:work” and send them to http:\/\/127\.0\.0\.1:9/);
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
  });
});

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection, Secret } from '../../src/model/connection';
import { startServer, type TestServer } from '../cloud/testServer';
import {
  answering,
  configured,
  connectionTo,
  errorsShown,
  forgetAll,
  keysOf,
  nodeOf,
  startSandbox,
  type Line,
  tryConnection,
} from './account';
import { eventually } from './eventually';

describe('connections', () => {
  let line: Line;

  const add = (connection: Connection, secret: Secret) =>
    vscode.commands.executeCommand<string | undefined>('fndeck.addConnection', { connection, secret });
  const test = async (connection: Connection) => (await tryConnection(connection)).works;

  before(async () => {
    line = await startSandbox();
  });
  beforeEach(forgetAll);
  after(async () => {
    await forgetAll();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  it('are added by a script and reach their service', async () => {
    const connection = connectionTo(line, 'added');
    assert.equal(await add(connection, keysOf(line)), 'added');
    assert.deepEqual(configured(), [connection]);
    assert.equal(await test(connection), true);
  });

  it('work with every kind of credential', async () => {
    const keys = connectionTo(line, 'kinds');
    const { token, password, user, domain } = line;
    await add({ ...keys, credential: 'token' }, { kind: 'token', token });
    assert.equal(await test(keys), true, 'token');
    await add({ ...keys, credential: 'password', user, domain }, { kind: 'password', password });
    assert.equal(await test(keys), true, 'password');
  });

  it('are several at once, each with its own secret', async () => {
    const [good, bad] = [connectionTo(line, 'good'), connectionTo(line, 'bad')];
    await add(good, keysOf(line));
    await add(bad, { kind: 'keys', accessKeyId: line.accessKeyId, secretAccessKey: 'wrong' });
    assert.equal(await test(good), true);
    const { works, said } = await tryConnection(bad);
    assert.equal(works, false);
    assert.match(said, /access key was not accepted/);
  });

  it('keep no secret in the settings', async () => {
    await add(connectionTo(line, 'quiet'), keysOf(line));
    const settings = JSON.stringify(vscode.workspace.getConfiguration().inspect('fndeck.connections'));
    assert.ok(settings.includes('quiet'));
    assert.ok(!settings.includes(line.secretAccessKey));
    assert.ok(!settings.includes(line.accessKeyId));
  });

  it('are replaced, not doubled, when they are added again', async () => {
    const connection = connectionTo(line, 'twice');
    await add(connection, keysOf(line));
    await add({ ...connection, name: 'Renamed' }, keysOf(line));
    assert.deepEqual(configured(), [{ ...connection, name: 'Renamed' }]);
  });

  it('say what is wrong with what a script hands over, and change nothing', async () => {
    const connection = connectionTo(line, 'x');
    const said = await errorsShown(async () => {
      assert.equal(await add({ ...connection, endpoint: 'http://example.com' }, keysOf(line)), undefined);
      assert.equal(await add({ ...connection, id: 'Not An Id' }, keysOf(line)), undefined);
      assert.equal(await add(connection, { kind: 'token', token: 't' }), undefined);
    });
    assert.equal(said.length, 3);
    assert.match(said[0] ?? '', /https/);
    assert.match(said[1] ?? '', /lowercase/);
    assert.match(said[2] ?? '', /secret/);
    assert.deepEqual(configured(), []);
  });

  it('are removed with their secret after a question', async () => {
    const connection = connectionTo(line, 'gone');
    await add(connection, keysOf(line));
    const remove = () => vscode.commands.executeCommand('fndeck.removeConnection', nodeOf(connection));
    assert.match(await answering('', remove), /Test gone/);
    assert.deepEqual(configured(), [connection]);
    await answering('Remove', remove);
    assert.deepEqual(configured(), []);
    // Only the settings come back: the secret does not.
    await vscode.workspace
      .getConfiguration('fndeck')
      .update('connections', [connection], vscode.ConfigurationTarget.Global);
    const { works, said } = await tryConnection(connection);
    assert.equal(works, false);
    assert.match(said, /credentials.*not stored/);
  });

  it('follow the settings', async () => {
    const connection = connectionTo(line, 'moved');
    await add(connection, keysOf(line));
    assert.equal(await test(connection), true);
    const moved = { ...connection, endpoint: 'http://127.0.0.1:9', iamEndpoint: 'http://127.0.0.1:9' };
    await vscode.workspace
      .getConfiguration('fndeck')
      .update('connections', [moved], vscode.ConfigurationTarget.Global);
    assert.equal(await test(moved), false);
  });

  it('that cannot be used are not overwritten by a new one', async () => {
    const mine = { id: 'mine', name: 'Mine', service: 'nobody' };
    const target = vscode.ConfigurationTarget.Global;
    await answering('', () =>
      vscode.workspace.getConfiguration('fndeck').update('connections', [mine], target),
    );
    const said = await errorsShown(async () => {
      assert.equal(await add(connectionTo(line, 'mine'), keysOf(line)), undefined);
    });
    assert.match(said.join(), /has the ID “mine”/);
    assert.deepEqual(configured(), [mine]);
  });

  it('that cannot be used do not hide the others', async () => {
    const connection = connectionTo(line, 'fine');
    await add(connection, keysOf(line));
    const broken = { ...connection, id: 'broken', service: 'nobody' };
    const said = await answering('', () =>
      vscode.workspace
        .getConfiguration('fndeck')
        .update('connections', [broken, connection], vscode.ConfigurationTarget.Global),
    );
    assert.match(said, /Entry 1.*service/);
    assert.equal(await test(connection), true);
    await add({ ...connection, name: 'Still here' }, keysOf(line));
    assert.deepEqual(configured(), [broken, { ...connection, name: 'Still here' }]);
  });
});

describe('a password', () => {
  /** Two identity services that write down what they are asked, and accept nobody. */
  let hosts: readonly [TestServer, TestServer];
  const OLD: Secret = { kind: 'password', password: 'the-old-password' };
  const NEW: Secret = { kind: 'password', password: 'the-new-password' };

  beforeEach(async () => {
    await forgetAll();
    const refuse = () =>
      startServer((_, response) => response.writeHead(401, { 'content-type': 'application/json' }).end('{}'));
    hosts = [await refuse(), await refuse()];
  });
  afterEach(async () => {
    // VS Code may still believe that its settings are broken.
    await eventually(() => forgetAll());
    await Promise.all(hosts.map((host) => host.close()));
  });

  const at = ({ origin }: TestServer): Connection => ({
    id: 'moving',
    name: 'Moving',
    service: 'functiongraph-otc',
    region: 'eu-de',
    credential: 'password',
    user: 'ada',
    domain: 'D',
    endpoint: origin,
    iamEndpoint: origin,
    logEndpoint: origin,
  });
  const add = (connection: Connection, secret: Secret) =>
    vscode.commands.executeCommand<string | undefined>('fndeck.addConnection', { connection, secret });
  const use = (connection: Connection) =>
    vscode.commands.executeCommand('fndeck.testConnection', nodeOf(connection));
  const got = ({ requests }: TestServer) => requests.map(({ body }) => body).join('\n');

  it('never goes to the host of the other while a connection is edited and used at the same time', async () => {
    const [old, other] = hosts;
    await errorsShown(async () => {
      await add(at(old), OLD);
      await use(at(old));
      let busy = true;
      const using = (async () => {
        while (busy) {
          await use(at(old));
          // VS Code's answers come by messages, which need a turn.
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      })();
      for (let i = 0; i < 3; i++) {
        await add(at(other), NEW);
        await use(at(other));
        await add(at(old), OLD);
      }
      busy = false;
      await using;
    });
    assert.ok(got(old).includes('the-old-password'));
    assert.ok(!got(old).includes('the-new-password'));
    assert.ok(got(other).includes('the-new-password'));
    assert.ok(!got(other).includes('the-old-password'));
  });

  it('is not replaced where the settings cannot be written', async () => {
    const [old, other] = hosts;
    const profile = process.env.FNDECK_TEST_PROFILE ?? '';
    const file = readdirSync(profile, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(join('User', 'settings.json')))
      .map((name) => join(profile, name))[0];
    assert.ok(file);
    await errorsShown(async () => assert.ok(await add(at(old), OLD)));
    const settings = readFileSync(file, 'utf8');
    // In one step: of a file that is empty for a moment VS Code takes the defaults, and loads its window anew for some.
    const write = (text: string) => {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    };
    write(settings.replace(/\}\s*$/, ', "broken'));
    try {
      await eventually(async () => {
        const said = await errorsShown(async () => assert.equal(await add(at(other), NEW), undefined));
        assert.match(said.join(), /settings/);
      });
    } finally {
      write(settings);
      // VS Code may have the broken text in an editor of its own, as unsaved.
      await vscode.commands.executeCommand('workbench.action.openSettingsJson');
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    }
    await eventually(() => assert.deepEqual(configured(), [at(old)]));
    for (const host of hosts) host.requests.length = 0;
    await errorsShown(() => use(at(old)));
    assert.ok(got(old).includes('the-old-password'));
    assert.equal(got(other), '');
  });

  it('goes to an address that was changed in the settings only when a person says so, and is asked for once', async () => {
    const [old, other] = hosts;
    const move = () =>
      vscode.workspace
        .getConfiguration('fndeck')
        .update('connections', [at(other)], vscode.ConfigurationTarget.Global);
    await errorsShown(async () => {
      await add(at(old), OLD);
      const said = await answering('', async () => {
        await move();
        await use(at(other));
      });
      assert.ok(said.includes(`iamEndpoint: ${old.origin} → ${other.origin}`), said);
      assert.equal(got(other), '');
      assert.equal(await answering('', () => use(at(other))), '');
      assert.equal(got(other), '');
    });
    await errorsShown(async () => {
      await add(at(old), OLD);
      await answering('Use the Stored Credentials', async () => {
        await move();
        await use(at(other));
      });
      await eventually(async () => {
        await use(at(other));
        assert.ok(got(other).includes('the-old-password'));
      });
    });
  });
});

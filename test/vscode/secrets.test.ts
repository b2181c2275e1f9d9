import * as assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Connection, Secret } from '../../src/model/connection';
import { documentPath, SCHEME } from '../../src/model/documentPath';
import { startServer } from '../cloud/testServer';
import {
  answering,
  connectionTo,
  errorsShown,
  forgetAll,
  keysOf,
  startSandbox,
  type Line,
  tryConnection,
} from './account';
import { colleagueOn } from './configColleague';
import { closeAll, openText, replace, save, untitledJson, withSettings } from './configWorkbench';
import { eventually } from './eventually';

/** In the payload of every invocation; the functions do not print it. */
const PAYLOAD = 'a payload that is nobody else’s business';
/** Of connections that are refused. */
const WRONG = {
  token: `MIIWrongToken${'0123456789'.repeat(200)}`,
  password: 'Wrong-Passw0rd-of-nobody',
  accessKeyId: 'WRONGKEYOFNOBODY',
  secretAccessKey: 'wrong-secret-key-of-nobody',
  securityToken: 'wrong-security-token-of-nobody',
};

/** Folder of this window's settings, logs and storage; the harness tells. */
const PROFILE = process.env.FNDECK_TEST_PROFILE ?? '';

describe('secrets', () => {
  let line: Line;
  let restore: () => Promise<void>;

  before(async () => {
    assert.notEqual(PROFILE, '', 'FNDECK_TEST_PROFILE');
    restore = await withSettings({ 'files.autoSave': 'off' });
    line = await startSandbox();
    await (await colleagueOn('hello-node')).deletes();
  });
  after(async () => {
    await closeAll();
    await forgetAll();
    await restore();
    await vscode.commands.executeCommand('fndeck.clearInvocations');
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  /** Temporary keys, as a person gets them from IAM. */
  const temporary = async (): Promise<Extract<Secret, { kind: 'temporaryKeys' }>> => {
    const response = await fetch(`${line.url}/v3.0/OS-CREDENTIAL/securitytokens`, {
      method: 'POST',
      headers: { 'x-auth-token': line.token },
      body: JSON.stringify({
        auth: { identity: { methods: ['token'], token: { id: line.token, duration_seconds: 900 } } },
      }),
    });
    const { credential } = (await response.json()) as {
      readonly credential: Readonly<Record<string, string>>;
    };
    const { access = '', secret = '', securitytoken = '' } = credential;
    assert.ok(access && secret && securitytoken);
    return {
      kind: 'temporaryKeys',
      accessKeyId: access,
      secretAccessKey: secret,
      securityToken: securitytoken,
    };
  };

  /** Events that the service has taken, each followed to its end. */
  const following: unknown[] = [];

  /** Everything that a person does through one connection; `works`: whether the service lets them. */
  const useAll = async (connection: Connection, secret: Secret, works: boolean): Promise<void> => {
    await vscode.commands.executeCommand('fndeck.addConnection', { connection, secret });
    const ref = { connection: connection.id, group: 'demo', name: 'hello-node', qualifier: 'latest' };
    const uri = vscode.Uri.from({ scheme: SCHEME, path: documentPath(ref, connection.service) });
    const payload = await untitledJson(JSON.stringify({ name: 'Ada', secret: PAYLOAD }));
    const run = <T>(command: string, ...given: unknown[]) =>
      vscode.commands.executeCommand<T>(`fndeck.${command}`, ...given);
    let told = '';
    const said = await errorsShown(async () => {
      await vscode.window.showTextDocument(payload);
      const tested = await tryConnection(connection);
      told = tested.said;
      assert.equal(tested.works, works);
      assertClean(tested.said, 'page of the test');
      const record = await run('invokeWithPayload', ref, payload.uri);
      assert.ok(record);
      const queued = run('invokeAsyncWithPayload', ref, payload.uri);
      if (works) following.push(queued);
      else await queued;
      const row = { kind: 'ended', summary: record };
      await run('rerunInvocation', row);
      await run('copyInvocationAsCurl', row);
      assertClean(await vscode.env.clipboard.readText(), 'clipboard');
      await run('copyUrn', ref);
      if (works) {
        const document = await openText(uri);
        await replace(document, 'attempts": 1', 'attempts": 2');
        await save();
        assert.equal(document.isDirty, false);
        await answering('Delete', () => run('deleteAsyncConfig', ref));
      } else await Promise.resolve(vscode.workspace.fs.readFile(uri)).catch(() => undefined);
    });
    if (!works) assert.ok(said.length > 0 || told !== '', 'a refusal is shown');
    assertClean(said.join('\n'), 'notices');
    await closeAll();
  };

  let secrets: Readonly<Record<string, string>> = {};
  const assertClean = (text: string, where: string): void => {
    for (const [name, secret] of Object.entries(secrets)) {
      assert.ok(!text.includes(secret), `${name} in ${where}`);
    }
  };

  it('are in no log, no output, no notice, no setting and no file', async () => {
    const own = connectionTo(line, 'own');
    const { user, domain } = line;
    const keys = await temporary();
    const echo = await startServer(({ headers, body }, response) =>
      response.writeHead(400).end(`${JSON.stringify(headers)} ${body}`),
    );
    const repeated = { endpoint: echo.origin, iamEndpoint: echo.origin, logEndpoint: echo.origin };
    secrets = {
      token: line.token,
      password: line.password,
      'access key id': line.accessKeyId,
      'secret access key': line.secretAccessKey,
      'temporary access key id': keys.accessKeyId,
      'temporary secret': keys.secretAccessKey,
      'security token': keys.securityToken,
      ...Object.fromEntries(Object.entries(WRONG).map(([name, secret]) => [`wrong ${name}`, secret])),
      'beginning of the wrong token': WRONG.token.slice(0, 40),
    };
    const accounts: readonly (readonly [Connection, Secret, boolean])[] = [
      [own, keysOf(line), true],
      [{ ...own, credential: 'token' }, { kind: 'token', token: line.token }, true],
      [{ ...own, credential: 'password', user, domain }, { kind: 'password', password: line.password }, true],
      [{ ...own, credential: 'temporaryKeys' }, keys, true],
      [own, { kind: 'keys', ...WRONG }, false],
      [{ ...own, credential: 'token' }, { kind: 'token', ...WRONG }, false],
      [{ ...own, credential: 'password', user, domain }, { kind: 'password', ...WRONG }, false],
      [{ ...own, credential: 'temporaryKeys' }, { kind: 'temporaryKeys', ...WRONG }, false],
      [{ ...own, credential: 'temporaryKeys' }, { ...keys, secretAccessKey: 'wrong' }, false],
      [{ ...own, ...repeated, credential: 'token' }, { kind: 'token', ...WRONG }, false],
      [{ ...own, ...repeated, credential: 'temporaryKeys' }, { kind: 'temporaryKeys', ...WRONG }, false],
      [{ ...own, ...repeated, credential: 'password', user, domain }, { kind: 'password', ...WRONG }, false],
    ];
    for (const [index, [connection, secret, works]] of accounts.entries()) {
      await useAll({ ...connection, id: `own-${index}` }, secret, works);
    }
    await echo.close();
    assert.equal((await Promise.all(following)).filter(Boolean).length, 4);

    // The search finds what is known to be there: the last request, the last payload.
    await eventually(() => {
      const found = files().filter(({ text }) => text.includes(`${echo.origin}/v3/auth/tokens`));
      assert.ok(found.some(({ path }) => path.endsWith('FnDeck Requests.log')));
    });
    // What was sent is kept in the journal, by a setting; and by the service, which here is on this machine. VS Code's
    // own backup of an untitled payload goes a moment after that is closed.
    await eventually(() => {
      const withPayload = files().flatMap(({ path, text }) => (text.includes(PAYLOAD) ? [path] : []));
      const journal = withPayload.filter((path) => /\/invocations\/[^/]+\.record\.json$/.test(path));
      assert.ok(journal.length > 0);
      const service = withPayload.filter((path) => path.includes('/fndeck.fndeck/sandbox/'));
      assert.deepEqual(
        withPayload.filter((path) => !journal.includes(path) && !service.includes(path)),
        [],
      );
    });
    const all = files();
    for (const { path, text } of all) assertClean(text, path);
    for (const document of vscode.workspace.textDocuments) {
      if (document.uri.scheme === 'output') assertClean(document.getText(), document.uri.path);
    }
  }).timeout(240_000);
});

/** All files of the profile, but the workspace. */
function files(): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(PROFILE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.startsWith(join(PROFILE, 'workspace')))
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(path, 'utf8') }];
      } catch {
        return []; // written beside the file that it has become meanwhile
      }
    });
}

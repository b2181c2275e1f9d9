import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentPath, SCHEME } from '../../src/model/documentPath';
import type { Connection, Secret } from '../../src/model/connection';
import { startSandboxProcess, type SandboxProcess } from '../../src/app/sandbox/process';
import type { PageState } from '../../src/webview/protocol';
import { startServer, type Answer, type TestServer } from '../cloud/testServer';
import { connectionTo, forgetAll, keysOf, startSandbox, tryConnection, type Line } from './account';
import { colleagueOn, type Colleague } from './configColleague';
import { closeAll, openForm, replace, save, withSettings } from './configWorkbench';
import { eventually } from './eventually';
import { listenToPages, type PageMessages } from './pageMessages';

const ONE = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 };

/** How somebody reaches the sandbox. */
interface Account {
  readonly connection: Connection;
  readonly secret: Secret;
}

/** Something that is wrong with an account. */
interface Trouble {
  readonly title: string;
  /** The account as it works. */
  readonly before: () => Account | Promise<Account>;
  /** Spoils it. */
  readonly spoil: (account: Account) => Account | Promise<Account>;
  /** What happened, what the service itself said (`ID`: the request's), and what to do. */
  readonly text: string | RegExp;
  readonly hint: string;
  /** What to do where the same is tried once more, if that is something else. */
  readonly laterHint?: string;
}

describe('a connection that has become bad', () => {
  let line: Line;
  let colleague: Colleague;
  let pages: PageMessages<PageState>;
  let restore: () => Promise<void>;
  const servers: TestServer[] = [];
  const sandboxes: SandboxProcess[] = [];

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    line = await startSandbox();
    colleague = await colleagueOn('hello-python');
    pages = listenToPages<PageState>('config');
  });
  afterEach(async () => {
    await closeAll();
    await forgetAll();
    await Promise.all(servers.splice(0).map((server) => server.close()));
    for (const sandbox of sandboxes.splice(0)) {
      sandbox.stop();
      await sandbox.ended;
    }
  });
  after(async () => {
    pages.dispose();
    await restore();
    await colleague.deletes();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  const keys = (): Account => ({ connection: connectionTo(line, 'bad'), secret: keysOf(line) });
  const token = (text = line.token): Account => ({
    connection: { ...connectionTo(line, 'bad'), credential: 'token' },
    secret: { kind: 'token', token: text },
  });
  const password = (text = line.password): Account => ({
    connection: {
      ...connectionTo(line, 'bad'),
      credential: 'password',
      user: line.user,
      domain: line.domain,
    },
    secret: { kind: 'password', password: text },
  });
  const control = async (path: string, body: unknown = {}): Promise<unknown> => {
    const response = await fetch(`${line.url}/sandbox/${path}`, {
      method: 'POST',
      headers: { 'x-auth-token': line.token },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok);
    return response.status === 204 ? undefined : response.json();
  };
  const at = ({ connection, secret }: Account, endpoint: string): Account => ({
    connection: { ...connection, endpoint, iamEndpoint: endpoint, logEndpoint: endpoint },
    secret,
  });
  const answering = async (account: Account, answer: Answer): Promise<Account> => {
    const server = await startServer(answer);
    servers.push(server);
    return at(account, server.origin);
  };
  /** The same functions in a sandbox of another time. */
  const livingAt = async (seconds: number): Promise<Account> => {
    const folder = vscode.extensions.getExtension('fndeck.fndeck')?.extensionUri;
    assert.ok(folder);
    const [script, functions] = ['dist/sandbox.js', 'media/samples'].map(
      (path) => vscode.Uri.joinPath(folder, path).fsPath,
    );
    const sandbox = startSandboxProcess(
      { script: script ?? '', arguments: ['--functions', functions ?? '', `--clock=${seconds}`] },
      () => undefined,
    );
    sandboxes.push(sandbox);
    const there = (await sandbox.ready).line as unknown as Line;
    return { connection: connectionTo(there, 'bad'), secret: keysOf(there) };
  };

  const TROUBLES: readonly Trouble[] = [
    {
      title: 'a wrong secret access key',
      before: keys,
      spoil: ({ connection }) => ({
        connection,
        secret: { kind: 'keys', accessKeyId: line.accessKeyId, secretAccessKey: 'wrong' },
      }),
      text:
        'The access key was not accepted. (APIGW.0301: Incorrect IAM authentication information: ' +
        'verify aksk signature fail; request ID)',
      hint: 'Check access key ID, secret access key, region and project ID of the connection.',
    },
    {
      title: 'an access key that does not exist',
      before: keys,
      spoil: ({ connection }) => ({
        connection,
        secret: { kind: 'keys', accessKeyId: 'NOBODYSKEY', secretAccessKey: line.secretAccessKey },
      }),
      text:
        'The access key was not accepted. (APIGW.0301: Incorrect IAM authentication information: ' +
        'Get secretKey failed; request ID)',
      hint: 'Check access key ID, secret access key, region and project ID of the connection.',
    },
    {
      title: 'a wrong token',
      before: () => token(),
      spoil: () => token('wrong'),
      text:
        'The token has expired or is not valid in cn-north-4. (APIGW.0301: Incorrect IAM authentication information: ' +
        'decrypt token fail; request ID)',
      hint: 'Edit the connection and paste a new token.',
    },
    {
      title: 'a token that has expired meanwhile',
      before: async () => {
        const { projectId } = connectionTo(line, 'bad');
        const issued = (await control('tokens', { projectId, seconds: 3600 })) as { readonly token: string };
        return token(issued.token);
      },
      spoil: async (account) => {
        await control('tokens/expire');
        return account;
      },
      text: /^The token has expired or is not valid in cn-north-4\. \(APIGW\.0307: The token must be updated: token expires, expires_at:\S+; request ID\)$/,
      hint: 'Edit the connection and paste a new token.',
    },
    {
      title: 'a wrong password',
      before: () => password(),
      spoil: () => password('wrong'),
      text: /^Signing in as \S+ failed\. \(.+\)$/,
      hint: 'Check account name, user name and password of the connection; with login protection a new verification code is needed.',
      laterHint:
        'It is not tried again by itself, so that the account is not locked. Test the connection to try again, or edit it.',
    },
    {
      title: 'a clock that is one hour behind',
      before: keys,
      spoil: () => livingAt(3600),
      text: /^This computer’s clock is 60 minutes behind the service’s\. \(APIGW\.0303: .*signature expired, .*; request ID\)$/,
      hint: 'Set the clock right and try again: signed requests are valid for 15 minutes.',
    },
    {
      title: 'a clock that is one hour ahead',
      before: keys,
      spoil: () => livingAt(-3600),
      text: /^This computer’s clock is 60 minutes ahead of the service’s\. \(APIGW\.0303: .*signature expired, .*; request ID\)$/,
      hint: 'Set the clock right and try again: signed requests are valid for 15 minutes.',
    },
    {
      title: 'a host that does not exist',
      before: keys,
      spoil: (account) => at(account, 'https://fndeck.invalid'),
      // without any name server it is called otherwise
      text: /^(There is no host fndeck\.invalid|The name fndeck\.invalid could not be looked up)\. \(getaddrinfo (ENOTFOUND|EAI_AGAIN) fndeck\.invalid\)$/,
      hint: 'Check the region and the endpoint of the connection, and the network.',
    },
    {
      title: 'a server that sends web pages',
      before: keys,
      spoil: (account) =>
        answering(account, (_, response) => {
          response.writeHead(200, { 'content-type': 'text/html' });
          response.end('<!DOCTYPE html><html><head><title>Welcome</title></head><body>Sign in</body></html>');
        }),
      text: 'The response (HTTP 200) is a web page, not a response of the service.',
      hint: 'Check the endpoint of the connection; a proxy or a sign-in page may be in between.',
    },
    {
      title: 'a server that redirects',
      before: keys,
      spoil: (account) =>
        answering(account, (_, response) => {
          response.writeHead(302, { location: 'https://sign-in.test/?from=here', 'x-request-id': 'r-302' });
          response.end();
        }),
      text: /^127\.0\.0\.1:\d+ redirects to another address\. FnDeck does not follow it\. \(HTTP 302: https:\/\/sign-in\.test; request r-302\)$/,
      hint: 'Check the endpoint of the connection; a sign-in page may be in between.',
    },
    {
      title: 'a server whose answer never ends',
      before: keys,
      spoil: (account) =>
        answering(account, (_, response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          const more = () => {
            while (!response.destroyed && response.write('['.repeat(65_536)));
          };
          response.on('drain', more);
          more();
        }),
      text: 'The response is larger than 16 MB. (HTTP 200: more than 16777216 bytes)',
      hint: 'FnDeck has stopped reading it. Check the endpoint of the connection.',
    },
    {
      title: 'a server that speaks of something else',
      before: keys,
      spoil: (account) =>
        answering(account, (_, response) => {
          response.writeHead(200, { 'content-type': 'text/plain' });
          response.end('OK');
        }),
      text: 'The response of the service was not understood. (HTTP 200)',
      hint: 'Check the endpoint of the connection.',
    },
  ];

  const add = (account: Account) => vscode.commands.executeCommand('fndeck.addConnection', account);

  for (const { title, before, spoil, text, hint, laterHint = hint } of TROUBLES) {
    it(`${title}: is told, and nothing is lost`, async () => {
      await colleague.puts(ONE);
      const good = await before();
      await add(good);
      const ref = { ...colleague.ref, connection: 'bad' };
      const uri = vscode.Uri.from({ scheme: SCHEME, path: documentPath(ref, 'functiongraph-huawei') });
      pages.clear();
      const document = await openForm(uri);
      await replace(document, 'attempts": 1', 'attempts": 2');
      await eventually(() => assert.equal(pages.state()?.dirty, true));
      const typed = document.getText();

      const bad = await spoil(good);
      await add(bad);
      await colleague.forgets();
      const { works, said } = await tryConnection(bad.connection);
      assert.equal(works, false);
      matches(said, text, (told) => `${told} ${hint}`);
      await vscode.commands.executeCommand('vscode.openWith', uri, 'fndeck.asyncConfig');
      await eventually(() => {
        const { activeTab } = vscode.window.tabGroups.activeTabGroup;
        assert.ok(activeTab?.input instanceof vscode.TabInputCustom);
      });

      await save();
      assert.equal(document.isDirty, true);
      assert.equal(document.getText(), typed);
      await eventually(() => {
        const state = pages.state();
        assert.equal(state?.dirty, true);
        matches(state.problem?.text ?? 'no problem', text);
        assert.equal(state.problem?.hint, laterHint);
      });
      assert.equal(await colleague.writesSeen(), 0);

      await add(keys());
      await save();
      assert.equal(document.isDirty, false);
      assert.equal((await colleague.holds())?.['max_async_retry_attempts'], 2);
      await eventually(() => assert.equal(pages.state()?.problem, undefined));
    });
  }
});

/** Compares without the ids of requests, which are new each time. */
function matches(said: string, text: string | RegExp, around = (told: string) => told): void {
  const plain = said.replace(/request [0-9a-f-]{32,36}/, 'request ID');
  if (typeof text === 'string') return assert.equal(plain, around(text));
  const [head = '', tail = ''] = around('\n').split('\n');
  assert.ok(plain.startsWith(head) && plain.endsWith(tail), plain);
  assert.match(plain.slice(head.length, plain.length - tail.length), text);
}

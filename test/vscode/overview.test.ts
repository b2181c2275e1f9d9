import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { BY_FUNCTION } from '../../src/app/overview/order';
import { createOverview, type Overview } from '../../src/app/overview/overview';
import { startSandboxProcess, type SandboxProcess } from '../../src/app/sandbox/process';
import { sandboxAccounts, type Ready } from '../../src/app/sandbox/ready';
import { connect } from '../../src/cloud/connect';
import { openDoor, type RequestLine } from '../../src/cloud/door';
import { translate } from '../../src/model/message';
import { profileOf } from '../../src/model/services';
import type { OverviewState } from '../../src/webview/overview/protocol';
import { startSandbox } from './account';
import { closeAll } from './configWorkbench';
import { eventually } from './eventually';
import { listenToPages } from './pageMessages';

const SANDBOX = 'sandbox-functiongraph-huawei';

describe('the overview of a sandbox with many functions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fndeck-overview-'));
  const requests: RequestLine[] = [];
  let sandbox: SandboxProcess;
  let ready: Ready;

  before(async () => {
    const extension = vscode.extensions.getExtension('fndeck.fndeck');
    assert.ok(extension);
    const path = (...parts: string[]) => vscode.Uri.joinPath(extension.extensionUri, ...parts).fsPath;
    sandbox = startSandboxProcess(
      {
        script: path('dist', 'sandbox.js'),
        arguments: ['--functions', path('media', 'samples'), '--state', folder, '--synthetic', '300'],
      },
      () => undefined,
    );
    ready = await sandbox.ready;
  });
  after(() => {
    sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** An overview through real sockets; `most` is told how many requests were under way at once. */
  const over = (): { readonly overview: Overview; readonly most: () => number } => {
    requests.length = 0;
    const [account] = sandboxAccounts(ready);
    assert.ok(account);
    const { connection, secret } = account;
    const cloud = connect(connection, secret, openDoor({ log: (line) => requests.push(line) }));
    let [open, most] = [0, 0];
    const counted = async function* <T>(pages: AsyncIterable<T>): AsyncIterable<T> {
      const iterator = pages[Symbol.asyncIterator]();
      for (;;) {
        most = Math.max(most, ++open);
        const next = await iterator.next().finally(() => open--);
        if (next.done) return;
        yield next.value;
      }
    };
    const overview = createOverview({
      ids: { connection: connection.id, filter: '', sorting: BY_FUNCTION },
      ...{ profile: profileOf(connection.service), region: connection.region },
      ...{ title: '', context: '', language: 'en' },
      say: (said) => translate(said),
      open: () =>
        Promise.resolve({
          listFunctions: (signal, group) => counted(cloud.listFunctions(signal, group)),
          listAsyncConfigs: (id, signal) => counted(cloud.listAsyncConfigs(id, signal)),
        }),
      levels: () => ({}),
      mark: () => undefined,
      describe: String,
      changed: () => undefined,
    });
    return { overview, most: () => most };
  };

  it('asks once for each function, at most four at a time', async () => {
    const { overview, most } = over();
    await overview.read();
    const { functions, configs, reading } = overview.state();
    assert.equal(reading, 'complete');
    assert.ok(functions.read >= 300);
    assert.equal(most(), 4);
    const lists = requests.filter(({ url }) => /\/async-invoke-configs?/.test(url));
    assert.equal(lists.length, functions.read);
    assert.ok(requests.length - lists.length <= 3, 'besides these, only the pages of functions');
    assert.ok(configs > 0, 'the samples have configs');
    overview.query('flaky', BY_FUNCTION);
    assert.deepEqual(
      overview.shown().map(({ config }) => config.ref.name),
      ['flaky'],
    );
  });

  it('asks for nothing more once it is cancelled, and reads the rest later', async () => {
    const { overview } = over();
    const reading = overview.read();
    await eventually(() => assert.ok(overview.state().functions.read > 20));
    overview.cancel();
    await reading;
    const { read } = overview.state().functions;
    assert.equal(overview.state().reading, 'cancelled');
    assert.ok(read < 300);
    const { length } = requests;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(requests.length, length);
    await overview.read();
    assert.equal(overview.state().reading, 'complete');
  });
});

describe('the page of an overview', () => {
  before(async () => {
    await startSandbox();
  });
  after(async () => {
    await closeAll();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  it('opens once for a connection, and shows what is read', async () => {
    const messages = listenToPages<OverviewState>();
    try {
      const of = { connection: SANDBOX };
      await vscode.commands.executeCommand('fndeck.showOverview', of);
      await eventually(() => {
        const state = messages.state();
        assert.equal(state?.reading, 'complete');
        assert.ok(state.configs > 0);
        assert.equal(state.failed.count, 0);
        assert.match(state.context, /Huawei Cloud FunctionGraph/);
      });
      await vscode.commands.executeCommand('fndeck.showOverview', of);
      const tabs = vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(
          ({ input }) =>
            input instanceof vscode.TabInputWebview && input.viewType.endsWith('fndeck.overview'),
        );
      assert.equal(tabs.length, 1);
    } finally {
      messages.dispose();
    }
  });
});

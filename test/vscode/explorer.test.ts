import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { connect } from '../../src/cloud/connect';
import { openDoor, type RequestLine } from '../../src/cloud/door';
import type { FunctionId } from '../../src/model/functionRef';
import { createConnections, type Connections } from '../../src/vscode/connections/connections';
import { createCatalog, type Catalog } from '../../src/app/catalog/catalog';
import { childrenOf } from '../../src/app/catalog/children';
import { EventLists } from '../../src/app/events/eventLists';
import { TestEventLists } from '../../src/app/testEvents/lists';
import { connectionOf, refOf } from '../../src/app/catalog/handedOver';
import type { Node } from '../../src/app/catalog/nodes';
import { lateTooltip, treeItem } from '../../src/vscode/explorer/treeItems';
import { createReport, type Report } from '../../src/vscode/report';
import { startSandboxProcess, type SandboxProcess } from '../../src/app/sandbox/process';
import { sandboxAccounts, type Ready } from '../../src/app/sandbox/ready';
import { errorsShown, startSandbox } from './account';
import { eventually } from './eventually';

/** SecretStorage without a store: sandboxes keep their secrets in memory. */
const noSecrets: vscode.SecretStorage = {
  get: () => Promise.resolve(undefined),
  store: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  onDidChange: () => new vscode.Disposable(() => undefined),
};

function textOf(label: string | vscode.TreeItemLabel | undefined): string {
  return typeof label === 'string' ? label : (label?.label ?? '');
}

describe('the tree', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fndeck-explorer-'));
  const requests: RequestLine[] = [];
  let process: SandboxProcess;
  let ready: Ready;
  let report: Report;
  let connections: Connections;
  let catalog: Catalog;
  let step: number;
  const lists = new EventLists({
    cloud: (id) => connections.cloud(id),
    clock: { now: () => Date.now(), sleep: () => Promise.resolve() },
  });
  const testEvents = new TestEventLists(
    (id) => connections.cloud(id),
    () => undefined,
  );

  before(async () => {
    const extension = vscode.extensions.getExtension('fndeck.fndeck');
    assert.ok(extension);
    const path = (...parts: string[]) => vscode.Uri.joinPath(extension.extensionUri, ...parts).fsPath;
    process = startSandboxProcess(
      {
        script: path('dist', 'sandbox.js'),
        arguments: ['--functions', path('media', 'samples'), '--state', folder, '--synthetic', '1300'],
      },
      () => undefined,
    );
    ready = await process.ready;
    report = createReport('Explorer Test');
  });
  beforeEach(() => {
    requests.length = 0;
    const door = openDoor({ log: (line) => requests.push(line) });
    connections = createConnections({
      confirm: () => Promise.resolve(false),
      secrets: noSecrets,
      connect: (to, secret) => connect(to, secret, door),
    });
    connections.setSandbox(sandboxAccounts(ready));
    catalog = createCatalog((id) => connections.cloud(id), {
      functions: () => undefined,
      function: () => undefined,
    });
    step = 500;
  });
  afterEach(() => {
    catalog.dispose();
    connections.dispose();
  });
  after(async () => {
    report.dispose();
    process.stop();
    await process.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const files = { mark: () => undefined };
  /** What was verified of any config. */
  let line: string | undefined;
  const verified = { mark: () => line };
  const children = (node?: Node) =>
    childrenOf(node, { connections, catalog, step, testEvents, eventRows: () => [] });
  const item = (node: Node) =>
    treeItem(node, { connections, catalog, report, lists, testEvents, files, verified });
  const label = (node: Node) => textOf(item(node).label);
  const labels = (nodes: readonly Node[]) => nodes.map(label);
  const named = async (parent: Node | undefined, text: string): Promise<Node> => {
    const found = (await children(parent)).find((node) => label(node) === text);
    assert.ok(found, text);
    return found;
  };
  /** The node under these labels; all functions of the connection have been listed then. */
  const at = async (...path: string[]): Promise<Node> => {
    const [first, ...rest] = path;
    let node = await named(undefined, first ?? '');
    await catalog.functions(connectionOf(node)?.id ?? '').listing.done;
    for (const text of rest) node = await named(node, text);
    return node;
  };
  const SANDBOX = 'Sandbox · Huawei Cloud';

  it('has the connections at the top, several at once', async () => {
    assert.deepEqual(labels(await children()), [
      SANDBOX,
      'Sandbox · Open Telekom Cloud',
      'Sandbox · Function Compute 2.0',
      'Sandbox · Function Compute 3.0',
    ]);
  });

  it('has the first page before the second is asked for', async () => {
    await children(await named(undefined, SANDBOX));
    assert.equal(requests.filter(({ url }) => url.includes('/functions?')).length, 1);
  });

  it('lists everything with one request a page, and shows so many at a time', async () => {
    step = 200;
    const group = await at(SANDBOX, 'batch-000');
    const pages = requests.filter(({ url }) => url.includes('/functions?')).length;
    assert.ok(pages <= Math.ceil(1400 / 100), `${pages} requests`);
    assert.equal(requests.length, pages);
    const first = await children(group);
    assert.equal(first.length, 202);
    const range = first[200];
    assert.ok(range);
    assert.equal(label(range), 'made-up-000200 … made-up-000399');
    assert.equal(item(range).description, '200');
    assert.equal(item(range).collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    const shown = await children(range);
    assert.equal(shown.length, 200);
    assert.equal(label(shown[0] ?? range), 'made-up-000200');
    assert.equal(requests.length, pages);
  });

  it('opens by itself no more than a newcomer wants to see', async () => {
    await at(SANDBOX);
    const groups = await children(await at(SANDBOX));
    const open = groups.filter(
      (group) => item(group).collapsibleState === vscode.TreeItemCollapsibleState.Expanded,
    );
    assert.ok(groups.length >= 4);
    assert.deepEqual(labels(open), ['batch-000']);
  });

  it('shows versions and aliases with their async config in a line', async () => {
    const cloud = await connections.cloud('sandbox-functiongraph-huawei');
    const node = await at(SANDBOX, 'demo', 'hello-node');
    const ref = refOf(node);
    assert.ok(ref);
    await cloud.putAsyncConfig(
      ref,
      {
        max_async_event_age_in_seconds: 3600,
        max_async_retry_attempts: 3,
        destination_config: { on_failure: { destination: 'OBS', param: { bucket: 'failures' } } },
      },
      new AbortController().signal,
    );
    await catalog.qualifiers(ref).listing.done;
    assert.deepEqual(labels(await children(node)), ['latest', 'v1', 'v2', 'prod', 'Test Events']);
    await catalog.configs(ref).listing.done;
    const latest = await named(node, 'latest');
    assert.equal(item(latest).description, '1 h · 3 retries · ✗ OBS');
    assert.equal(item(latest).contextValue, 'qualifier.configured.sandbox');
    assert.match(
      item(latest).accessibilityInformation?.label ?? '',
      /latest.*1 h.*3 retries.*failures go to OBS/,
    );
    line = 'verified 2026-11-21 14:02, failure: proven';
    const marked = item(latest);
    line = undefined;
    assert.equal(marked.description, '1 h · 3 retries · ✗ OBS · verified 2026-11-21 14:02, failure: proven');
    assert.equal(marked.contextValue, 'qualifier.configured.verified.sandbox');
    assert.match(marked.accessibilityInformation?.label ?? '', /failure: proven$/);
    assert.equal(item(await named(node, 'v1')).description, 'not configured');
    assert.match(String(item(await named(node, 'prod')).description), /^→ v2/);
  });

  it('asks for the configs of a function once for all its versions, and only when it is opened', async () => {
    const node = await at(SANDBOX, 'demo', 'hello-node');
    const asked = () => requests.filter(({ url }) => url.includes('async-invoke-config')).length;
    assert.equal(asked(), 0);
    for (const child of await children(node)) item(child);
    const ref = refOf(node);
    assert.ok(ref);
    await catalog.configs(ref).listing.done;
    await children(node);
    assert.equal(asked(), 1);
  });

  it('says why a connection cannot be read, and reads it after a retry', async () => {
    const [account] = sandboxAccounts(ready);
    assert.ok(account);
    const wrong = { kind: 'keys', accessKeyId: ready.accessKeyId, secretAccessKey: 'wrong' } as const;
    connections.setSandbox([{ connection: account.connection, secret: wrong }]);
    const node = await named(undefined, SANDBOX);
    const [failure] = await children(node);
    assert.ok(failure);
    assert.equal(failure.kind, 'failure');
    assert.equal(item(failure).command?.command, 'fndeck.retry');
    assert.match(item(failure).accessibilityInformation?.label ?? '', /Click to retry/);
    assert.equal((item(node).iconPath as vscode.ThemeIcon).id, 'warning');
    connections.setSandbox([account]);
    catalog.forgetConnection(account.connection.id);
    assert.ok((await children(node)).every(({ kind }) => kind === 'group'));
  });

  it('has a stable id and a text for screen readers on every node', async () => {
    const functionNode = await at(SANDBOX, 'demo', 'hello-node');
    const groups = await children(await at(SANDBOX));
    const nodes = [...(await children()), ...groups, functionNode, ...(await children(functionNode))];
    const ids = nodes.map((node) => item(node).id);
    assert.equal(new Set(ids).size, ids.length);
    for (const node of nodes) {
      assert.ok(item(node).accessibilityInformation?.label, label(node));
      assert.equal(item(node).id, node.key);
    }
  });

  it('tells runtime, memory, time limit and URN of a function', async () => {
    const node = await at(SANDBOX, 'demo', 'hello-node');
    assert.equal(item(node).tooltip, undefined);
    const tooltip = lateTooltip(node, { connections, catalog, report, lists, testEvents, files, verified });
    assert.ok(tooltip instanceof vscode.MarkdownString);
    for (const part of ['Node.js18', '128 MB', '10 s', 'hello-node']) {
      assert.ok(tooltip.value.replaceAll('\\', '').includes(part), `${part} in ${tooltip.value}`);
    }
  });
});

describe('the explorer’s commands', () => {
  before(startSandbox);
  after(() => vscode.commands.executeCommand('fndeck.stopSandbox'));

  const ref = {
    connection: 'sandbox-functiongraph-huawei',
    group: 'demo',
    name: 'hello-node',
    qualifier: 'latest',
  };

  it('go to a function that a person searched', async () => {
    // An editor of an earlier test that comes late takes the focus, which closes the list: then it is opened again.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    let found: FunctionId | undefined;
    await eventually(async () => {
      let open = true;
      const going = Promise.resolve(
        vscode.commands.executeCommand<FunctionId | undefined>('fndeck.goToFunction'),
      ).finally(() => (open = false));
      // The list streams in; the first entry is chosen as soon as there is one.
      while (open) {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        await Promise.race([going, new Promise((resolve) => setTimeout(resolve, 100))]);
      }
      found = await going;
      assert.ok(found);
    });
    assert.equal(found?.group, 'demo');
  });

  it('copy the URN', async () => {
    const urn = await vscode.commands.executeCommand<string>('fndeck.copyUrn', ref);
    assert.match(urn, /^urn:fss:cn-north-4:[0-9a-f]{32}:function:demo:hello-node:latest$/);
    assert.equal(await vscode.env.clipboard.readText(), urn);
  });

  it('have no console for the sandbox, and say so', async () => {
    const said = await errorsShown(() => vscode.commands.executeCommand('fndeck.openConsole', ref));
    assert.match(said.join(), /no console/);
  });
});

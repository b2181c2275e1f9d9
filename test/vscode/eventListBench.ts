import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Node } from '../../src/app/catalog/nodes';
import { CLOCK, type Clock } from '../../src/app/clock';
import type { Confirmation } from '../../src/app/connections/guard';
import { startSandboxProcess, type SandboxProcess } from '../../src/app/sandbox/process';
import { sandboxAccounts, type Ready } from '../../src/app/sandbox/ready';
import type { Cloud } from '../../src/cloud/cloud';
import { createConnections, type Connections } from '../../src/vscode/connections/connections';
import { createExplorer, type Explorer } from '../../src/vscode/explorer/explorer';
import { createReport, type Report } from '../../src/vscode/report';
import { directly } from './account';
import { eventually } from './eventually';
import { memento } from './memento';

/** The connection whose lists are looked at. */
export const HUAWEI = 'Sandbox · Huawei Cloud';

/** Longest until a list has looked again. */
export const LIVE_MS = 30_000;

const noSecrets: vscode.SecretStorage = {
  get: () => Promise.resolve(undefined),
  store: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  onDidChange: () => new vscode.Disposable(() => undefined),
};

/** From now on five times as fast: for tests that are not about how often a list is read. */
function quickClock(): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * 5,
    sleep: (ms, signal) => CLOCK.sleep(ms / 5, signal),
  };
}

/** The tree over a sandbox of its own, made anew before each test. */
export interface EventListBench {
  readonly ready: Ready;
  readonly connections: Connections;
  readonly explorer: Explorer;
  /** What a person was asked to confirm, always with yes, in this test. */
  readonly asked: readonly Confirmation[];
  readonly collapse: vscode.EventEmitter<vscode.TreeViewExpansionEvent<Node>>;
  readonly expand: vscode.EventEmitter<vscode.TreeViewExpansionEvent<Node>>;
  readonly children: (node?: Node) => Promise<Node[]>;
  readonly item: (node: Node) => vscode.TreeItem;
  /** The item that is reached by these labels. */
  readonly at: (...path: string[]) => Promise<Node>;
  /** What stands behind the labels of the events. */
  readonly rowsOf: (events: Node) => Promise<string[]>;
  /** Makes the tree anew, to be read as often as a person's: else it is five times as fast. */
  inRealTime(): void;
  /** Lets clients answer this instead of their services, until the end of the test. */
  lie(told: Partial<Pick<Cloud, 'listAsyncInvocations' | 'testEvents'>>): void;
}

/** Registers what starts and ends the bench with mocha, in the suite that calls it. */
export function eventListBench(): EventListBench {
  const folder = mkdtempSync(join(tmpdir(), 'fndeck-events-'));
  const collapse = new vscode.EventEmitter<vscode.TreeViewExpansionEvent<Node>>();
  const expand = new vscode.EventEmitter<vscode.TreeViewExpansionEvent<Node>>();
  let process: SandboxProcess;
  let ready: Ready;
  let report: Report;
  let connections: Connections;
  let explorer: Explorer;
  let asked: Confirmation[] = [];
  let told: Partial<Pick<Cloud, 'listAsyncInvocations' | 'testEvents'>> = {};

  before(async () => {
    const extension = vscode.extensions.getExtension('fndeck.fndeck');
    assert.ok(extension);
    const path = (...parts: string[]) => vscode.Uri.joinPath(extension.extensionUri, ...parts).fsPath;
    process = startSandboxProcess(
      {
        script: path('dist', 'sandbox.js'),
        arguments: ['--functions', path('media', 'samples'), '--state', folder],
      },
      () => undefined,
    );
    ready = await process.ready;
    report = createReport('Event List Test');
  });
  const start = (clock: Clock): void => {
    asked = [];
    connections = createConnections({
      secrets: noSecrets,
      confirm: (confirmation) => {
        asked.push(confirmation);
        return Promise.resolve(true);
      },
      connect: (...to) => Object.assign(directly(...to), told),
    });
    connections.setSandbox(sandboxAccounts(ready));
    explorer = createExplorer({
      connections,
      report,
      view: {
        visible: true,
        reveal: () => Promise.resolve(),
        onDidChangeVisibility: () => new vscode.Disposable(() => undefined),
        onDidCollapseElement: collapse.event,
        onDidExpandElement: expand.event,
        message: '',
      },
      own: () => Promise.reject(new Error('nobody asks')),
      memory: { workspace: memento(), everywhere: memento() },
      config: { onDidLearnConfig: () => new vscode.Disposable(() => undefined) },
      files: { mark: () => undefined, onDidChange: () => new vscode.Disposable(() => undefined) },
      verified: { mark: () => undefined, onDidChange: () => new vscode.Disposable(() => undefined) },
      testEvents: { onDidWrite: () => new vscode.Disposable(() => undefined) },
      clock,
    });
  };
  const end = (): void => {
    explorer.dispose();
    connections.dispose();
  };
  beforeEach(() => start(quickClock()));
  afterEach(() => {
    told = {};
    end();
  });
  after(async () => {
    report.dispose();
    process.stop();
    await process.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const children = async (node?: Node) => [...((await explorer.rows.getChildren(node)) ?? [])];
  const item = (node: Node) => explorer.rows.getTreeItem(node) as vscode.TreeItem;
  const at = async (...path: string[]): Promise<Node> => {
    let node: Node | undefined;
    for (const text of path) {
      const parent: Node | undefined = node;
      await eventually(async () => {
        node = (await children(parent)).find((child) => item(child).label === text);
        assert.ok(node, text);
      });
    }
    assert.ok(node);
    return node;
  };
  return {
    get ready() {
      return ready;
    },
    get connections() {
      return connections;
    },
    get explorer() {
      return explorer;
    },
    get asked() {
      return asked;
    },
    ...{ collapse, expand, children, item, at },
    rowsOf: async (events) => (await children(events)).map((row) => String(item(row).description)),
    inRealTime: () => {
      end();
      start(CLOCK);
    },
    lie: (what) => {
      told = what;
    },
  };
}

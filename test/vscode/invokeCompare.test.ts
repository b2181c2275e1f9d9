import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { InvocationRecord } from '../../src/model/invocation/record';
import {
  connectionTo,
  errorsShown,
  forgetAll,
  keysOf,
  requestsSeen,
  startSandbox,
  type Line,
} from './account';
import { closeAll } from './configWorkbench';
import { eventually } from './eventually';

const CONNECTION = 'sandbox-functiongraph-huawei';
const REF = { connection: CONNECTION, group: 'demo', name: 'hello-node', qualifier: 'latest' };

/** What the command gives. */
type Both = readonly [InvocationRecord, InvocationRecord] | undefined;

describe('comparing one payload on two versions', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  let line: Line;
  let files = 0;

  before(async () => {
    line = await startSandbox();
  });
  afterEach(closeAll);
  after(forgetAll);

  const run = <T>(command: string, ...given: unknown[]) =>
    vscode.commands.executeCommand<T>(command, ...given);
  const payload = async (text: string): Promise<vscode.Uri> => {
    const uri = vscode.Uri.joinPath(folder, `compared-payload-${++files}.json`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    await vscode.window.showTextDocument(uri, { preview: false });
    return uri;
  };
  /** The versions that were invoked, in their order, since `before`. */
  const invoked = async (before = 0): Promise<string[]> => {
    const seen = await requestsSeen(line);
    const posts = seen.filter(({ method, path }) => method === 'POST' && path.endsWith('/invocations'));
    return posts
      .slice(before)
      .map(({ path }) => /:([^:/]+)\/invocations$/.exec(decodeURIComponent(path))?.[1] ?? '');
  };

  it('sends it once to each, the same to both, and opens the comparison', async () => {
    const uri = await payload('{"name":"{{$uuid}}"}');
    const before = (await invoked()).length;
    const both = await choosing(['v1', 'latest'], () => run<Both>('fndeck.compareVersions', REF, uri));
    assert.ok(both);
    assert.deepEqual(await invoked(before), ['v1', 'latest']);
    assert.deepEqual(
      both.map(({ ref }) => ref.qualifier),
      ['v1', 'latest'],
    );
    assert.equal(both[0].payload, both[1].payload);
    assert.match(both[0].payload ?? '', /^\{"name":"[0-9a-f-]{36}"\}$/);
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.match(activeTab?.label ?? '', /hello-node@v1 .* ↔ .*hello-node@latest/);
    await eventually(() => {
      const shown = vscode.workspace.textDocuments.filter(
        ({ uri: { scheme, query } }) =>
          scheme === 'fndeck-result' && query.startsWith(both.map(({ id }) => id).join('/')),
      );
      const numbers = shown.find(({ uri: { query } }) => query.endsWith('/older/numbers'));
      assert.match(numbers?.getText() ?? '', /Function: demo\/hello-node@v1/);
      const log = shown.find(({ uri: { query } }) => query.endsWith('/newer/log'));
      assert.match(log?.getText() ?? '', /<id 1>/);
    });
  });

  it('leaves the file linked with what it was linked with', async () => {
    const uri = await payload('{"name":"Ada"}');
    await run('fndeck.invokeWithPayload', { ...REF, qualifier: '!prod' }, uri);
    const asked: string[][] = [];
    await choosing(['v1', 'v2'], () => run<Both>('fndeck.compareVersions', undefined, uri), asked);
    assert.equal(asked[0]?.[0], 'prod');
    assert.equal(asked[1]?.includes('v1'), false);
    const lenses = await run<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    assert.ok(lenses.some(({ command }) => command?.title.includes('hello-node@!prod')));
  });

  it('sends nothing where the person leaves, or where something is wrong with the payload', async () => {
    const before = (await invoked()).length;
    const uri = await payload('{"name":"Ada"}');
    for (const answers of [[], ['v1']]) {
      assert.equal(await choosing(answers, () => run<Both>('fndeck.compareVersions', REF, uri)), undefined);
    }
    const broken = await payload('{"name":');
    const asked: string[][] = [];
    const errors = await errorsShown(() =>
      choosing(['v1', 'v2'], () => run<Both>('fndeck.compareVersions', REF, broken), asked),
    );
    assert.deepEqual(asked, []);
    assert.match(errors.join(), /Nothing was sent/);
    assert.deepEqual(await invoked(before), []);
  });

  it('is confirmed once where the connection is production, and refused where it is read-only', async () => {
    const before = (await invoked()).length;
    const uri = await payload('{"name":"Ada"}');
    const guarded = { ...REF, connection: 'compared' };
    const mark = (guard: 'confirm' | 'readOnly') =>
      run('fndeck.addConnection', {
        connection: { ...connectionTo(line, 'compared'), guard },
        secret: keysOf(line),
      });
    await mark('readOnly');
    const errors = await errorsShown(() =>
      choosing(['v1', 'v2'], () => run<Both>('fndeck.compareVersions', guarded, uri)),
    );
    assert.match(errors.join(), /marked as read-only/);
    assert.deepEqual(await invoked(before), []);
    await mark('confirm');
    const original = vscode.window.showInputBox;
    const asked: string[] = [];
    Object.assign(vscode.window, {
      showInputBox: ({ prompt = '' }: vscode.InputBoxOptions) => {
        asked.push(prompt);
        return Promise.resolve('Test compared');
      },
    });
    try {
      await choosing(['v1', 'v2'], () => run<Both>('fndeck.compareVersions', guarded, uri));
    } finally {
      Object.assign(vscode.window, { showInputBox: original });
    }
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /Send 2 invocations to “Test compared”/);
    assert.deepEqual(await invoked(before), ['v1', 'v2']);
  });
});

/** Chooses lines by their labels, one list after the other, while something is done; `offered` gets the labels. */
async function choosing<T>(
  answers: readonly string[],
  work: () => Thenable<T>,
  offered: string[][] = [],
): Promise<T> {
  const original = vscode.window.showQuickPick;
  let lists = 0;
  Object.assign(vscode.window, {
    showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
      offered.push(items.map(({ label }) => label));
      const answer = answers[lists++];
      return Promise.resolve(items.find(({ label }) => label === answer));
    },
  });
  try {
    return await work();
  } finally {
    Object.assign(vscode.window, { showQuickPick: original });
  }
}

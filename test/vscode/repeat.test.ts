import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Series } from '../../src/app/repeat/series';
import type { Run } from '../../src/model/repeat/run';
import type { RepeatState } from '../../src/webview/repeat/protocol';
import {
  connectionTo,
  errorsShown,
  forgetAll,
  invocationsSeen,
  keysOf,
  startSandbox,
  type Line,
} from './account';
import { closeAll, withSettings } from './configWorkbench';
import { eventually } from './eventually';
import { listenToPages, type PageMessages } from './pageMessages';

const REF = {
  connection: 'sandbox-functiongraph-huawei',
  group: 'demo',
  name: 'hello-node',
  qualifier: 'latest',
};

/** What nobody can want: of the runs, and of twelve runs at a time. */
const WRONG = { runs: ['0', '1001', '1.5', 'abc'], atOnce: ['0', '13', '1.5', 'abc'] };

/** A panel whose page a test plays. */
interface PlayedPanel {
  asks(message: object): void;
}

describe('repeated invocations', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  let line: Line;
  let pages: PageMessages<RepeatState>;
  let files = 0;

  before(async () => {
    line = await startSandbox();
    pages = listenToPages<RepeatState>('repeat');
  });
  afterEach(async () => {
    await closeAll();
    pages.clear();
  });
  after(async () => {
    pages.dispose();
    await forgetAll();
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  const payload = async (text = '{"name":"{{$uuid}}"}'): Promise<vscode.Uri> => {
    const uri = vscode.Uri.joinPath(folder, `repeated-${++files}.json`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    return uri;
  };
  const over = (series: Series) => eventually(() => assert.equal(series.phase(), 'over'), 60_000);

  it('ask how often, say what that uses, and send each once', async () => {
    const uri = await payload();
    const before = await invocationsSeen(line);
    const { given, said, refused } = await repeating(uri, ['12', '4']);
    assert.ok(given);
    await over(given);
    assert.equal((await invocationsSeen(line)) - before, 12);
    assert.deepEqual(new Set(given.runs().map(({ outcome }) => outcome)), new Set(['succeeded']));
    assert.match(said[0] ?? '', /Invoke demo\/hello-node@latest on “.*” 12 times, 4 at a time\?/);
    assert.match(
      said[1] ?? '',
      /Requests: 12\n(Computing: about [^\n]*\n)?Computing at most: [\d.]+ GB-seconds/,
    );
    // What is typed is looked at while it is typed.
    assert.deepEqual(refused, WRONG);
    // The page was told how it ended, and a run's payload is one of its own.
    await eventually(() => assert.equal(pages.state()?.phase, 'over'));
    const sent = await Promise.all(given.runs().map(({ number }) => given.detail(number)));
    assert.equal(new Set(sent.map((record) => record?.payload)).size, 12);
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.equal(activeTab?.label, 'Runs: hello-node');
  });

  it('are exported from their page, and lead to what a run has sent', async () => {
    const { given, panel } = await repeating(await payload(), ['3', '1']);
    assert.ok(given && panel);
    await over(given);
    for (const as of ['csv', 'json'] as const) {
      const target = vscode.Uri.joinPath(folder, `runs-${++files}.${as}`);
      const { showSaveDialog } = vscode.window;
      Object.assign(vscode.window, { showSaveDialog: () => Promise.resolve(target) });
      try {
        panel.asks({ type: 'export', as, numbers: [1, 3] });
        await eventually(async () => assert.ok((await vscode.workspace.fs.stat(target)).size > 0));
      } finally {
        Object.assign(vscode.window, { showSaveDialog });
      }
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(target));
      const numbers =
        as === 'json'
          ? (JSON.parse(text) as { runs: { run: number }[] }).runs.map(({ run }) => run)
          : text
              .trim()
              .split('\r\n')
              .slice(1)
              .map((row) => Number(row.split(',')[0]));
      assert.deepEqual(numbers, [1, 3], text);
      assert.doesNotMatch(text, /Hello/);
    }
    panel.asks({ type: 'open', number: 2 });
    await eventually(() => {
      const shown = vscode.window.activeTextEditor?.document;
      assert.equal(shown?.uri.scheme, 'fndeck-run');
      assert.match(shown.getText(), /Function: demo\/hello-node@latest[\s\S]*── Payload ──/);
    });
  });

  it('are stopped with what is done, which is shown again after the page was closed', async () => {
    const before = await invocationsSeen(line);
    const { given, panel } = await repeating(await payload(), ['1000', '2']);
    assert.ok(given && panel);
    const count = (runs: readonly Run[], outcome: string) =>
      runs.filter((run) => run.outcome === outcome).length;
    await eventually(() => assert.ok(count(given.runs(), 'succeeded') > 2), 30_000);
    panel.asks({ type: 'stop' });
    await over(given);
    const done = count(given.runs(), 'succeeded');
    assert.ok(done < 1000);
    assert.equal(done + count(given.runs(), 'notSent'), 1000);
    assert.equal((await invocationsSeen(line)) - before, done);
    await closeAll();
    const { showQuickPick } = vscode.window;
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly vscode.QuickPickItem[]) => Promise.resolve(items[0]),
    });
    try {
      const again = await vscode.commands.executeCommand<Series>('fndeck.showRepeated');
      assert.deepEqual(again.runs(), given.runs());
    } finally {
      Object.assign(vscode.window, { showQuickPick });
    }
  });

  it('send nothing where the person leaves, or where something is wrong with the payload', async () => {
    const before = await invocationsSeen(line);
    const uri = await payload();
    assert.equal((await repeating(uri, [])).given, undefined);
    assert.equal((await repeating(uri, ['5'])).given, undefined);
    assert.equal((await repeating(uri, ['5', '1'], 'Cancel')).given, undefined);
    // What was typed last is offered again.
    assert.deepEqual((await repeating(uri, ['3'])).offered, ['5', '1']);
    const broken = await payload('{"name":');
    const errors = await errorsShown(async () => {
      const { asked } = await repeating(broken, ['5', '1']);
      assert.deepEqual(asked, []);
    });
    assert.match(errors.join(), /line 1, column 9/);
    const restore = await withSettings({ 'fndeck.invoke.repeatLimit': 10 });
    try {
      assert.deepEqual((await repeating(uri, ['11'])).refused.runs, [...WRONG.runs, '11']);
    } finally {
      await restore();
    }
    assert.equal(await invocationsSeen(line), before);
  });

  it('are confirmed once where the connection is production, and refused where it is read-only', async () => {
    const before = await invocationsSeen(line);
    const guarded = { ...REF, connection: 'repeated' };
    const mark = (guard: 'confirm' | 'readOnly') =>
      vscode.commands.executeCommand('fndeck.addConnection', {
        connection: { ...connectionTo(line, 'repeated'), guard },
        secret: keysOf(line),
      });
    await mark('readOnly');
    const uri = await payload();
    const errors = await errorsShown(() => repeating(uri, ['4', '2'], undefined, guarded));
    assert.match(errors.join(), /marked as read-only/);
    assert.equal(await invocationsSeen(line), before);
    await mark('confirm');
    const { given, asked } = await repeating(uri, ['4', '2', 'Test repeated'], undefined, guarded);
    assert.ok(given);
    await over(given);
    assert.equal(asked.length, 3);
    assert.match(asked[2] ?? '', /Send 4 invocations to “Test repeated”/);
    assert.equal((await invocationsSeen(line)) - before, 4);
  });

  it('are kept no longer than the history', async () => {
    const { given } = await repeating(await payload(), ['2', '1']);
    assert.ok(given);
    await over(given);
    assert.ok(await given.detail(1));
    const restore = await withSettings({ 'fndeck.invoke.keep': 0 });
    try {
      await eventually(async () => assert.equal(await given.detail(1), undefined));
    } finally {
      await restore();
    }
    await closeAll();
    const { showWarningMessage, showInformationMessage, showQuickPick } = vscode.window;
    const told: string[] = [];
    Object.assign(vscode.window, {
      showWarningMessage: (...[, , clear]: unknown[]) => Promise.resolve(clear),
      showInformationMessage: (text: string) => Promise.resolve(void told.push(text)),
      showQuickPick: () => Promise.resolve(undefined),
    });
    try {
      await vscode.commands.executeCommand('fndeck.clearInvocations');
      await vscode.commands.executeCommand('fndeck.showRepeated');
    } finally {
      Object.assign(vscode.window, { showWarningMessage, showInformationMessage, showQuickPick });
    }
    assert.deepEqual(told, ['No invocation was repeated yet.']);
  });

  /** Repeats an invocation; a person types one answer after the other, then presses a button of the last question. */
  async function repeating(uri: vscode.Uri, answers: readonly string[], press?: string, ref = REF) {
    const { showInputBox, showWarningMessage, createWebviewPanel } = vscode.window;
    const asked: string[] = [];
    const offered: string[] = [];
    const said: string[] = [];
    const refused = { runs: [] as string[], atOnce: [] as string[] };
    let panel: PlayedPanel | undefined;
    Object.assign(vscode.window, {
      showInputBox: async (question: vscode.InputBoxOptions) => {
        const answer = answers[asked.push(question.prompt ?? '') - 1];
        offered.push(question.value ?? '');
        const step = (['runs', 'atOnce'] as const)[asked.length - 1];
        for (const typed of step ? [...WRONG[step], ...(answer === undefined ? [] : [answer])] : [])
          if (step && (await question.validateInput?.(typed))) refused[step].push(typed);
        return answer;
      },
      showWarningMessage: (text: string, { detail = '' }: vscode.MessageOptions, go: string) => {
        said.push(text, detail);
        return Promise.resolve(press ?? go);
      },
      createWebviewPanel: (...given: Parameters<typeof createWebviewPanel>) => {
        const made = createWebviewPanel(...given);
        const heard = new vscode.EventEmitter<object>();
        made.webview.onDidReceiveMessage((message: object) => heard.fire(message));
        panel = { asks: (message) => heard.fire(message) };
        const webview = new Proxy(made.webview, {
          get: (of, key) =>
            key === 'onDidReceiveMessage' ? heard.event : bound(of, Reflect.get(of, key, of) as unknown),
          set: (of, key, value) => Reflect.set(of, key, value, of),
        });
        return new Proxy(made, {
          get: (of, key) => (key === 'webview' ? webview : bound(of, Reflect.get(of, key, of) as unknown)),
          set: (of, key, value) => Reflect.set(of, key, value, of),
        });
      },
    });
    try {
      const given = await vscode.commands.executeCommand<Series | undefined>(
        'fndeck.repeatInvocation',
        ref,
        uri,
      );
      return { given, asked, offered, said, refused, panel };
    } finally {
      Object.assign(vscode.window, { showInputBox, showWarningMessage, createWebviewPanel });
    }
  }
});

function bound(of: object, value: unknown): unknown {
  return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(of) : value;
}

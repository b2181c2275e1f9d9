import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { GuardKind } from '../../src/model/connection';
import { connectionTo, forgetAll, invocationsSeen, keysOf, startSandbox, type Line } from './account';
import { closeAll, untitledJson, withSettings } from './configWorkbench';
import { eventually } from './eventually';
import { listened, type ToldRun } from './toldRuns';

const CONNECTION = 'sandbox-functiongraph-huawei';

describe('expectations of payload files', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const root = vscode.Uri.joinPath(folder, '.fndeck');
  const at = (path: string) => vscode.Uri.joinPath(root, ...path.split('/'));
  let line: Line;
  let restore: () => Promise<void>;
  let controller: vscode.TestController | undefined;
  const runs: ToldRun[] = [];
  const createTestController = vscode.tests.createTestController.bind(vscode.tests);

  before(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    restore = await withSettings({
      'fndeck.sandbox.arguments': ['--retry-delay', '200'],
      'testing.automaticallyOpenTestResults': 'neverOpen',
      'testing.automaticallyOpenPeekView': 'never',
    });
    line = await startSandbox();
    Object.assign(vscode.tests, {
      createTestController: (id: string, label: string) => {
        controller = createTestController(id, label);
        return listened(controller, runs);
      },
    });
  });
  afterEach(async () => {
    await closeAll();
    await vscode.workspace.fs.delete(root, { recursive: true });
    // FnDeck's tests are gone with the last file.
    await eventually(async () => assert.deepEqual(await controllers(), []));
    runs.length = 0;
    tested.clear();
    controller = undefined;
    await forgetAll();
  });
  after(async () => {
    Object.assign(vscode.tests, { createTestController });
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await restore();
  });

  const controllers = () =>
    vscode.commands.executeCommand<string[]>('vscode.testing.getControllersWithTests');
  const tested = new Set<string>();
  const write = (path: string, content: unknown) => {
    if (path.endsWith('.expect.json')) tested.add(path);
    const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2);
    return vscode.workspace.fs.writeFile(at(path), Buffer.from(text));
  };
  const link = (connection: string, ...functions: readonly string[]) =>
    write('functions.json', Object.fromEntries(functions.map((name) => [name, { connection }])));
  const labels = (items = controller?.items): readonly unknown[] =>
    [...(items ?? [])].map(([, { label, children }]) =>
      children.size > 0 ? [label, ...labels(children)] : label,
    );
  /** Waits until VS Code has so many tests that can be run. */
  const known = (count: number) =>
    eventually(async () => {
      for (const path of tested) {
        const ids = await vscode.commands.executeCommand<string[]>('vscode.testing.getTestsInFile', at(path));
        assert.ok(ids.length > 0, path);
      }
      const leaves = (items: vscode.TestItemCollection): number =>
        [...items].reduce((sum, [, { children }]) => sum + (children.size > 0 ? leaves(children) : 1), 0);
      assert.equal(controller && leaves(controller.items), count);
    });
  const ended = async (count: number): Promise<ToldRun> => {
    await eventually(
      () => assert.equal(runs.filter(({ isOver }) => isOver).length, count, JSON.stringify(runs)),
      20_000,
    );
    const run = runs[count - 1];
    assert.ok(run);
    return run;
  };
  const run = async (command = 'testing.runAll'): Promise<ToldRun> => {
    const before = runs.length;
    await vscode.commands.executeCommand(command);
    return ended(before + 1);
  };
  const states = ({ ends }: ToldRun) => ends.map(({ label, state }) => `${label}: ${state}`);
  const said = ({ ends }: ToldRun) => ends.flatMap(({ messages }) => messages.map(textOf));
  const mark = (guard: GuardKind) =>
    vscode.commands.executeCommand('fndeck.addConnection', {
      connection: { ...connectionTo(line, 'guarded'), guard },
      secret: keysOf(line),
    });

  it('are tests, run in the order of their files, with a diff and the line where one fails, which is run again', async () => {
    await link(CONNECTION, 'demo/hello-node', 'orders/fails');
    await write('demo/hello-node/ada.json', '// comment\n{"name": "Ada"}');
    await write('demo/hello-node/ada.expect.json', [
      {
        name: 'second is first here',
        status: 200,
        result: { body: { message: 'Hello, Ada' } },
        log: ['greeting Ada', 'Node.js'],
        maxDurationMs: 20_000,
      },
      { name: 'another greeting', result: { statusCode: 200, body: { message: 'Hello, Eve' } } },
    ]);
    await write('orders/fails/wrong.json', { orderId: 'A-7', items: [{ sku: 'tea', quantity: 0 }] });
    await write('orders/fails/wrong.expect.json', { status: 'functionError', log: 'checking order A-7' });
    await known(3);
    assert.deepEqual(labels(), [
      ['demo/hello-node', ['ada', 'second is first here', 'another greeting']],
      ['orders/fails', 'wrong'],
    ]);

    const before = await invocationsSeen(line);
    const first = await run();
    assert.deepEqual(states(first), [
      'second is first here: passed',
      'another greeting: failed',
      'wrong: passed',
    ]);
    assert.equal(await invocationsSeen(line), before + 3);
    const [failure] = first.ends[1]?.messages ?? [];
    assert.ok(failure);
    assert.equal(textOf(failure), 'result.body.message: expected "Hello, Eve", found "Hello, Ada".');
    assert.deepEqual(JSON.parse(failure.expectedOutput ?? ''), {
      statusCode: 200,
      body: { message: 'Hello, Eve' },
    });
    assert.deepEqual(JSON.parse(failure.actualOutput ?? ''), {
      statusCode: 200,
      body: { message: 'Hello, Ada' },
    });
    const text = Buffer.from(
      await vscode.workspace.fs.readFile(at('demo/hello-node/ada.expect.json')),
    ).toString();
    assert.equal(failure.location?.uri.toString(), at('demo/hello-node/ada.expect.json').toString());
    const shown = text.split('\n')[failure.location.range.start.line];
    assert.match(shown ?? '', /"message": "Hello, Eve"/);
    assert.match(first.output.join(''), /│ .*greeting Ada/);

    await write('demo/hello-node/ada.expect.json', text.replace('Hello, Eve', 'Hello, Ada'));
    const again = await run('testing.reRunFailTests');
    assert.deepEqual(states(again), ['another greeting: passed']);
    assert.equal(await invocationsSeen(line), before + 4);
  });

  it('show what a function says as texts, in messages and in the output of a run', async () => {
    const evil = '</script> \u001b[31mred\u001b[2J \ud83d [run](command:fndeck.stopSandbox) $(error)';
    await link(CONNECTION, 'demo/hello-node');
    await write('demo/hello-node/evil.json', { name: evil });
    await write('demo/hello-node/evil.expect.json', {
      result: { body: { message: 'Hello' } },
      log: 'greeting',
    });
    await known(1);
    const told = await run();
    assert.deepEqual(states(told), ['evil: failed']);
    const [text = ''] = said(told);
    assert.match(text, /found "Hello, <\/script> .*\[run\] \(command:/);
    const output = told.output.join('');
    assert.match(output, /greeting <\/script>/);
    for (const shown of [text, output]) assert.doesNotMatch(shown, /(?![\r\n\t])\p{Cc}/u);
    assert.doesNotMatch(text, /\]\(command:/);
  });

  it('of events: attempts, end, destination and whether it has arrived', async () => {
    await link(CONNECTION, 'orders/flaky');
    await write('orders/flaky/lost.json', { orderId: 'A-8', failures: 3 });
    await write('orders/flaky/lost.expect.json', [
      {
        ...{ mode: 'async', state: 'failed', attempts: 3 },
        ...{ destination: 'orders/alert', delivered: true, log: 'attempt 3 to reserve' },
      },
      { mode: 'async', attempts: 2, destination: null },
    ]);
    await known(2);
    const before = await invocationsSeen(line);
    const told = await run();
    assert.deepEqual(states(told), ['Case 1: passed', 'Case 2: failed'], said(told).join('\n'));
    assert.equal(await invocationsSeen(line), before + 2);
    assert.deepEqual(
      said(told).map((text) => text.replace(/urn:\S+\./, 'urn.')),
      [
        'state: expected Succeeded, found Failed.',
        'attempts: expected 2, found 3.',
        'destination: expected nothing, found FunctionGraph urn.',
      ],
    );
    const [, attempts] = told.ends[1]?.messages ?? [];
    assert.match(
      attempts?.actualOutput ?? '',
      /^3\n\nAttempt 1 failed.*\nAttempt 2 failed.*\nAttempt 3 failed/,
    );
  });

  it('with a typo are told so with its place, in the file and as a test, and nothing is sent', async () => {
    await link(CONNECTION, 'demo/hello-node');
    await write('demo/hello-node/typo.json', {});
    await write('demo/hello-node/typo.expect.json', '{\n  "statsu": 200,\n  "attempts": "3"\n}');
    await known(1);
    const problems = [
      /^Line 2, column 3: Nothing can be expected of “statsu”, only of: name, mode, status/,
      /^Line 3, column 3: “attempts” is known of events only: add "mode": "async"\.$/,
    ];
    const [item] = [...(controller?.items ?? [])]
      .flatMap(([, { children }]) => [...children])
      .map(([, one]) => one);
    const shown = typeof item?.error === 'string' ? item.error : '';
    for (const problem of problems) assert.match(shown, new RegExp(problem, 'm'));
    const before = await invocationsSeen(line);
    const told = await run();
    assert.deepEqual(states(told), ['typo: errored']);
    assert.equal(said(told).length, 2);
    said(told).forEach((text, index) => assert.match(text, problems[index] ?? /^$/));
    assert.deepEqual(
      told.ends[0]?.messages.map(({ location }) => location?.range.start.line),
      [1, 2],
    );
    assert.equal(await invocationsSeen(line), before);

    const document = await vscode.window.showTextDocument(at('demo/hello-node/typo.expect.json'));
    await eventually(() => {
      const marks = vscode.languages.getDiagnostics(document.document.uri).map(({ message }) => message);
      assert.match(marks.join('\n'), /statsu/);
      assert.match(marks.join('\n'), /attempts/);
    });
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      ...(['vscode.executeCodeLensProvider', document.document.uri] as const),
    );
    assert.deepEqual(
      lenses.filter(({ command }) => command?.command.startsWith('fndeck.')),
      [],
    );
  });

  it('that cannot be sent say why, with what to do', async () => {
    await link('nobody-has-this', 'demo/away');
    await mark('readOnly');
    await write('functions.json', {
      'demo/away': { connection: 'nobody-has-this' },
      'demo/gone': { connection: CONNECTION },
      'demo/hello-node': { connection: 'guarded' },
      'demo/slow': { connection: CONNECTION },
    });
    for (const name of ['away', 'gone', 'hello-node', 'slow']) {
      await write(`demo/${name}/one.json`, name === 'slow' ? '{\n  "task": {{$nothing}}\n}' : {});
      await write(`demo/${name}/one.expect.json`, {});
    }
    await write('demo/slow/alone.expect.json', {});
    await known(5);
    const before = await invocationsSeen(line);
    const told = await run();
    assert.deepEqual(states(told), Array(5).fill('one: errored').with(3, 'alone: errored'));
    const texts = said(told);
    assert.match(
      texts[0] ?? '',
      /The connection “nobody-has-this”, which its link names, is not there\.\nChoose its/,
    );
    assert.match(
      texts[1] ?? '',
      /demo\/gone@latest, which it is linked with, is no longer there\.\nChoose its function/,
    );
    assert.match(texts[2] ?? '', /marked as read-only: FnDeck sent nothing\.\nEdit the connection/);
    assert.equal(texts[3], 'There is no payload file of this name beside it.');
    assert.match(texts[4] ?? '', /^The payload cannot be sent: FnDeck has no variable “\$nothing”/);
    const { location } = told.ends[4]?.messages[0] ?? {};
    assert.equal(location?.uri.toString(), at('demo/slow/one.json').toString());
    assert.deepEqual([location.range.start.line, location.range.start.character], [1, 10]);
    assert.equal(await invocationsSeen(line), before);
  });

  it('on a connection that is marked as production are confirmed once for all, or not sent', async () => {
    await mark('confirm');
    await link('guarded', 'demo/hello-node', 'orders/receipt');
    await write('demo/hello-node/one.json', { name: 'Ada' });
    await write('demo/hello-node/one.expect.json', [{ status: 200 }, { result: { statusCode: 200 } }]);
    await write('orders/receipt/paid.json', '{"orderId": "A-9", "items": []}');
    await write('orders/receipt/paid.expect.json', { mode: 'async' });
    await known(3);
    const before = await invocationsSeen(line);
    const asked: string[] = [];
    const answers = [undefined, 'Test guarded'];
    const original = vscode.window.showInputBox;
    Object.assign(vscode.window, {
      showInputBox: ({ prompt = '' }: vscode.InputBoxOptions) =>
        Promise.resolve(answers[asked.push(prompt) - 1]),
    });
    try {
      const left = await run();
      assert.deepEqual(
        left.ends.map(({ state }) => state),
        ['skipped', 'skipped', 'skipped'],
      );
      assert.match(left.output.join(''), /Not confirmed: nothing was sent\./);
      assert.equal(await invocationsSeen(line), before);
      const sent = await run();
      assert.deepEqual(
        sent.ends.map(({ state }) => state),
        ['passed', 'passed', 'passed'],
        said(sent).join('\n'),
      );
    } finally {
      Object.assign(vscode.window, { showInputBox: original });
    }
    assert.equal(asked.length, 2);
    assert.match(asked[1] ?? '', /Send 3 invocations to “Test guarded”, which is marked as production\?/);
    assert.equal(await invocationsSeen(line), before + 3);
  });

  it('are sent no more once the run is cancelled', async () => {
    await link(CONNECTION, 'demo/slow');
    await write('demo/slow/long.json', { task: 'wait', steps: 6 });
    await write('demo/slow/long.expect.json', [{}, {}, { mode: 'async' }]);
    await known(3);
    const before = await invocationsSeen(line);
    void vscode.commands.executeCommand('testing.runAll');
    await eventually(() => assert.match(runs[0]?.output.join('') ?? '', /step 1 of 6/));
    await vscode.commands.executeCommand('testing.cancelRun');
    const told = await ended(1);
    // The sandbox lists what was given up, too, as soon as it knows.
    await eventually(async () => assert.equal(await invocationsSeen(line), before + 1));
    assert.deepEqual(
      told.ends.map(({ state }) => state),
      ['skipped', 'skipped', 'skipped'],
    );
    assert.equal(told.started, 1);
  });

  it('are written from the last result of a payload file, and met by the next', async () => {
    await link(CONNECTION, 'demo/hello-node');
    await write('demo/hello-node/hedy.json', { name: 'Hedy' });
    await vscode.commands.executeCommand(
      'fndeck.invokeWithPayload',
      undefined,
      at('demo/hello-node/hedy.json'),
    );
    const file = await vscode.commands.executeCommand<vscode.Uri>(
      ...(['fndeck.addExpectations', at('demo/hello-node/hedy.json')] as const),
    );
    assert.equal(file.toString(), at('demo/hello-node/hedy.expect.json').toString());
    const written: unknown = JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(file)).toString());
    assert.deepEqual(written, {
      status: 200,
      result: { body: { message: 'Hello, Hedy', version: 'latest' } },
    });
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), file.toString());
    tested.add('demo/hello-node/hedy.expect.json');
    await known(1);
    assert.deepEqual(states(await run()), ['hedy: passed']);

    // What a person has written stays.
    await write('demo/hello-node/hedy.expect.json', { log: 'greeting' });
    for (const of of ['hedy.json', 'hedy.expect.json'])
      await vscode.commands.executeCommand('fndeck.addExpectations', at(`demo/hello-node/${of}`));
    const kept = Buffer.from(await vscode.workspace.fs.readFile(file)).toString();
    assert.deepEqual(JSON.parse(kept), { log: 'greeting' });
    // A payload that is no file of its function has no place for them.
    const draft = await untitledJson('{}');
    const original = vscode.window.showInformationMessage;
    let told = '';
    Object.assign(vscode.window, {
      showInformationMessage: (text: string, button: string) => {
        told = `${text} ${button}`;
        return Promise.resolve(undefined);
      },
    });
    const none = await vscode.commands.executeCommand('fndeck.addExpectations', draft.uri);
    Object.assign(vscode.window, { showInformationMessage: original });
    assert.equal(none, undefined);
    assert.match(told, /in \.fndeck: save the payload there first\. Save Payload as…$/);
  });
});

function textOf({ message }: vscode.TestMessage): string {
  return typeof message === 'string' ? message : message.value;
}

import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FunctionRef } from '../../src/model/functionRef';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { errorsShown } from './account';
import { closeAll, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const FOLDERS = ['functions', 'shop', 'deployed', 's.yaml', 'here-payload.json'];

/** What a person answers, in their order: labels of lists and dialogues begin with it, or it is typed. */
type Answers = readonly string[];

describe('Run Function Here', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const at = (path: string) => vscode.Uri.joinPath(folder, path);
  const write = (path: string, text: string) => vscode.workspace.fs.writeFile(at(path), Buffer.from(text));
  const read = async (path: string) => new TextDecoder().decode(await vscode.workspace.fs.readFile(at(path)));
  const json = async (path: string) => JSON.parse(await read(path)) as Readonly<Record<string, unknown>>;
  let restore: () => Promise<void>;

  const remove = async () => {
    for (const path of FOLDERS)
      await vscode.workspace.fs.delete(at(path), { recursive: true }).then(undefined, () => undefined);
  };
  before(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await remove();
    restore = await withSettings({ 'fndeck.invoke.revealOutput': 'never' });
  });
  afterEach(closeAll);
  after(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await restore();
    await remove();
  });

  const run = (given: unknown, answers: Answers) =>
    answering(answers, () =>
      vscode.commands.executeCommand<FunctionRef | undefined>('fndeck.runFunctionHere', given),
    );
  const result = async (ref: FunctionRef | undefined, payload?: vscode.Uri) => {
    assert.ok(ref);
    await write('here-payload.json', '{}');
    const record = await vscode.commands.executeCommand<InvocationRecord | undefined>(
      'fndeck.invokeWithPayload',
      ref,
      payload ?? at('here-payload.json'),
    );
    assert.equal(record?.outcome.kind, 'succeeded', JSON.stringify(record?.outcome));
    return JSON.parse(record.result ?? '') as unknown;
  };

  it('asks for what a folder with code does not tell, writes its file, and runs it', async () => {
    await write('shop/checkout/index.js', 'exports.handler = async () => "checked out";\n');
    const ref = await run(at('shop/checkout'), ['index.handler', 'nodejs20']);
    assert.deepEqual(ref, {
      ...{ connection: 'sandbox-functiongraph-huawei', group: 'shop', name: 'checkout', qualifier: 'latest' },
    });
    assert.deepEqual(await json('shop/checkout/function.json'), {
      ...{ runtime: 'nodejs20', handler: 'index.handler', timeout: 30, memory: 256 },
    });
    assert.equal(await result(ref), 'checked out');
  });

  it('asks nothing where the file is there, and leaves it alone', async () => {
    const before = await read('shop/checkout/function.json');
    const ref = await run(at('shop/checkout'), []);
    assert.equal(ref?.name, 'checkout');
    assert.equal(await read('shop/checkout/function.json'), before);
  });

  it('says where a file that is there is broken, and shows it', async () => {
    await write('shop/broken/function.json', '{\n  "runtime": "Node.js18.15",\n  "handler": true\n}\n');
    const said = await errorsShown(async () => {
      assert.equal(await run(at('shop/broken'), []), undefined);
    });
    assert.match(said.join(), /shop\/broken\/function\.json, line 3: handler must be a text/);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.path, at('shop/broken/function.json').path);
    assert.equal(editor.selection.active.line, 2);
  });

  it('writes nothing where the person leaves', async () => {
    await write('shop/left/index.js', 'exports.handler = 1;\n');
    assert.equal(await run(at('shop/left'), ['index.handler', '']), undefined);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(at('shop/left/function.json'))));
  });

  it('takes what is known of a function of a connection; values only where the person says so', async () => {
    const about = { runtime: 'Node.js18.15', handler: 'entry.run', timeout: 9, memory: 192 };
    const environment = { TOKEN: 's3cret-value', MODE: 'fast' };
    await write('functions/cloud/orders/function.json', JSON.stringify({ ...about, environment }));
    await write('functions/cloud/orders/entry.js', 'exports.run = async () => 1;\n');
    const known = await run(at('functions/cloud/orders'), []);
    // Their code, checked out elsewhere.
    await write(
      'deployed/orders/entry.js',
      'exports.run = async () => process.env.TOKEN + process.env.MODE;\n',
    );
    // The names are the same: the second must have another one.
    const said = await errorsShown(async () => {
      assert.equal(await run(known, ['deployed/orders', 'Names Only']), undefined);
    });
    assert.match(said.join(), /function of this group and name already/);
    const file = await json('deployed/orders/function.json');
    assert.deepEqual(file, { group: 'cloud', ...about, environment: { TOKEN: '', MODE: '' } });
    await vscode.workspace.fs.delete(at('functions/cloud'), { recursive: true });
    await write('deployed/orders/function.json', JSON.stringify({ ...file, environment }));
    const again = await run(at('deployed/orders'), []);
    const ref = await run(again, ['deployed/orders', 'Names and Values', 'Replace It']);
    assert.ok(!(await read('deployed/orders/function.json')).includes('s3cret'));
    assert.match(await read('deployed/orders/.env'), /^TOKEN='s3cret-value'$/m);
    assert.equal(await result(ref), 's3cret-valuefast');
  });

  it('takes a function of an s.yaml', async () => {
    await write('shop/pay/main.py', 'def run(event, context):\n    return "paid"\n');
    await write(
      's.yaml',
      `edition: 3.0.0
resources:
  one:
    component: fc3
    props: { functionName: other, runtime: nodejs20, handler: index.handler, code: ./other }
  two:
    component: fc3
    props: { functionName: pay, runtime: python3.10, handler: main.run, timeout: 12, memorySize: 512, code: ./shop/pay }
`,
    );
    const ref = await run(at('s.yaml'), ['two']);
    assert.deepEqual(await json('shop/pay/function.json'), {
      ...{ runtime: 'python3.10', handler: 'main.run', timeout: 12, memory: 512 },
    });
    assert.equal(await result(ref), 'paid');
  });

  it('offers to keep a folder outside of the workspace, once', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'fndeck-außerhalb '));
    const setting = vscode.workspace.getConfiguration('fndeck.sandbox');
    const before = setting.inspect('functions')?.globalValue;
    const about = { group: 'out', name: 'side', runtime: 'nodejs20', handler: 'index.handler' };
    writeFileSync(join(outside, 'function.json'), JSON.stringify(about));
    writeFileSync(join(outside, 'index.js'), 'exports.handler = async () => "outside";\n');
    const { showInformationMessage } = vscode.window;
    const offered: (readonly string[])[] = [];
    Object.assign(vscode.window, {
      showInformationMessage: (_: string, ...buttons: readonly string[]) => {
        offered.push(buttons);
        return Promise.resolve(buttons.find((button) => button === 'Add Folder to Settings'));
      },
    });
    try {
      const ref = await run(vscode.Uri.file(outside), []);
      assert.equal(await result(ref), 'outside');
      const kept = () => vscode.workspace.getConfiguration('fndeck.sandbox').get('functions');
      await eventually(() => assert.deepEqual(kept(), [outside]));
      await run(vscode.Uri.file(outside), []);
      await eventually(() => assert.equal(offered.length, 2));
      assert.deepEqual(offered, [['Open function.json', 'Add Folder to Settings'], ['Open function.json']]);
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
      await setting.update('functions', before, vscode.ConfigurationTarget.Global);
      rmSync(outside, { recursive: true });
    }
  });

  it('begins a function from a template, in a folder of its own', async () => {
    const ref = await run(undefined, ['New: Python: HTTP', 'welcome']);
    await eventually(() =>
      assert.equal(
        vscode.window.activeTextEditor?.document.uri.path,
        at('functions/default/welcome/index.py').path,
      ),
    );
    const answer = await result(ref, at('functions/default/welcome/payload.json'));
    assert.equal((answer as { readonly statusCode: number }).statusCode, 200);
    const said = await errorsShown(async () => {
      assert.equal(await run(undefined, ['New: Node.js: event', 'welcome', '']), undefined);
    });
    assert.match(said.join(), /There is a folder of this name already/);
  });
});

/** Does something while a person answers what is asked; every answer must be asked for. An empty one leaves. */
async function answering<T>(answers: Answers, work: () => Thenable<T>): Promise<T> {
  const left = [...answers];
  const { showQuickPick, showInputBox, showWarningMessage } = vscode.window;
  const next = (): string => {
    const answer = left.shift();
    assert.ok(answer !== undefined, 'more is asked than was answered');
    return answer;
  };
  Object.assign(vscode.window, {
    showQuickPick: (items: readonly vscode.QuickPickItem[], { title }: vscode.QuickPickOptions) => {
      const answer = next();
      if (answer === '') return Promise.resolve(undefined);
      const chosen = items.find(({ label }) => label.startsWith(answer));
      assert.ok(chosen, `${answer} in “${title ?? ''}”: ${items.map(({ label }) => label).join()}`);
      return Promise.resolve(chosen);
    },
    showInputBox: (options: vscode.InputBoxOptions) => {
      const answer = next();
      if (answer === '') return Promise.resolve(undefined);
      assert.equal(options.validateInput?.(answer) ?? undefined, undefined);
      return Promise.resolve(answer);
    },
    showWarningMessage: (_text: string, _options: vscode.MessageOptions, ...buttons: string[]) => {
      const answer = next();
      assert.ok(buttons.includes(answer), buttons.join());
      return Promise.resolve(answer);
    },
  });
  try {
    const done = await work();
    assert.deepEqual(left, [], 'not all was asked');
    return done;
  } finally {
    Object.assign(vscode.window, { showQuickPick, showInputBox, showWarningMessage });
  }
}

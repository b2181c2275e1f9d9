import * as assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { folderOf } from '../../src/vscode/sandbox/roots';
import { startSandbox, type Line } from './account';
import { closeAll, withSettings } from './configWorkbench';
import { eventually } from './eventually';

// The version that is there: another one would be remarked on.
const RUNTIME = `Node.js${process.versions.node}`;
const ABOUT = { runtime: RUNTIME, handler: 'index.handler', timeout: 30, memory: 256 };
const returns = (what: string) => `exports.handler = async () => ${JSON.stringify(what)};\n`;

describe('functions of the workspace', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const at = (path: string) => vscode.Uri.joinPath(folder, path);
  const write = (path: string, content: unknown) =>
    vscode.workspace.fs.writeFile(
      at(path),
      Buffer.from(typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`),
    );
  let sandbox: Line;
  let restore: () => Promise<void>;

  before(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await write('functions/demo/own/function.json', ABOUT);
    await write('functions/demo/own/index.js', returns('first'));
    await write('functions/demo/broken/function.json', `{\n  "runtime": "${RUNTIME}"\n  "handler": 1\n}\n`);
    await write('services/checkout/function.json', ABOUT);
    await write('services/checkout/index.js', returns('checkout'));
    await write('payload.json', {});
    await write('azure/function.json', { bindings: [], runtime: 'x', handler: 'y' });
    restore = await withSettings({ 'fndeck.invoke.revealOutput': 'never' });
    sandbox = await startSandbox();
  });
  after(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await restore();
    await closeAll();
    for (const path of ['functions', 'services', 'azure', 'payload.json'])
      await vscode.workspace.fs.delete(at(path), { recursive: true }).then(undefined, () => undefined);
  });

  const names = async (): Promise<readonly string[]> => {
    const answer = await fetch(`${sandbox.url}/sandbox/functions`, {
      headers: { 'x-auth-token': sandbox.token },
    });
    const { functions } = (await answer.json()) as {
      readonly functions: readonly { readonly group: string; readonly name: string }[];
    };
    return functions.map(({ group, name }) => `${group}/${name}`);
  };
  const problems = (path: string) =>
    vscode.languages
      .getDiagnostics(at(path))
      .filter(({ source }) => source === 'FnDeck')
      .map(({ message, range: { start } }) => ({ message, at: [start.line + 1, start.character + 1] }));
  const invoke = async (group: string, name: string) => {
    const ref = { connection: 'sandbox-functiongraph-huawei', group, name, qualifier: 'latest' };
    const record = await vscode.commands.executeCommand<InvocationRecord | undefined>(
      'fndeck.invokeWithPayload',
      ref,
      at('payload.json'),
    );
    assert.ok(record);
    return record.outcome.kind === 'succeeded' ? record.result : record.outcome.kind;
  };

  it('are found without a setting, in `functions` and elsewhere, and those of other tools are not', async () => {
    assert.deepEqual(await names(), ['demo/own', 'services/checkout']);
    assert.equal(await invoke('services', 'checkout'), '"checkout"');
  });

  it('have what is wrong with a function.json in the Problems view, until it is mended', async () => {
    const file = 'functions/demo/broken/function.json';
    await eventually(() => {
      const [one, ...others] = problems(file);
      assert.deepEqual([one?.at, others], [[3, 3], []]);
      assert.match(one?.message ?? '', /passes this function over: Comma expected/);
    });
    await write(file, { runtime: RUNTIME, handler: 1 });
    await eventually(() => assert.deepEqual(problems(file)[0]?.at, [3, 14]));
    await write(file, ABOUT);
    await eventually(async () => {
      assert.deepEqual(problems(file), []);
      assert.ok((await names()).includes('demo/broken'));
    });
  });

  it('run as they are at the next call, and a syntax error is marked until the code is changed', async () => {
    const file = 'functions/demo/own/index.js';
    assert.equal(await invoke('demo', 'own'), '"first"');
    await write(file, 'exports.handler = async () => {\n  return 1 +;\n};\n');
    assert.equal(await invoke('demo', 'own'), 'functionError');
    await eventually(() => {
      const [one, ...others] = problems(file);
      assert.deepEqual([one?.at, others], [[2, 13], []]);
      assert.match(one?.message ?? '', /index\.handler could not be loaded: SyntaxError: Unexpected token/);
    });
    await write(file, returns('mended'));
    await eventually(() => assert.deepEqual(problems(file), []));
    assert.equal(await invoke('demo', 'own'), '"mended"');
  });

  it('are marked in function.json where the code has no such handler', async () => {
    const file = 'functions/demo/own/function.json';
    await write(file, { ...ABOUT, handler: 'index.other' });
    assert.equal(await invoke('demo', 'own'), 'functionError');
    await eventually(() => {
      const [one] = problems(file);
      assert.equal(one?.at[0], 3);
      assert.match(one.message, /'other' not found in module/);
    });
    await write(file, ABOUT);
    assert.equal(await invoke('demo', 'own'), '"mended"');
    await eventually(() => assert.deepEqual(problems(file), []));
  });

  it('run on the version that is there, and what function.json asks for is marked', async () => {
    const file = 'functions/demo/own/function.json';
    await write(file, { ...ABOUT, runtime: 'Node.js6.10' });
    assert.equal(await invoke('demo', 'own'), '"mended"');
    await eventually(() => {
      const [one, ...others] = problems(file);
      assert.deepEqual([one?.at, others], [[2, 3], []]);
      assert.match(
        one?.message ?? '',
        /Node\.js 6 is not on this machine: Node\.js \d+\.\d+\.\d+ runs the function/,
      );
    });
    await write(file, ABOUT);
    await eventually(() => assert.deepEqual(problems(file), []));
  });

  it('come and go while the sandbox runs', async () => {
    await write('services/late/function.json', { ...ABOUT, group: 'orders' });
    await write('services/late/index.js', returns('late'));
    await eventually(async () => assert.ok((await names()).includes('orders/late')));
    assert.equal(await invoke('orders', 'late'), '"late"');
    await vscode.workspace.fs.delete(at('services/late'), { recursive: true });
    await eventually(async () => assert.ok(!(await names()).includes('orders/late')));
  });

  it('come with new folders, as a checkout brings them', async () => {
    for (const name of ['late1', 'late2', 'late3']) {
      const top = at(`services-${name}`);
      const { fsPath } = vscode.Uri.joinPath(top, 'team/deep', name);
      mkdirSync(fsPath, { recursive: true });
      writeFileSync(join(fsPath, 'function.json'), JSON.stringify({ ...ABOUT, group: 'orders' }));
      await eventually(async () => assert.ok((await names()).includes(`orders/${name}`)));
      await vscode.workspace.fs.delete(top, { recursive: true });
      await eventually(async () => assert.ok(!(await names()).includes(`orders/${name}`)));
    }
  });

  it('of a folder that was named in the settings while the sandbox started are there', async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    // hidden, so that only the setting leads there
    await write('.named/orders/early/function.json', ABOUT);
    await write('.named/orders/early/index.js', returns('early'));
    const { findFiles } = vscode.workspace;
    let forget: (() => Promise<void>) | undefined;
    Object.assign(vscode.workspace, {
      findFiles: async (...given: Parameters<typeof findFiles>) => {
        const found = await findFiles(...given);
        forget ??= await withSettings({ 'fndeck.sandbox.functions': at('.named').fsPath });
        return found;
      },
    });
    try {
      sandbox = await startSandbox();
      await eventually(async () => assert.ok((await names()).includes('orders/early')));
    } finally {
      Object.assign(vscode.workspace, { findFiles });
      await forget?.();
      await vscode.workspace.fs.delete(at('.named'), { recursive: true });
    }
  });

  it('of a folder outside of the workspace that is named while the sandbox runs are followed, too', async () => {
    const outside = vscode.Uri.file(await mkdtemp(join(tmpdir(), 'fndeck-outside-')));
    const put = (path: string, text: string) =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(outside, path), Buffer.from(text));
    await put('away/first/function.json', JSON.stringify(ABOUT));
    const forget = await withSettings({ 'fndeck.sandbox.functions': `${outside.fsPath}/` });
    try {
      await eventually(async () => assert.ok((await names()).includes('away/first')));
      await put('away/second/function.json', '{');
      const second = vscode.Uri.joinPath(outside, 'away/second/function.json');
      await eventually(() => assert.equal(vscode.languages.getDiagnostics(second).length, 1));
    } finally {
      await forget();
      await eventually(async () => assert.ok(!(await names()).includes('away/first')));
      await rm(outside.fsPath, { recursive: true });
    }
  });

  it('have a schema with completion, which leaves files of other tools alone', async () => {
    const offered = async (path: string, line: number, character: number) => {
      const document = await vscode.workspace.openTextDocument(at(path));
      await vscode.window.showTextDocument(document);
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(line, character),
      );
      return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    await write('functions/demo/new/function.json', '{\n  \n}\n');
    await eventually(async () => {
      const keys = await offered('functions/demo/new/function.json', 1, 2);
      assert.ok(keys.includes('handler') && keys.includes('async'), keys.join());
    });
    await write('services/checkout/function.json', '{\n  "runtime": "", "handler": "index.handler"\n}\n');
    await eventually(async () => {
      const values = await offered('services/checkout/function.json', 1, 14);
      assert.ok(
        values.some((value) => value.includes('Python3.10')),
        values.join(),
      );
    });
    assert.ok(!(await offered('azure/function.json', 1, 2)).includes('initializer'));
  });
});

describe('a folder in the settings', () => {
  it('is meant as people write it: below their home, with a slash at its end, on a drive of Windows', () => {
    const home = vscode.Uri.file(homedir()).path;
    assert.equal(folderOf('~/functions').path, `${home}/functions`);
    assert.equal(folderOf('~').path, home);
    assert.equal(folderOf('/work/~functions/').path, '/work/~functions');
    assert.equal(folderOf('/work/./functions//').path, '/work/functions');
    assert.equal(folderOf('C:/functions').path, vscode.Uri.parse('file:///c:/functions').path);
  });
});

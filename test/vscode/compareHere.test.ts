import * as assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { startSandboxProcess, type SandboxProcess } from '../../src/app/sandbox/process';
import type { FunctionRef } from '../../src/model/functionRef';
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
import { closeAll, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const ABOUT = { runtime: 'Node.js18.15', handler: 'index.handler', timeout: 30, memory: 256 };

type Both = readonly [InvocationRecord, InvocationRecord] | undefined;

describe('Compare Here and Deployed', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const payload = vscode.Uri.joinPath(folder, 'compared-here.json');
  const root = mkdtempSync(join(tmpdir(), 'fndeck-deployed-'));
  let deployed: SandboxProcess;
  let [here, there]: Line[] = [];
  let restore: () => Promise<void>;

  const write = (where: string, name: string, answer: string) => {
    const dir = join(root, where, ...name.split('/'));
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'function.json'), JSON.stringify(ABOUT));
    writeFileSync(
      join(dir, 'index.js'),
      `exports.handler = async (event) => ({ ...event, by: '${answer}' });\n`,
    );
  };

  before(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    write('cloud', 'demo/same', 'deployed');
    write('cloud', 'other/named', 'deployed');
    write('here', 'demo/same', 'here');
    write('here', 'demo/unlike', 'here');
    const extension = vscode.extensions.getExtension('fndeck.fndeck');
    assert.ok(extension);
    // What is deployed: a service of its own, which is reached as a vendor's.
    deployed = startSandboxProcess(
      {
        script: join(extension.extensionPath, 'dist', 'sandbox.js'),
        arguments: ['--functions', join(root, 'cloud')],
      },
      () => undefined,
    );
    there = (await deployed.ready).line as unknown as Line;
    restore = await withSettings({
      'fndeck.sandbox.functions': [join(root, 'here')],
      'fndeck.invoke.revealOutput': 'never',
    });
    await add('deployed');
    await vscode.workspace.fs.writeFile(payload, Buffer.from('{"id":"{{$uuid}}"}'));
    here = await startSandbox();
  });
  afterEach(closeAll);
  after(async () => {
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await forgetAll();
    await restore();
    deployed.stop();
    await deployed.ended;
    await vscode.workspace.fs.delete(payload);
    rmSync(root, { recursive: true, force: true });
  });

  const add = async (id: string, guard?: 'confirm') => {
    assert.ok(there);
    const connection = { ...connectionTo(there, id), ...(guard && { guard }) };
    await vscode.commands.executeCommand('fndeck.addConnection', { connection, secret: keysOf(there) });
  };
  const ref = (group: string, name: string, connection = 'deployed'): FunctionRef => ({
    ...{ connection, group, name, qualifier: 'latest' },
  });
  const compare = (about: FunctionRef) =>
    vscode.commands.executeCommand<Both>('fndeck.compareHere', about, payload);
  const sent = async (line: Line | undefined): Promise<number> => {
    assert.ok(line);
    const seen = await requestsSeen(line);
    return seen.filter(({ method, path }) => method === 'POST' && path.endsWith('/invocations')).length;
  };

  it('sends the same once to each, and opens the comparison', async () => {
    const before = [await sent(here), await sent(there)];
    const both = await compare(ref('demo', 'same'));
    assert.ok(both);
    const [own, theirs] = both.map(
      ({ result }) => JSON.parse(result ?? '') as Readonly<Record<string, string>>,
    );
    assert.deepEqual([own?.['by'], theirs?.['by']], ['here', 'deployed']);
    assert.equal(own?.['id'], theirs?.['id']);
    assert.deepEqual(
      both.map((record) => record.ref.connection),
      ['sandbox-functiongraph-huawei', 'deployed'],
    );
    assert.deepEqual(
      [await sent(here), await sent(there)],
      before.map((count) => count + 1),
    );
    await eventually(() =>
      assert.match(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '', /same.* ↔ .*same/),
    );
  });

  it('asks which function here is meant where none has the name', async () => {
    const { showQuickPick } = vscode.window;
    const offered: string[][] = [];
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
        offered.push(items.map(({ label }) => label));
        return Promise.resolve(items.find(({ label }) => label.endsWith('unlike')));
      },
    });
    try {
      const both = await compare(ref('other', 'named'));
      assert.deepEqual(
        both?.map((record) => record.ref.name),
        ['unlike', 'named'],
      );
    } finally {
      Object.assign(vscode.window, { showQuickPick });
    }
    assert.deepEqual(offered, [['demo/same', 'demo/unlike']]);
  });

  it('asks once before production, and sends nothing anywhere where that is refused', async () => {
    await add('production', 'confirm');
    const { showInputBox } = vscode.window;
    const asked: string[] = [];
    const answers = [undefined, 'Test production'];
    Object.assign(vscode.window, {
      showInputBox: ({ prompt = '' }: vscode.InputBoxOptions) => {
        asked.push(prompt);
        return Promise.resolve(answers.shift());
      },
    });
    const before = [await sent(here), await sent(there)];
    try {
      await errorsShown(async () => {
        assert.equal(await compare(ref('demo', 'same', 'production')), undefined);
      });
      assert.deepEqual([await sent(here), await sent(there)], before);
      assert.ok(await compare(ref('demo', 'same', 'production')));
    } finally {
      Object.assign(vscode.window, { showInputBox });
    }
    assert.equal(asked.length, 2, 'once each');
    assert.deepEqual(
      [await sent(here), await sent(there)],
      before.map((count) => count + 1),
    );
  });

  it('says what to do where there is nothing deployed, and leaves where the person leaves', async () => {
    const own = ref('demo', 'same', 'sandbox-functiongraph-huawei');
    const { showQuickPick } = vscode.window;
    const before = await sent(here);
    await forgetAll();
    const said = await errorsShown(async () => assert.equal(await compare(own), undefined));
    assert.match(said.join(), /No deployed function is known: add the connection/);
    await add('deployed');
    Object.assign(vscode.window, { showQuickPick: () => Promise.resolve(undefined) });
    try {
      assert.equal(await compare(ref('other', 'named')), undefined);
    } finally {
      Object.assign(vscode.window, { showQuickPick });
    }
    assert.equal(await sent(here), before);
  });
});

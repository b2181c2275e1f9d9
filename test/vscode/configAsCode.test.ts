import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentPath } from '../../src/model/documentPath';
import { answering, errorsShown } from './account';
import { colleagueOn, type Colleague } from './configColleague';
import { closeAll, save, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const ONE = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 };
const THREE = { ...ONE, max_async_retry_attempts: 3 };

const folder = (): vscode.Uri => {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(uri);
  return uri;
};

/** Picks lines of the next lists by their labels and gives what stood in the last of them. */
async function picking<T>(
  labels: readonly string[],
  work: () => Thenable<T>,
): Promise<readonly vscode.QuickPickItem[]> {
  const original = vscode.window.showQuickPick;
  let seen: readonly vscode.QuickPickItem[] = [];
  Object.assign(vscode.window, {
    showQuickPick: (items: readonly vscode.QuickPickItem[], options: vscode.QuickPickOptions) => {
      seen = items;
      const chosen = items.filter(({ label }) => labels.some((one) => label.includes(one)));
      return Promise.resolve(options.canPickMany ? chosen : chosen[0]);
    },
  });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showQuickPick: original });
  }
  return seen;
}

const read = async (uri: vscode.Uri): Promise<string> =>
  new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
const write = (uri: vscode.Uri, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
const run = <T>(command: string, ...given: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(`fndeck.${command}`, ...given);

describe('configs as code', () => {
  let colleague: Colleague;
  let other: Colleague;
  let restore: () => Promise<void>;
  let file: vscode.Uri;

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    colleague = await colleagueOn('hello-node');
    other = await colleagueOn('hello-node', 1);
    file = vscode.Uri.joinPath(
      folder(),
      'fndeck',
      'demo',
      'hello-node@latest.functiongraph-huawei.async.json',
    );
  });
  after(async () => {
    await restore();
  });
  beforeEach(async () => {
    await colleague.breaks();
    await colleague.puts(ONE);
  });
  afterEach(async () => {
    await closeAll();
    await vscode.workspace.fs
      .delete(vscode.Uri.joinPath(folder(), 'fndeck'), { recursive: true, useTrash: false })
      .then(undefined, () => undefined);
  });
  const retriesHeld = async () => (await colleague.holds())?.['max_async_retry_attempts'];

  it('are saved as files of the workspace, named after function, version and service', async () => {
    const saved = await run<vscode.Uri>('saveAsyncConfigAsFile', colleague.ref);
    assert.equal(saved.toString(), file.toString());
    assert.deepEqual(JSON.parse(await read(file)), ONE);
  });

  it('go from the file to the service after a question, and back with comments', async () => {
    await run('saveAsyncConfigAsFile', colleague.ref);
    await write(file, (await read(file)).replace('attempts": 1', 'attempts": 2 // mine'));
    const asked = await answering('Apply', () => run('applyFile', colleague.ref));
    assert.match(asked, /Apply the configuration to demo\/hello-node@latest/);
    assert.equal(await retriesHeld(), 2);
    await colleague.puts(THREE);
    await answering('Overwrite', () => run('adoptFromService', file));
    assert.match(await read(file), /attempts": 3 \/\/ mine/);
  });

  it('are not saved over a file that the search passes over', async () => {
    const back = await withSettings({ 'files.exclude': { '**/fndeck': true } });
    try {
      await write(file, '{ "max_async_retry_attempts": 3 /* mine */ }');
      const asked = await answering('Cancel', () => run('saveAsyncConfigAsFile', colleague.ref));
      assert.match(asked, /Write what demo\/hello-node@latest has into .*hello-node@latest/);
      assert.equal(await read(file), '{ "max_async_retry_attempts": 3 /* mine */ }');
    } finally {
      await back();
    }
  });

  it('are written into a file as the person has seen it: what has changed meanwhile is asked about again', async () => {
    await run('saveAsyncConfigAsFile', colleague.ref);
    await colleague.puts(THREE);
    const original = vscode.window.showWarningMessage;
    let questions = 0;
    Object.assign(vscode.window, {
      showWarningMessage: async () => {
        questions += 1;
        const text = '{ /* pulled meanwhile */ "max_async_retry_attempts": 2 }';
        if (questions === 1) await write(file, text);
        return questions === 1 ? 'Overwrite' : undefined;
      },
    });
    try {
      assert.equal(await run('adoptFromService', file), false);
    } finally {
      Object.assign(vscode.window, { showWarningMessage: original });
    }
    assert.equal(questions, 2);
    assert.match(await read(file), /pulled meanwhile.*attempts": 2/);
  });

  it('are not sent where the service would refuse them', async () => {
    await run('saveAsyncConfigAsFile', colleague.ref);
    await write(file, (await read(file)).replace('attempts": 1', 'attempts": 99'));
    await colleague.forgets();
    await Promise.race([
      answering('Apply', () => run('applyFile', colleague.ref)),
      new Promise((r) => setTimeout(r, 3_000)),
    ]);
    assert.equal(await colleague.writesSeen(), 0);
  });

  it('are compared with their file in VS Code’s own editor', async () => {
    await run('saveAsyncConfigAsFile', colleague.ref);
    await run('compareWithFile', colleague.ref);
    await eventually(() => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      assert.ok(activeTab?.input instanceof vscode.TabInputTextDiff);
      assert.equal(activeTab.input.modified.toString(), file.toString());
    });
  });

  it('are applied for a whole folder, with what both sides say beside each file', async () => {
    await run('saveAsyncConfigAsFile', colleague.ref);
    await write(file, (await read(file)).replace('attempts": 1', 'attempts": 0'));
    const broken = vscode.Uri.joinPath(
      folder(),
      'fndeck',
      'demo',
      'hello-python@latest.functiongraph-huawei.async.json',
    );
    await write(broken, '{');
    let done: number | undefined;
    let listed: readonly vscode.QuickPickItem[] = [];
    const results = await picking(['hello-node', 'hello-python@'], async () => {
      await answering('Apply', async () => {
        const first = vscode.window.showQuickPick;
        Object.assign(vscode.window, {
          showQuickPick: (items: readonly vscode.QuickPickItem[], options: vscode.QuickPickOptions) => {
            if (options.canPickMany) listed = items;
            return first(items, options);
          },
        });
        done = await run<number>('applyFiles', folder());
      });
    });
    const detailOf = (items: readonly vscode.QuickPickItem[], name: string) =>
      items.find(({ label }) => label.includes(name))?.detail;
    assert.equal(detailOf(listed, 'hello-node'), 'file ahead');
    assert.equal(detailOf(listed, 'hello-python@'), 'its file cannot be read');
    assert.equal(done, 1);
    assert.equal(detailOf(results, 'hello-node'), 'applied');
    assert.match(detailOf(results, 'hello-python@') ?? '', /not valid JSON/);
    assert.equal(await retriesHeld(), 0);
  });

  for (const [command, answer] of [
    ['applyFiles', 'Apply'],
    ['adoptFiles', 'Overwrite'],
  ] as const) {
    it(`of a whole folder stay as they are where they were changed after they were listed: ${command}`, async () => {
      await run('saveAsyncConfigAsFile', colleague.ref);
      await write(file, (await read(file)).replace('attempts": 1', 'attempts": 0'));
      const changes = [() => colleague.puts(THREE), () => write(file, '{ /* pulled meanwhile */ }')];
      for (const change of changes) {
        const original = vscode.window.showWarningMessage;
        Object.assign(vscode.window, {
          showWarningMessage: async () => {
            await change();
            return answer;
          },
        });
        try {
          const results = await picking(['hello-node'], async () => {
            assert.equal(await run<number>(command, folder()), 0);
          });
          assert.match(results[0]?.detail ?? '', /changed meanwhile/);
        } finally {
          Object.assign(vscode.window, { showWarningMessage: original });
        }
        assert.equal(await retriesHeld(), 3);
      }
      assert.equal(await read(file), '{ /* pulled meanwhile */ }');
    });
  }

  it('that are in another encoding than UTF-8 are not written, so that no comment is lost', async () => {
    await run('saveAsyncConfigAsFile', colleague.ref);
    const bytes = Buffer.concat([
      Buffer.from('{ "max_async_retry_attempts": 2 /* '),
      Buffer.from([0xd6, 0xd8, 0xca, 0xd4]), // 重试 in GBK
      Buffer.from(' */ }'),
    ]);
    await vscode.workspace.fs.writeFile(file, bytes);
    const shown = await errorsShown(() => answering('Overwrite', () => run('adoptFromService', file)));
    assert.match(shown.join(), /not a text in UTF-8/);
    assert.deepEqual(Buffer.from(await vscode.workspace.fs.readFile(file)), bytes);
  });

  it('are copied as Terraform to the clipboard', async () => {
    const text = await run<string>('copyAsTerraform', colleague.ref);
    assert.match(text, /^# Copied from demo\/hello-node@latest/);
    assert.match(
      text,
      /resource "huaweicloud_fgs_async_invoke_configuration" "hello-node" \{\n {2}function_urn +=/,
    );
    assert.equal(await vscode.env.clipboard.readText(), text);
  });

  it('are copied to another service as a document to save, with a list of what is lost', async () => {
    await colleague.puts({
      ...THREE,
      destination_config: { on_success: { destination: 'OBS', param: '{"bucket":"my-bucket"}' } },
    });
    const to = {
      connection: 'sandbox-functioncompute-3',
      group: '',
      name: 'hello-node',
      qualifier: 'LATEST',
    };
    const uri = vscode.Uri.from({ scheme: 'fndeck', path: documentPath(to, 'functioncompute-3') });
    let detail: string | undefined;
    const original = vscode.window.showWarningMessage;
    Object.assign(vscode.window, {
      showWarningMessage: (_: string, options: vscode.MessageOptions) => {
        detail = options.detail;
        return Promise.resolve('Copy');
      },
    });
    await colleague.forgets();
    try {
      assert.equal(await run('copyAsyncConfigTo', colleague.ref, to), true);
    } finally {
      Object.assign(vscode.window, { showWarningMessage: original });
    }
    assert.match(
      detail ?? '',
      /Success destination OBS my-bucket: Alibaba Cloud Function Compute 3.0 has no such kind/,
    );
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.isDirty, true);
    assert.match(document.getText(), /"maxAsyncRetryAttempts": 3/);
    assert.equal(await colleague.writesSeen(), 0);
    await vscode.window.showTextDocument(document);
    await save();
    assert.equal(document.isDirty, false);
  });

  it('are copied to another connection of one kind without losses', async () => {
    await colleague.puts(THREE);
    await other.puts(ONE);
    assert.equal(await run('copyAsyncConfigTo', colleague.ref, other.ref), true);
    const document = await vscode.workspace.openTextDocument(other.uri);
    assert.equal(document.isDirty, true);
    assert.match(document.getText(), /attempts": 3/);
  });
});

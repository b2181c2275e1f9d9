import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentPath, SCHEME } from '../../src/model/documentPath';
import { answering, errorsShown, startSandbox } from './account';
import { colleagueOn, type Colleague } from './configColleague';
import { closeAll, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const RETRIES = 'max_async_retry_attempts';
const AGE = 'max_async_event_age_in_seconds';
const ONE = { [AGE]: 3600, [RETRIES]: 1 };
const HUAWEI = 'functiongraph-huawei.async.json';

const folder = (): vscode.Uri => {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(uri);
  return vscode.Uri.joinPath(uri, 'bad');
};
const write = (uri: vscode.Uri, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));

describe('config files that are bad', () => {
  let colleague: Colleague;
  let restore: () => Promise<void>;

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    colleague = await colleagueOn('hello-node');
  });
  after(async () => {
    await colleague.deletes();
    await restore();
  });
  beforeEach(() => colleague.puts(ONE));
  afterEach(async () => {
    await closeAll();
    await vscode.workspace.fs.delete(folder(), { recursive: true, useTrash: false });
  });

  const REFUSED: readonly (readonly [title: string, file: string, text: string, said: RegExp])[] = [
    ['of another service', 'a@latest.functiongraph-otc.async.json', '{}', /for Open Telekom Cloud/],
    ['of another family', 'a@LATEST.functioncompute-3.async.json', '{}', /for Alibaba Cloud/],
    ['with a key twice', `a@latest.${HUAWEI}`, `{"${RETRIES}": 0, "${RETRIES}": 2}`, /a second time/],
    ['that is no object', `a@latest.${HUAWEI}`, '[]', /object/],
    ['that is cut off', `a@latest.${HUAWEI}`, `{"${RETRIES}": `, /not valid JSON/],
    ['with a value of another type', `a@latest.${HUAWEI}`, `{"${RETRIES}": "three"}`, /number/],
    ['of 5 MB', `a@latest.${HUAWEI}`, `{"a": "${'x'.repeat(5 * 1024 * 1024)}"}`, /too large/],
  ];
  for (const [title, file, text, said] of REFUSED) {
    it(`${title}: is told, and nothing is sent`, async () => {
      const uri = vscode.Uri.joinPath(folder(), file);
      await write(uri, text);
      await colleague.forgets();
      const errors = await errorsShown(() =>
        vscode.commands.executeCommand('fndeck.applyAsyncConfig', uri, colleague.ref),
      );
      assert.match(errors.join(), said);
      assert.equal(await colleague.writesSeen(), 0);
    });
  }

  it('of a newer version: fields that nobody knows are sent as they are, once the person has seen them', async () => {
    const uri = vscode.Uri.joinPath(folder(), `a@latest.${HUAWEI}`);
    await write(uri, `{"${AGE}": 3600, "${RETRIES}": 0, "colour": {"of": ["tomorrow"]}}`);
    const original = vscode.window.showWarningMessage;
    let detail = '';
    Object.assign(vscode.window, {
      showWarningMessage: (_: string, options: vscode.MessageOptions) => {
        detail = options.detail ?? '';
        return Promise.resolve('Apply');
      },
    });
    await colleague.forgets();
    try {
      await vscode.commands.executeCommand('fndeck.applyAsyncConfig', uri, colleague.ref);
    } finally {
      Object.assign(vscode.window, { showWarningMessage: original });
    }
    assert.match(detail, /Retries: 0 \(was: 1\)/);
    assert.match(detail, /colour/);
    assert.equal(await colleague.writesSeen(), 1);
    assert.equal((await colleague.holds())?.[RETRIES], 0);
  });

  it('of more than 1 MB are not read, of 1 MB they are', async () => {
    const uri = vscode.Uri.joinPath(folder(), `a@latest.${HUAWEI}`);
    const at = (bytes: number) => `{"a": "${'x'.repeat(bytes - 9)}"}`;
    const apply = () =>
      errorsShown(() => vscode.commands.executeCommand('fndeck.applyAsyncConfig', uri, colleague.ref));
    await write(uri, at(1024 * 1024 + 1));
    assert.match((await apply()).join(), /too large to be read here/);
    await write(uri, at(1024 * 1024));
    let asked = '';
    const errors = await errorsShown(async () => {
      asked = await answering('Cancel', () =>
        vscode.commands.executeCommand('fndeck.applyAsyncConfig', uri, colleague.ref),
      );
    });
    assert.deepEqual(errors, []);
    assert.match(asked, /Apply the configuration to demo\/hello-node@latest/);
  });
});

describe('an s.yaml that is bad', () => {
  let region = '';
  const file = () => vscode.Uri.joinPath(folder(), 's.yaml');

  before(async () => {
    const line = await startSandbox();
    region = line.services.find(({ service }) => service === 'functioncompute-3')?.region ?? '';
    assert.ok(region);
    const to = {
      connection: 'sandbox-functioncompute-3',
      group: '',
      name: 'hello-node',
      qualifier: 'LATEST',
    };
    const held = vscode.Uri.from({ scheme: SCHEME, path: documentPath(to, 'functioncompute-3') });
    await write(held, '{"maxAsyncEventAgeInSeconds": 600, "maxAsyncRetryAttempts": 2}');
  });
  afterEach(async () => {
    await closeAll();
    await vscode.workspace.fs.delete(folder(), { recursive: true, useTrash: false });
  });

  const yaml = (config: string, after = ''): string =>
    `edition: 3.0.0\nresources:\n  hello:\n    component: fc3\n    props:\n      region: ${region}\n      functionName: hello-node\n      asyncInvokeConfig:${config}${after}`;
  const lenses = async (): Promise<string> => {
    const id = 'vscode.executeCodeLensProvider';
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(id, file(), 10);
    return found.map(({ command }) => command?.title ?? '').join(' | ');
  };

  const BAD: readonly (readonly [title: string, text: () => string, said: RegExp])[] = [
    [
      'an anchor that other places use',
      () => yaml(' &async\n        maxAsyncRetryAttempts: 1\n', 'other: *async\n'),
      /&async/,
    ],
    ['tabs', () => yaml('\n\tmaxAsyncRetryAttempts: 1\n'), /Line 9: This is no YAML.*[Tt]ab/],
    ['two documents', () => yaml('\n        maxAsyncRetryAttempts: 1\n', '---\na: 1\n'), /second document/],
    [
      'an interpolation in the age',
      () => yaml("\n        maxAsyncEventAgeInSeconds: ${env('AGE', 3600)}\n"),
      /maxAsyncEventAgeInSeconds cannot be compared/,
    ],
  ];
  for (const [title, text, said] of BAD) {
    it(`with ${title}: says so above the block, and is not touched`, async () => {
      await write(file(), text());
      const document = await vscode.workspace.openTextDocument(file());
      await vscode.window.showTextDocument(document);
      await eventually(async () => assert.match(await lenses(), said));
      assert.equal(document.isDirty, false);
      assert.equal(document.getText(), text());
    });
  }
});

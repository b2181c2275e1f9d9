import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentPath, SCHEME } from '../../src/model/documentPath';
import { colleagueOn, type Colleague } from './configColleague';
import { closeAll, openForm, openText, replace, save, untitledJson, withSettings } from './configWorkbench';
import { eventually } from './eventually';

const LOSING = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 0 };
const RULE = 'no-failure-destination-no-retry';

describe('what the rules find in a config', () => {
  let colleague: Colleague;
  let restore: () => Promise<void>;

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    colleague = await colleagueOn('hello-node');
  });
  after(async () => {
    await colleague.breaks();
    await colleague.deletes();
    await restore();
  });
  beforeEach(() => colleague.puts(LOSING));
  afterEach(closeAll);

  const marks = () =>
    vscode.languages.getDiagnostics(colleague.uri).filter(({ source }) => source === 'FnDeck');
  const codes = () =>
    marks().map(({ code }) => (typeof code === 'object' ? String(code.value) : String(code)));
  const fixes = async (document: vscode.TextDocument) => {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const id = 'vscode.executeCodeActionProvider';
    const all = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(id, document.uri, whole);
    return all.filter(({ title }) => title === 'Retry once' || title.includes(RULE));
  };

  it('stands in the Problems view, and a quick fix of the text mends it', async () => {
    const document = await openText(colleague.uri);
    await eventually(() => assert.deepEqual(codes(), [RULE]));
    assert.equal(marks()[0]?.severity, vscode.DiagnosticSeverity.Warning);
    const offered = await fixes(document);
    assert.deepEqual(
      offered.map(({ title }) => title),
      ['Retry once', `Choose How “${RULE}” Is Reported`],
    );
    const edit = offered[0]?.edit;
    assert.ok(edit);
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    assert.match(document.getText(), /"max_async_retry_attempts": 1/);
    await eventually(() => assert.deepEqual(codes(), ['no-failure-destination']));
  });

  it('stands there also while the config is open in the form, and goes with it', async () => {
    await openForm(colleague.uri);
    await eventually(() => assert.deepEqual(codes(), [RULE]));
  });

  it('knows how long the function may run: an age that ends before its attempts is found', async () => {
    await colleague.puts({ max_async_event_age_in_seconds: 2, max_async_retry_attempts: 3 });
    await openForm(colleague.uri);
    await eventually(() => assert.ok(codes().includes('age-too-short'), codes().join()));
    const found = marks().find(({ message }) => /^The function may run \d+ s: 4 attempts/.test(message));
    assert.ok(
      found,
      marks()
        .map(({ message }) => message)
        .join(),
    );
  });

  it('is as loud as the setting says; what is an error is not sent', async () => {
    const quiet = await withSettings({ 'fndeck.lint.rules': { [RULE]: 'off' } });
    const document = await openText(colleague.uri);
    await quiet();
    await eventually(() => assert.deepEqual(codes(), [RULE]));
    const off = await withSettings({ 'fndeck.lint.rules': { [RULE]: 'off' } });
    await eventually(() => assert.deepEqual(codes(), []));
    await off();
    const loud = await withSettings({
      'fndeck.lint.rules': { 'doubtful-range': 'error', 'no-failure-destination': 'off' },
    });
    try {
      await replace(document, 'attempts": 0', 'attempts": 5');
      await eventually(() => assert.deepEqual(codes(), ['doubtful-range']));
      assert.equal(marks()[0]?.severity, vscode.DiagnosticSeverity.Error);
      await colleague.forgets();
      await save();
      assert.equal(document.isDirty, true, 'nothing was saved');
      assert.equal(await colleague.writesSeen(), 0);
    } finally {
      await loud();
    }
  });

  it('gives the policy for a refused invocation to the clipboard', async () => {
    await colleague.breaks('invoke:403:1');
    const payload = await untitledJson('{}');
    await vscode.window.showTextDocument(payload);
    await vscode.env.clipboard.writeText('before');
    const shown = await withSettings({ 'fndeck.invoke.revealOutput': 'never' });
    // A notice is for who does not see the output, whoever has opened that before.
    await vscode.commands.executeCommand('workbench.action.closePanel');
    const original = vscode.window.showErrorMessage;
    const press = (_text: string, ...buttons: readonly string[]) =>
      Promise.resolve(buttons.find((button) => button === 'Copy Policy'));
    Object.assign(vscode.window, { showErrorMessage: press });
    try {
      await vscode.commands.executeCommand('fndeck.invokeWithPayload', colleague.ref, payload.uri);
      await eventually(async () => {
        assert.match(await vscode.env.clipboard.readText(), /"FunctionGraph:function:invoke"/);
      });
    } finally {
      Object.assign(vscode.window, { showErrorMessage: original });
      await shown();
    }
    await colleague.breaks();
  });

  it('gives the policy for a refused save on Function Compute to the clipboard, beside the text', async () => {
    const ref = {
      connection: 'sandbox-functioncompute-3',
      group: '',
      name: 'hello-node',
      qualifier: 'LATEST',
    };
    const uri = vscode.Uri.from({ scheme: SCHEME, path: documentPath(ref, 'functioncompute-3') });
    const { showInformationMessage } = vscode.window;
    try {
      await colleague.breaks('PutAsyncInvokeConfig:403:x1');
      const text = await openText(uri);
      await replace(text, '{', '{ // ours');
      await vscode.env.clipboard.writeText('before');
      const press = (_text: string, ...buttons: readonly string[]) =>
        Promise.resolve(buttons.find((button) => button === 'Copy Policy'));
      Object.assign(vscode.window, { showInformationMessage: press });
      await save();
      await eventually(async () =>
        assert.match(
          await vscode.env.clipboard.readText(),
          /"fc:PutFunctionAsyncInvokeConfig"[^]*"acs:fc:[^"]+hello-node/,
        ),
      );
      assert.equal(text.isDirty, true);
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
      await colleague.breaks();
    }
  });
});

import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { answering, errorsShown } from './account';
import { eventually } from './eventually';

// Runs before the files that use FnDeck: its name comes first.
/** What a command says where there is nothing that it could work on. */
const WHAT_IS_MISSING =
  /no connection yet|Open an asynchronous configuration|no asynchronous configuration of Serverless Devs|no record of an event|No function of this workspace/;

describe('FnDeck', () => {
  const isActive = () => vscode.extensions.getExtension('fndeck.fndeck')?.isActive;

  it('is not started by JSON files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fndeck-json-'));
    for (const [name, language] of [
      ['package.json', 'json'],
      ['payload.json', 'json'],
      ['settings.jsonc', 'jsonc'],
    ] as const) {
      writeFileSync(join(folder, name), '{ "a": 1 }\n');
      const document = await vscode.workspace.openTextDocument(join(folder, name));
      assert.equal(document.languageId, language);
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    }
    rmSync(folder, { recursive: true });
    assert.equal(isActive(), false);
  });

  it('is started by its view, which shows what there is', async () => {
    assert.equal(isActive(), false);
    await vscode.commands.executeCommand('fndeck.functions.focus');
    await eventually(() => assert.equal(isActive(), true));
  });

  describe('does at once what a command asks for, before anything else was done:', () => {
    interface Manifest {
      readonly contributes: { readonly commands: readonly { readonly command: string }[] };
    }
    const manifest = vscode.extensions.getExtension('fndeck.fndeck')?.packageJSON as Manifest;

    for (const { command } of manifest.contributes.commands) {
      it(command, async () => {
        let errors: readonly string[] = [];
        await answering('', async () => {
          errors = await errorsShown(() => leavingQuestions(() => vscode.commands.executeCommand(command)));
        });
        assert.deepEqual(
          errors.filter((text) => !WHAT_IS_MISSING.test(text)),
          [],
        );
      });
    }

    after(async () => {
      await vscode.commands.executeCommand('fndeck.stopSandbox');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.commands.executeCommand('workbench.action.closePanel');
    });
  });
});

/** Does something as a person would who closes every box and notice that asks for more. */
async function leavingQuestions(work: () => Thenable<unknown>): Promise<void> {
  const leave = setInterval(() => {
    void vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    void vscode.commands.executeCommand('notifications.clearAll');
  }, 100);
  try {
    await work();
  } finally {
    clearInterval(leave);
  }
}

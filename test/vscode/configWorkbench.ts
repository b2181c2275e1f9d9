import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually';

/** Opens a config as text; the document is the same as the form's. */
export async function openText(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const known = isOpen(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  if (known) await readAgain(document);
  return document;
}

/** Opens a config in the form. */
export async function openForm(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const known = isOpen(uri);
  await vscode.commands.executeCommand('vscode.openWith', uri, 'fndeck.asyncConfig');
  await eventually(() => {
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    assert.ok(activeTab?.input instanceof vscode.TabInputCustom);
    assert.equal(activeTab.input.uri.toString(), uri.toString());
  });
  const document = await vscode.workspace.openTextDocument(uri);
  if (known) await readAgain(document);
  return document;
}

/** VS Code keeps a closed document for a while, and its text with it. */
function isOpen(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}

/** Reverts the active editor until that has what the service (or a draft) says; a few times while VS Code still opens or saves. */
export async function readAgain(document: vscode.TextDocument): Promise<void> {
  await eventually(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    const held = await vscode.workspace.fs.readFile(document.uri);
    assert.equal(document.getText(), new TextDecoder().decode(held));
  });
}

/** Types: the first occurrence of a text becomes another. */
export async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  // VS Code refuses an edit while it reads the document again.
  await eventually(async () => {
    const at = document.getText().indexOf(from);
    assert.ok(at >= 0, `${from} in ${document.getText()}`);
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + from.length));
    edit.replace(document.uri, range, to);
    assert.equal(await vscode.workspace.applyEdit(edit), true);
  }, 3_000);
}

/** Ctrl+S. */
export async function save(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.files.save');
}

/** Sets settings of the user for the time of a test; gives what puts them back. */
export async function withSettings(values: Readonly<Record<string, unknown>>): Promise<() => Promise<void>> {
  const settings = vscode.workspace.getConfiguration();
  const before = Object.keys(values).map((key) => [key, settings.inspect(key)?.globalValue] as const);
  for (const [key, value] of Object.entries(values)) {
    await settings.update(key, value, vscode.ConfigurationTarget.Global);
  }
  return async () => {
    for (const [key, value] of before) await settings.update(key, value, vscode.ConfigurationTarget.Global);
  };
}

/**
 * A new JSON document with this text. VS Code gives it the name of one that it is just closing, and now and then the text
 * of that one: then another is asked for.
 */
export async function untitledJson(content: string): Promise<vscode.TextDocument> {
  for (;;) {
    const document = await vscode.workspace.openTextDocument({ language: 'json', content });
    if (document.getText() === content) return document;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Reverts and closes all editors. */
export async function closeAll(): Promise<void> {
  for (let left = 100; left > 0 && vscode.window.tabGroups.activeTabGroup.tabs.length > 0; left--) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

import * as vscode from 'vscode';

/** Largest file that is read as a config, in bytes: none is near it, and VS Code would stand still over a larger one. */
export const LARGEST = 1024 * 1024;

/** The text of a file on disk now: VS Code may not have noticed yet that it changed. Rejects where it is too large, or no file. */
export async function fileText(uri: vscode.Uri): Promise<string> {
  const { size, type } = await vscode.workspace.fs.stat(uri);
  // A pipe would be read until somebody writes to it.
  if (!(type & vscode.FileType.File)) {
    throw new Error(vscode.l10n.t('“{0}” is not a regular file.', vscode.workspace.asRelativePath(uri)));
  }
  if (size > LARGEST) throw new Error(vscode.l10n.t('The file is too large to be read here.'));
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

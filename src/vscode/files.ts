import * as vscode from 'vscode';

/** Whether a file or folder is there; one that cannot be asked about is not. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

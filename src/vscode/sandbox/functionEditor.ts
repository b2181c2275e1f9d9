import * as vscode from 'vscode';

/** Context key: the active editor shows the code of a function of the sandbox that runs. F5 asks for it. */
const CONTEXT = 'fndeck.functionEditor';

/** Keeps the context key of the code below the sandbox's folder of functions until disposed. */
export function watchFunctionEditor(root: () => vscode.Uri): vscode.Disposable {
  const set = (shown: boolean) => void vscode.commands.executeCommand('setContext', CONTEXT, shown);
  const update = (editor = vscode.window.activeTextEditor): void =>
    set(namesOf(editor?.document.uri, root()) !== undefined);
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    new vscode.Disposable(() => set(false)),
  );
}

/** Group and name of the function below whose folder a file lies, JSON aside; undefined for any other file. */
export function namesOf(
  file: vscode.Uri | undefined,
  root: vscode.Uri,
): { readonly group: string; readonly name: string; readonly folder: vscode.Uri } | undefined {
  if (!file?.path.startsWith(`${root.path}/`) || /\.jsonc?$/i.test(file.path)) return undefined;
  const [group, name, ...rest] = file.path.slice(root.path.length + 1).split('/');
  if (group === undefined || name === undefined || rest.length === 0) return undefined;
  return { group, name, folder: vscode.Uri.joinPath(root, group, name) };
}

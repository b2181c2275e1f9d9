import * as vscode from 'vscode';
import { bindingsOf, type Bindings } from '../../../app/invocations/bindings';

/** The links of payload files with functions, kept in a workspace's memento; a renamed file keeps its link. */
export function createBindings(state: vscode.Memento): Bindings & vscode.Disposable {
  const bindings = bindingsOf(state);
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidRenameFiles(({ files }) => bindings.renamed(files)),
    // The next untitled document would get the name, and with it the link.
    vscode.workspace.onDidCloseTextDocument(({ isUntitled, uri }) => {
      if (isUntitled) void bindings.set(uri, undefined);
    }),
  );
  return {
    ...bindings,
    dispose: () => {
      listening.dispose();
    },
  };
}

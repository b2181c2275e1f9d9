import * as vscode from 'vscode';

/**
 * Why a document is being saved. `asked`: a person saved it, or confirmed saving on closing; it goes to the service.
 * `automatic`: auto save, by time or by focus; it must not.
 */
export type Intent = 'asked' | 'automatic';

/** The saves under way. VS Code tells the reason of a save only when it begins, not when it writes. */
export interface SaveIntents extends vscode.Disposable {
  /** The reason of the save that is under way; undefined: none is. One that VS Code refused stays under way. */
  of(uri: vscode.Uri): Intent | undefined;
  /** Ends the save under way, as its text is being written, and gives its reason. */
  take(uri: vscode.Uri): Intent;
  /** Forgets a save that will not be written. */
  drop(uri: vscode.Uri): void;
}

/** Watches saves of documents of one scheme; `onBegin` is told of each. */
export function createSaveIntents(scheme: string, onBegin: (uri: vscode.Uri) => void): SaveIntents {
  const intents = new Map<string, Intent>();
  const listening = vscode.Disposable.from(
    vscode.workspace.onWillSaveTextDocument(({ document: { uri }, reason }) => {
      if (uri.scheme !== scheme) return;
      intents.set(uri.path, reason === vscode.TextDocumentSaveReason.Manual ? 'asked' : 'automatic');
      onBegin(uri);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => intents.delete(uri.path)),
  );
  return {
    of: ({ path }) => intents.get(path),
    take: (uri) => {
      const intent = intents.get(uri.path);
      intents.delete(uri.path);
      return intent ?? (mayBeAutomatic(uri) ? 'automatic' : 'asked');
    },
    drop: ({ path }) => intents.delete(path),
    dispose: () => {
      listening.dispose();
    },
  };
}

/**
 * Whether a write of which no save is known may come from auto save: VS Code stops telling extensions about a save
 * when an earlier listener took too long.
 */
function mayBeAutomatic(uri: vscode.Uri): boolean {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  if (!document) return false;
  return vscode.workspace.getConfiguration('files', document).get('autoSave') !== 'off';
}

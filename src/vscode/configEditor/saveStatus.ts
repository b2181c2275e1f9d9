import * as vscode from 'vscode';
import type { Problem } from '../../webview/protocol';

/** How the last save of a document went, for its pages. */
export type SaveStatus =
  | { readonly kind: 'none' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** Saved; the service holds these fields otherwise than they were sent. */
  | { readonly kind: 'altered'; readonly fields: readonly string[] };

/** The statuses of all documents. */
export interface SaveStatuses extends vscode.Disposable {
  readonly onDidChange: vscode.Event<vscode.Uri>;
  of(uri: vscode.Uri): SaveStatus;
  set(uri: vscode.Uri, status: SaveStatus): void;
}

const NONE: SaveStatus = { kind: 'none' };

/** Makes them; a status about a finished save ends with the next edit by a person, or with the document. */
export function createSaveStatuses(): SaveStatuses {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const statuses = new Map<string, SaveStatus>();
  const set = (uri: vscode.Uri, status: SaveStatus): void => {
    if (status.kind === 'none' && !statuses.has(uri.toString())) return;
    if (status.kind === 'none') statuses.delete(uri.toString());
    else statuses.set(uri.toString(), status);
    changed.fire(uri);
  };
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const kind = statuses.get(document.uri.toString())?.kind;
      // A document that is not dirty was read again, not edited.
      const edited = contentChanges.length > 0 && document.isDirty && kind !== 'saving';
      const reverted = !document.isDirty && kind === 'failed';
      if (edited || reverted) set(document.uri, NONE);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => set(uri, NONE)),
  );
  return {
    onDidChange: changed.event,
    of: (uri) => statuses.get(uri.toString()) ?? NONE,
    set,
    dispose: () => {
      vscode.Disposable.from(listening, changed).dispose();
    },
  };
}

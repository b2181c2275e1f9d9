import * as vscode from 'vscode';
import type { Edit } from '../../webview/protocol';
import { changeText } from '../../app/text/textEdits';

/** Brings the edits of pages into a document, one message after the other. */
export interface EditQueue {
  /** Edits of one message: one undo step. Gives whether the document has them now. */
  add(edits: readonly Edit[]): Promise<boolean>;
}

/** How often an edit is worked out anew because the document changed in between. */
const ATTEMPTS = 5;

/** Makes the queue of a document; `order` has the names of fields as the service orders them. */
export function createEditQueue(document: vscode.TextDocument, order: readonly string[]): EditQueue {
  let last: Promise<unknown> = Promise.resolve();

  const apply = async (edits: readonly Edit[]): Promise<boolean> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (document.isClosed) return false;
      const change = changeText(document.getText(), edits, order);
      if (!change) return true;
      const range = new vscode.Range(
        document.positionAt(change.offset),
        document.positionAt(change.offset + change.length),
      );
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, range, change.content);
      // VS Code refuses an edit of an older version of the document.
      if (await vscode.workspace.applyEdit(edit)) return true;
    }
    return false;
  };

  return {
    add: (edits) => {
      const done = last.then(() => apply(edits));
      last = done.catch(() => undefined);
      return done;
    },
  };
}

import * as vscode from 'vscode';
import { changeText } from '../../../app/text/textEdits';
import type { Edit } from '../../../webview/protocol';

/** Brings the edits of a page into its document, one message after the other. */
interface EditQueue {
  /** Number of the page's last message of edits that was brought in, or given up. */
  readonly last: number;
  /** Whether edits are on their way into the document. */
  readonly isBusy: boolean;
  /** Edits of one message: one undo step. Gives whether the document has them now. */
  add(number: number, edits: readonly Edit[]): Promise<boolean>;
  /** The page was made anew and counts from 1 again. */
  restart(): void;
}

/** How often an edit is worked out anew because the document changed in between. */
const ATTEMPTS = 5;

/** The queue of a page; `order` has the names of fields as the service orders them. */
export function createEditQueue(document: vscode.TextDocument, order: readonly string[]): EditQueue {
  let before: Promise<unknown> = Promise.resolve();
  let arriving = 0;
  let last = 0;

  return {
    get last() {
      return last;
    },
    get isBusy() {
      return arriving > 0;
    },
    add: (number, edits) => {
      arriving += 1;
      const done = before
        .then(() => editDocument(document, edits, order))
        .finally(() => {
          arriving -= 1;
          // Also where it did not arrive: the page has to show what the document says.
          last = Math.max(last, number);
        });
      before = done.catch(() => undefined);
      return done;
    },
    restart: () => {
      last = 0;
    },
  };
}

/** Brings edits into a document as one undo step; gives whether it has them now. */
export async function editDocument(
  document: vscode.TextDocument,
  edits: readonly Edit[],
  order: readonly string[],
): Promise<boolean> {
  for (let attempt = 0; edits.length > 0 && attempt < ATTEMPTS; attempt++) {
    if (document.isClosed) return false;
    const change = changeText(document.getText(), edits, order);
    if (!change) return true;
    const range = new vscode.Range(
      document.positionAt(change.offset),
      document.positionAt(change.offset + change.length),
    );
    const replacement = new vscode.WorkspaceEdit();
    replacement.replace(document.uri, range, change.content);
    // VS Code refuses a replacement in an older version of the document.
    if (await vscode.workspace.applyEdit(replacement)) return true;
  }
  return edits.length === 0;
}

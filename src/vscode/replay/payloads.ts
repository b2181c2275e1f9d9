import * as vscode from 'vscode';
import type { Replay } from '../../app/replay/replaying';
import { isLaidOutAnew } from '../../app/text/payload';

/**
 * Payloads that a person changes before they are sent, as documents without a file: VS Code keeps them over a reload of
 * the window, and asks before they are closed.
 */
export interface PayloadTexts extends vscode.Disposable {
  /** Opens the payload of a row beside its replay: what the document says is what will be sent. */
  open(replay: Replay, key: string): Promise<void>;
  /** The documents of a replay are no longer its payloads; they stay open. */
  forget(replay: Replay): void;
}

interface Held {
  readonly replay: Replay;
  readonly key: string;
  /** What the document says, and what it said before its last change. */
  text: string;
  before: string;
}

/** So many documents that were saved are remembered: the one that another becomes is saved right before that closes. */
const MOST_SAVED = 20;

/** No document is open yet. */
export function createPayloadTexts(): PayloadTexts {
  const held = new Map<string, Held>();
  /** What was saved since the first of them was opened, the last at the end. */
  const saved: vscode.TextDocument[] = [];
  const heard = ({ uri }: vscode.TextDocument) => held.get(uri.toString());
  const hold = (document: vscode.TextDocument, { replay, key }: Pick<Held, 'replay' | 'key'>): void => {
    const text = document.getText();
    held.set(document.uri.toString(), { replay, key, text, before: text });
  };
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const file = contentChanges.length > 0 ? heard(document) : undefined;
      if (!file) return;
      Object.assign(file, { before: file.text, text: document.getText() });
      file.replay.edit(file.key, file.text);
    }),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (held.size > 0) saved.splice(0, saved.length, ...saved.slice(1 - MOST_SAVED), document);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      const file = heard(document);
      if (!file) return;
      held.delete(document.uri.toString());
      // VS Code empties a document without a file before it closes it.
      const last = document.isUntitled && file.text === '' ? file.before : file.text;
      // A file that only happens to say the same is none that a person has made of it.
      const kept = saved.findLast(
        (other) => !other.isClosed && !heard(other) && isLaidOutAnew(other.getText(), last),
      );
      if (kept) {
        // Kept in a file, which may be laid out anew: that is the payload now.
        hold(kept, file);
        file.replay.edit(file.key, kept.getText());
      } else if (document.isUntitled) file.replay.edit(file.key, undefined); // gone with the document
    }),
  );

  return {
    open: async (replay, key) => {
      const known = [...held].find(([, file]) => file.replay === replay && file.key === key);
      const document = known
        ? await vscode.workspace.openTextDocument(vscode.Uri.parse(known[0], true))
        : await vscode.workspace.openTextDocument({ language: 'json', content: replay.textOf(key) ?? '{}' });
      if (!known) hold(document, { replay, key });
      const viewColumn = vscode.ViewColumn.Beside;
      await vscode.window.showTextDocument(document, { viewColumn, preview: false });
    },

    forget: (replay) => {
      for (const [uri, file] of held) if (file.replay === replay) held.delete(uri);
    },

    dispose: () => {
      listening.dispose();
    },
  };
}

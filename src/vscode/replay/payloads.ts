import * as vscode from 'vscode';
import type { Replay } from '../../app/replay/replaying';

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
}

/** No document is open yet. */
export function createPayloadTexts(): PayloadTexts {
  const held = new Map<string, Held>();
  const heard = ({ uri }: vscode.TextDocument) => held.get(uri.toString());
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const file = contentChanges.length > 0 ? heard(document) : undefined;
      file?.replay.edit(file.key, document.getText());
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      const file = heard(document);
      if (!file) return;
      held.delete(document.uri.toString());
      const text = document.getText();
      const saved = vscode.workspace.textDocuments.find(
        (other) => other !== document && !other.isUntitled && !other.isDirty && other.getText() === text,
      );
      // Kept in a file: that is the payload now. What was not kept is gone with the document.
      if (saved) held.set(saved.uri.toString(), file);
      else if (document.isUntitled) file.replay.edit(file.key, undefined);
    }),
  );

  return {
    open: async (replay, key) => {
      const known = [...held].find(([, file]) => file.replay === replay && file.key === key);
      const document = known
        ? await vscode.workspace.openTextDocument(vscode.Uri.parse(known[0], true))
        : await vscode.workspace.openTextDocument({ language: 'json', content: replay.textOf(key) ?? '{}' });
      held.set(document.uri.toString(), { replay, key });
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

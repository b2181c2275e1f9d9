import * as vscode from 'vscode';
import type { Replay } from '../../app/replay/replaying';

/** Payloads that a person changes before they are sent, as documents of this window's memory. */
export interface PayloadTexts extends vscode.Disposable {
  /** Opens the payload of a row beside its replay: what the document says is what will be sent. */
  open(replay: Replay, key: string, name: string): Promise<void>;
  /** Closes the documents of a replay. */
  forget(replay: Replay): Promise<void>;
}

const SCHEME = 'fndeck-replay';

interface Held {
  readonly uri: vscode.Uri;
  readonly replay: Replay;
  readonly key: string;
  text: string;
  changedAt: number;
}

/** Registers the documents; none is open yet. */
export function createPayloadTexts(): PayloadTexts {
  const held = new Map<string, Held>();
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const of = (uri: vscode.Uri): Held => {
    const found = held.get(uri.path);
    if (!found) throw vscode.FileSystemError.FileNotFound(uri);
    return found;
  };
  const refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  const heard = ({ uri }: vscode.TextDocument) => (uri.scheme === SCHEME ? held.get(uri.path) : undefined);
  let count = 0;

  const files = vscode.workspace.registerFileSystemProvider(
    SCHEME,
    {
      onDidChangeFile: changed.event,
      watch: () => new vscode.Disposable(() => undefined),
      stat: (uri) => {
        const { text, changedAt } = of(uri);
        return { type: vscode.FileType.File, ctime: 0, mtime: changedAt, size: Buffer.byteLength(text) };
      },
      readFile: (uri) => Buffer.from(of(uri).text),
      writeFile: (uri, content) => {
        const file = of(uri);
        file.text = Buffer.from(content).toString('utf8');
        file.changedAt = Date.now();
        file.replay.edit(file.key, file.text);
      },
      readDirectory: () => [],
      createDirectory: refuse,
      delete: refuse,
      rename: refuse,
    },
    { isCaseSensitive: true },
  );
  const listening = vscode.Disposable.from(
    files,
    changed,
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const file = contentChanges.length > 0 ? heard(document) : undefined;
      file?.replay.edit(file.key, document.getText());
    }),
    // What was typed and not kept is gone with the document.
    vscode.workspace.onDidCloseTextDocument((document) => {
      const file = heard(document);
      file?.replay.edit(file.key, file.text);
    }),
  );

  return {
    open: async (replay, key, name) => {
      let file = [...held.values()].find((one) => one.replay === replay && one.key === key);
      if (!file) {
        count += 1;
        const uri = vscode.Uri.from({
          scheme: SCHEME,
          path: `/${String(count)}/${name.replace(/[/\\]/g, '_')}.json`,
        });
        file = { uri, replay, key, text: replay.textOf(key) ?? '{}', changedAt: Date.now() };
        held.set(uri.path, file);
      }
      await vscode.window.showTextDocument(file.uri, {
        viewColumn: vscode.ViewColumn.Beside,
        preview: false,
      });
    },

    forget: async (replay) => {
      for (const [path, file] of held) if (file.replay === replay) held.delete(path);
      const tabs = vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(
          ({ input }) =>
            input instanceof vscode.TabInputText && input.uri.scheme === SCHEME && !held.has(input.uri.path),
        );
      for (const tab of tabs) if (!tab.isDirty) await vscode.window.tabGroups.close(tab, true);
    },

    dispose: () => {
      listening.dispose();
    },
  };
}

import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { canBePayload } from '../../../app/invocations/payloadFile';
import { proposalsAt } from '../../../app/payloads/proposals';
import { odditiesOf, shapeOf, type Shape } from '../../../app/payloads/shape';
import { isExpectationFile } from '../../../model/expectationFile';
import type { Report } from '../../report';
import { filedPlace } from './filedPlace';

/** Most files of a function that are looked at, and their size in bytes. */
const MOST = { files: 50, bytes: 256 * 1024 } as const;

/** How long a person must rest from typing before their payload is compared with others. */
const REST_MS = 300;

/** Compares payload files with the others of their function: completes what those have, and marks what none of them has. */
interface PayloadShapes extends vscode.Disposable {
  complete(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]>;
}

/** Looks at the payload files that are open, from now on. */
export function createPayloadShapes(report: Report): PayloadShapes {
  const marks = vscode.languages.createDiagnosticCollection('fndeck-shape');
  const known = new Map<string, Promise<Shape>>();
  const watchers = new Map<string, vscode.Disposable>();

  const shapeFor = (uri: vscode.Uri): Promise<Shape> => {
    const key = uri.toString();
    const found = known.get(key) ?? readOthers(uri);
    known.set(key, found);
    watch(vscode.Uri.joinPath(uri, '..'));
    return found;
  };
  const watch = (folder: vscode.Uri): void => {
    if (watchers.has(folder.toString())) return;
    const pattern = new vscode.RelativePattern(folder, '*.{json,jsonc}');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const events = [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete];
    watchers.set(folder.toString(), vscode.Disposable.from(watcher, ...events.map((on) => on(again))));
  };

  /** Others are read anew for all that is open. */
  const again = (): void => {
    known.clear();
    vscode.workspace.textDocuments.forEach((document) => void look(document));
  };
  const look = async (document: vscode.TextDocument): Promise<void> => {
    if (!isFiled(document)) return;
    const { version } = document;
    await setTimeout(REST_MS);
    if (document.isClosed || document.version !== version) return;
    const shape = await shapeFor(document.uri);
    if (document.isClosed || document.version !== version) return;
    const found = odditiesOf(document.getText(), shape).map(({ offset, length, reason }) => {
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
      const mark = new vscode.Diagnostic(range, report.say(reason), vscode.DiagnosticSeverity.Hint);
      return Object.assign(mark, { source: 'FnDeck' });
    });
    marks.set(document.uri, found);
  };
  const listening = vscode.Disposable.from(
    marks,
    vscode.workspace.onDidOpenTextDocument((document) => void look(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => void look(document)),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (isFiled(document)) again();
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => marks.delete(uri)),
  );
  vscode.workspace.textDocuments.forEach((document) => void look(document));

  return {
    complete: async (document, position) => {
      if (!isFiled(document)) return [];
      const shape = await shapeFor(document.uri);
      const { offset, length, kind, written } = proposalsAt(
        document.getText(),
        document.offsetAt(position),
        shape,
      );
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
      const { Property, Value } = vscode.CompletionItemKind;
      const hasColon = /^\s*:/.test(
        document.getText(new vscode.Range(range.end, range.end.translate(0, 10))),
      );
      const end = kind === 'names' && !hasColon ? ': ' : '';
      return written.map((json) => {
        const item = new vscode.CompletionItem(json, kind === 'names' ? Property : Value);
        const detail = vscode.l10n.t('in other payloads of this function');
        return Object.assign(item, { insertText: json + end, filterText: json, range, detail });
      });
    },
    dispose: () => {
      listening.dispose();
      for (const watcher of watchers.values()) watcher.dispose();
    },
  };
}

function isFiled(document: vscode.TextDocument): boolean {
  return canBePayload(document) && filedPlace(document.uri) !== undefined;
}

/** What the other payload files in the folder of one have in common, as they are saved. */
async function readOthers(uri: vscode.Uri): Promise<Shape> {
  const folder = vscode.Uri.joinPath(uri, '..');
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [],
  );
  const files = entries
    .filter(
      ([name, type]) => type === vscode.FileType.File && /\.jsonc?$/i.test(name) && !isExpectationFile(name),
    )
    .map(([name]) => vscode.Uri.joinPath(folder, name))
    .filter((file) => file.path !== uri.path)
    .slice(0, MOST.files);
  return shapeOf(await Promise.all(files.map(textOf)));
}

async function textOf(file: vscode.Uri): Promise<string> {
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    return size > MOST.bytes ? '' : new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return ''; // gone meanwhile
  }
}

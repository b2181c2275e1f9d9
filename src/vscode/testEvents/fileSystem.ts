import * as vscode from 'vscode';
import { TestEventGone, type TestEventDocuments } from '../../app/testEvents/documents';
import {
  parseTestEventPath,
  TEST_EVENT_SCHEME,
  testEventPath,
  type TestEventName,
} from '../../model/testEventPath';
import { fileError, type Report } from '../report';
import { plain } from '../window/notices';

/** Test events as a file system of VS Code. */
interface TestEventFileSystem extends vscode.Disposable {
  /** What VS Code asks for files of the scheme. */
  readonly provider: vscode.FileSystemProvider;
  /** Lets VS Code read a document again, if it is open and not dirty. */
  reload(uri: vscode.Uri): void;
  /** Tells VS Code that a test event is gone. */
  gone(uri: vscode.Uri): void;
}

/** Answers VS Code's questions about files by what the documents know. */
export function createTestEventFileSystem(
  documents: TestEventDocuments,
  report: Report,
): TestEventFileSystem {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const failing = async <T>(uri: vscode.Uri, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw error instanceof TestEventGone
        ? vscode.FileSystemError.FileNotFound(uri)
        : fileError(report, error);
    }
  };
  const refused = (uri: vscode.Uri): never => {
    const said = vscode.l10n.t(
      'Test events belong to functions: they are created and deleted by FnDeck’s commands.',
    );
    throw vscode.FileSystemError.NoPermissions(plain(`${said} ${uri.path}`));
  };
  const listening = vscode.workspace.onWillSaveTextDocument(({ document: { uri }, reason }) => {
    if (uri.scheme !== TEST_EVENT_SCHEME) return;
    const byPerson = reason === vscode.TextDocumentSaveReason.Manual;
    documents.saveBegun(uri.path, byPerson ? 'person' : 'autoSave');
  });
  return {
    provider: {
      onDidChangeFile: changed.event,
      watch: () => new vscode.Disposable(() => undefined),
      stat: async (uri) => {
        // VS Code looks for the folders of a file: they are there without asking anybody.
        if (!parseTestEventPath(uri.path)) {
          return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
        }
        return { type: vscode.FileType.File, ctime: 0, ...(await failing(uri, documents.stat(uri.path))) };
      },
      readFile: async (uri) => new TextEncoder().encode(await failing(uri, documents.read(uri.path))),
      writeFile: async (uri, content) => {
        try {
          await documents.write(uri.path, new TextDecoder().decode(content));
        } catch (error) {
          // As a missing file it would be created: here it cannot be, and the person has to know why.
          throw fileError(report, error);
        }
      },
      readDirectory: () => [],
      createDirectory: refused,
      delete: refused,
      rename: refused,
      copy: refused,
    },
    reload: (uri) => {
      documents.forget(uri.path);
      changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    },
    gone: (uri) => {
      documents.forget(uri.path);
      changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
    },
    dispose: () => void vscode.Disposable.from(changed, listening).dispose(),
  };
}

/** The document of a test event. */
export function testEventUri(name: TestEventName): vscode.Uri {
  return vscode.Uri.from({ scheme: TEST_EVENT_SCHEME, path: testEventPath(name) });
}

/** The test event that a document shows; undefined for any other document. */
export function testEventIn({ scheme, path }: vscode.Uri): TestEventName | undefined {
  return scheme === TEST_EVENT_SCHEME ? parseTestEventPath(path) : undefined;
}

/** Whether a write of which VS Code has told no save may come from auto save. */
export function mayBeAutomatic(path: string): boolean {
  const document = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === TEST_EVENT_SCHEME && uri.path === path,
  );
  return (
    document !== undefined && vscode.workspace.getConfiguration('files', document).get('autoSave') !== 'off'
  );
}

import * as vscode from 'vscode';
import { begunRuns, BULK } from '../app/bulk/folder';
import { HISTORY, partsOf, unfinishedIn } from '../app/configs/folders';
import { followedIn, JOURNAL } from '../app/invocations/journalFiles';
import { createLazyPart, type LazyPart } from '../app/lazyPart';
import { SCHEME } from '../model/documentPath';
import { message } from '../model/message';
import { TEST_EVENT_SCHEME } from '../model/testEventPath';
import type { Report } from './report';
import { plain } from './window/notices';

/** Defers loading a part of FnDeck to its first use; a file that cannot be loaded is told in the person's words. */
export function lazyPart<T extends object>(load: () => Promise<T>): LazyPart<T> {
  return createLazyPart(async () => {
    try {
      return await load();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const said = vscode.l10n.t('A part of FnDeck could not be loaded. Reload the window. ({0})', reason);
      throw new Error(said, { cause: error });
    }
  });
}

/**
 * Does, once `activate` has returned, what nobody waits for: while it runs, no row, command or editor is answered.
 * Not done where the extension has ended before.
 */
export function afterActivation(work: () => void): vscode.Disposable {
  const waiting = setImmediate(work);
  return new vscode.Disposable(() => clearImmediate(waiting));
}

/** An event of a part that may not be loaded yet; listening does not load it. */
export function lazyEvent<P, E>(part: LazyPart<P>, eventOf: (part: P) => vscode.Event<E>): vscode.Event<E> {
  const relayed = new vscode.EventEmitter<E>();
  part.onLoaded((loaded) => eventOf(loaded)((event) => relayed.fire(event)));
  return relayed.event;
}

/** What a part that may not be loaded yet has listed so far; asking does not load it. */
export function lazyLists<L>(
  part: LazyPart<{ readonly lists: L; readonly onDidChangeLists: vscode.Event<unknown> }>,
): { readonly current: () => L | undefined; readonly onDidChange: vscode.Event<unknown> } {
  let lists: L | undefined;
  part.onLoaded((loaded) => (lists = loaded.lists));
  return { current: () => lists, onDidChange: lazyEvent(part, (loaded) => loaded.onDidChangeLists) };
}

/** A view that VS Code knows before the part that gives its rows is loaded: that happens when they are first shown. */
export function lazyTreeView<T extends object>(
  id: string,
  part: LazyPart<{ readonly rows: vscode.TreeDataProvider<T> }>,
  report: Report,
  options: Pick<vscode.TreeViewOptions<T>, 'showCollapseAll'> = {},
): vscode.TreeView<T> {
  const changed = new vscode.EventEmitter<T | T[] | undefined | null | void>();
  let rows: vscode.TreeDataProvider<T> | undefined;
  let empty = false;
  part.onLoaded((loaded) => {
    rows = loaded.rows;
    rows.onDidChangeTreeData?.((what) => changed.fire(what));
    if (empty) changed.fire();
  });
  return vscode.window.createTreeView<T>(id, {
    ...options,
    canSelectMany: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (row) => rows?.getTreeItem(row) ?? new vscode.TreeItem(''),
      getParent: (row) => rows?.getParent?.(row),
      resolveTreeItem: (item, row, token) => rows?.resolveTreeItem?.(item, row, token) ?? item,
      getChildren: async (row) => {
        try {
          await part.get();
        } catch (error) {
          empty = true;
          void report.failure(message('The view cannot be shown.'), error);
        }
        return rows?.getChildren(row);
      },
    },
  });
}

/** The parts that stand behind what VS Code opens. */
interface EditorParts {
  readonly config: LazyPart<{
    readonly files: vscode.FileSystemProvider;
    readonly editor: vscode.CustomTextEditorProvider;
    offerUnfinished(): Promise<void>;
  }>;
  readonly testEvents: LazyPart<{ readonly files: vscode.FileSystemProvider }>;
  readonly eventPages: LazyPart<{ restore(panel: vscode.WebviewPanel, kept: unknown): void }>;
  readonly overviews: LazyPart<{ restore(panel: vscode.WebviewPanel, kept: unknown): void }>;
  readonly replaying: LazyPart<{ restore(panel: vscode.WebviewPanel, kept: unknown): Promise<void> }>;
  readonly repeating: LazyPart<{ restore(panel: vscode.WebviewPanel, kept: unknown): Promise<void> }>;
  readonly bulk: LazyPart<{ offerCutOff(): Promise<void> }>;
  /** Follows on, from when it is loaded, the events whose window is gone. */
  readonly invoking: LazyPart<unknown>;
}

/** Registers all that VS Code opens or brings back: documents, their editor, pages, and what was cut off. */
export function registerLazyEditors(
  context: Pick<vscode.ExtensionContext, 'globalStorageUri'>,
  { config, testEvents, eventPages, overviews, replaying, repeating, bulk, invoking }: EditorParts,
  report: Report,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerLazyFiles(SCHEME, config),
    registerLazyFiles(TEST_EVENT_SCHEME, testEvents),
    registerLazyTextEditor('fndeck.asyncConfig', config),
    registerLazyPanels('fndeck.event', eventPages, report),
    registerLazyPanels('fndeck.overview', overviews, report),
    registerLazyPanels('fndeck.replay', replaying, report),
    registerLazyPanels('fndeck.repeat', repeating, report),
    offerLeft(
      context,
      HISTORY,
      (names) => unfinishedIn(partsOf(names)),
      config,
      (it) => it.offerUnfinished(),
    ),
    offerLeft(context, BULK, begunRuns, bulk, (it) => it.offerCutOff()),
    offerLeft(context, JOURNAL, followedIn, invoking, () => Promise.resolve()),
  );
}

/** Registers a file system at once; the part that answers is loaded with the first document or question. */
function registerLazyFiles(
  scheme: string,
  part: LazyPart<{ readonly files: vscode.FileSystemProvider }>,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  part.onLoaded((loaded) => loaded.files.onDidChangeFile((changes) => changed.fire(changes)));
  const files = async (): Promise<vscode.FileSystemProvider> => {
    try {
      return (await part.get()).files;
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(plain(error instanceof Error ? error.message : String(error)));
    }
  };
  const registration = vscode.workspace.registerFileSystemProvider(
    scheme,
    {
      onDidChangeFile: changed.event,
      watch: () => new vscode.Disposable(() => undefined),
      stat: async (uri) => (await files()).stat(uri),
      readFile: async (uri) => (await files()).readFile(uri),
      writeFile: async (uri, content, options) => (await files()).writeFile(uri, content, options),
      readDirectory: async (uri) => (await files()).readDirectory(uri),
      createDirectory: async (uri) => (await files()).createDirectory(uri),
      delete: async (uri, options) => (await files()).delete(uri, options),
      rename: async (from, to, options) => (await files()).rename(from, to, options),
      copy: async (from, to, options) => (await files()).copy?.(from, to, options),
    },
    { isCaseSensitive: true },
  );
  // VS Code restores an unsaved document without reading it: who saves must have heard the save begin.
  const hear = ({ uri }: vscode.TextDocument): void => {
    if (uri.scheme === scheme) part.get().catch(() => undefined); // told when it is read or saved
  };
  vscode.workspace.textDocuments.forEach(hear);
  return vscode.Disposable.from(registration, vscode.workspace.onDidOpenTextDocument(hear), changed);
}

/** Registers the editor of a kind of documents at once; a failed load is shown in the editor's place. */
function registerLazyTextEditor(
  viewType: string,
  part: LazyPart<{ readonly editor: vscode.CustomTextEditorProvider }>,
): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(
    viewType,
    {
      resolveCustomTextEditor: async (document, panel, token) => {
        const { editor } = await part.get();
        await editor.resolveCustomTextEditor(document, panel, token);
      },
    },
    // Kept while hidden: what is being typed must survive a look at another tab.
    { supportsMultipleEditorsPerDocument: true, webviewOptions: { retainContextWhenHidden: true } },
  );
}

/** Registers who fills a kind of panels that VS Code brings back after a reload; a failed load is told, the panel goes. */
function registerLazyPanels(
  viewType: string,
  part: LazyPart<{ restore(panel: vscode.WebviewPanel, kept: unknown): void | Promise<void> }>,
  report: Report,
): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: async (panel, kept: unknown) => {
      try {
        await (await part.get()).restore(panel, kept);
      } catch (error) {
        panel.dispose();
        void report.failure(message('The page cannot be shown.'), error);
      }
    },
  });
}

/** Loads a part that offers to go on where files in a folder of the storage say that something was cut off. */
function offerLeft<P>(
  { globalStorageUri }: Pick<vscode.ExtensionContext, 'globalStorageUri'>,
  folder: string,
  left: (names: readonly string[]) => readonly string[],
  part: LazyPart<P>,
  offer: (part: P) => Promise<void>,
): vscode.Disposable {
  let isDisposed = false;
  const look = (): void =>
    void vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(globalStorageUri, folder)).then(
      async (files) => {
        if (left(files.map(([name]) => name)).length > 0 && !isDisposed) await offer(await part.get());
      },
      () => undefined, // no such folder: nothing was ever cut off
    );
  return vscode.Disposable.from(afterActivation(look), { dispose: () => (isDisposed = true) });
}

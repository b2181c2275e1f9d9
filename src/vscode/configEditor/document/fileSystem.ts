import * as vscode from 'vscode';
import type { ConfigDocuments } from '../../../app/configs/configDocuments';
import { MergedInstead, type OpenTexts } from '../../../app/configs/merging';
import { restingOf } from '../../../app/configs/openConfig';
import type { ServiceCopies } from '../../../app/configs/serviceCopies';
import { CloudError } from '../../../cloud/errors';
import { parseDocumentPath, SCHEME } from '../../../model/documentPath';
import { namesInOrder } from '../../../model/fields';
import { profileOf } from '../../../model/services';
import { editDocument } from '../page/editQueue';
import { documentName, serviceOf, uriOfPath } from './documentUri';
import { copyPolicy, fileError, type Report } from '../../report';
import { plain, tell } from '../../window/notices';

/** Config documents as a file system of VS Code, and what VS Code tells of them when it saves, reads and closes. */
interface ConfigFileSystem extends vscode.Disposable {
  /** What VS Code asks for files of the scheme. */
  readonly provider: vscode.FileSystemProvider;
  /** Lets VS Code read a document again, if it is open and not dirty. */
  reload(uri: vscode.Uri): void;
}

/** Answers VS Code's questions about files; what they mean is known by the documents alone. */
export function createConfigFileSystem(
  documents: ConfigDocuments,
  copies: Pick<ServiceCopies, 'isFresh'>,
  report: Report,
): ConfigFileSystem {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const reload = (uri: vscode.Uri): void => changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  const failing = async <T>(work: Promise<T>, said = (error: unknown) => error): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw fileError(report, said(error));
    }
  };
  const refused = (uri: vscode.Uri): never => {
    const said = vscode.l10n.t(
      'Configurations belong to functions: they cannot be created, moved or copied here.',
    );
    throw vscode.FileSystemError.NoPermissions(plain(`${said} ${uri.path}`));
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: async ({ path }) => {
      // VS Code makes the folders of a file that it takes for new; they are there without asking anybody.
      if (!parseDocumentPath(path)) return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
      return { type: vscode.FileType.File, ctime: 0, ...(await failing(documents.stat(path))) };
    },
    readFile: async (uri) => {
      documentName(uri);
      return new TextEncoder().encode(await failing(documents.read(uri.path)));
    },
    writeFile: (uri, content) => {
      documentName(uri);
      const writing = documents.write(uri.path, new TextDecoder().decode(content));
      writing.catch((error: unknown) => offerPolicy(uri, error));
      return failing(writing, (error) => inShort(uri, error));
    },
    readDirectory: () => [],
    delete: (uri) => {
      documentName(uri);
      return failing(documents.remove(uri.path));
    },
    createDirectory: refused,
    rename: refused,
    copy: refused,
  };

  const stale = documents.onDidGoStale((path) => reload(uriOfPath(path)));
  const shownAgain = (path: string): void => {
    const state = documents.state(path);
    if (restingOf(state) === state && !copies.isFresh(path)) reload(uriOfPath(path));
  };
  const parts = [
    changed,
    stale,
    followSaves(documents),
    followTabs(shownAgain),
    registerDraftBadges(documents),
  ];
  return { provider, reload, dispose: () => void vscode.Disposable.from(...parts).dispose() };
}

/** Whether a write of which VS Code has told no save may come from auto save: it stops telling after a slow listener. */
export function mayBeAutomatic(path: string): boolean {
  const document = openDocument(path);
  if (!document) return false;
  return vscode.workspace.getConfiguration('files', document).get('autoSave') !== 'off';
}

/** The open documents of VS Code, as a merge reads and edits them. */
export const openTexts: OpenTexts = {
  text: (path) => openDocument(path)?.getText(),
  edit: async (path, edits) => {
    const document = openDocument(path);
    const service = document && serviceOf(document.uri);
    if (!document || !service) return false;
    return editDocument(document, edits, namesInOrder(profileOf(service)));
  },
};

function openDocument(path: string): vscode.TextDocument | undefined {
  const uri = uriOfPath(path).toString();
  return vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
}

/** Tells what happens to open documents. VS Code gives the reason of a save only when it begins, not when it writes. */
function followSaves(documents: ConfigDocuments): vscode.Disposable {
  const ours = ({ uri }: vscode.TextDocument): boolean => uri.scheme === SCHEME;
  return vscode.Disposable.from(
    vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
      const byPerson = reason === vscode.TextDocumentSaveReason.Manual;
      if (ours(document)) documents.saveBegun(document.uri.path, byPerson ? 'person' : 'autoSave');
    }),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (ours(document)) documents.saved(document.uri.path);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!ours(document)) return;
      // Without changes only the dirty state is another: that is no edit, but it may be a revert.
      if (document.isDirty && contentChanges.length === 0) return;
      documents.changed(document.uri.path, { text: document.getText(), dirty: document.isDirty });
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (ours(document)) documents.closed(document.uri.path);
    }),
  );
}

/** Tells of tabs whose document was there before: it lives on for minutes after its last editor, with the text of then. */
function followTabs(shownAgain: (path: string) => void): vscode.Disposable {
  return vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
    for (const { input } of opened) {
      const isEditor = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
      if (isEditor && input.uri.scheme === SCHEME && openDocument(input.uri.path)) shownAgain(input.uri.path);
    }
  });
}

/** Marks documents whose draft has not been sent, wherever VS Code shows their names. */
function registerDraftBadges(documents: ConfigDocuments): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.window.registerFileDecorationProvider({
    onDidChangeFileDecorations: changed.event,
    provideFileDecoration: async (uri) => {
      if (uri.scheme !== SCHEME || !(await documents.isDraft(uri.path))) return undefined;
      const tooltip = vscode.l10n.t('Draft: auto save kept your changes on this machine. Save to send them.');
      return new vscode.FileDecoration('D', tooltip, new vscode.ThemeColor('list.warningForeground'));
    },
  });
  const listening = documents.onDidChangeDraft((path) => changed.fire(uriOfPath(path)));
  return vscode.Disposable.from(registration, listening, changed);
}

/** Beside what VS Code says of a save in the text editor: it has no button for the policy that would allow it. */
async function offerPolicy(uri: vscode.Uri, error: unknown): Promise<void> {
  const policy = error instanceof CloudError ? error.facts.policy : undefined;
  const shown = vscode.window.visibleTextEditors.some(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  if (policy === undefined || !shown) return;
  const copy = vscode.l10n.t('Copy Policy');
  const text = vscode.l10n.t('FnDeck knows the policy that an administrator would have to add for this.');
  if ((await tell('information', text, copy)) === copy) await copyPolicy(policy);
}

/** What a merge has done is told by the form where that is in front; VS Code's notice, which always comes, leads there. */
function inShort(uri: vscode.Uri, error: unknown): unknown {
  const isInFront = vscode.window.tabGroups.all.some(
    ({ activeTab }) =>
      activeTab?.input instanceof vscode.TabInputCustom && activeTab.input.uri.toString() === uri.toString(),
  );
  if (!(error instanceof MergedInstead) || !isInFront) return error;
  return new MergedInstead(vscode.l10n.t('Not saved yet: see the form, then save again.'));
}

import * as vscode from 'vscode';
import { createConfigDocuments } from '../../app/configs/configDocuments';
import { HISTORY } from '../../app/configs/folders';
import { openDrafts } from '../../app/configs/drafts';
import { openConfigHistory, personHere, thisMachine } from '../../app/configs/history';
import { createLintContexts, type KnownLists } from '../../app/configs/lintContexts';
import { createManyWrites, type ManyWrites } from '../../app/configs/manyWrites';
import { loadRevisions, type RevisionStorage } from '../../app/configs/revision';
import {
  createServiceCopies,
  nameOf,
  type Learned,
  type ServiceCopies,
  type ServiceCopy,
  type Written,
} from '../../app/configs/serviceCopies';
import type { Event } from '../../app/event';
import { openPrivateFolder } from '../../app/privateFolder';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import type { JsonObject } from '../../model/json';
import { SCHEME } from '../../model/documentPath';
import type { LintContext } from '../../model/lint/surroundings';
import type { Problem } from '../../webview/protocol';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import type { VerifyMarks } from '../verify/openVerify';
import { withProgress } from '../window/progress';
import { tell } from '../window/notices';
import { applyConfig } from './commands/apply';
import { activeConfig, type ChooseFunction } from './commands/choice';
import { compareConfig } from './commands/compare';
import { createHistoryCommands, type HistoryCommands } from './commands/history';
import { removeConfig } from './commands/remove';
import { documentUri, uriOfPath } from './document/documentUri';
import { createConfigFileSystem, mayBeAutomatic, openTexts } from './document/fileSystem';
import { registerServiceCopyDocuments } from './document/serviceCopyDocuments';
import { offerUnfinished } from './document/unfinishedReplacements';
import { markFindings } from './lint/findingMarks';
import { chosenLevels } from './lint/levels';
import { openConfig, setRecordSwitch } from './openConfig';
import { createAsyncConfigEditor } from './page/asyncConfigEditor';

/** Async configs as documents, and what can be done with them. Failures are thrown for the caller to show. */
export interface ConfigEditing extends vscode.Disposable {
  /** Config documents as files, for who registers the scheme `fndeck`. */
  readonly files: vscode.FileSystemProvider;
  /** The pages of config documents, for who registers the editor. */
  readonly editor: vscode.CustomTextEditorProvider;
  /** A service was seen to hold a config, or none: it was read, saved or deleted in this window. */
  readonly onDidLearnConfig: Event<Learned>;
  /** The document of a ref. Throws where its connection is not known. */
  uriOf(ref: FunctionRef): vscode.Uri;
  /** Opens a config in the form, or as JSON; the active editor of the same config goes. */
  open(config: FunctionRef | vscode.Uri, options?: { readonly asJson?: boolean }): Promise<void>;
  /**
   * Opens a config with the switch set that has a version's events put on record. Nothing is sent before the person
   * saves. Throws where the service warns of its switch.
   */
  recordEvents(config: FunctionRef | vscode.Uri): Promise<void>;
  /** The config of a function that is in front, as form or text. */
  active(): vscode.Uri | undefined;
  /** Deletes a config of a function after a question; gives whether it was deleted. */
  remove(config: FunctionRef | vscode.Uri): Promise<boolean>;
  /** Compares a config (or the active one) with what the service holds; for a file, of the function that is chosen. */
  compare(config: vscode.Uri | undefined, choose: ChooseFunction): Promise<void>;
  /** Applies a file (or the active one) to the function that is chosen, after a question; gives whether it was sent. */
  apply(config: vscode.Uri | undefined, choose: ChooseFunction): Promise<boolean>;
  /** The writes of configs from this machine. */
  readonly history: Omit<HistoryCommands, 'dispose'>;
  /** What services hold, for who compares files with it. */
  readonly copies: Pick<ServiceCopies, 'known' | 'read' | 'onDidChange'>;
  /** What the config of a version is checked against. */
  contextOf(ref: FunctionRef): LintContext;
  /** Sends a checked document without a question; `checked` is what the service was just seen to hold. */
  send(ref: FunctionRef, document: JsonObject, checked: ServiceCopy): Promise<Written>;
  /** Writes of many configs one after the other, for who tells of them in one place. */
  readonly many: ManyWrites;
  /** Offers to put configs back whose save was cut off after they had been deleted. */
  offerUnfinished(): Promise<void>;
}

/** Where configs come from, are kept, and are told about. */
export interface ConfigEditingDeps {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri' | 'workspaceState'>;
  readonly connections: Connections;
  readonly report: Report;
  /** What the explorer has read, as soon as it has. */
  readonly lists: {
    readonly current: () => KnownLists | undefined;
    readonly onDidChange: vscode.Event<unknown>;
  };
  /** What was verified of configs. */
  readonly verified: VerifyMarks;
}

/** Composes the parts. Nothing is asked of a service before a document is opened. */
export function createConfigEditing({
  context,
  connections,
  report,
  lists,
  verified,
}: ConfigEditingDeps): ConfigEditing {
  const folder = (name: string) =>
    openPrivateFolder(vscode.Uri.joinPath(context.globalStorageUri, name).fsPath);
  const history = openConfigHistory(folder(HISTORY), thisMachine(), keptWrites);
  const copies = createServiceCopies({
    cloudOf: (id) => connections.cloud(id),
    revisions: loadRevisions(storageOf(context.workspaceState)),
    history,
    person: personHere(),
    describe: (error) => report.describe(error).text,
  });
  const contexts = createLintContexts({
    connection: (id) => connections.get(id),
    copies,
    lists: () => lists.current(),
    levels: chosenLevels,
  });
  const documents = createConfigDocuments({
    copies,
    contextOf: (path) => contexts.of(path),
    drafts: openDrafts(folder('drafts')),
    mayBeAutomatic,
    sending: (path, send) => (many.isAt(path) ? send() : showSending(path, send)),
    texts: openTexts,
    problemOf: (error) => problemOf(report, error),
    say: (said) => report.say(said),
  });
  const many = createManyWrites({
    ...{ copies, documents, history },
    written: (path) => files.reload(uriOfPath(path)),
  });
  const files = createConfigFileSystem(documents, copies, report);
  const copyDocuments = registerServiceCopyDocuments(copies, report);
  const reload = (uri: vscode.Uri): void => files.reload(uri);
  const editor = createAsyncConfigEditor({
    extension: context.extensionUri,
    connections,
    copies,
    contexts,
    documents,
    report,
    verified,
  });
  const marks = markFindings({
    contextOf: ({ scheme, path }) => contexts.of(scheme === SCHEME ? path : ''),
    onDidChange: contexts.onDidChange,
    report,
  });
  const listening = vscode.Disposable.from(
    lists.onDidChange(() => contexts.changed()),
    copies.onDidChange(() => contexts.changed()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('fndeck.lint')) contexts.changed();
    }),
  );

  const restoring = { connections, copies, contexts, documents, report, reload };
  const historyCommands = createHistoryCommands({ ...restoring, history });

  const uriOf = (ref: FunctionRef): vscode.Uri => {
    const connection = connections.get(ref.connection);
    if (!connection) throw new Error(vscode.l10n.t('There is no connection “{0}”.', ref.connection));
    return documentUri(ref, connection.service);
  };
  const named = (config: FunctionRef | vscode.Uri): vscode.Uri =>
    config instanceof vscode.Uri ? config : uriOf(config);
  const compare: ConfigEditing['compare'] = (config, choose) =>
    compareConfig({ connections, copies, copyDocuments }, config, choose);

  const compareNamed = (config: vscode.Uri): Promise<void> =>
    compare(config, () => Promise.resolve(undefined));

  return {
    files: files.provider,
    editor: editor.provider,
    onDidLearnConfig: copies.onDidLearn,
    uriOf,
    open: (config, { asJson = false } = {}) => openConfig(named(config), { asJson }),
    active: () => {
      const uri = activeConfig();
      return uri?.scheme === SCHEME ? uri : undefined;
    },
    recordEvents: (config) => setRecordSwitch(named(config), report),
    remove: (config) => removeConfig({ connections, documents, reload }, named(config)),
    compare,
    history: historyCommands,
    offerUnfinished: () =>
      offerUnfinished({ history, connections, copies, documents, report, compare: compareNamed }),
    apply: (config, choose) => applyConfig(restoring, config, choose),
    copies,
    many,
    contextOf: (ref) => contexts.of(uriOf(ref).path),
    send: async (ref, document, checked) => {
      const uri = uriOf(ref);
      const written = await documents.apply(uri.path, document, checked);
      reload(uri);
      return written;
    },
    dispose: () =>
      void vscode.Disposable.from(
        listening,
        marks,
        contexts,
        historyCommands,
        editor,
        copyDocuments,
        files,
        documents,
        copies,
      ).dispose(),
  };
}

/** Shows in the status bar that a config is on its way; tells afterwards that its function had none for a moment. */
async function showSending(path: string, send: () => Promise<Written>): Promise<Written> {
  const label = refLabel(nameOf(path).ref);
  const title = vscode.l10n.t('Saving {0}…', label);
  const written = await withProgress({ location: vscode.ProgressLocation.Window, title }, send);
  if (written.recreated) {
    void tell(
      'information',
      vscode.l10n.t(
        'Saved. To remove what {0} no longer has, its configuration had to be deleted and created again: for a moment the service’s defaults applied.',
        label,
      ),
    );
  }
  return written;
}

/** A failed save as the pages of its document show it. */
function problemOf(report: Report, error: unknown): Problem {
  const { text, ...known } = report.describe(error);
  return { text, ...known };
}

/** How many writes of configs the history keeps. */
function keptWrites(): number {
  return Math.max(0, vscode.workspace.getConfiguration('fndeck').get('history.keep', 500));
}

function storageOf(workspace: vscode.Memento): RevisionStorage {
  const key = 'fndeck.revisions';
  return {
    load: () => workspace.get(key, []),
    store: (revisions) => void workspace.update(key, revisions),
  };
}

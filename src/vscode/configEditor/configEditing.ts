import * as vscode from 'vscode';
import type { FunctionRef } from '../../model/functionRef';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import { applyConfig } from './apply';
import { createAsyncConfigEditor, VIEW_TYPE } from './asyncConfigEditor';
import type { ChooseFunction } from './choice';
import { compareConfig } from './compare';
import { createConfigFiles } from './configFiles';
import { registerDraftBadges } from './draftBadges';
import { createDrafts } from './drafts';
import { documentUri } from './fileName';
import { createHeld } from './held';
import { registerHeldDocuments } from './heldDocuments';
import { openConfig, TEXT_EDITOR } from './open';
import { runPageCommand } from './pageCommands';
import { removeConfig } from './remove';
import { createRevisions } from './revisions';
import { createSaveStatuses } from './saveStatus';
import { createSending } from './sending';

/** Async configs as documents, and what can be done with them. Failures are thrown for the caller to show. */
export interface ConfigEditing extends vscode.Disposable {
  /** Config documents as files, for who registers the scheme `fndeck`. */
  readonly files: vscode.FileSystemProvider;
  /** The pages of config documents, for who registers the editor. */
  readonly editor: vscode.CustomTextEditorProvider;
  /** The config of a ref was written or deleted by this window. */
  readonly onDidChangeConfig: vscode.Event<FunctionRef>;
  /** The document of a ref. Throws where its connection is not known. */
  uriOf(ref: FunctionRef): vscode.Uri;
  /** Opens a config in the form, or as JSON; the active editor of the same config goes. */
  open(config: FunctionRef | vscode.Uri, options?: { readonly asJson?: boolean }): Promise<void>;
  /** Deletes a config of a function after a question; gives whether it was deleted. */
  remove(config: FunctionRef | vscode.Uri): Promise<boolean>;
  /** Compares a config (or the active one) with what the service holds; for a file, of the function that is chosen. */
  compare(config: vscode.Uri | undefined, choose: ChooseFunction): Promise<void>;
  /** Applies a file (or the active one) to the function that is chosen, after a question; gives whether it was sent. */
  apply(config: vscode.Uri | undefined, choose: ChooseFunction): Promise<boolean>;
}

/** What editing configs needs. */
export interface ConfigEditingDeps {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri' | 'workspaceState'>;
  readonly connections: Connections;
  readonly report: Report;
}

/** Composes the parts. Nothing is asked of a service before a document is opened. */
export function createConfigEditing({ context, connections, report }: ConfigEditingDeps): ConfigEditing {
  const held = createHeld((id) => connections.cloud(id), createRevisions(context.workspaceState));
  const drafts = createDrafts(vscode.Uri.joinPath(context.globalStorageUri, 'drafts'));
  const statuses = createSaveStatuses();
  const sending = createSending(held, statuses, report);
  const files = createConfigFiles({ held, drafts, report, sending });
  const heldDocuments = registerHeldDocuments(held, report);
  const reload = (uri: vscode.Uri): void => files.reload(uri);
  const editor = createAsyncConfigEditor({
    extension: context.extensionUri,
    connections,
    held,
    drafts,
    statuses,
    report,
    run: (command, uri, panel) => runPageCommand({ drafts }, command, uri, panel),
  });
  const badges = registerDraftBadges(drafts);

  const uriOf = (ref: FunctionRef): vscode.Uri => {
    const connection = connections.get(ref.connection);
    if (!connection) throw new Error(vscode.l10n.t('There is no connection “{0}”.', ref.connection));
    return documentUri(ref, connection.service);
  };

  const named = (config: FunctionRef | vscode.Uri): vscode.Uri =>
    config instanceof vscode.Uri ? config : uriOf(config);

  return {
    files: files.provider,
    editor: editor.provider,
    onDidChangeConfig: held.onDidChangeConfig,
    uriOf,
    open: (config, { asJson = false } = {}) => openConfig(named(config), asJson ? TEXT_EDITOR : VIEW_TYPE),
    remove: (config) => removeConfig({ connections, held, drafts, reload }, named(config)),
    compare: (config, choose) => compareConfig({ connections, held, heldDocuments }, config, choose),
    apply: (config, choose) => applyConfig({ connections, held, sending, report, reload }, config, choose),
    dispose: () => {
      vscode.Disposable.from(badges, editor, heldDocuments, files, statuses, drafts, held).dispose();
    },
  };
}

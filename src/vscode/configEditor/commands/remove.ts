import * as vscode from 'vscode';
import type { ConfigDocuments } from '../../../app/configs/configDocuments';
import { refLabel } from '../../../model/functionRef';
import type { Connections } from '../../connections/connections';
import { isActive } from './choice';
import { withProgress } from '../../window/progress';
import { ask } from '../../window/notices';
import { documentName } from '../document/documentUri';

/** Where a config is deleted, and who is told. */
interface RemoveDeps {
  readonly connections: Connections;
  readonly documents: ConfigDocuments;
  /** Lets VS Code read the function's document again. */
  readonly reload: (uri: vscode.Uri) => void;
}

/** Deletes the config of a function after a question. An open document shows the service's defaults then. */
export async function removeConfig(
  { connections, documents, reload }: RemoveDeps,
  uri: vscode.Uri,
): Promise<boolean> {
  const { ref } = documentName(uri);
  const deletion = { connection: ref.connection, operation: 'deleteAsyncConfig', ref } as const;
  connections.guard.refuseReadOnly(deletion);
  const connection = connections.get(ref.connection)?.name ?? ref.connection;
  const question = vscode.l10n.t(
    'Delete the asynchronous configuration of {0} ({1})?',
    refLabel(ref),
    connection,
  );
  const detail = vscode.l10n.t(
    'The service’s defaults apply from then on: results go nowhere. Changes that are not saved are given up.',
  );
  const yes = vscode.l10n.t('Delete');
  if ((await ask(question, detail, yes)) !== yes) return false;
  const location = vscode.ProgressLocation.Window;
  const title = vscode.l10n.t('Deleting {0}…', refLabel(ref));
  // Confirmed before the config is read for the history: it may change while somebody types.
  await connections.guard.action(deletion, async () =>
    withProgress({ location, title }, () => documents.remove(uri.path)),
  );
  // VS Code does not read a dirty document again by itself, and reverts only the active one.
  if (isActive(uri)) await vscode.commands.executeCommand('workbench.action.files.revert');
  else reload(uri);
  return true;
}

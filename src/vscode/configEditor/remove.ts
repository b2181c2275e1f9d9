import * as vscode from 'vscode';
import { refLabel } from '../../model/functionRef';
import type { Connections } from '../connections/connections';
import { isActive } from './choice';
import type { Drafts } from './drafts';
import { fileName } from './fileName';
import type { Held } from './held';
import { ask, withProgress } from '../window';

/** What deleting a config needs. */
export interface RemoveDeps {
  readonly connections: Connections;
  readonly held: Held;
  readonly drafts: Drafts;
  /** Makes VS Code read the function's document again. */
  readonly reload: (uri: vscode.Uri) => void;
}

/** Deletes the config of a function after a question. An open document shows the service's defaults then. */
export async function removeConfig(
  { connections, held, drafts, reload }: RemoveDeps,
  uri: vscode.Uri,
): Promise<boolean> {
  const { ref } = fileName(uri);
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
  await withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Deleting {0}…', refLabel(ref)) },
    () => held.delete(uri),
  );
  await drafts.drop(uri);
  // VS Code does not read a dirty document again by itself, and reverts only the active one.
  if (isActive(uri)) await vscode.commands.executeCommand('workbench.action.files.revert');
  else reload(uri);
  return true;
}

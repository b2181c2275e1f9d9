import * as vscode from 'vscode';
import type { FunctionRef } from '../../model/functionRef';
import type { Connections } from '../connections/connections';
import { withCancel } from '../window/progress';
import { ask, showStatus, tell } from '../window/notices';

/** How long a person is told that it is done. */
const DONE_MS = 8000;

/** Enables the collection of the logs of a ref's project, once a person has agreed; true where they are collected now. */
export async function askToEnable(ref: FunctionRef, connections: Connections): Promise<boolean> {
  connections.guard.refuseReadOnly({ connection: ref.connection, operation: 'enableLogs' });
  const cloud = await connections.cloud(ref.connection);
  const { name, guard } = cloud.connection;
  if (!cloud.enableLogs) {
    const console = vscode.l10n.t('Open Console');
    const text = vscode.l10n.t(
      'Where logs are collected is set for each function or service, in the console.',
    );
    if ((await tell('information', text, console)) === console)
      await vscode.commands.executeCommand('fndeck.openConsole', ref);
    return false;
  }
  // A connection that is marked as production has a question of its own.
  if (guard !== 'confirm') {
    const enable = vscode.l10n.t('Enable');
    const question = vscode.l10n.t('Enable the collection of logs for the whole project of “{0}”?', name);
    const detail = vscode.l10n.t(
      'The service then keeps the log lines of all its functions in LTS, which may cost money. FnDeck cannot take that back: it is switched off in the console.',
    );
    if ((await ask(question, detail, enable)) !== enable) return false;
  }
  const title = vscode.l10n.t('Enabling the collection of logs…');
  const done = await withCancel(title, async (signal) => {
    await cloud.enableLogs?.(ref, signal);
    return true;
  });
  if (done) showStatus(vscode.l10n.t('Logs are collected now; the first lines may take a minute.'), DONE_MS);
  return done === true;
}

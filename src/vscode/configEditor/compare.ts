import * as vscode from 'vscode';
import { SCHEME } from '../../model/documentPath';
import { refLabel } from '../../model/functionRef';
import type { Connections } from '../connections/connections';
import { configToUse, type ChooseFunction } from './choice';
import { documentUri, fileName } from './fileName';
import type { Held } from './held';
import type { HeldDocuments } from './heldDocuments';

/** What a comparison needs. */
export interface CompareDeps {
  readonly connections: Connections;
  readonly held: Held;
  readonly heldDocuments: HeldDocuments;
}

/**
 * Shows what a service holds beside a config: the edited text of the same function, or a file with the function that
 * is chosen. The right side can be edited.
 */
export async function compareConfig(
  { connections, held, heldDocuments }: CompareDeps,
  given: vscode.Uri | undefined,
  choose: ChooseFunction,
): Promise<void> {
  const { uri: config } = configToUse(given);
  const onService = config.scheme === SCHEME ? config : await chosenConfig(connections, choose);
  if (!onService) return;
  await held.read(onService);
  const label = refLabel(fileName(onService).ref);
  const right = config.scheme === SCHEME ? vscode.l10n.t('edited') : vscode.workspace.asRelativePath(config);
  const title = vscode.l10n.t('{0}: on the service ↔ {1}', label, right);
  await vscode.commands.executeCommand('vscode.diff', heldDocuments.uriOf(onService), config, title);
}

async function chosenConfig(
  connections: Connections,
  choose: ChooseFunction,
): Promise<vscode.Uri | undefined> {
  const ref = await choose(vscode.l10n.t('Compare with the configuration of which function?'));
  const service = ref && connections.get(ref.connection)?.service;
  return ref && service !== undefined ? documentUri(ref, service) : undefined;
}

import * as vscode from 'vscode';
import type { ServiceCopies } from '../../../app/configs/serviceCopies';
import { SCHEME } from '../../../model/documentPath';
import { refLabel } from '../../../model/functionRef';
import type { Connections } from '../../connections/connections';
import { configToUse, type ChooseFunction } from './choice';
import { documentName, documentUri } from '../document/documentUri';
import type { ServiceCopyDocuments } from '../document/serviceCopyDocuments';

/** Where a comparison finds its two sides. */
interface CompareDeps {
  readonly connections: Connections;
  readonly copies: ServiceCopies;
  readonly copyDocuments: ServiceCopyDocuments;
}

/**
 * Shows what a service holds beside a config: the edited text of the same function, or a file with the function that
 * is chosen. The right side can be edited.
 */
export async function compareConfig(
  { connections, copies, copyDocuments }: CompareDeps,
  given: vscode.Uri | undefined,
  choose: ChooseFunction,
): Promise<void> {
  const { uri: config } = configToUse(given);
  const onService = config.scheme === SCHEME ? config : await chosenConfig(connections, choose);
  if (!onService) return;
  await copies.read(onService.path);
  const label = refLabel(documentName(onService).ref);
  const right = config.scheme === SCHEME ? vscode.l10n.t('edited') : vscode.workspace.asRelativePath(config);
  const title = vscode.l10n.t('{0}: on the service ↔ {1}', label, right);
  await vscode.commands.executeCommand('vscode.diff', copyDocuments.uriOf(onService), config, title);
}

async function chosenConfig(
  connections: Connections,
  choose: ChooseFunction,
): Promise<vscode.Uri | undefined> {
  const ref = await choose(vscode.l10n.t('Compare with the configuration of which function?'));
  const service = ref && connections.get(ref.connection)?.service;
  return ref && service !== undefined ? documentUri(ref, service) : undefined;
}

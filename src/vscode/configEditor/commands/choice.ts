import * as vscode from 'vscode';
import type { FunctionRef } from '../../../model/functionRef';
import type { ServiceId } from '../../../model/service';
import { serviceOf } from '../document/documentUri';

/** Gives the function that a command is about: one that was named, or one that the person picks under this title. */
export type ChooseFunction = (title: string) => Promise<FunctionRef | undefined>;

/** The config document that a command is about: the named one, else the one in the active editor. */
export function configToUse(given: vscode.Uri | undefined): {
  readonly uri: vscode.Uri;
  readonly service: ServiceId;
} {
  const uri = given ?? activeUri();
  const service = uri && serviceOf(uri);
  if (service) return { uri, service };
  throw new Error(vscode.l10n.t('Open an asynchronous configuration first, on a service or as a file.'));
}

/** Whether a document is in the active editor: commands of the workbench act on that one. */
export function isActive(uri: vscode.Uri): boolean {
  return activeUri()?.toString() === uri.toString();
}

/** The config document in the active editor, on a service or on disk; undefined where something else is there. */
export function activeConfig(): vscode.Uri | undefined {
  const uri = activeUri();
  return uri && serviceOf(uri) !== undefined ? uri : undefined;
}

function activeUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText
    ? input.uri
    : undefined;
}

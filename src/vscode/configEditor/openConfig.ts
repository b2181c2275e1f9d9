import * as vscode from 'vscode';
import { knownFields, namesInOrder } from '../../model/fields';
import { profileOf } from '../../model/services';
import type { Report } from '../report';
import { tell } from '../window/notices';
import { serviceOf } from './document/documentUri';
import { VIEW_TYPE } from './page/asyncConfigEditor';
import { createEditQueue } from './page/editQueue';

/** VS Code's id for its text editor. */
const TEXT_EDITOR = 'default';

/**
 * Opens a config in the form, or as JSON. Where the active editor shows the same config in another way, the new one
 * takes its place; a dirty one stays, since VS Code would ask whether to save it.
 */
export async function openConfig(uri: vscode.Uri, { asJson }: { readonly asJson: boolean }): Promise<void> {
  const editor = asJson ? TEXT_EDITOR : VIEW_TYPE;
  const { tabGroups } = vscode.window;
  const instead = (tab: vscode.Tab): boolean => !tab.isDirty && showsInAnotherWay(tab, uri, editor);
  const { activeTab } = tabGroups.activeTabGroup;
  const replaces = activeTab !== undefined && instead(activeTab);
  await vscode.commands.executeCommand('vscode.openWith', uri, editor);
  // Looked up again: VS Code may have made new objects for the same tabs.
  const left = replaces ? tabGroups.activeTabGroup.tabs.find(instead) : undefined;
  if (left) await tabGroups.close(left, true);
}

function showsInAnotherWay({ input }: vscode.Tab, uri: vscode.Uri, editor: string): boolean {
  if (input instanceof vscode.TabInputText) {
    return editor !== TEXT_EDITOR && input.uri.toString() === uri.toString();
  }
  if (!(input instanceof vscode.TabInputCustom)) return false;
  return editor !== input.viewType && input.uri.toString() === uri.toString();
}

/**
 * Opens a config with the switch set that puts events on record; nothing is sent. Throws, with what the service's table says of it, where the switch is
 * known to do harm.
 */
export async function setRecordSwitch(uri: vscode.Uri, report: Report): Promise<void> {
  const service = serviceOf(uri);
  if (!service) throw new RangeError(`no config document: ${uri.path}`);
  const profile = profileOf(service);
  const { record } = knownFields(profile);
  if (record.caution) throw new Error(report.say(record.help ?? record.caution));
  await openConfig(uri, { asJson: false });
  const document = await vscode.workspace.openTextDocument(uri);
  const queue = createEditQueue(document, namesInOrder(profile));
  await queue.add(1, [{ path: [record.key], value: true }]);
  const said = vscode.l10n.t('Save the configuration to have the service keep records from then on.');
  void tell('information', said);
}

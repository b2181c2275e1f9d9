import * as vscode from 'vscode';

/** VS Code's id for its text editor. */
export const TEXT_EDITOR = 'default';

/**
 * Opens a config in an editor of this id. Where the active editor shows the same config in another way, the new one
 * takes its place; a dirty one stays, since VS Code would ask whether to save it.
 */
export async function openConfig(uri: vscode.Uri, editor: string): Promise<void> {
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

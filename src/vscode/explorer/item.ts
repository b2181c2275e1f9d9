import * as vscode from 'vscode';
import type { Node } from '../../app/catalog/nodes';

/** A tree item that is read out as it is shown, unless it says otherwise. */
export function plain(
  label: string,
  state: vscode.TreeItemCollapsibleState,
  more: Omit<vscode.TreeItem, 'label' | 'collapsibleState' | 'description'> & {
    readonly description?: string;
  },
): vscode.TreeItem {
  const spoken = [label, more.description].filter(Boolean).join(', ');
  return Object.assign(
    new vscode.TreeItem(label, state),
    { accessibilityInformation: { label: spoken } },
    more,
  );
}

/** The command that a click on a node runs. */
export function onClick(command: string, title: string, node: Node): vscode.Command {
  return { command, title, arguments: [node] };
}

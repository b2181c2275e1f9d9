import * as vscode from 'vscode';
import type { Node } from '../../app/catalog/nodes';
import type { Connection } from '../../model/connection';
import { profileOf } from '../../model/services';
import { lookOfGuard } from '../connections/guardMarks';
import { listed } from '../../model/message';
import { say } from '../report';
import { unturned } from '../window/notices';

/** A tree item that is read out as it is shown, unless it says otherwise. */
export function plain(
  label: string,
  state: vscode.TreeItemCollapsibleState,
  more: Omit<vscode.TreeItem, 'label' | 'collapsibleState' | 'description'> & {
    readonly description?: string;
  },
): vscode.TreeItem {
  const spoken = listed([label, ...(more.description ? [String(more.description)] : [])], say);
  return Object.assign(
    new vscode.TreeItem(unturned(label), state),
    { accessibilityInformation: { label: spoken } },
    more,
    more.description !== undefined && { description: unturned(more.description) },
  );
}

/** The command that a click on a node runs. */
export function onClick(command: string, title: string, node: Node): vscode.Command {
  return { command, title, arguments: [node] };
}

/** The colour of what belongs to a marked connection. */
export function colorOf({ guard }: Connection): vscode.ThemeColor | undefined {
  return guard && lookOfGuard(guard).color;
}

/** What menus go by to offer the vendor's console, or where it is the sandbox, a debugger. */
export function consoleMark({ service }: Connection, sandbox: boolean): string {
  if (sandbox) return '.sandbox';
  return profileOf(service).console === undefined ? '' : '.console';
}

import * as vscode from 'vscode';

/** A payload file below the folder of payloads: `.fndeck/demo/hello/order.json`. */
const FILED = /^[^/]+\/([^/]+\/)?[^/]+\.jsonc?$/i;

/** Where a file lies below its workspace folder's folder of payloads. */
interface FiledPlace {
  readonly folder: vscode.WorkspaceFolder;
  /** From the folder of payloads: `demo/hello/order.json`. */
  readonly path: string;
}

/** The place of a file in the folder of payloads; undefined where it lies anywhere else. */
export function filedPlace(uri: vscode.Uri): FiledPlace | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const root = folder && payloadFolder(folder)?.path;
  if (!folder || root === undefined || !uri.path.startsWith(`${root}/`)) return undefined;
  const path = uri.path.slice(root.length + 1);
  return FILED.test(path) ? { folder, path } : undefined;
}

/** The folder of payloads of a workspace folder; undefined where the setting is empty. */
export function payloadFolder(folder: vscode.WorkspaceFolder): vscode.Uri | undefined {
  const setting = vscode.workspace.getConfiguration('fndeck', folder).get('payloads.folder', '.fndeck');
  // A setting of the workspace must not lead out of it.
  const parts = setting.split(/[\\/]/).filter((part) => !['', '.', '..'].includes(part));
  return parts.length === 0 ? undefined : vscode.Uri.joinPath(folder.uri, ...parts);
}

import * as vscode from 'vscode';
import { exists } from '../files';

type Folders = Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri'>;

/** The sample functions that come with the extension. */
export function samplesFolder({ extensionUri }: Pick<Folders, 'extensionUri'>): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'media', 'samples');
}

/**
 * Opens a payload for the first sample function. It is a copy in the extension's storage, made once: the person may
 * change it, and an update of the extension takes nothing away.
 */
export async function openSamplePayload(context: Folders): Promise<void> {
  const sample = vscode.Uri.joinPath(samplesFolder(context), 'demo', 'hello-node', 'payload.json');
  const copy = vscode.Uri.joinPath(context.globalStorageUri, 'payloads', 'hello-node.json');
  if (!(await exists(copy))) {
    await vscode.workspace.fs.copy(sample, copy, { overwrite: false });
  }
  await vscode.window.showTextDocument(copy, { preview: false });
}

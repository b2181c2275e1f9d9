import * as vscode from 'vscode';
import type { FunctionRef } from '../../model/functionRef';
import { exists } from '../files';
import type { FoundRoots } from './roots';

type Folders = Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri'>;

/** The sample functions that come with the extension. */
function samplesFolder({ extensionUri }: Pick<Folders, 'extensionUri'>): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'media', 'samples');
}

/** The function that the sample payload is for, on a connection. */
export function sampleFunction(connection: string): FunctionRef {
  return { connection, group: 'demo', name: 'hello-node', qualifier: 'latest' };
}

/**
 * Opens a payload for the first sample function. It is a copy in the extension's storage, made once: the person may
 * change it, and an update of the extension takes nothing away.
 */
export async function openSamplePayload(context: Folders): Promise<vscode.Uri> {
  const sample = vscode.Uri.joinPath(samplesFolder(context), 'demo', 'hello-node', 'payload.json');
  const copy = vscode.Uri.joinPath(context.globalStorageUri, 'payloads', 'hello-node.payload.json');
  if (!(await exists(copy))) {
    await vscode.workspace.fs.copy(sample, copy, { overwrite: false });
  }
  await vscode.window.showTextDocument(copy, { preview: false });
  return copy;
}

/** The samples are there where nothing else is, and do not go while the sandbox runs. */
export function samplesToo(
  context: Pick<Folders, 'extensionUri'>,
  found: FoundRoots,
  before: readonly vscode.Uri[],
): FoundRoots {
  const stay = before.some((root) => isSamples(context, root));
  return found.roots.length === 0 || stay
    ? { ...found, roots: [...found.roots, samplesFolder(context)] }
    : found;
}

/** Whether a folder is that of the samples. */
export function isSamples(context: Pick<Folders, 'extensionUri'>, { path }: vscode.Uri): boolean {
  return path === samplesFolder(context).path;
}

/** Whether code is that of a sample, which nobody is to change. */
export function isOfSamples(context: Pick<Folders, 'extensionUri'>, dir: string): boolean {
  return vscode.Uri.file(dir).path.startsWith(`${samplesFolder(context).path}/`);
}

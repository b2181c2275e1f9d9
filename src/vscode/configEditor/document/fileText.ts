import * as vscode from 'vscode';
import { inSentences } from '../../../model/message';

/** Largest file that is read as a config, in bytes: none is near it, and VS Code would stand still over a larger one. */
export const LARGEST = 1024 * 1024;

/**
 * The text of a file on disk now: VS Code may not have noticed yet that it changed. Rejects where it is too large, no file,
 * or no UTF-8.
 */
export async function fileText(uri: vscode.Uri): Promise<string> {
  const { size, type } = await vscode.workspace.fs.stat(uri);
  // A pipe would be read until somebody writes to it.
  if (!(type & vscode.FileType.File)) {
    throw new Error(vscode.l10n.t('“{0}” is not a regular file.', vscode.workspace.asRelativePath(uri)));
  }
  if (size > LARGEST) throw new Error(vscode.l10n.t('The file is too large to be read here.'));
  const text = utf8(await vscode.workspace.fs.readFile(uri));
  if (text !== undefined) return text;
  const reason = vscode.l10n.t('“{0}” is not a text in UTF-8.', vscode.workspace.asRelativePath(uri));
  throw new Error(inSentences([reason, vscode.l10n.t('Save the file as UTF-8.')]));
}

/**
 * Bytes as text; undefined where they are no UTF-8. In another encoding every character that is none of ASCII would be lost
 * as soon as the file is written, or be sent as another one.
 */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

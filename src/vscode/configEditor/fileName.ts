import * as vscode from 'vscode';
import { parseDocumentPath, SCHEME, documentPath, type DocumentName } from '../../model/documentPath';
import type { FunctionRef } from '../../model/functionRef';
import type { ServiceId } from '../../model/service';

/** What the URI of a config document names. Throws `FileNotFound` for a path that names none. */
export function fileName(uri: vscode.Uri): DocumentName {
  const name = uri.scheme === SCHEME ? parseDocumentPath(uri.path) : undefined;
  if (!name) throw vscode.FileSystemError.FileNotFound(uri);
  return name;
}

/** The URI of the config document of a ref. */
export function documentUri(ref: FunctionRef, service: ServiceId): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: documentPath(ref, service) });
}

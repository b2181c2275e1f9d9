import * as vscode from 'vscode';
import {
  documentPath,
  parseDocumentPath,
  SCHEME,
  serviceOfFile,
  type DocumentName,
} from '../../../model/documentPath';
import type { FunctionRef } from '../../../model/functionRef';
import type { ServiceId } from '../../../model/service';

/** The URI of the config document of a ref. */
export function documentUri(ref: FunctionRef, service: ServiceId): vscode.Uri {
  return uriOfPath(documentPath(ref, service));
}

/** The URI of a document on a service by its path. */
export function uriOfPath(path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path });
}

/** The function whose config a URI names. Throws `FileNotFound` for a URI that names none. */
export function documentName(uri: vscode.Uri): DocumentName {
  const name = uri.scheme === SCHEME ? parseDocumentPath(uri.path) : undefined;
  if (!name) throw vscode.FileSystemError.FileNotFound(uri);
  return name;
}

/** The service that a config document is for, on a service or on disk; undefined for any other file. */
export function serviceOf({ scheme, path }: vscode.Uri): ServiceId | undefined {
  return scheme === SCHEME ? parseDocumentPath(path)?.service : serviceOfFile(baseName(path));
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

import * as vscode from 'vscode';
import { parseDocumentPath, SCHEME, serviceOfFile } from '../../model/documentPath';
import { refLabel } from '../../model/functionRef';
import type { ServiceId } from '../../model/service';
import { profileOf } from '../../model/services';
import type { Subject } from '../../webview/protocol';
import type { Connections } from '../connections/connections';

/** The service that a config document is for, on a service or on disk; undefined for any other file. */
export function serviceOf({ scheme, path }: vscode.Uri): ServiceId | undefined {
  return scheme === SCHEME ? parseDocumentPath(path)?.service : serviceOfFile(fileNameOf(path));
}

/** What a page is about, as far as it is known without asking the service. */
export function subjectOf(uri: vscode.Uri, service: ServiceId, connections: Connections): Subject {
  const { label } = profileOf(service);
  const name = uri.scheme === SCHEME ? parseDocumentPath(uri.path) : undefined;
  if (!name) {
    const folder = vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..'));
    return { service, title: fileNameOf(uri.path), context: `${label} · ${folder}`, savesTo: 'file' };
  }
  const connection = connections.get(name.ref.connection);
  return {
    service,
    title: refLabel(name.ref),
    context: connection
      ? `${connection.name} · ${label} · ${connection.region}`
      : `${name.ref.connection} · ${label}`,
    savesTo: 'service',
    ...(connection && { region: connection.region }),
  };
}

function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

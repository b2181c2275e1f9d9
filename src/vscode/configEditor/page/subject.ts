import * as vscode from 'vscode';
import { parseDocumentPath, SCHEME } from '../../../model/documentPath';
import { refLabel } from '../../../model/functionRef';
import type { ServiceId } from '../../../model/service';
import { profileOf } from '../../../model/services';
import type { ConfigSubject } from '../../../webview/protocol';
import type { Connections } from '../../connections/connections';
import { baseName } from '../document/documentUri';
import { say } from '../../report';

/** What a page is about, as far as it is known without asking the service. */
export function subjectOf(uri: vscode.Uri, service: ServiceId, connections: Connections): ConfigSubject {
  const label = say(profileOf(service).label);
  const name = uri.scheme === SCHEME ? parseDocumentPath(uri.path) : undefined;
  if (!name) {
    const folder = vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..'));
    return { service, title: baseName(uri.path), context: `${label} · ${folder}`, savesTo: 'file' };
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
    ...(connection?.guard && { marked: { name: connection.name, guard: connection.guard } }),
  };
}

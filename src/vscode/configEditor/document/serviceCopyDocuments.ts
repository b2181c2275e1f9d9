import * as vscode from 'vscode';
import type { ServiceCopies } from '../../../app/configs/serviceCopies';
import type { Report } from '../../report';
import { documentName, uriOfPath } from './documentUri';

/** What services hold, as read-only documents for the left side of a comparison. */
export interface ServiceCopyDocuments extends vscode.Disposable {
  /** The document of what the service of a config document holds. */
  uriOf(config: vscode.Uri): vscode.Uri;
}

const SCHEME = 'fndeck-service';

/** Registers the documents. Their names have another end than configs have, so that they open as text. */
export function registerServiceCopyDocuments(copies: ServiceCopies, report: Report): ServiceCopyDocuments {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uriOf = (config: vscode.Uri): vscode.Uri =>
    vscode.Uri.from({ scheme: SCHEME, path: `${config.path}.service.json`, query: config.toString() });
  const registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: async ({ query }) => {
      const uri = vscode.Uri.parse(query, true);
      documentName(uri);
      try {
        const { config, text } = copies.known(uri.path) ?? (await copies.read(uri.path));
        return config ? text : '';
      } catch (error) {
        throw new Error(report.describe(error).text, { cause: error });
      }
    },
  });
  const listening = copies.onDidChange((path) => changed.fire(uriOf(uriOfPath(path))));
  return {
    uriOf,
    dispose: () => void vscode.Disposable.from(registration, listening, changed).dispose(),
  };
}

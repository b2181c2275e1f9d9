import * as vscode from 'vscode';
import type { Report } from '../report';
import type { Held } from './held';

/** What services hold, as read-only documents for the left side of a comparison. */
export interface HeldDocuments extends vscode.Disposable {
  /** The document of what is known to be held for a config. */
  uriOf(config: vscode.Uri): vscode.Uri;
}

const SCHEME = 'fndeck-held';

/** Registers the documents. Their names have another end than configs have, so that they open as text. */
export function registerHeldDocuments(held: Held, report: Report): HeldDocuments {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uriOf = (config: vscode.Uri): vscode.Uri =>
    vscode.Uri.from({ scheme: SCHEME, path: `${config.path}.held.json`, query: config.toString() });
  const registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: async ({ query }) => {
      const config = vscode.Uri.parse(query, true);
      try {
        const { document, text } = held.known(config) ?? (await held.read(config));
        return document ? text : '';
      } catch (error) {
        throw new Error(report.describe(error).text, { cause: error });
      }
    },
  });
  const listening = held.onDidChange((config) => changed.fire(uriOf(config)));
  return {
    uriOf,
    dispose: () => {
      vscode.Disposable.from(registration, listening, changed).dispose();
    },
  };
}

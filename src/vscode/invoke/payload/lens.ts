import * as vscode from 'vscode';
import type { Bindings } from '../../../app/invocations/bindings';
import { isPayload } from '../../../app/invocations/payloadFile';
import type { Connections } from '../../connections/connections';
import type { Report } from '../../report';

/** Context key: the active editor shows a payload file. */
const CONTEXT = 'fndeck.payloadEditor';

/** Documents that may be payloads, by their language. */
const DOCUMENTS = [{ language: 'json' }, { language: 'jsonc' }];

/**
 * Shows “Invoke” above payload files, helps with their variables, and keeps the context key of the editor's buttons. What
 * that takes is loaded with the first payload file.
 */
export function showPayloadLens(
  bindings: Bindings,
  connections: Connections,
  report: Report,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const enabled = (uri: vscode.Uri) => vscode.workspace.getConfiguration('fndeck', uri).get('codeLens', true);
  const update = () => {
    const document = vscode.window.activeTextEditor?.document;
    const shown = document !== undefined && isPayload(document, bindings);
    void vscode.commands.executeCommand('setContext', CONTEXT, shown);
  };
  update();

  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider(DOCUMENTS, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: async (document) => {
        if (!enabled(document.uri) || !isPayload(document, bindings)) return [];
        const { payloadLenses } = await import('./lenses');
        return [...payloadLenses(document, { bindings, connections, report })];
      },
    }),
    vscode.languages.registerCompletionItemProvider(
      DOCUMENTS,
      {
        provideCompletionItems: async (document, position) => {
          if (!isPayload(document, bindings)) return undefined;
          return (await import('./variableHelp')).completeVariable(document, position, report);
        },
      },
      ...['{', '$', ' '],
    ),
    vscode.languages.registerHoverProvider(DOCUMENTS, {
      provideHover: async (document, position) => {
        if (!isPayload(document, bindings)) return undefined;
        return (await import('./variableHelp')).explainVariable(document, position, report);
      },
    }),
    connections.onDidChange(() => changed.fire()),
    bindings.onDidChange(() => {
      changed.fire();
      update();
    }),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('fndeck.codeLens')) changed.fire();
    }),
  );
}

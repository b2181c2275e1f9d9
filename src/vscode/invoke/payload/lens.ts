import * as vscode from 'vscode';
import type { Bindings } from '../../../app/invocations/bindings';
import { isPayload } from '../../../app/invocations/payloadFile';
import type { Connections } from '../../connections/connections';
import { afterActivation, lazyPart } from '../../lazy';
import type { Report } from '../../report';

/** Context key: the active editor shows a payload file. */
const CONTEXT = 'fndeck.payloadEditor';

/**
 * Shows “Invoke” above payload files and keeps the context key of the editor's buttons. What else helps with payloads is
 * loaded with the first one that is shown.
 */
export function showPayloadLens(
  bindings: Bindings,
  connections: Connections,
  report: Report,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const help = lazyPart(async () =>
    (await import('./payloadHelp')).createPayloadHelp({ bindings, connections, report }),
  );
  const update = () => {
    const document = vscode.window.activeTextEditor?.document;
    const shown = document !== undefined && isPayload(document, bindings);
    if (shown) help.get().catch(() => undefined); // tried again with the next one
    void vscode.commands.executeCommand('setContext', CONTEXT, shown);
  };

  return vscode.Disposable.from(
    afterActivation(update),
    changed,
    help,
    vscode.languages.registerCodeLensProvider([{ language: 'json' }, { language: 'jsonc' }], {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: async (document) => {
        const enabled = vscode.workspace.getConfiguration('fndeck', document.uri).get('codeLens', true);
        return enabled && isPayload(document, bindings) ? (await help.get()).lenses(document) : [];
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

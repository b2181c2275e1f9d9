import * as vscode from 'vscode';
import { refLabel } from '../../../model/functionRef';
import type { Bindings } from '../../../app/invocations/bindings';
import { isPayload } from '../../../app/invocations/payloadFile';
import type { Connections } from '../../connections/connections';
import { lookOfGuard } from '../../connections/guardMarks';
import { plain } from '../../window';

/** Context key: the active editor shows a payload file. */
const CONTEXT = 'fndeck.payloadEditor';

/** Shows “Invoke” above payload files and keeps the context key of the editor's buttons. */
export function showPayloadLens(bindings: Bindings, connections: Connections): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const enabled = (uri: vscode.Uri) => vscode.workspace.getConfiguration('fndeck', uri).get('codeLens', true);

  const lens = vscode.languages.registerCodeLensProvider([{ language: 'json' }, { language: 'jsonc' }], {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => {
      if (!enabled(document.uri) || !isPayload(document, bindings)) return [];
      return commandsOf(document, bindings, connections).map(
        (command) => new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command),
      );
    },
  });

  const update = () => {
    const document = vscode.window.activeTextEditor?.document;
    const shown = document !== undefined && isPayload(document, bindings);
    void vscode.commands.executeCommand('setContext', CONTEXT, shown);
  };
  update();

  return vscode.Disposable.from(
    changed,
    lens,
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

function commandsOf(
  document: vscode.TextDocument,
  bindings: Bindings,
  connections: Connections,
): readonly vscode.Command[] {
  const ref = bindings.get(document.uri);
  const connection = ref && connections.get(ref.connection);
  const mark = connection?.guard && lookOfGuard(connection.guard);
  const on = { arguments: [document.uri] };
  return [
    ...(connection && mark
      ? [
          {
            title: `$(${mark.icon}) ${plain(`${mark.label}: ${connection.name}`)}`,
            tooltip: mark.tooltip,
            command: 'fndeck.editConnection',
            arguments: [{ kind: 'connection', key: connection.id, connection }],
          },
        ]
      : []),
    {
      title: ref
        ? `$(play) ${plain(vscode.l10n.t('Invoke {0}', refLabel(ref)))}`
        : `$(play) ${vscode.l10n.t('Invoke…')}`,
      command: 'fndeck.invokeWithPayload',
      tooltip: vscode.l10n.t('Sends this text once and shows the log in the FnDeck output'),
      ...on,
    },
    { title: vscode.l10n.t('Queue event'), command: 'fndeck.invokeAsyncWithPayload', ...on },
    ...(ref
      ? [{ title: vscode.l10n.t('Change function'), command: 'fndeck.changePayloadFunction', ...on }]
      : []),
  ];
}

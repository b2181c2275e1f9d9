import * as vscode from 'vscode';

/** Shows “Replay the Payload of This Record” above records that a service has delivered, in files and new documents. */
export function showRecordLens(): vscode.Disposable {
  const schemes = ['file', 'untitled', 'vscode-remote', 'vscode-vfs'];
  const documents = schemes.flatMap((scheme) => [
    { scheme, language: 'json' },
    { scheme, language: 'jsonc' },
  ]);
  return vscode.languages.registerCodeLensProvider(documents, {
    provideCodeLenses: (document) => {
      const enabled = vscode.workspace.getConfiguration('fndeck', document.uri).get('codeLens', true);
      if (!enabled || !mayBeRecord(document.getText())) return [];
      const command = {
        title: `$(debug-rerun) ${vscode.l10n.t('Replay the Payload of This Record')}`,
        command: 'fndeck.replayRecord',
        tooltip: vscode.l10n.t('Shows what would be sent where. Nothing is sent before you say so.'),
        arguments: [document.uri],
      };
      return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
    },
  });
}

/** Whether a text may be a record, or a message that carries one: told at a glance, at each change of a document. */
function mayBeRecord(text: string): boolean {
  return /\brequest_?context\b/i.test(text) || /"MessageBody"\s*:\s*"[\w+/]{40}/.test(text);
}

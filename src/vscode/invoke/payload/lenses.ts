import * as vscode from 'vscode';
import type { Bindings } from '../../../app/invocations/bindings';
import { readPayload } from '../../../app/payloads/readPayload';
import { machineVariables } from '../../../app/payloads/variables';
import { refLabel } from '../../../model/functionRef';
import { size } from '../../../model/invocation/outputText';
import { profileOf } from '../../../model/services';
import type { Connections } from '../../connections/connections';
import { lookOfGuard } from '../../connections/guardMarks';
import type { Report } from '../../report';
import { plain } from '../../window/notices';

/** Documents with more characters are not read after each change: their size is that of their text. */
const READ = 256 * 1024;

/** What stands above a payload document. */
export function payloadLenses(
  document: vscode.TextDocument,
  { bindings, connections, report }: { bindings: Bindings; connections: Connections; report: Report },
): readonly vscode.CodeLens[] {
  const { uri } = document;
  const ref = bindings.get(uri);
  const connection = ref && connections.get(ref.connection);
  const mark = connection?.guard && lookOfGuard(connection.guard);
  const on = { arguments: [uri] };
  const bytes = bytesOf(document);
  const limits = connection && profileOf(connection.service).payloadBytes;
  const of = (limit: number | undefined) =>
    limit === undefined
      ? report.say(size(bytes))
      : vscode.l10n.t('{0} of {1}', report.say(size(bytes)), report.say(size(limit)));
  const commands: vscode.Command[] = [
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
      tooltip: `${vscode.l10n.t('Sends this text once and shows the log in the FnDeck output')}\n${of(limits?.sync)}`,
      ...on,
    },
    ...(ref && connection && connections.isSandbox(connection.id)
      ? [
          {
            title: `$(debug-alt) ${vscode.l10n.t('Debug')}`,
            command: 'fndeck.debugWithPayload',
            tooltip: vscode.l10n.t('Sends this text once and stops at the breakpoints of the function'),
            ...on,
          },
        ]
      : []),
    {
      title: vscode.l10n.t('Queue Event'),
      command: 'fndeck.invokeAsyncWithPayload',
      tooltip: of(limits?.async),
      ...on,
    },
    ...(bindings.wasInvoked(uri)
      ? [
          {
            title: vscode.l10n.t('Rerun Last'),
            command: 'fndeck.rerunInvocation',
            tooltip: vscode.l10n.t('Sends once more what was sent last from this file'),
            ...on,
          },
        ]
      : []),
    ...(ref
      ? [{ title: vscode.l10n.t('Change Target Function…'), command: 'fndeck.changePayloadFunction', ...on }]
      : []),
    ...(bindings.isFiled(uri)
      ? [
          {
            title: vscode.l10n.t('Expectations'),
            command: 'fndeck.addExpectations',
            tooltip: vscode.l10n.t('Opens what is expected of this payload, a test in the Test Explorer'),
            ...on,
          },
        ]
      : []),
    {
      title: `${signOf(bytes, limits)}${of(limits?.sync)}`,
      command: 'fndeck.previewPayload',
      tooltip: [
        vscode.l10n.t('Shows what will be sent; nothing is sent by that'),
        ...(limits ? [vscode.l10n.t('At most {0} as a queued event', report.say(size(limits.async)))] : []),
      ].join('\n'),
      ...on,
    },
  ];
  return commands.map((command) => new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command));
}

/** What would be sent of a document, in bytes. */
function bytesOf(document: vscode.TextDocument): number {
  const text = document.getText();
  const read =
    text.length > READ
      ? undefined
      : readPayload(
          text,
          machineVariables(() => vscode.workspace.isTrusted),
        );
  return Buffer.byteLength(read?.kind === 'json' ? read.json : text);
}

function signOf(
  bytes: number,
  limits: { readonly sync: number; readonly async: number } | undefined,
): string {
  if (!limits || bytes <= Math.min(limits.sync, limits.async)) return '';
  return bytes > limits.sync ? '$(error) ' : '$(warning) ';
}

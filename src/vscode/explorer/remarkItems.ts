import * as vscode from 'vscode';
import { CloudError } from '../../cloud/errors';
import type { BadEntryNode, EmptyNode, FailureNode } from '../../app/catalog/nodes';
import type { Connections } from '../connections/connections';
import { inSentences, message } from '../../model/message';
import { say, type Report } from '../report';
import { literal } from '../window/notices';
import { onClick, plain } from './item';

/** What the rows are made from. */
interface RemarkDeps {
  readonly connections: Pick<Connections, 'isSandbox'>;
  readonly report: Report;
}

const { None } = vscode.TreeItemCollapsibleState;

/** Why children are missing; a click tries again. */
export function lookOfFailure(
  { error, parent, key }: FailureNode,
  { connections, report }: RemarkDeps,
): vscode.TreeItem {
  const { text, hint } = report.describe(error);
  const label = error instanceof CloudError ? report.say(error.facts.summary) : text;
  const tooltip = new vscode.MarkdownString(literal(text));
  if (hint !== undefined) tooltip.appendMarkdown(`\n\n${literal(hint)}`);
  const retry = vscode.l10n.t('Click to retry');
  return plain(label, None, {
    iconPath: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
    description: inSentences([...(hint === undefined ? [] : [hint]), retry]),
    contextValue: connections.isSandbox(parent.connection.id) ? 'failure' : 'failure.connection',
    tooltip,
    accessibilityInformation: {
      label: say(
        message(
          '{0}: {1}',
          message('Failed'),
          inSentences([text, ...(hint === undefined ? [] : [hint]), retry]),
        ),
      ),
    },
    command: onClick('fndeck.retry', vscode.l10n.t('Retry'), { key, kind: 'failure', parent, error }),
  });
}

/** That there is nothing, or nothing that a filter lets through. */
export function lookOfEmpty({ parent, isFiltered }: EmptyNode): vscode.TreeItem {
  const none = isFiltered ? vscode.l10n.t('None matches the filter') : vscode.l10n.t('No functions yet');
  const said = parent.kind === 'testEvents' ? vscode.l10n.t('No test events yet') : none;
  return plain(said, None, { contextValue: 'empty' });
}

/** An entry of the setting that cannot be used, and why. */
export function lookOfBadEntry({ entry }: BadEntryNode, { report }: RemarkDeps): vscode.TreeItem {
  const reason = report.say(entry.reason);
  return plain(entry.name ?? vscode.l10n.t('Entry {0} of the setting', String(entry.place)), None, {
    iconPath: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
    description: reason,
    tooltip: vscode.l10n.t(
      'Entry {0} of “fndeck.connections” cannot be used: {1}',
      String(entry.place),
      reason,
    ),
    contextValue: 'badEntry',
    command: { command: 'fndeck.openConnectionSettings', title: vscode.l10n.t('Open Settings') },
  });
}

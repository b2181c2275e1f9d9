import * as vscode from 'vscode';
import type { FunctionSummary, QualifierSummary } from '../../cloud/functionSummary';
import type { Connection } from '../../model/connection';
import { duration } from '../../model/duration';
import { profileOf } from '../../model/services';
import { lookOfGuard } from '../connections/guardMarks';
import { say, type Report } from '../report';
import { literal } from '../window/notices';

/** A line of a tooltip; one without a value is left out. */
type Row = readonly [label: string, value: string | undefined];

/** What a connection is for. */
export function connectionTooltip(connection: Connection): vscode.MarkdownString {
  return tooltip(connection.name, undefined, [
    [vscode.l10n.t('Service'), say(profileOf(connection.service).label)],
    [vscode.l10n.t('Region'), connection.region],
    [vscode.l10n.t('Project'), connection.projectId],
    [vscode.l10n.t('Account'), connection.accountId ?? connection.domain],
    [vscode.l10n.t('Endpoint'), connection.endpoint],
    [vscode.l10n.t('Mark'), connection.guard && lookOfGuard(connection.guard).tooltip],
  ]);
}

/** What the service tells of a function. */
export function functionTooltip(summary: FunctionSummary, report: Report): vscode.MarkdownString {
  const { timeoutSeconds, memoryMb } = summary;
  return tooltip(summary.id.name, summary.description, [
    [vscode.l10n.t('Runtime'), summary.runtime],
    [vscode.l10n.t('Handler'), summary.handler],
    [vscode.l10n.t('Memory'), memoryMb === undefined ? undefined : `${memoryMb} MB`],
    [
      vscode.l10n.t('Time limit'),
      timeoutSeconds === undefined ? undefined : report.say(duration(timeoutSeconds)),
    ],
    [vscode.l10n.t('Last changed'), summary.lastModified],
    identifier(summary.urn),
  ]);
}

/** What the service tells of a version or an alias, and its async config, with its file and what was verified of it. */
export function qualifierTooltip(
  qualifier: QualifierSummary,
  config: string,
  file: string | undefined,
  verified: string | undefined,
): vscode.MarkdownString {
  return tooltip(qualifier.ref.qualifier, qualifier.description, [
    [vscode.l10n.t('Points to'), qualifier.target],
    [vscode.l10n.t('Asynchronous invocation'), config],
    [vscode.l10n.t('File'), file],
    [vscode.l10n.t('Destinations'), verified],
    [vscode.l10n.t('Last changed'), qualifier.lastModified],
    identifier(qualifier.urn),
  ]);
}

function identifier(urn: string): Row {
  return [urn.startsWith('urn:') ? 'URN' : 'ARN', urn];
}

/** Names and texts come from services: they are shown as they are, never read as Markdown. */
function tooltip(title: string, text: string | undefined, rows: readonly Row[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown(`**${literal(title)}**\n\n`);
  if (text !== undefined && text !== '') markdown.appendMarkdown(`${literal(text)}\n\n`);
  for (const [label, value] of rows) {
    if (value === undefined || value === '') continue;
    markdown.appendMarkdown(`${literal(label)}: ${literal(value)}  \n`);
  }
  return markdown;
}

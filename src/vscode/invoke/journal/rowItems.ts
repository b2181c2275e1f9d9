import * as vscode from 'vscode';
import type { Flight } from '../../../app/invocations/flights';
import { isSameDay } from '../../../app/invocations/journalRows';
import { refLabel } from '../../../model/functionRef';
import {
  clock,
  dateAndTime,
  headline,
  milliseconds,
  plain as withoutControls,
} from '../../../model/invocation/outputText';
import type { InvocationSummary, MarkedSummary, Outcome } from '../../../model/invocation/record';
import { say, type Report } from '../../report';
import { plain } from '../../window/notices';
import type { Step } from './attemptItems';
import { listed } from '../../../model/message';
import { counted } from '../../window/counted';

/** Rows that stand together below a heading. */
export interface Group {
  readonly kind: 'group';
  /** Unique in the view. */
  readonly id: string;
  readonly label: string;
  readonly icon: string;
  readonly isOpen: boolean;
  readonly rows: readonly Row[];
}

/** A row of the view of invocations. */
export type Row =
  | { readonly kind: 'flight'; readonly flight: Flight }
  | { readonly kind: 'ended'; readonly summary: MarkedSummary }
  | Group
  | Step;

/** Whether a command's argument is a row of the view that stands for an invocation. */
export function isRow(argument: unknown): argument is Exclude<Row, Group | Step> {
  return typeof argument === 'object' && argument !== null && ('flight' in argument || 'summary' in argument);
}

/** Whether an invocation is an event that a service has accepted, and whose end nobody has seen. */
export function isOpenEvent({ taskId, outcome }: Pick<InvocationSummary, 'taskId' | 'outcome'>): boolean {
  return taskId !== undefined && outcome.kind === 'queued';
}

/** The tree item of an invocation that is under way. */
export function flightItem(flight: Flight): vscode.TreeItem {
  const { id, ref, startedAt, state } = flight;
  const item = new vscode.TreeItem(refLabel(ref), collapsible(state.phase === 'following'));
  // The same as when it has ended: what was opened stays open.
  item.id = id;
  item.iconPath = new vscode.ThemeIcon('loading~spin');
  if (state.phase === 'following') {
    // The sandbox's own connections: their time can be moved.
    const inSandbox = ref.connection.startsWith('sandbox-');
    item.contextValue = inSandbox ? 'invocation.inFlight.event.sandbox' : 'invocation.inFlight.event';
    item.command = openEvent({ kind: 'flight', flight });
  } else {
    item.contextValue = 'invocation.inFlight';
  }
  const doing =
    state.phase === 'following' ? (state.status ?? vscode.l10n.t('following')) : vscode.l10n.t('under way');
  item.description = `${clock(startedAt)} · ${doing}`;
  item.accessibilityInformation = { label: `${refLabel(ref)}, ${doing}` };
  return item;
}

/** The tree item of an invocation of the journal; `repeats`: what sent its payload again. */
export function endedItem(
  summary: MarkedSummary,
  repeats: readonly InvocationSummary[],
  report: Report,
): vscode.TreeItem {
  const { id, ref, startedAt, outcome, numbers, elapsedMs, connectionName, requestId, replayOf } = summary;
  const isEvent = summary.taskId !== undefined;
  const hasRelations = replayOf !== undefined || summary.rerunOf !== undefined || repeats.length > 0;
  const label = asText(refLabel(ref));
  const item = new vscode.TreeItem(label, collapsible(isEvent || hasRelations));
  const how = asText(report.say(headline(outcome)));
  const ms = numbers.durationMs ?? elapsedMs;
  // What ended in a crash took a time that nobody knows.
  const took = ms === 0 ? how : report.say(milliseconds(ms));
  item.id = id;
  item.iconPath = iconOf(outcome);
  const marks = [
    isEvent && 'event',
    isOpenEvent(summary) && 'open',
    summary.pinned && 'pinned',
    summary.isHttp && 'http',
  ];
  item.contextValue = ['invocation', ...marks.filter((mark) => mark)].join('.');
  const replay = replayOf && [vscode.l10n.t('replay of {0}', asText(shortened(replayOf.id)))];
  const note = summary.note === undefined ? [] : [asText(summary.note)];
  // In a narrow side bar the end of the line is cut off.
  item.description = [...note, ...(replay ?? []), when(startedAt), took].join(' · ');
  item.tooltip = [
    ...note,
    `${how} · ${took}`,
    new Date(startedAt).toLocaleString(vscode.env.language),
    asText(connectionName),
    ...(requestId === undefined ? [] : [vscode.l10n.t('Request {0}', asText(requestId))]),
    ...(replayOf ? [vscode.l10n.t('Replay of {0}', asText(replayOf.id))] : []),
    ...(repeats.length === 0 ? [] : [vscode.l10n.t('Sent again: {0}', counted(repeats.length))]),
  ].join('\n');
  const pinned = summary.pinned ? [vscode.l10n.t('pinned')] : [];
  const spoken = [label, ...pinned, ...(replay ?? []), how, when(startedAt), took, ...note];
  item.accessibilityInformation = { label: listed(spoken, say) };
  item.command = openInvocation(summary);
  return item;
}

/** What somebody else has written, so that nothing of it is obeyed. */
function asText(said: string): string {
  return plain(withoutControls(said));
}

/** The tree item of rows that stand together. */
export function groupItem({ id, label, icon, isOpen, rows }: Group): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, isOpen ? Expanded : Collapsed);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = 'invocations';
  item.description = String(rows.length);
  item.accessibilityInformation = { label: `${label}, ${String(rows.length)}` };
  return item;
}

/** What a click on the row of an invocation does. */
export function openInvocation(summary: InvocationSummary): vscode.Command {
  const row: Row = { kind: 'ended', summary };
  return summary.taskId !== undefined
    ? openEvent(row)
    : { command: 'fndeck.showInvocationResult', title: '', arguments: [row] };
}

/** The time by the local clock, with the day where that is not today. */
export function when(ms: number): string {
  return isSameDay(ms, Date.now()) ? clock(ms) : dateAndTime(ms);
}

/** What a click on the row of an event does: its page has all that the journal has, and what came of it. */
function openEvent(row: Row): vscode.Command {
  return { command: 'fndeck.openEvent', title: '', arguments: [row] };
}

function collapsible(hasSteps: boolean): vscode.TreeItemCollapsibleState {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  return hasSteps ? Collapsed : None;
}

/** The beginning of an id, which tells it from others in a row. */
function shortened(id: string): string {
  return id.length > 12 ? `${id.slice(0, 8)}…` : id;
}

function iconOf(outcome: Outcome): vscode.ThemeIcon {
  const colored = (icon: string, color: string) => new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  switch (outcome.kind) {
    case 'succeeded':
      return colored('pass', 'testing.iconPassed');
    case 'returnedError':
      return colored('warning', 'list.warningForeground');
    case 'functionError':
    case 'discarded':
      return colored('error', 'testing.iconFailed');
    case 'notSent':
    case 'serviceError':
      return colored('debug-disconnect', 'testing.iconErrored');
    case 'unknown':
      return colored('question', 'list.warningForeground');
    case 'cancelled':
    case 'stopped':
      return new vscode.ThemeIcon('circle-slash');
    case 'sending':
    case 'queued':
      return new vscode.ThemeIcon('watch');
  }
}

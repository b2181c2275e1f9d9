import * as vscode from 'vscode';
import { refLabel } from '../../../model/functionRef';
import { clock, headline, milliseconds } from '../../../model/invocation/outputText';
import type { InvocationSummary, Outcome } from '../../../model/invocation/record';
import type { Report } from '../../report';
import type { WatchedEvents } from '../../../app/events/watchedEvents';
import type { Flight, Flights } from '../../../app/invocations/flights';
import type { Journal } from '../../../app/invocations/journal';
import { stepItem, stepsOf, type Step } from './attemptItems';

/** Context key: the view has something to show. */
const CONTEXT = 'fndeck.hasInvocations';

/** A row of the view. */
export type Row =
  | { readonly kind: 'flight'; readonly flight: Flight }
  | { readonly kind: 'ended'; readonly summary: InvocationSummary }
  | Step;

/** The view of invocations: those under way, then the journal, newest first. */
export interface JournalView extends vscode.Disposable {
  readonly rows: vscode.TreeDataProvider<Row>;
  /** The rows that are selected. */
  selection(): readonly Row[];
}

/** Whether a command's argument is a row of the view. */
export function isRow(argument: unknown): argument is Exclude<Row, Step> {
  return typeof argument === 'object' && argument !== null && ('flight' in argument || 'summary' in argument);
}

/** Whether an invocation is an event that a service has accepted, and whose end nobody has seen. */
export function isOpenEvent({ taskId, outcome }: Pick<InvocationSummary, 'taskId' | 'outcome'>): boolean {
  return taskId !== undefined && outcome.kind === 'queued';
}

/** The rows of `view`. The journal is read only when VS Code asks for them: while the view is open. */
export function createJournalView(
  view: Pick<vscode.TreeView<Row>, 'selection' | 'visible'>,
  journal: Journal,
  flights: Flights,
  events: WatchedEvents,
  report: Report,
): JournalView {
  const changed = new vscode.EventEmitter<void>();
  const redraw = () => changed.fire();
  const listening = vscode.Disposable.from(
    changed,
    journal.onDidChange(redraw),
    flights.onDidChange(redraw),
    events.onDidChange(redraw),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused && view.visible) redraw();
    }),
  );
  const stepsBelow = async (row: Row): Promise<readonly Step[]> => {
    if (row.kind === 'step' || (row.kind === 'flight' && row.flight.state.phase !== 'following')) return [];
    const { id } = row.kind === 'flight' ? row.flight : row.summary;
    const seen = events.list().find(({ event }) => event.recordId === id);
    const record = await journal.get(id);
    return record ? stepsOf(seen?.life ?? record.life, record, report) : [];
  };
  return {
    rows: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (row) => {
        switch (row.kind) {
          case 'flight':
            return flightItem(row.flight);
          case 'ended':
            return endedItem(row.summary, report);
          case 'step':
            return stepItem(row);
        }
      },
      getChildren: async (row): Promise<Row[]> => {
        if (row) return [...(await stepsBelow(row))];
        const going = flights.list().map((flight): Row => ({ kind: 'flight', flight }));
        const underWay = new Set(flights.list().map(({ id }) => id));
        const ended = (await journal.list()).filter(({ id }) => !underWay.has(id));
        const rows = [...going.reverse(), ...ended.map((summary): Row => ({ kind: 'ended', summary }))];
        void vscode.commands.executeCommand('setContext', CONTEXT, rows.length > 0);
        return rows;
      },
    },
    selection: () => view.selection,
    dispose: () => {
      listening.dispose();
    },
  };
}

function flightItem(flight: Flight): vscode.TreeItem {
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

function endedItem(summary: InvocationSummary, report: Report): vscode.TreeItem {
  const { id, ref, startedAt, outcome, numbers, elapsedMs, connectionName, requestId, replayOf } = summary;
  const item = new vscode.TreeItem(refLabel(ref), collapsible(summary.taskId !== undefined));
  const how = report.say(headline(outcome));
  const ms = numbers.durationMs ?? elapsedMs;
  // What ended in a crash took a time that nobody knows.
  const took = ms === 0 ? how : report.say(milliseconds(ms));
  item.id = id;
  item.iconPath = iconOf(outcome);
  const isEvent = summary.taskId !== undefined;
  item.contextValue = `invocation${isEvent ? '.event' : ''}${isOpenEvent(summary) ? '.open' : ''}`;
  const replay = replayOf && vscode.l10n.t('replay of {0}', shortened(replayOf.id));
  // In a narrow side bar the end of the line is cut off.
  item.description = [...(replay === undefined ? [] : [replay]), clock(startedAt), took].join(' · ');
  item.tooltip = [
    `${how} · ${took}`,
    new Date(startedAt).toLocaleString(vscode.env.language),
    connectionName,
    ...(requestId === undefined ? [] : [vscode.l10n.t('Request {0}', requestId)]),
    ...(replayOf ? [vscode.l10n.t('Replay of {0}', replayOf.id)] : []),
  ].join('\n');
  const spoken = [refLabel(ref), ...(replay === undefined ? [] : [replay]), how, clock(startedAt), took];
  item.accessibilityInformation = { label: spoken.join(', ') };
  const row: Row = { kind: 'ended', summary };
  item.command = isEvent
    ? openEvent(row)
    : { command: 'fndeck.showInvocationResult', title: '', arguments: [row] };
  return item;
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

import * as vscode from 'vscode';
import type { WatchedEvents } from '../../../app/events/watchedEvents';
import type { Flights } from '../../../app/invocations/flights';
import type { Journal } from '../../../app/invocations/journal';
import { partRows } from '../../../app/invocations/journalRows';
import { headline } from '../../../model/invocation/outputText';
import type { InvocationSummary, MarkedSummary } from '../../../model/invocation/record';
import { relationsOf, type Relations } from '../../../model/invocation/relations';
import type { Report } from '../../report';
import { plain } from '../../window/notices';
import { stepItem, stepsOf, type Step } from './attemptItems';
import { endedItem, flightItem, groupItem, openInvocation, when, type Group, type Row } from './rowItems';
import type { Shown } from './shown';
import { counted } from '../../window/counted';

/** Context keys: the view has something to show; or has not, but other workspaces have. */
const CONTEXT = 'fndeck.hasInvocations';
const ELSEWHERE = 'fndeck.invocationsElsewhere';

/** The view of invocations: those under way, pinned ones, then the journal, newest first. */
export interface JournalView extends vscode.Disposable {
  readonly rows: vscode.TreeDataProvider<Row>;
  /** The rows that are selected. */
  selection(): readonly Row[];
}

/** VS Code's view, as far as rows need it. */
export type ViewOfRows = Pick<vscode.TreeView<Row>, 'selection' | 'visible' | 'message' | 'description'>;

/** What the rows are made of. */
interface JournalViewParts {
  readonly view: ViewOfRows;
  readonly journal: Journal;
  readonly flights: Flights;
  readonly events: WatchedEvents;
  readonly shown: Shown;
  readonly report: Report;
}

/** The rows of `view`. The journal is read only when VS Code asks for them: while the view is open. */
export function createJournalView(parts: JournalViewParts): JournalView {
  const { view, journal, flights, events, shown, report } = parts;
  const changed = new vscode.EventEmitter<void>();
  const redraw = () => changed.fire();
  let relations: Relations = relationsOf([]);
  const listening = vscode.Disposable.from(
    changed,
    journal.onDidChange(redraw),
    flights.onDidChange(redraw),
    events.onDidChange(redraw),
    shown.onDidChange(redraw),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused && view.visible) redraw();
    }),
  );
  const stepsBelow = async (row: Exclude<Row, Group>): Promise<readonly Step[]> => {
    if (row.kind === 'step' || (row.kind === 'flight' && row.flight.state.phase !== 'following')) return [];
    const { id } = row.kind === 'flight' ? row.flight : row.summary;
    const seen = events.list().find(({ event }) => event.recordId === id);
    const record = await journal.get(id);
    if (!record) return [];
    const isEvent = record.taskId !== undefined;
    return [
      ...relationSteps(record, relations, report),
      ...(isEvent ? stepsOf(seen?.life ?? record.life, record, report) : []),
    ];
  };
  const roots = async (): Promise<Row[]> => {
    const going = flights.list().map((flight): Row => ({ kind: 'flight', flight }));
    const underWay = new Set(flights.list().map(({ id }) => id));
    const all = await journal.list();
    relations = relationsOf(all);
    const wanted = shown.wanted();
    const ended = all.filter(({ id }) => !underWay.has(id));
    const { pinned, newest, yesterday, earlier, ...counts } = partRows(ended, wanted, Date.now());
    const rows = [
      ...going.reverse(),
      ...groupOf({ id: 'pinned', label: vscode.l10n.t('Pinned'), icon: 'pinned', isOpen: true }, pinned),
      ...newest.map(rowOf),
      ...groupOf({ id: 'yesterday', label: vscode.l10n.t('Yesterday'), ...CLOSED }, yesterday),
      ...groupOf({ id: 'earlier', label: vscode.l10n.t('Earlier'), ...CLOSED }, earlier),
    ];
    view.description = wanted.all ? vscode.l10n.t('All Workspaces') : '';
    view.message = wanted.filter ? plain(foundText(wanted.filter.text, newest.length, counts.asked)) : '';
    const isEmpty = going.length + counts.asked === 0;
    void vscode.commands.executeCommand('setContext', CONTEXT, !isEmpty);
    void vscode.commands.executeCommand('setContext', ELSEWHERE, isEmpty && counts.elsewhere > 0);
    return rows;
  };
  return {
    rows: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (row) => {
        switch (row.kind) {
          case 'flight':
            return flightItem(row.flight);
          case 'ended':
            return endedItem(row.summary, relations.repeatsOf(row.summary), report);
          case 'group':
            return groupItem(row);
          case 'step':
            return stepItem(row);
        }
      },
      getChildren: async (row): Promise<Row[]> => {
        if (!row) return roots();
        return row.kind === 'group' ? [...row.rows] : [...(await stepsBelow(row))];
      },
    },
    selection: () => view.selection,
    dispose: () => {
      listening.dispose();
    },
  };
}

/** How the days before are shown, until somebody opens them. */
const CLOSED = { icon: 'history', isOpen: false } as const;

function rowOf(summary: MarkedSummary): Row {
  return { kind: 'ended', summary };
}

function groupOf(group: Omit<Group, 'kind' | 'rows'>, summaries: readonly MarkedSummary[]): Row[] {
  return summaries.length === 0 ? [] : [{ kind: 'group', ...group, rows: summaries.map(rowOf) }];
}

function foundText(filter: string, found: number, asked: number): string {
  return found === 0
    ? vscode.l10n.t('None of {0} matches {1}', counted(asked), filter)
    : vscode.l10n.t('{0} of {1} match {2}', counted(found), counted(asked), filter);
}

/** Which invocation's payload this one sent again, and which sent that of this one. */
function relationSteps(
  invocation: InvocationSummary,
  relations: Relations,
  report: Pick<Report, 'say'>,
): readonly Step[] {
  const { id, replayOf, rerunOf } = invocation;
  const source = relations.sourceOf(invocation);
  const step = (icon: string, label: string, other: InvocationSummary | undefined): Step => {
    const how = other && report.say(headline(other.outcome));
    return {
      ...({ kind: 'step', id: `${id} ${icon} ${other?.id ?? ''}`, icon, label } as const),
      accessible: how === undefined ? label : `${label}, ${how}`,
      ...(how !== undefined && { description: how }),
      ...(other && { command: openInvocation(other) }),
    };
  };
  const gone = replayOf?.id ?? rerunOf;
  const ofWhat = source
    ? rerunOf === undefined
      ? vscode.l10n.t('Replay of {0}', when(source.startedAt))
      : vscode.l10n.t('Rerun of {0}', when(source.startedAt))
    : vscode.l10n.t('Sent again; {0} is no longer in the history', gone ?? '');
  return [
    ...(gone === undefined ? [] : [step('reply', ofWhat, source)]),
    ...relations.repeatsOf(invocation).map((repeat) => {
      const at = when(repeat.startedAt);
      const label =
        repeat.rerunOf === undefined ? vscode.l10n.t('Replayed {0}', at) : vscode.l10n.t('Run again {0}', at);
      return step('references', label, repeat);
    }),
  ];
}

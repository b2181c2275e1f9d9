import * as vscode from 'vscode';
import type { EventNode, EventsNode, EventsRemarkNode } from '../../../app/catalog/nodes';
import type { EventLists } from '../../../app/events/eventLists';
import { beganAt, isOver } from '../../../app/events/eventRows';
import { CloudError } from '../../../cloud/errors';
import { knownFields } from '../../../model/fields';
import type { EventPhase } from '../../../model/invocation/eventLife';
import { phaseInWords, span } from '../../../model/invocation/eventWords';
import { profileOf } from '../../../model/services';
import { onClick, plain } from '../../explorer/item';
import { say, type Report } from '../../report';
import { literal } from '../../window/notices';
import { filterInWords } from './filter';
import { inSentences, listed, message } from '../../../model/message';
import { counted } from '../../window/counted';

/** What the items are made from. */
interface EventItemDeps {
  readonly report: Report;
  readonly lists: Pick<EventLists, 'known'>;
}

// made once: asking a date for its text makes one for each, which takes seconds for thousands of rows
const TIME = new Intl.DateTimeFormat(vscode.env.language, { timeStyle: 'medium' });
const SHORT = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'short', timeStyle: 'medium' });
const WHOLE = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'medium' });

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

/** The events of a version: which, and how many. */
export function lookOfEvents({ parent }: EventsNode, { report, lists }: EventItemDeps): vscode.TreeItem {
  const list = lists.known(parent.qualifier.ref);
  const label = vscode.l10n.t('Events');
  const filter = list ? filterInWords(list.filter, report) : '';
  const count = list && list.rows.length > 0 ? `${list.rows.length}${list.hasOlder ? '+' : ''}` : '';
  const isReading = list?.phase.kind === 'reading';
  const reading = isReading ? vscode.l10n.t('reading…') : '';
  const spoken = [
    label,
    filter,
    count === '' ? '' : vscode.l10n.t('{0} shown', counted(list?.rows.length ?? 0)),
    list?.hasOlder === true ? vscode.l10n.t('more are older') : '',
    isReading ? vscode.l10n.t('being read') : '',
  ];
  return plain(label, Collapsed, {
    iconPath: new vscode.ThemeIcon(isReading ? 'loading~spin' : 'pulse'),
    description: [filter, count, reading].filter(Boolean).join(' · '),
    tooltip: isReading ? pace() : label,
    contextValue: isReading ? 'events.reading' : 'events',
    accessibilityInformation: { label: listed(spoken.filter(Boolean), say) },
  });
}

/** Why a list may take a moment. */
function pace(): string {
  return vscode.l10n.t('The events of a function are asked for once in 5 s at most.');
}

/** An event: when it began, where it stands, and why it failed. */
export function lookOfEvent(node: EventNode, { report }: EventItemDeps): vscode.TreeItem {
  const { record, event } = node;
  const date = new Date(beganAt(record));
  const isKnown = !Number.isNaN(date.getTime());
  const { phase, status, error, errorCode, startedAt, endedAt, retried = 0 } = record;
  const state = report.say(phaseInWords(phase));
  // times in whole seconds, as FunctionGraph writes them, do not tell less than one
  const took =
    isOver(record) && startedAt !== undefined && endedAt !== undefined && endedAt > startedAt
      ? report.say(span(endedAt - startedAt))
      : '';
  const retries = retried === 0 ? '' : vscode.l10n.t('tried again: {0}', counted(retried));
  const reason = [error, errorCode].filter(Boolean).join(' · ');
  const said = [state, reason, took, retries].filter(Boolean);
  // what the record does not tell is not guessed
  const unknown = phase === 'waiting' ? vscode.l10n.t('Not begun yet') : vscode.l10n.t('Time not known');
  const when = isKnown ? WHOLE.format(date) : unknown;
  const tooltip = new vscode.MarkdownString(literal(`${state} (${status})`));
  const lines = [when, took, retries, reason, vscode.l10n.t('Event {0}', event.taskId)].filter(Boolean);
  for (const line of lines) tooltip.appendMarkdown(`\n\n${literal(line)}`);
  return plain(isKnown ? shortTime(date) : unknown, None, {
    iconPath: iconOf(phase),
    description: said.join(' · '),
    tooltip,
    contextValue: isOver(record) ? 'event' : 'event.open',
    accessibilityInformation: {
      label: listed(
        [
          ...(isKnown
            ? [vscode.l10n.t('Event of {0}', when)]
            : [vscode.l10n.t('Event {0}', event.taskId), unknown]),
          ...said,
        ],
        say,
      ),
    },
    command: onClick('fndeck.openEvent', vscode.l10n.t('Open Event'), node),
  });
}

/** What there is to say about events that are not shown; a click does what helps. */
export function lookOfEventsRemark(node: EventsRemarkNode, { report }: EventItemDeps): vscode.TreeItem {
  const { remark } = node;
  const quiet = new vscode.ThemeIcon('info');
  switch (remark.kind) {
    case 'older':
      return plain(vscode.l10n.t('Show Older'), None, {
        iconPath: new vscode.ThemeIcon('ellipsis'),
        contextValue: 'events.older',
        command: onClick('fndeck.showOlderEvents', vscode.l10n.t('Show Older'), node),
      });
    case 'reading':
      return plain(
        remark.isOlder ? vscode.l10n.t('Reading older events…') : vscode.l10n.t('Reading events…'),
        None,
        {
          iconPath: new vscode.ThemeIcon('loading~spin'),
          description: vscode.l10n.t('Click to cancel'),
          tooltip: pace(),
          contextValue: 'events.remark',
          command: onClick('fndeck.cancelEvents', vscode.l10n.t('Cancel'), node),
        },
      );
    case 'cancelled':
      return plain(vscode.l10n.t('Cancelled'), None, {
        iconPath: new vscode.ThemeIcon('circle-slash'),
        description: vscode.l10n.t('Click to read the events'),
        contextValue: 'events.remark',
        command: onClick('fndeck.retry', vscode.l10n.t('Retry'), node),
      });
    case 'failed':
      return lookOfFailure(node, remark.error, report);
    case 'none':
      return plain(
        remark.isFiltered ? vscode.l10n.t('No event fits the filter') : vscode.l10n.t('No events yet'),
        None,
        {
          iconPath: quiet,
          contextValue: 'events.remark',
          ...(remark.isFiltered && {
            description: vscode.l10n.t('Click to choose another'),
            command: onClick('fndeck.filterEvents', vscode.l10n.t('Filter…'), node),
          }),
        },
      );
    case 'notKept':
      return plain(vscode.l10n.t('The service keeps no records of these events'), None, {
        iconPath: quiet,
        description: vscode.l10n.t('Click to set the switch in the configuration'),
        tooltip: vscode.l10n.t(
          'Opens the configuration with the switch set. Nothing is sent before you save; records are kept from then on.',
        ),
        contextValue: 'events.remark',
        // of the version whose config counts, which is not the alias's own
        command: {
          command: 'fndeck.recordEvents',
          title: vscode.l10n.t('Record Events'),
          arguments: [remark.config],
        },
      });
    case 'perhapsNotKept': {
      const { help } = knownFields(profileOf(node.connection.service)).record;
      const hint = help ? report.say(help) : '';
      return plain(vscode.l10n.t('No events are on record'), None, {
        iconPath: quiet,
        description: hint,
        tooltip: hint,
        contextValue: 'events.remark',
      });
    }
  }
}

function lookOfFailure(node: EventsRemarkNode, error: unknown, report: Report): vscode.TreeItem {
  const { text, hint } = report.describe(error);
  const tooltip = new vscode.MarkdownString(literal(text));
  if (hint !== undefined) tooltip.appendMarkdown(`\n\n${literal(hint)}`);
  const retry = vscode.l10n.t('Click to retry');
  return plain(error instanceof CloudError ? report.say(error.facts.summary) : text, None, {
    iconPath: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
    description: inSentences([...(hint === undefined ? [] : [hint]), retry]),
    contextValue: 'failure',
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
    command: onClick('fndeck.retry', vscode.l10n.t('Retry'), node),
  });
}

/** Today's events by their time, others with their date, in the person's own way to write it. */
function shortTime(date: Date): string {
  const isToday = date.toDateString() === new Date().toDateString();
  return (isToday ? TIME : SHORT).format(date);
}

function iconOf(phase: EventPhase): vscode.ThemeIcon {
  const colored = (icon: string, color: string) => new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  switch (phase) {
    case 'waiting':
      return new vscode.ThemeIcon('watch');
    case 'running':
      return new vscode.ThemeIcon('play-circle');
    case 'retrying':
      return colored('history', 'list.warningForeground');
    case 'succeeded':
      return colored('pass', 'testing.iconPassed');
    case 'failed':
      return colored('error', 'testing.iconFailed');
    case 'discarded':
      return colored('trash', 'testing.iconFailed');
    case 'stopped':
      return new vscode.ThemeIcon('circle-slash');
  }
}

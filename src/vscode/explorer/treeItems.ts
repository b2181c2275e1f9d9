import * as vscode from 'vscode';
import { listed } from '../../model/message';
import type { Connection } from '../../model/connection';
import { profileOf } from '../../model/services';
import type { FileMarks } from '../code/openCode';
import type { Connections } from '../connections/connections';
import { lookOfGuard, rowUri } from '../connections/guardMarks';
import { say, type Report } from '../report';
import type { VerifyMarks } from '../verify/openVerify';
import type { Catalog, FunctionList } from '../../app/catalog/catalog';
import type { EventLists } from '../../app/events/eventLists';
import type { TestEventLists } from '../../app/testEvents/lists';
import type {
  ConnectionNode,
  FunctionNode,
  GroupNode,
  Node,
  PinNode,
  RangeNode,
} from '../../app/catalog/nodes';
import type { Sight } from '../../app/catalog/sight';
import { functionLabel } from '../../model/functionRef';
import { lookOfTestEvent, lookOfTestEvents } from '../testEvents/testEventItems';
import { lookOfEvent, lookOfEvents, lookOfEventsRemark } from '../events/list/eventItems';
import { colorOf, consoleMark, onClick, plain } from './item';
import { lookOfQualifier } from './qualifierItem';
import { lookOfBadEntry, lookOfEmpty, lookOfFailure } from './remarkItems';
import { connectionTooltip, functionTooltip } from './tooltips';
import { counted } from '../window/counted';

/** What tree items are made from. */
interface TreeItemDeps {
  readonly connections: Pick<Connections, 'isSandbox' | 'list'>;
  readonly catalog: Catalog;
  readonly report: Report;
  readonly lists: Pick<EventLists, 'known'>;
  readonly testEvents: Pick<TestEventLists, 'known'>;
  readonly sight?: Pick<Sight, 'isPinned'>;
  /** How configs stand beside their files. */
  readonly files: Pick<FileMarks, 'mark'>;
  /** What was verified of configs. */
  readonly verified: Pick<VerifyMarks, 'mark'>;
}

/** A sandbox with at most so many functions shows all of them to a newcomer. */
const FEW = 100;

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** How a node looks and sounds. */
export function treeItem(node: Node, deps: TreeItemDeps): vscode.TreeItem {
  const item = look(node, deps);
  item.id = node.key;
  return item;
}

/** What is shown over a node that its item does not say yet: functions are many, and few are pointed at. */
export function lateTooltip(node: Node, { report }: TreeItemDeps): vscode.MarkdownString | undefined {
  return node.kind === 'function' ? functionTooltip(node.summary, report) : undefined;
}

function look(node: Node, deps: TreeItemDeps): vscode.TreeItem {
  switch (node.kind) {
    case 'connection':
      return lookOfConnection(node, deps);
    case 'group':
      return lookOfGroup(node, deps);
    case 'function':
      return lookOfFunction(node, deps);
    case 'qualifier':
      return lookOfQualifier(node, deps);
    case 'events':
      return lookOfEvents(node, deps);
    case 'event':
      return lookOfEvent(node, deps);
    case 'eventsRemark':
      return lookOfEventsRemark(node, deps);
    case 'testEvents':
      return lookOfTestEvents(node, deps);
    case 'testEvent':
      return lookOfTestEvent(node);
    case 'range':
      return lookOfRange(node);
    case 'failure':
      return lookOfFailure(node, deps);
    case 'empty':
      return lookOfEmpty(node);
    case 'badEntry':
      return lookOfBadEntry(node, deps);
    case 'pins':
      return plain(vscode.l10n.t('Pinned'), Expanded, {
        iconPath: new vscode.ThemeIcon('pinned'),
        contextValue: 'pins',
      });
    case 'pin':
      return lookOfPin(node, deps);
  }
}

function lookOfConnection(
  { connection }: ConnectionNode,
  { connections, catalog }: TreeItemDeps,
): vscode.TreeItem {
  const sandbox = connections.isSandbox(connection.id);
  const known = catalog.knownFunctions(connection.id);
  const mark = connection.guard && lookOfGuard(connection.guard);
  const failed = known?.listing.phase.kind === 'failed';
  const icon = failed
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : mark
      ? new vscode.ThemeIcon(mark.icon, mark.color)
      : new vscode.ThemeIcon(sandbox ? 'beaker' : 'cloud');
  const description = [...(mark ? [mark.label] : []), connection.region, ...(known ? [progress(known)] : [])]
    .filter(Boolean)
    .join(' · ');
  return plain(connection.name, opensByItself(connection, connections) ? Expanded : Collapsed, {
    iconPath: icon,
    description,
    contextValue: sandbox ? 'sandboxConnection' : `connection${consoleMark(connection, sandbox)}`,
    tooltip: connectionTooltip(connection),
    // VS Code colours a row by its address.
    ...(mark && { resourceUri: rowUri(connection) }),
    accessibilityInformation: {
      label: listed(
        [
          vscode.l10n.t('Connection {0}', connection.name),
          say(profileOf(connection.service).label),
          description,
        ],
        say,
      ),
    },
  });
}

/** The sandbox has a connection for each service, all with the same functions: the first is open for a newcomer to see. */
function opensByItself({ id }: Connection, connections: TreeItemDeps['connections']): boolean {
  return connections.list().find((connection) => connections.isSandbox(connection.id))?.id === id;
}

/** How many functions there are, and whether more may come. */
function progress({ listing, index }: FunctionList): string {
  if (listing.phase.kind === 'reading') {
    return index.size === 0 ? '' : vscode.l10n.t('Functions so far: {0}…', counted(index.size));
  }
  if (listing.phase.kind === 'failed') {
    return index.size === 0
      ? vscode.l10n.t('could not be read')
      : vscode.l10n.t('Functions: {0} (incomplete)', counted(index.size));
  }
  return index.size === 1 ? vscode.l10n.t('1 function') : vscode.l10n.t('{0} functions', counted(index.size));
}

function lookOfGroup(
  { connection, group }: GroupNode,
  { connections, catalog }: TreeItemDeps,
): vscode.TreeItem {
  const index = catalog.knownFunctions(connection.id)?.index;
  const count = index?.count(group) ?? 0;
  // All groups of a large sandbox would be thousands of rows that nobody has asked for.
  const few = index !== undefined && (index.size <= FEW || index.groups()[0] === group);
  return plain(group, few && opensByItself(connection, connections) ? Expanded : Collapsed, {
    iconPath: new vscode.ThemeIcon('folder', colorOf(connection)),
    description: String(count),
    contextValue: 'group',
    accessibilityInformation: { label: vscode.l10n.t('Group {0}, functions: {1}', group, counted(count)) },
  });
}

function lookOfRange({ from, to, names: [first, last] }: RangeNode): vscode.TreeItem {
  const count = to - from;
  return plain(`${first} … ${last}`, Collapsed, {
    iconPath: new vscode.ThemeIcon('ellipsis'),
    description: String(count),
    contextValue: 'range',
    accessibilityInformation: {
      label: vscode.l10n.t('{0} more, from {1} to {2}', counted(count), first, last),
    },
  });
}

/** Menus take it for the function that it stands for. */
function lookOfPin(node: PinNode, { connections }: TreeItemDeps): vscode.TreeItem {
  const { connection, id } = node;
  return plain(functionLabel(id), None, {
    iconPath: new vscode.ThemeIcon('symbol-function', colorOf(connection)),
    description: connection.name,
    contextValue: `function.pinned${consoleMark(connection, connections.isSandbox(connection.id))}`,
    command: onClick('fndeck.goToFunction', vscode.l10n.t('Go to Function'), node),
  });
}

function lookOfFunction(
  { connection, summary }: FunctionNode,
  { connections, sight }: TreeItemDeps,
): vscode.TreeItem {
  const pinned = sight?.isPinned(summary.id) ? '.pinned' : '';
  const { runtime = '' } = summary;
  return plain(summary.id.name, Collapsed, {
    iconPath: new vscode.ThemeIcon('symbol-function', colorOf(connection)),
    description: runtime,
    contextValue: `function${pinned}${consoleMark(connection, connections.isSandbox(connection.id))}`,
    accessibilityInformation: {
      label: listed(
        [vscode.l10n.t('Function {0}', summary.id.name), ...(runtime === '' ? [] : [runtime])],
        say,
      ),
    },
  });
}

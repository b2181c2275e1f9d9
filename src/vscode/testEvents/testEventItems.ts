import * as vscode from 'vscode';
import type { TestEventNode, TestEventsNode } from '../../app/catalog/nodes';
import type { TestEventLists } from '../../app/testEvents/lists';
import { dateAndTime } from '../../model/invocation/outputText';
import { profileOf } from '../../model/services';
import { colorOf, onClick, plain } from '../explorer/item';
import { listed } from '../../model/message';
import { say } from '../report';
import { counted } from '../window/counted';

/** How the test events of a function look and sound; their number is told once they were read. */
export function lookOfTestEvents(
  { connection, parent }: TestEventsNode,
  { testEvents }: { readonly testEvents: Pick<TestEventLists, 'known'> },
): vscode.TreeItem {
  const { id } = parent.summary;
  const known = testEvents.known(id);
  const most = profileOf(connection.service).testEvents?.perFunction;
  const count = known && vscode.l10n.t('{0} of {1}', counted(known.length), counted(most ?? known.length));
  return plain(vscode.l10n.t('Test Events'), vscode.TreeItemCollapsibleState.Collapsed, {
    iconPath: new vscode.ThemeIcon('notebook', colorOf(connection)),
    ...(count !== undefined && { description: count }),
    contextValue: 'testEvents',
    tooltip: vscode.l10n.t('Payloads that the service keeps to try this function with'),
    accessibilityInformation: {
      label: listed(
        [
          vscode.l10n.t('Test events of {0}', id.name),
          ...(count === undefined || count === '' ? [] : [count]),
        ],
        say,
      ),
    },
  });
}

/** How a test event looks and sounds; its name is what somebody has given it. */
export function lookOfTestEvent(node: TestEventNode): vscode.TreeItem {
  const { event, connection } = node;
  const updated =
    event.modifiedAt === undefined ? '' : vscode.l10n.t('updated {0}', dateAndTime(event.modifiedAt));
  return plain(event.name, vscode.TreeItemCollapsibleState.None, {
    iconPath: new vscode.ThemeIcon('json', colorOf(connection)),
    ...(updated !== '' && { description: updated }),
    contextValue: 'testEvent',
    accessibilityInformation: {
      label: listed([vscode.l10n.t('Test event {0}', event.name), ...(updated ? [updated] : [])], say),
    },
    command: onClick('fndeck.openTestEvent', vscode.l10n.t('Open Test Event'), node),
  });
}

import * as vscode from 'vscode';
import { isNode, refOf } from '../../../app/catalog/handedOver';
import type { EventList } from '../../../app/events/eventList';
import type { EventLists } from '../../../app/events/eventLists';
import { chosenEvents } from '../../../app/events/eventNodes';
import { isOver } from '../../../app/events/eventRows';
import type { StopResult } from '../../../app/events/stopEvents';
import type { Connections } from '../../connections/connections';
import type { Report } from '../../report';
import { showStatus, tell } from '../../window/notices';
import { chooseFilter } from './filter';
import { stopAfterQuestion } from './stop';
import { counted } from '../../window/counted';

/** What can be done with the events in the tree. Commands hand over what VS Code gave them: a node, and all that are selected. */
export interface EventCommands {
  /** Lets a person choose which events of a version are shown. */
  filterEvents(node: unknown): Promise<void>;
  showOlderEvents(node: unknown): void;
  /** Gives up the reading of a list. */
  cancelEvents(node: unknown): void;
  /** Stops one event or several after one question; gives what became of each, undefined where nothing was sent. */
  stopEvents(node: unknown, selected: unknown): Promise<readonly StopResult[] | undefined>;
  /** Puts the ids of the events on the clipboard, one on a line. */
  copyEventId(node: unknown, selected: unknown): Promise<void>;
}

interface EventCommandsDeps {
  readonly connections: Connections;
  readonly report: Report;
  readonly lists: EventLists;
}

/** The commands, and how a list's failure is tried again: gives whether the node was about one. */
export function createEventCommands(deps: EventCommandsDeps): {
  readonly commands: EventCommands;
  retry(node: unknown): boolean;
} {
  const { lists, report } = deps;
  const listOf = (node: unknown): EventList | undefined => {
    const ref = refOf(node);
    return ref && lists.known(ref);
  };
  return {
    retry: (node) => {
      if (!isNode(node) || node.kind !== 'eventsRemark') return false;
      listOf(node)?.retry();
      return true;
    },
    commands: {
      filterEvents: async (node) => {
        const list = listOf(node);
        const filter = list && (await chooseFilter(list.filter, report));
        if (filter) list.choose(filter);
      },
      showOlderEvents: (node) => listOf(node)?.showOlder(),
      cancelEvents: (node) => listOf(node)?.cancel(),
      stopEvents: async (node, selected) => {
        const chosen = chosenEvents(node, selected);
        const open = chosen.filter((each) => !('record' in each) || !isOver(each.record));
        if (chosen.length > 0 && open.length === 0) {
          void tell('information', vscode.l10n.t('There is nothing to stop: it has ended.'));
          return undefined;
        }
        const results = await stopAfterQuestion(
          open.map(({ event }) => event),
          deps,
        );
        for (const list of new Set((results ?? []).map(({ event }) => lists.known(event.ref))))
          list?.refresh();
        return results;
      },
      copyEventId: async (node, selected) => {
        const ids = chosenEvents(node, selected).map(({ event }) => event.taskId);
        if (ids.length === 0) return;
        await vscode.env.clipboard.writeText(ids.join('\n'));
        showStatus(
          ids.length === 1
            ? vscode.l10n.t('Copied {0}', ids[0] ?? '')
            : vscode.l10n.t('Copied {0} IDs', counted(ids.length)),
          4000,
        );
      },
    },
  };
}

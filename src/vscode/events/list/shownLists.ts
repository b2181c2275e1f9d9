import * as vscode from 'vscode';
import type { EventsNode, Node } from '../../../app/catalog/nodes';
import type { EventList } from '../../../app/events/eventList';
import type { EventLists } from '../../../app/events/eventLists';

/** The part of a tree view that tells what is in sight. */
export type SightOfTree = Pick<
  vscode.TreeView<Node>,
  'visible' | 'onDidChangeVisibility' | 'onDidCollapseElement' | 'onDidExpandElement'
>;

interface ShownListsDeps {
  readonly view: SightOfTree;
  readonly lists: EventLists;
  /** Keys of the node and of all above it, as far as the tree has them; empty where it does not have the node. */
  readonly path: (node: EventsNode) => readonly string[];
  readonly redraw: (node: EventsNode) => void;
}

/** The lists whose rows the tree has asked for: live for as long as somebody can see them. */
interface ShownLists extends vscode.Disposable {
  /** The list of a node that the tree is about to show the rows of. */
  open(node: EventsNode): EventList;
  /** Looks again at what is in sight, after the tree has changed. */
  look(): void;
}

/** No list is open yet. */
export function createShownLists({ view, lists, path, redraw }: ShownListsDeps): ShownLists {
  const opened = new Map<EventList, { readonly node: EventsNode; readonly listening: vscode.Disposable }>();
  const collapsed = new Set<string>();

  const look = (): void => {
    for (const [list, { node, listening }] of opened) {
      if (lists.known(list.ref) !== list) {
        listening.dispose();
        opened.delete(list);
        continue;
      }
      const above = path(node);
      list.show(view.visible && above.length > 0 && !above.some((key) => collapsed.has(key)));
    }
  };
  const listening = vscode.Disposable.from(
    view.onDidChangeVisibility(look),
    view.onDidCollapseElement(({ element }) => {
      collapsed.add(element.key);
      look();
    }),
    view.onDidExpandElement(({ element }) => {
      collapsed.delete(element.key);
      look();
    }),
  );

  return {
    open: (node) => {
      const list = lists.of(node.parent.qualifier.ref);
      if (!opened.has(list)) {
        const changes = list.onDidChange(() => redraw(node));
        opened.set(list, { node, listening: new vscode.Disposable(() => changes.dispose()) });
      }
      return list;
    },
    look,
    dispose: () => {
      for (const { listening: one } of opened.values()) one.dispose();
      listening.dispose();
    },
  };
}

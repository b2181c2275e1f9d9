import * as vscode from 'vscode';
import type { FunctionId, FunctionRef } from '../../model/functionRef';
import type { FileMarks } from '../code/openCode';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import type { VerifyMarks } from '../verify/openVerify';
import type { Catalog } from '../../app/catalog/catalog';
import { childrenOf, parentOf } from '../../app/catalog/children';
import { DrawnNodes } from '../../app/catalog/drawnNodes';
import {
  connectionNode,
  eventsNode,
  functionNode,
  functionNodeKey,
  pinsNode,
  qualifierNode,
  testEventsNodeKey,
  type EventsNode,
  type Node,
} from '../../app/catalog/nodes';
import type { Sight } from '../../app/catalog/sight';
import type { EventLists } from '../../app/events/eventLists';
import type { TestEventLists } from '../../app/testEvents/lists';
import { eventRows } from '../../app/events/eventNodes';
import { createShownLists, type SightOfTree } from '../events/list/shownLists';
import { lateTooltip, treeItem } from './treeItems';

/** Changes that come within this time are drawn at once. */
const COALESCE_MS = 100;

/** The tree of connections, groups, functions and qualifiers. */
interface Tree extends vscode.Disposable {
  /** The nodes, as VS Code asks for them. */
  readonly provider: vscode.TreeDataProvider<Node>;
  /** Draws a function's children again, if the tree has it. */
  redrawFunction(id: FunctionId): void;
  /** Draws the test events of a function again, if the tree has them. */
  redrawTestEvents(id: FunctionId): void;
  /** Draws a connection and all below it again. */
  redrawConnection(id: string): void;
  redrawAll(): void;
  /** Shows and selects a function. False when the connection does not list it. */
  reveal(id: FunctionId): Promise<boolean>;
  /** Shows and opens the events of a version. False when there is no such version. */
  revealEvents(ref: FunctionRef): Promise<boolean>;
}

/** What the tree is drawn from. */
interface TreeDeps {
  readonly connections: Connections;
  readonly catalog: Catalog;
  readonly report: Report;
  readonly lists: EventLists;
  readonly testEvents: TestEventLists;
  /** The view that shows the tree. */
  readonly view: Pick<vscode.TreeView<Node>, 'reveal'> & SightOfTree;
  /** Which functions are shown; all where it is not given. */
  readonly sight?: Sight;
  /** How configs stand beside their files. */
  readonly files: FileMarks;
  /** What was verified of configs. */
  readonly verified: VerifyMarks;
}

/** The tree of the given connections; nothing is read before VS Code asks for nodes. */
export function createTree(deps: TreeDeps): Tree {
  const { connections, catalog, lists, view } = deps;
  const drawn = new DrawnNodes();
  const redraw = createRedraw(drawn);

  const eventRowsOf = (node: EventsNode) => eventRows(node, shown.open(node), catalog, Date.now());
  const children = { ...deps, eventRows: eventRowsOf };

  const above = (node: Node): Node | undefined => {
    switch (node.kind) {
      case 'group':
      case 'function':
        return drawnOr(parentOf(node, children));
      case 'qualifier':
        return drawn.get(functionNodeKey(node.qualifier.ref)) ?? functionOf(node.qualifier.ref);
      case 'events':
      case 'event':
      case 'eventsRemark':
      case 'testEvents':
      case 'testEvent':
      case 'range':
      case 'failure':
      case 'empty':
        return drawnOr(node.parent);
      case 'pin':
        return drawnOr(pinsNode());
      case 'pins':
      case 'connection':
      case 'badEntry':
        return undefined;
    }
  };
  // VS Code knows nodes by identity, so the ones that it has been given are the ones to name.
  const drawnOr = (node: Node): Node => drawn.get(node.key) ?? node;

  const functionOf = (id: FunctionId): Node | undefined => {
    const connection = connections.get(id.connection);
    if (!connection) return undefined;
    const { index } = catalog.functions(id.connection);
    const place = index.placeOf(id);
    const [summary] = place < 0 ? [] : index.of(id.group, place, place + 1);
    return summary && drawnOr(functionNode(connection, summary));
  };
  const path = (node: Node): readonly string[] => {
    const parent = above(node);
    return [node.key, ...(parent ? path(parent) : [])];
  };
  const shown = createShownLists({
    view,
    lists,
    path: (node) => (drawn.get(node.key) ? path(node) : []),
    redraw: (node) => redraw.node(node.key),
  });

  /** Lets a function through the filter: VS Code reads its parents again before it reveals it. */
  const seeAlso = (id: FunctionId): void => {
    if (!deps.sight || deps.sight.shows(id)) return;
    deps.sight.showAlso(id);
    drawn.clear();
    redraw.now();
  };

  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: redraw.event,
    getTreeItem: (node) => treeItem(node, deps),
    getParent: above,
    getChildren: async (node) => {
      const rows = drawn.give(node, await childrenOf(node, children));
      shown.look();
      return [...rows];
    },
    resolveTreeItem: (item, node) => {
      const tooltip = lateTooltip(node, deps);
      if (tooltip) item.tooltip = tooltip;
      return item;
    },
  };

  return {
    provider,
    redrawFunction: (id) => redraw.node(functionNodeKey(id)),
    redrawTestEvents: (id) => redraw.node(testEventsNodeKey(id)),
    redrawConnection: (id) => {
      const connection = connections.get(id);
      if (connection) redraw.node(connectionNode(connection).key);
    },
    redrawAll: () => {
      drawn.clear();
      redraw.all();
    },
    reveal: async (id) => {
      seeAlso(id);
      const node = functionOf(id);
      if (node) await view.reveal(node, { select: true, focus: true, expand: true });
      return node !== undefined;
    },
    revealEvents: async (ref) => {
      const connection = connections.get(ref.connection);
      await catalog.functions(ref.connection).listing.done;
      const { listing, qualifiers } = catalog.qualifiers(ref);
      await listing.done;
      const qualifier = qualifiers.find(({ ref: { qualifier: name } }) => name === ref.qualifier);
      if (!connection || !qualifier || !functionOf(ref)) return false;
      seeAlso(ref);
      const node = eventsNode(qualifierNode(connection, qualifier, true, true));
      await view.reveal(drawnOr(node), { select: true, focus: true, expand: true });
      return true;
    },
    dispose: () => {
      shown.dispose();
      redraw.dispose();
    },
  };
}

/** Gathers what has to be drawn again. */
interface Redraw extends vscode.Disposable {
  readonly event: vscode.Event<Node[] | undefined>;
  /** Draws a node and its children, if the tree has it. */
  node(key: string): void;
  all(): void;
  /** Draws all, at once. */
  now(): void;
}

function createRedraw(drawn: DrawnNodes): Redraw {
  const emitter = new vscode.EventEmitter<Node[] | undefined>();
  const due = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let everything = false;

  const fire = (): void => {
    const nodes = [...due].flatMap((key) => drawn.get(key) ?? []);
    const whole = everything;
    timer = undefined;
    everything = false;
    due.clear();
    if (whole) emitter.fire(undefined);
    else if (nodes.length > 0) emitter.fire(nodes);
  };
  const soon = (): void => {
    timer ??= setTimeout(fire, COALESCE_MS);
  };

  return {
    event: emitter.event,
    node: (key) => {
      due.add(key);
      soon();
    },
    all: () => {
      everything = true;
      soon();
    },
    now: () => {
      clearTimeout(timer);
      everything = true;
      fire();
    },
    dispose: () => {
      clearTimeout(timer);
      emitter.dispose();
    },
  };
}

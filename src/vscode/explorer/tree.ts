import type * as vscode from 'vscode';
import { functionKey, type FunctionId } from '../../model/functionRef';
import { profileOf } from '../../model/services';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import type { Catalog } from '../../app/catalog/catalog';
import { childrenOf } from './children';
import { connectionNode, functionNode, functionNodeKey, groupNode, type Node } from '../../app/catalog/nodes';
import { createRedraw } from './redraw';
import { createSteps } from '../../app/catalog/steps';
import { treeItem } from './treeItems';

/** The tree of connections, groups, functions and qualifiers. */
export interface Tree extends vscode.Disposable {
  /** The nodes, as VS Code asks for them. */
  readonly provider: vscode.TreeDataProvider<Node>;
  /** Draws a function's children again, if the tree has it. */
  redrawFunction(id: FunctionId): void;
  /** Draws a connection and all below it again. */
  redrawConnection(id: string): void;
  redrawAll(): void;
  /** Shows one step more of a node's children. */
  showMore(node: Node): void;
  /** Shows and selects a function. False when the connection does not list it. */
  reveal(id: FunctionId): Promise<boolean>;
}

/** What the tree needs. */
export interface TreeDeps {
  readonly connections: Connections;
  readonly catalog: Catalog;
  readonly report: Report;
  /** The view that shows the tree. */
  readonly view: Pick<vscode.TreeView<Node>, 'reveal'>;
}

/** Makes the tree; nothing is read before VS Code asks for nodes. */
export function createTree(deps: TreeDeps): Tree {
  const { connections, catalog } = deps;
  const steps = createSteps();
  const drawn = new Map<string, Node>();
  const redraw = createRedraw(drawn);

  const remember = <N extends Node>(node: N): N => {
    drawn.set(node.key, node);
    return node;
  };

  const parentOf = (node: Node): Node | undefined => {
    switch (node.kind) {
      case 'group':
        return drawnOr(connectionNode(node.connection));
      case 'function': {
        const grouped = profileOf(node.connection.service).group !== undefined;
        return drawnOr(
          grouped ? groupNode(node.connection, node.summary.id.group) : connectionNode(node.connection),
        );
      }
      case 'qualifier':
        return drawn.get(functionNodeKey(node.qualifier.ref));
      case 'more':
      case 'failure':
      case 'empty':
        return node.parent;
      case 'connection':
      case 'badEntry':
        return undefined;
    }
  };
  // VS Code knows nodes by identity, so the ones that it has been given are the ones to name.
  const drawnOr = (node: Node): Node => drawn.get(node.key) ?? node;

  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: redraw.event,
    getTreeItem: (node) => treeItem(node, deps),
    getParent: parentOf,
    getChildren: async (node) => {
      const children = await childrenOf(node, { connections, catalog, steps });
      return children.map(remember);
    },
  };

  return {
    provider,
    redrawFunction: (id) => redraw.node(functionNodeKey(id)),
    redrawConnection: (id) => {
      const connection = connections.get(id);
      if (connection) redraw.node(connectionNode(connection).key);
    },
    redrawAll: () => {
      drawn.clear();
      redraw.all();
    },
    showMore: (node) => {
      if (node.kind !== 'more') return;
      steps.more(node.parent.key);
      redraw.node(node.parent.key);
    },
    reveal: async (id) => {
      const connection = connections.get(id.connection);
      if (!connection) return false;
      const { index } = catalog.functions(id.connection);
      const siblings = index.of(id.group);
      const place = siblings.findIndex((summary) => functionKey(summary.id) === functionKey(id));
      const summary = siblings[place];
      if (!summary) return false;
      const node = functionNode(connection, summary);
      const parent = parentOf(node);
      if (parent) steps.upTo(parent.key, place);
      await deps.view.reveal(drawnOr(node), { select: true, focus: true, expand: true });
      return true;
    },
    dispose: () => {
      redraw.dispose();
    },
  };
}

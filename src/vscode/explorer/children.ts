import type { FunctionSummary } from '../../cloud/cloud';
import type { Connection } from '../../model/connection';
import { profileOf } from '../../model/services';
import type { Connections } from '../connections/connections';
import type { Catalog } from '../../app/catalog/catalog';
import type { Listing } from '../../app/catalog/listing';
import {
  badEntryNode,
  connectionNode,
  emptyNode,
  failureNode,
  functionNode,
  groupNode,
  moreNode,
  qualifierNode,
  type ConnectionNode,
  type FunctionNode,
  type GroupNode,
  type Node,
  type ParentNode,
} from '../../app/catalog/nodes';
import type { Steps } from '../../app/catalog/steps';

/** What the children are made from. */
export interface ChildrenDeps {
  readonly connections: Pick<Connections, 'list' | 'bad' | 'cloud'>;
  readonly catalog: Catalog;
  readonly steps: Steps;
}

/** The children of a node as far as they are known; waits for the first of them, not for all. */
export async function childrenOf(node: Node | undefined, deps: ChildrenDeps): Promise<readonly Node[]> {
  switch (node?.kind) {
    case undefined:
      return [...deps.connections.list().map(connectionNode), ...deps.connections.bad().map(badEntryNode)];
    case 'connection':
      return childrenOfConnection(node, deps);
    case 'group':
      return childrenOfGroup(node, deps);
    case 'function':
      return childrenOfFunction(node, deps);
    case 'qualifier':
    case 'more':
    case 'failure':
    case 'empty':
    case 'badEntry':
      return [];
  }
}

async function childrenOfConnection(node: ConnectionNode, { catalog, steps }: ChildrenDeps): Promise<Node[]> {
  const { listing, index } = catalog.functions(node.connection.id);
  await listing.first;
  const grouped = profileOf(node.connection.service).group !== undefined;
  const children = grouped
    ? index.groups().map((group) => () => groupNode(node.connection, group))
    : index.of('').map(functionNodes(node.connection));
  return stepped(node, children, listing, steps);
}

async function childrenOfGroup(node: GroupNode, { catalog, steps }: ChildrenDeps): Promise<Node[]> {
  const { listing, index } = catalog.functions(node.connection.id);
  await listing.first;
  const children = index.of(node.group).map(functionNodes(node.connection));
  const { shown, hidden, next } = steps.cut(node.key, children);
  return [...shown.map((make) => make()), ...(hidden > 0 ? [moreNode(node, hidden, next)] : [])];
}

async function childrenOfFunction(node: FunctionNode, deps: ChildrenDeps): Promise<Node[]> {
  const { listing, qualifiers } = deps.catalog.qualifiers(node.summary.id);
  deps.catalog.configs(node.summary.id);
  await listing.first;
  const onAlias =
    qualifiers.length > 0 && (await deps.connections.cloud(node.connection.id)).capabilities.configOnAlias;
  const children = qualifiers.map(
    (qualifier) => () => qualifierNode(node.connection, qualifier, qualifier.kind === 'version' || onAlias),
  );
  return stepped(node, children, listing, deps.steps);
}

function functionNodes(connection: Connection): (summary: FunctionSummary) => () => FunctionNode {
  return (summary) => () => functionNode(connection, summary);
}

/** As many children as are to be shown; then what there is to say about the others. */
function stepped(
  parent: ParentNode,
  children: readonly (() => Node)[],
  { phase }: Listing,
  steps: Steps,
): Node[] {
  const { shown, hidden, next } = steps.cut(parent.key, children);
  return [
    ...shown.map((make) => make()),
    ...(hidden > 0 ? [moreNode(parent, hidden, next)] : []),
    ...(phase.kind === 'failed' ? [failureNode(parent, phase.error)] : []),
    ...(phase.kind === 'complete' && children.length === 0 ? [emptyNode(parent)] : []),
  ];
}

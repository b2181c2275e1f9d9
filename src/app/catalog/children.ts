import type { Cloud } from '../../cloud/cloud';
import type { Connection } from '../../model/connection';
import { profileOf } from '../../model/services';
import type { BadEntry } from '../connections/entries';
import type { TestEventLists } from '../testEvents/lists';
import type { Catalog } from './catalog';
import type { Listing } from './listing';
import { seen, type Sight } from './sight';
import {
  badEntryNode,
  connectionNode,
  emptyNode,
  eventsNode,
  failureNode,
  functionNode,
  groupNode,
  pinNode,
  pinsNode,
  qualifierNode,
  rangeNode,
  testEventNode,
  testEventsNode,
  type EventsNode,
  type FunctionNode,
  type GroupNode,
  type Node,
  type ParentNode,
  type RangeNode,
  type TestEventsNode,
} from './nodes';

/** Most nodes that one node shows directly: a tree with thousands of rows at once is slow, and nobody reads them. */
const STEP = 500;

/** What the children are made from. */
interface ChildrenDeps {
  readonly connections: {
    list(): readonly Connection[];
    bad(): readonly BadEntry[];
    cloud(id: string): Promise<Pick<Cloud, 'capabilities' | 'testEvents'>>;
  };
  readonly catalog: Catalog;
  /** The rows below a version's events. */
  eventRows(node: EventsNode): readonly Node[];
  /** The test events of functions, read when they are asked for. */
  readonly testEvents: Pick<TestEventLists, 'read'>;
  /** Which functions are shown; all where it is not given. */
  readonly sight?: Sight;
  /** Most nodes that one node shows directly; 500 where it is not given. */
  readonly step?: number;
}

/** All that stands below a node, known by place; nodes are made for those that are shown. */
interface Members {
  readonly listing: Listing;
  readonly count: number;
  nodes(from: number, to: number): readonly Node[];
  nameAt(place: number): string;
  /** What stands after them. */
  readonly last?: readonly Node[];
}

/** The children of a node as far as they are known; waits for the first of them, not for all. */
export async function childrenOf(node: Node | undefined, deps: ChildrenDeps): Promise<readonly Node[]> {
  switch (node?.kind) {
    case undefined:
      return [
        ...(pinned(deps).length > 0 ? [pinsNode()] : []),
        ...deps.connections.list().map(connectionNode),
        ...deps.connections.bad().map(badEntryNode),
      ];
    case 'pins':
      return pinned(deps);
    case 'connection':
    case 'group':
    case 'function': {
      const members = await membersOf(node, deps);
      const remarked = node.kind === 'group' ? [] : remarks(node, members, deps);
      return [...inSteps(node, members, deps.step), ...(members.last ?? []), ...remarked];
    }
    case 'range':
      return (await membersOf(node.parent, deps)).nodes(node.from, node.to);
    case 'qualifier':
      return node.listsEvents ? [eventsNode(node)] : [];
    case 'events':
      return deps.eventRows(node);
    case 'testEvents':
      return testEventRows(node, deps);
    case 'testEvent':
    case 'event':
    case 'eventsRemark':
    case 'failure':
    case 'empty':
    case 'badEntry':
    case 'pin':
      return [];
  }
}

/** The pins of connections that are there. */
function pinned({ connections, sight }: ChildrenDeps): readonly Node[] {
  const all = connections.list();
  return (sight?.pins() ?? []).flatMap((id) => {
    const connection = all.find((one) => one.id === id.connection);
    return connection ? [pinNode(connection, id)] : [];
  });
}

/** The test events of a function, or why there are none to show. */
async function testEventRows(node: TestEventsNode, { testEvents }: ChildrenDeps): Promise<readonly Node[]> {
  try {
    const events = await testEvents.read(node.parent.summary.id);
    return events.length === 0 ? [emptyNode(node)] : events.map((event) => testEventNode(node, event));
  } catch (error) {
    return [failureNode(node, error)];
  }
}

/** The node that stands above a function or a group: what it belongs to, or a range of that. */
export function parentOf(
  node: FunctionNode | GroupNode,
  { catalog, sight, step = STEP }: ChildrenDeps,
): Node {
  const { connection } = node;
  const index = seen(catalog.functions(connection.id).index, connection, sight);
  if (node.kind === 'group') {
    const groups = index.groups();
    const parent = connectionNode(connection);
    return rangeAround(parent, groups.indexOf(node.group), groups.length, (place) => groups[place], step);
  }
  const { group } = node.summary.id;
  const parent = isGrouped(connection) ? groupNode(connection, group) : connectionNode(connection);
  const nameAt = (place: number) => index.nameAt(group, place);
  return rangeAround(parent, index.placeOf(node.summary.id), index.count(group), nameAt, step);
}

async function membersOf(parent: ParentNode, deps: ChildrenDeps): Promise<Members> {
  if (parent.kind === 'function') return qualifiersOf(parent, deps);
  const { connection } = parent;
  const { listing, index: all } = deps.catalog.functions(connection.id);
  await listing.first;
  const index = seen(all, connection, deps.sight);
  if (parent.kind === 'connection' && isGrouped(connection)) {
    const groups = index.groups();
    return {
      listing,
      count: groups.length,
      nodes: (from, to) => groups.slice(from, to).map((group) => groupNode(connection, group)),
      nameAt: (place) => groups[place] ?? '',
    };
  }
  const group = parent.kind === 'group' ? parent.group : '';
  return {
    listing,
    count: index.count(group),
    nodes: (from, to) => index.of(group, from, to).map((summary) => functionNode(connection, summary)),
    nameAt: (place) => index.nameAt(group, place) ?? '',
  };
}

async function qualifiersOf(node: FunctionNode, { catalog, connections }: ChildrenDeps): Promise<Members> {
  const { listing, qualifiers } = catalog.qualifiers(node.summary.id);
  catalog.configs(node.summary.id);
  await listing.first;
  const cloud = qualifiers.length > 0 ? await connections.cloud(node.connection.id) : undefined;
  const can = cloud?.capabilities;
  return {
    listing,
    last: cloud?.testEvents ? [testEventsNode(node)] : [],
    count: qualifiers.length,
    nodes: (from, to) =>
      qualifiers
        .slice(from, to)
        .map((qualifier) =>
          qualifierNode(
            node.connection,
            qualifier,
            qualifier.kind === 'version' || can?.configOnAlias === true,
            can?.followAsync === true,
          ),
        ),
    nameAt: (place) => qualifiers[place]?.ref.qualifier ?? '',
  };
}

/** The first members; the others wait in ranges, each of which costs as much as it shows. */
function inSteps(parent: ParentNode, members: Members, step = STEP): readonly Node[] {
  const { count } = members;
  const nameAt = (place: number) => members.nameAt(place);
  const ranges: RangeNode[] = [];
  for (let from = step; from < count; from += step) ranges.push(rangeFrom(parent, from, count, nameAt, step));
  return [...members.nodes(0, step), ...ranges];
}

/** What there is to say about members that are missing. */
function remarks(
  parent: ParentNode,
  { listing: { phase }, count }: Members,
  { catalog }: ChildrenDeps,
): readonly Node[] {
  if (phase.kind === 'failed') return [failureNode(parent, phase.error)];
  if (phase.kind !== 'complete' || count > 0) return [];
  const isFiltered = (catalog.knownFunctions(parent.connection.id)?.index.size ?? 0) > 0;
  return [emptyNode(parent, isFiltered && parent.kind === 'connection')];
}

function rangeAround(
  parent: ParentNode,
  place: number,
  count: number,
  nameAt: (place: number) => string | undefined,
  step: number,
): Node {
  if (place < step) return parent;
  return rangeFrom(parent, Math.floor(place / step) * step, count, (at) => nameAt(at) ?? '', step);
}

function rangeFrom(
  parent: ParentNode,
  from: number,
  count: number,
  nameAt: (place: number) => string,
  step: number,
): RangeNode {
  const to = Math.min(from + step, count);
  return rangeNode(parent, from, to, [nameAt(from), nameAt(to - 1)]);
}

function isGrouped({ service }: Connection): boolean {
  return profileOf(service).group !== undefined;
}

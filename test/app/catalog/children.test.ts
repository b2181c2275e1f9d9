import { describe, expect, it } from 'vitest';
import type { FunctionSummary } from '../../../src/cloud/functionSummary';
import type { Connection } from '../../../src/model/connection';
import { createCatalog } from '../../../src/app/catalog/catalog';
import { childrenOf, parentOf } from '../../../src/app/catalog/children';
import { DrawnNodes } from '../../../src/app/catalog/drawnNodes';
import { connectionNode, functionNode, groupNode, type Node } from '../../../src/app/catalog/nodes';
import { inPages } from './pages';

const grouped: Connection = {
  id: 'c',
  name: 'C',
  service: 'functiongraph-otc',
  region: 'eu-de',
  credential: 'keys',
};
const flat: Connection = { ...grouped, service: 'functioncompute-3', region: 'cn-hangzhou' };

function summaries(count: number, group: (i: number) => string): FunctionSummary[] {
  return Array.from({ length: count }, (_, i) => {
    const name = `f${String(i).padStart(6, '0')}`;
    return { id: { connection: 'c', group: group(i), name }, urn: `urn:${name}` };
  });
}

function treeOf(connection: Connection, functions: FunctionSummary[], step?: number) {
  const catalog = createCatalog(
    () =>
      Promise.resolve({
        listFunctions: () => inPages(functions),
        listQualifiers: () => inPages(),
        listAsyncConfigs: () => inPages(),
      }),
    { functions: () => undefined, function: () => undefined },
  );
  const deps = {
    connections: {
      list: () => [connection],
      bad: () => [],
      cloud: () => Promise.reject(new Error('nobody asks')),
    },
    catalog,
    eventRows: () => [],
    testEvents: { read: () => Promise.reject(new Error('nobody looks')) },
    ...(step !== undefined && { step }),
  };
  return { catalog, deps, children: (node?: Node) => childrenOf(node, deps) };
}

const names = (nodes: readonly Node[]) =>
  nodes.map((node) => (node.kind === 'function' ? node.summary.id.name : node.kind));

describe('a node with many children', () => {
  it('shows 500 of them and a range for each further 500, every child once', async () => {
    const { children } = treeOf(
      flat,
      summaries(1234, () => ''),
    );
    const shown = await children(connectionNode(flat));
    const ranges = shown.filter((node) => node.kind === 'range');
    expect(shown).toHaveLength(502);
    expect(ranges.map(({ names: ends }) => ends)).toEqual([
      ['f000500', 'f000999'],
      ['f001000', 'f001233'],
    ]);
    const below = await Promise.all(ranges.map(children));
    expect(below.map((nodes) => nodes.length)).toEqual([500, 234]);
    const all = [...shown.slice(0, 500), ...below.flat()];
    expect(new Set(names(all)).size).toBe(1234);
    expect(names(all)).toEqual([...names(all)].sort());
  });

  it('makes no more nodes for a range than the range shows, however many there are', async () => {
    for (const count of [1_000, 100_000]) {
      const { children, catalog } = treeOf(
        grouped,
        summaries(count, () => 'g'),
      );
      await catalog.functions('c').listing.done;
      const shown = await children(groupNode(grouped, 'g'));
      expect(shown).toHaveLength(500 + (count - 500) / 500);
      expect(await children(shown.at(-1))).toHaveLength(500);
    }
  });

  it('is found from each child, through the range that has it', async () => {
    const { children, deps } = treeOf(
      grouped,
      summaries(25, (i) => `g${i % 5}`),
      2,
    );
    const root = connectionNode(grouped);
    const visit = async (node: Node): Promise<readonly Node[]> => {
      const below = await children(node);
      for (const child of below) {
        if (child.kind === 'group' || child.kind === 'function') expect(parentOf(child, deps)).toEqual(node);
      }
      const all = await Promise.all(below.filter((child) => child.kind !== 'function').map(visit));
      return [...below, ...all.flat()];
    };
    const all = await visit(root);
    expect(all.filter(({ kind }) => kind === 'function')).toHaveLength(25);
    expect(all.filter(({ kind }) => kind === 'group')).toHaveLength(5);
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
  });
});

describe('the nodes that the tree has', () => {
  const nodesOf = (...numbers: number[]) =>
    summaries(5, () => '')
      .filter((_, i) => numbers.includes(i))
      .map((summary) => functionNode(flat, summary));

  it('are forgotten, with all below them, when they are no longer children of their parent', () => {
    const drawn = new DrawnNodes();
    const root = connectionNode(flat);
    drawn.give(undefined, [root]);
    drawn.give(root, nodesOf(0, 1, 2));
    expect(drawn.size).toBe(4);
    const [one, other] = nodesOf(1, 3);
    drawn.give(root, nodesOf(1, 3));
    expect(drawn.size).toBe(3);
    expect(drawn.get(one?.key ?? '')).toEqual(one);
    expect(drawn.get(other?.key ?? '')).toEqual(other);
    drawn.give(undefined, []);
    expect(drawn.size).toBe(0);
  });
});

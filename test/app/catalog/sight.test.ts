import { describe, expect, it } from 'vitest';
import type { FunctionSummary } from '../../../src/cloud/functionSummary';
import type { Connection } from '../../../src/model/connection';
import type { FunctionId } from '../../../src/model/functionRef';
import { createCatalog } from '../../../src/app/catalog/catalog';
import { childrenOf, parentOf } from '../../../src/app/catalog/children';
import { refOf } from '../../../src/app/catalog/handedOver';
import { connectionNode, functionNode, groupNode, type Node } from '../../../src/app/catalog/nodes';
import type { OwnFunctions } from '../../../src/app/catalog/ownFunctions';
import { createSight } from '../../../src/app/catalog/sight';
import { inPages } from './pages';

const connection: Connection = {
  ...{ id: 'c', name: 'C', service: 'functiongraph-otc' },
  ...{ region: 'eu-de', credential: 'keys' },
};

/** What a workspace, or all, remember. */
function memory(values = new Map<string, unknown>()) {
  return {
    values,
    get: <T>(key: string, byDefault: T): T => (values.has(key) ? (values.get(key) as T) : byDefault),
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
  };
}

function window(workspace = memory(), everywhere = memory()) {
  const sight = createSight(workspace, everywhere, (one) => (one === 'c' ? connection.service : undefined));
  const functions = [
    'orders/create',
    'orders/cancel',
    'orders/test-create',
    'billing/orders-report',
    'other/x',
  ];
  const summaries = functions.map((label): FunctionSummary => {
    const [group = '', name = ''] = label.split('/');
    return { id: { connection: 'c', group, name }, urn: `urn:${name}` };
  });
  const many = Array.from({ length: 20 }, (_, i): FunctionSummary => {
    const name = `f${String(i).padStart(2, '0')}${i % 2 ? '-odd' : ''}`;
    return { id: { connection: 'c', group: 'many', name }, urn: `urn:${name}` };
  });
  const catalog = createCatalog(
    () =>
      Promise.resolve({
        listFunctions: () => inPages([...summaries, ...many]),
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
    ...{ catalog, sight, step: 4, eventRows: () => [] },
    testEvents: { read: () => Promise.reject(new Error('nobody looks')) },
  };
  const children = async (node?: Node) => {
    await catalog.functions('c').listing.done;
    return childrenOf(node, deps);
  };
  return { sight, workspace, everywhere, deps, children, summaries: [...summaries, ...many] };
}

const label = (node: Node): string =>
  node.kind === 'group' ? node.group : node.kind === 'function' ? node.summary.id.name : node.kind;
const id = (group: string, name: string): FunctionId => ({ connection: 'c', group, name });

describe('a filter of functions', () => {
  it('shows those whose group and name have all its words, and groups that have such', async () => {
    const { sight, children } = window();
    await sight.setFilter(' Orders  create ');
    expect((await children(connectionNode(connection))).map(label)).toEqual(['orders']);
    expect((await children(groupNode(connection, 'orders'))).map(label)).toEqual(['create', 'test-create']);
    await sight.setFilter('orders -test -cancel');
    expect((await children(connectionNode(connection))).map(label)).toEqual(['billing', 'orders']);
    expect((await children(groupNode(connection, 'orders'))).map(label)).toEqual(['create']);
    await sight.setFilter('');
    expect(await children(connectionNode(connection))).toHaveLength(4);
  });

  it('shows only what the files of the workspace are about, once that is known, and over a restart', async () => {
    const { sight, children, workspace } = window();
    await sight.setOnlyOwn(true);
    expect(await children(connectionNode(connection))).toHaveLength(4);
    const creates = ({ name }: FunctionId, service: string) =>
      service === connection.service && name === 'create';
    await sight.setOwn(Promise.resolve({ has: creates }));
    expect((await children(connectionNode(connection))).map(label)).toEqual(['orders']);
    await sight.setFilter('cancel');
    expect(await children(connectionNode(connection))).toMatchObject([{ kind: 'empty', isFiltered: true }]);
    expect(window(workspace).sight.onlyOwn()).toBe(true);
    await sight.setFilter('');
    await sight.setOnlyOwn(false);
    expect(await children(connectionNode(connection))).toHaveLength(4);
  });

  it('goes by the newest look at the files, whichever ends last, and by an older one where that fails', async () => {
    const { sight } = window();
    await sight.setOnlyOwn(true);
    const finds = (name: string): OwnFunctions => ({ has: (one) => one.name === name });
    let endOlder: (found: OwnFunctions) => void = () => undefined;
    let endNewer = endOlder;
    const older = sight.setOwn(new Promise((resolve) => (endOlder = resolve)));
    const newer = sight.setOwn(new Promise((resolve) => (endNewer = resolve)));
    const broken = sight.setOwn(Promise.reject(new Error('cannot be read')));
    await expect(broken).rejects.toThrow('cannot be read');
    endNewer(finds('new'));
    await newer;
    endOlder(finds('old'));
    await older;
    expect([sight.shows(id('g', 'new')), sight.shows(id('g', 'old'))]).toEqual([true, false]);
  });

  it('says where it lets none through, which is not that there are none', async () => {
    const { sight, children } = window();
    await sight.setFilter('nobody');
    expect(await children(connectionNode(connection))).toMatchObject([{ kind: 'empty', isFiltered: true }]);
  });

  it('survives a restart, and is of its workspace', async () => {
    const first = window();
    await first.sight.setFilter('orders');
    await first.sight.setPinned([id('orders', 'create')], true);
    const again = window(first.workspace, first.everywhere);
    expect(again.sight.filter()).toBe('orders');
    const elsewhere = window(memory(), first.everywhere);
    expect(elsewhere.sight.isNarrow()).toBe(false);
    expect(elsewhere.sight.pins()).toEqual([id('orders', 'create')]);
  });

  it('keeps ranges whole: every function that is shown once, below the node that is said to be above it', async () => {
    const { sight, children, deps, summaries } = window();
    await sight.setFilter('many odd');
    const group = groupNode(connection, 'many');
    const shown: Node[] = [];
    for (const node of await children(group)) {
      const rows = node.kind === 'range' ? await children(node) : [node];
      for (const row of rows)
        if (row.kind === 'function')
          expect(parentOf(row, deps).key).toBe(rows[0] === node ? group.key : node.key);
      shown.push(...rows);
    }
    const odd = summaries.filter(({ id: { name } }) => name.endsWith('-odd'));
    expect(shown).toEqual(odd.map((summary) => functionNode(connection, summary)));
  });

  it('lets through what somebody was led to, until it changes', async () => {
    const { sight, children } = window();
    await sight.setFilter('billing');
    sight.showAlso(id('other', 'x'));
    expect((await children(connectionNode(connection))).map(label)).toEqual(['billing', 'other']);
    await sight.setFilter('billing report');
    expect((await children(connectionNode(connection))).map(label)).toEqual(['billing']);
  });

  it('takes what is remembered for nothing where it is nonsense', () => {
    const workspace = memory(new Map<string, unknown>([['fndeck.functions.filter', 7]]));
    const everywhere = memory(
      new Map<string, unknown>([['fndeck.functions.pins', [7, { name: 'x' }, null]]]),
    );
    const { sight } = window(workspace, everywhere);
    expect([sight.filter(), sight.pins()]).toEqual(['', []]);
  });
});

describe('pins', () => {
  it('stand in front of the connections, in their order, and mean their functions', async () => {
    const { sight, children } = window();
    expect((await children()).map(label)).toEqual(['connection']);
    await sight.setPinned([id('other', 'x'), id('orders', 'create')], true);
    await sight.setPinned([id('other', 'x')], true);
    const [pins, ...others] = await children();
    expect([pins?.kind, ...others.map(label)]).toEqual(['pins', 'connection']);
    const rows = await children(pins);
    expect(rows.map((row) => refOf(row))).toEqual([
      { ...id('orders', 'create'), qualifier: 'latest' },
      { ...id('other', 'x'), qualifier: 'latest' },
    ]);
    await sight.setPinned([id('orders', 'create'), id('other', 'x')], false);
    expect((await children()).map(label)).toEqual(['connection']);
  });

  it('of connections that are not there are kept and not shown, and read nothing', async () => {
    const { sight, deps } = window();
    await sight.setPinned([{ ...id('orders', 'create'), connection: 'gone' }], true);
    expect((await childrenOf(undefined, deps)).map(label)).toEqual(['connection']);
    expect(sight.pins()).toHaveLength(1);
    await sight.setPinned([id('orders', 'create')], true);
    await childrenOf((await childrenOf(undefined, deps))[0], deps);
    expect(deps.catalog.knownFunctions('c')).toBeUndefined();
  });
});

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createCatalog, type Source } from '../../src/app/catalog/catalog';
import type { FunctionSummary } from '../../src/cloud/functionSummary';
import type { Connection } from '../../src/model/connection';
import { pickFunction } from '../../src/vscode/explorer/functionPick';
import { createReport } from '../../src/vscode/report';
import { eventually } from './eventually';

const connectionNamed = (id: string): Connection => ({
  ...{ id, name: `Connection ${id}`, service: 'functiongraph-otc', region: 'eu-de', credential: 'keys' },
});
const hello = (connection: string): FunctionSummary => ({
  id: { connection, group: 'default', name: 'hello' },
  urn: `urn:fss:eu-de:p:function:default:hello-${connection}`,
});

/** The search over two connections, each of which lists what `list` gives. */
function searching(list: (connection: string) => AsyncIterable<readonly FunctionSummary[]>) {
  const report = createReport('Function Pick Test');
  const [grown, changed] = [new vscode.EventEmitter<string>(), new vscode.EventEmitter<readonly string[]>()];
  const allowed: string[] = [];
  const source = (connection: string) => ({ listFunctions: () => list(connection) }) as unknown as Source;
  const catalog = createCatalog((connection) => Promise.resolve(source(connection)), {
    functions: (connection) => grown.fire(connection),
    function: () => undefined,
  });
  const connections = {
    list: () => ['first', 'second'].map(connectionNamed),
    get: connectionNamed,
    onDidChange: changed.event,
    allowSignIn: (id: string) => Promise.resolve(void allowed.push(id)),
  };
  const { createQuickPick } = vscode.window;
  let box = createQuickPick();
  box.dispose();
  Object.assign(vscode.window, { createQuickPick: () => (box = createQuickPick()) });
  const picked = pickFunction('Search', [], { connections, catalog, report, onFunctions: grown.event });
  Object.assign(vscode.window, { createQuickPick });
  return {
    allowed,
    picked,
    labels: () => box.items.map(({ label, description = '' }) => `${label} ${description}`.trim()),
    active: () => box.activeItems[0]?.description,
    /** Goes to a line, and on when VS Code has heard it: it is told in the next turn. */
    goTo: async (part: string) => {
      const item = box.items.find(
        ({ kind, label, description = '' }) =>
          kind !== vscode.QuickPickItemKind.Separator && `${label} ${description}`.includes(part),
      );
      assert.ok(item, part);
      box.activeItems = [item];
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
    accept: () => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem'),
    end: () => {
      box.hide();
      catalog.dispose();
      vscode.Disposable.from(report, grown, changed).dispose();
    },
  };
}

describe('the search over all functions', () => {
  it('stays at the function that a person has gone to, when another of its name comes before it', async () => {
    let more: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (more = resolve));
    const search = searching(async function* (connection) {
      if (connection === 'first') await waiting;
      yield [hello(connection)];
    });
    try {
      await eventually(() => assert.equal(search.labels().length, 2));
      await search.goTo('Connection second');
      await eventually(() => assert.match(search.active() ?? '', /Connection second/));
      more();
      await eventually(() => assert.equal(search.labels().length, 4));
      let chosen: Awaited<typeof search.picked> = undefined;
      void search.picked.then((one) => (chosen = one));
      await eventually(async () => {
        await search.accept();
        assert.deepEqual(chosen, { kind: 'function', summary: hello('second') });
      });
    } finally {
      search.end();
    }
  });

  it('lists again where that failed, with a sign-in that may be sent once more', async () => {
    const tries: string[] = [];
    const search = searching(async function* (connection) {
      tries.push(connection);
      await Promise.resolve();
      if (connection === 'first' && search.allowed.length === 0) throw new Error('refused');
      yield [hello(connection)];
    });
    try {
      await eventually(() => assert.match(search.labels().join(), /Connection first could not be listed/));
      await eventually(async () => {
        if (search.allowed.length > 0) return;
        await search.goTo('could not be listed');
        await search.accept();
        assert.ok(search.allowed.includes('first'));
      });
      await eventually(() => assert.equal(search.labels().length, 4));
      assert.ok(tries.filter((one) => one === 'first').length > 1);
    } finally {
      search.end();
    }
  });
});

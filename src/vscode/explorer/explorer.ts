import * as vscode from 'vscode';
import {
  functionKey,
  functionLabel,
  refLabel,
  type FunctionId,
  type FunctionRef,
} from '../../model/functionRef';
import type { FileMarks } from '../code/openCode';
import type { ConfigEditing } from '../configEditor/configEditing';
import { BACK } from '../connections/prompts';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import type { VerifyMarks } from '../verify/openVerify';
import { CLOCK, type Clock } from '../../app/clock';
import { createCatalog, type Catalog } from '../../app/catalog/catalog';
import type { Event } from '../../app/event';
import { EventLists } from '../../app/events/eventLists';
import { TestEventLists } from '../../app/testEvents/lists';
import { createEventCommands, type EventCommands } from '../events/list/commands';
import type { SightOfTree } from '../events/list/shownLists';
import { pickFunction } from './functionPick';
import { copyUrn, openConsole } from './links';
import { connectionOf, isNode, refOf } from '../../app/catalog/handedOver';
import type { OwnFiles } from './ownFunctions';
import { createSight } from '../../app/catalog/sight';
import type { Node } from '../../app/catalog/nodes';
import { pickQualifier } from './qualifierPick';
import { createSightCommands, type SightCommands } from './sightCommands';
import { createTree } from './tree';

/** The tree of functions and what can be done with its nodes. Commands hand over whatever VS Code gave them. */
export interface Explorer extends vscode.Disposable, EventCommands {
  /** The rows of the view `fndeck.functions`. */
  readonly rows: vscode.TreeDataProvider<Node>;
  /** What has been read so far. */
  readonly lists: Pick<Catalog, 'knownFunctions' | 'knownConfigs'>;
  /** More was read, or less is known. */
  readonly onDidChangeLists: vscode.Event<unknown>;
  /** Reads again: what is below the node, or everything. */
  refresh(node?: unknown): void;
  /** Reads a list that failed again. */
  retry(node: unknown): Promise<void>;
  /** Shows a function in the tree: the one of a row, or one that the person searches for. Gives it. */
  goToFunction(node?: unknown): Promise<FunctionId | undefined>;
  /** Which functions are shown, and which stand on top. */
  readonly sight: SightCommands;
  /** Lets a person choose a version of a function; undefined when they left. */
  pick(
    title: string,
    options: { readonly recent?: readonly FunctionRef[] },
  ): Promise<FunctionRef | undefined>;
  /**
   * Shows a function in the tree once it is listed; false where it is not. Rejects where the list cannot be read, or
   * when the person did not want to wait.
   */
  reveal(id: FunctionId, signal: AbortSignal): Promise<boolean>;
  copyUrn(node: unknown): Promise<string | undefined>;
  openConsole(node: unknown): Promise<void>;
  /** Shows the events of a version in the tree. */
  showEvents(ref: FunctionRef): Promise<void>;
}

/** What the explorer shows, and what tells of changes. */
export interface ExplorerDeps {
  readonly connections: Connections;
  readonly report: Report;
  /** The view that shows the rows. */
  readonly view: Pick<vscode.TreeView<Node>, 'reveal' | 'message'> & SightOfTree;
  /** Tells what services were seen to hold, while configs are read, saved and deleted. */
  readonly config: Pick<ConfigEditing, 'onDidLearnConfig'>;
  /** How configs stand beside their files in the workspace. */
  readonly files: FileMarks;
  /** What was verified of configs. */
  readonly verified: VerifyMarks;
  /** Tells of functions whose test events were written from here. */
  readonly testEvents: { readonly onDidWrite: Event<FunctionId> };
  /** Where it is remembered what is shown: for this workspace, and for all. */
  readonly memory: { readonly workspace: vscode.Memento; readonly everywhere: vscode.Memento };
  /** The files that say which functions are the workspace's own. */
  readonly own: () => Promise<OwnFiles>;
  /** By which lists of events are read again and again. */
  readonly clock?: Clock;
}

/** The explorer over the given connections. Nothing is read before somebody looks. */
export function createExplorer(deps: ExplorerDeps): Explorer {
  const { connections, report, view, config, files, verified, memory, clock = CLOCK } = deps;
  const functionsChanged = new vscode.EventEmitter<string>();
  const listsChanged = new vscode.EventEmitter<unknown>();
  const catalog = createCatalog((id) => connections.cloud(id), {
    functions: (connection) => {
      tree.redrawConnection(connection);
      functionsChanged.fire(connection);
      listsChanged.fire(connection);
    },
    function: (id) => {
      tree.redrawFunction(id);
      listsChanged.fire(id);
    },
  });
  const lists = new EventLists({
    cloud: (id) => connections.cloud(id),
    clock,
  });
  const testEvents = new TestEventLists(
    (id) => connections.cloud(id),
    (id) => tree.redrawTestEvents(id),
  );
  const sight = createSight(memory.workspace, memory.everywhere, (id) => connections.get(id)?.service);
  const parts = { connections, catalog, report, lists, testEvents, view, files, verified, sight };
  const tree = createTree(parts);
  const sightCommands = createSightCommands(sight, view, () => tree.redrawAll(), deps.own);
  const events = createEventCommands({ connections, report, lists });

  const refreshTestEvents = (of: FunctionId): void => {
    testEvents.forget((id) => functionKey(id) === functionKey(of));
    tree.redrawTestEvents(of);
  };
  const refreshConnection = (id: string): void => {
    catalog.forgetConnection(id);
    testEvents.forget(({ connection }) => connection === id);
    tree.redrawConnection(id);
  };
  const refreshFunction = (id: FunctionId): void => {
    catalog.forgetFunction(id);
    refreshTestEvents(id);
    tree.redrawFunction(id);
  };
  const refresh = (node?: unknown): void => {
    if (isNode(node)) {
      if (node.kind === 'function') return refreshFunction(node.summary.id);
      if (node.kind === 'qualifier') return refreshFunction(node.qualifier.ref);
      if (node.kind === 'testEvents') return refreshTestEvents(node.parent.summary.id);
      if (node.kind === 'events') return lists.known(node.parent.qualifier.ref)?.refresh();
      if (node.kind === 'connection' || node.kind === 'group') return refreshConnection(node.connection.id);
      if ('parent' in node) return refresh(node.parent);
    }
    for (const { id } of connections.list()) catalog.forgetConnection(id);
    lists.all().forEach((list) => list.refresh());
    testEvents.forget(() => true);
    sightCommands.refreshOwn();
    tree.redrawAll();
  };

  const reveal: Explorer['reveal'] = async (id, signal) => {
    const { listing } = catalog.functions(id.connection);
    const left = new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new vscode.CancellationError())),
    );
    await Promise.race([listing.done, left]);
    if (listing.phase.kind === 'failed') throw listing.phase.error;
    return tree.reveal(id);
  };

  const goToFunction = async (node?: unknown): Promise<FunctionId | undefined> => {
    const named = refOf(node);
    if (named) {
      const id = { connection: named.connection, group: named.group, name: named.name };
      if (await reveal(id, new AbortController().signal)) return id;
      throw new Error(vscode.l10n.t('{0} is not in the list of functions.', functionLabel(id)));
    }
    const title = vscode.l10n.t('Go to Function');
    const picked = await pickFunction(title, [], {
      connections,
      catalog,
      report,
      onFunctions: functionsChanged.event,
    });
    if (picked?.kind !== 'function') return undefined;
    const { id } = picked.summary;
    await tree.reveal(id);
    return id;
  };

  const pick: Explorer['pick'] = async (title, { recent = [] }) => {
    for (;;) {
      const deps = { connections, catalog, report, onFunctions: functionsChanged.event };
      const picked = await pickFunction(title, recent, deps);
      if (!picked) return undefined;
      if (picked.kind === 'recent') return picked.ref;
      const ref = await pickQualifier(title, picked.summary.id, catalog);
      if (ref !== BACK) return ref;
    }
  };

  const listening = vscode.Disposable.from(
    config.onDidLearnConfig(({ ref, config: learned }) => {
      if (catalog.learnConfig(ref, learned)) tree.redrawFunction(ref);
    }),
    ...[files, verified].map((marks) =>
      marks.onDidChange((ref) => (ref ? tree.redrawFunction(ref) : tree.redrawAll())),
    ),
    deps.testEvents.onDidWrite(refreshTestEvents),
    followConnections(connections, catalog, (ids) => {
      lists.forget(({ connection }) => ids.includes(connection));
      testEvents.forget(({ connection }) => ids.includes(connection));
      tree.redrawAll();
    }),
  );

  return {
    rows: tree.provider,
    lists: catalog,
    onDidChangeLists: listsChanged.event,
    refresh,
    retry: async (node) => {
      const connection = connectionOf(node);
      if (connection) await connections.allowSignIn(connection.id);
      if (!events.retry(node)) refresh(node);
    },
    goToFunction,
    sight: sightCommands,
    reveal,
    pick,
    ...events.commands,
    showEvents: async (ref) => {
      if (await tree.revealEvents(ref)) return;
      throw new Error(vscode.l10n.t('{0} is not in the list of functions.', refLabel(ref)));
    },
    copyUrn: (node) => copyUrn(node, connections),
    openConsole: (node) => openConsole(node, connections),
    dispose: () => {
      catalog.dispose();
      lists.forget(() => true);
      testEvents.forget(() => true);
      vscode.Disposable.from(listening, sightCommands, tree, functionsChanged, listsChanged).dispose();
    },
  };
}

/** Forgets what was read through connections that changed (as somebody else, too), went, or could not be read. */
function followConnections(
  connections: Connections,
  catalog: Catalog,
  redraw: (forgotten: readonly string[]) => void,
): vscode.Disposable {
  return connections.onDidChange((ids) => {
    const failed = connections
      .list()
      .filter(({ id }) => catalog.knownFunctions(id)?.listing.phase.kind === 'failed');
    const forgotten = [...ids, ...failed.map((connection) => connection.id)];
    for (const id of forgotten) catalog.forgetConnection(id);
    redraw(forgotten);
  });
}

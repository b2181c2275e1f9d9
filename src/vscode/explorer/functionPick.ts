import * as vscode from 'vscode';
import type { FunctionSummary } from '../../cloud/functionSummary';
import type { Connection } from '../../model/connection';
import { functionKey, refKey, refLabel, type FunctionRef } from '../../model/functionRef';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import type { Catalog } from '../../app/catalog/catalog';
import type { FunctionIndex } from '../../app/catalog/functionIndex';
import { firstSteps } from '../connections/firstConnection';
import { plainItem } from '../window/quickInput';

/** What was picked: a function, or a version of it that was used before. */
type Picked =
  | { readonly kind: 'function'; readonly summary: FunctionSummary }
  | { readonly kind: 'recent'; readonly ref: FunctionRef };

/** Where the functions come from. */
interface FunctionPickDeps {
  readonly connections: Pick<Connections, 'list' | 'get' | 'onDidChange' | 'allowSignIn'>;
  readonly catalog: Catalog;
  readonly report: Report;
  /** Fires when the functions of a connection have grown. */
  readonly onFunctions: vscode.Event<string>;
}

interface Item extends vscode.QuickPickItem {
  /** What tells it from all others, whose labels may be the same. */
  readonly key?: string;
  readonly chosen?: Picked;
  /** The connection that failed. */
  readonly failed?: string;
  /** A way to a first connection. */
  readonly command?: string;
}

/** Lets a person choose among the functions of all connections, while they are still being listed. */
export function pickFunction(
  title: string,
  recent: readonly FunctionRef[],
  deps: FunctionPickDeps,
): Promise<Picked | undefined> {
  const box = vscode.window.createQuickPick<Item>();
  box.title = title;
  box.placeholder = vscode.l10n.t('Type a part of the name');
  box.matchOnDescription = true;
  // Other questions follow, or a page has asked, which takes the focus with the press.
  box.ignoreFocusOut = true;

  const draw = (): void => {
    const lists = deps.connections.list().map((connection) => ({
      connection,
      list: deps.catalog.functions(connection.id),
    }));
    const [active] = box.activeItems.map(keyOf);
    box.busy = lists.some(({ list }) => list.listing.phase.kind === 'reading');
    const items: readonly Item[] = [
      ...(lists.length === 0 ? firstSteps() : []),
      ...recentItems(recent, deps),
      ...functionItems(
        lists.map(({ connection, list }) => [connection, list.index]),
        box.value,
      ),
      ...lists.flatMap(({ connection, list: { listing } }) =>
        listing.phase.kind === 'failed' ? [failedItem(connection, listing.phase.error, deps.report)] : [],
      ),
    ];
    box.items = items.map(plainItem);
    // Not by the label: another connection may have a function of this name, and the next press of a key would take that.
    const kept = active === undefined ? undefined : box.items.find((item) => keyOf(item) === active);
    if (kept) box.activeItems = [kept];
  };

  /** A person asks for it: a sign-in that was refused may be sent once more. */
  const again = async (connection: string): Promise<void> => {
    await deps.connections.allowSignIn(connection);
    deps.catalog.forgetConnection(connection);
    draw();
  };

  return new Promise<Picked | undefined>((resolve) => {
    const done = (picked: Picked | undefined): void => {
      resolve(picked);
      vscode.Disposable.from(box, listening).dispose();
    };
    const listening = vscode.Disposable.from(
      deps.onFunctions(draw),
      deps.connections.onDidChange(draw),
      box.onDidChangeValue(draw),
      box.onDidHide(() => done(undefined)),
      box.onDidAccept(() => {
        const selected = box.selectedItems[0];
        if (selected?.chosen) return done(selected.chosen);
        // The functions of the sandbox come into this list; a connection has questions of its own.
        if (selected?.command === 'fndeck.addConnection') done(undefined);
        if (selected?.command !== undefined) return void vscode.commands.executeCommand(selected.command);
        if (selected?.failed !== undefined) void again(selected.failed);
      }),
    );
    draw();
    box.show();
  });
}

function recentItems(recent: readonly FunctionRef[], { connections }: FunctionPickDeps): Item[] {
  const items = recent.flatMap((ref): Item[] => {
    const connection = connections.get(ref.connection);
    if (!connection) return [];
    const iconPath = new vscode.ThemeIcon('history');
    return [
      {
        ...{ key: `recent ${refKey(ref)}`, label: refLabel(ref), description: connection.name, iconPath },
        chosen: { kind: 'recent', ref },
      },
    ];
  });
  return items.length === 0 ? [] : [separator(vscode.l10n.t('recently used')), ...items];
}

function functionItems(
  lists: readonly (readonly [Connection, FunctionIndex])[],
  typed: string,
): readonly Item[] {
  return lists.flatMap(([connection, index]) => {
    const shown = index.search(typed).map((summary): Item => ({
      key: `function ${functionKey(summary.id)}`,
      label: summary.id.name,
      description: [summary.id.group, summary.runtime, connection.name].filter(Boolean).join(' · '),
      iconPath: new vscode.ThemeIcon('symbol-function'),
      chosen: { kind: 'function', summary },
    }));
    return shown.length === 0 ? [] : [separator(connection.name), ...shown];
  });
}

function failedItem(connection: Connection, error: unknown, report: Report): Item {
  return {
    key: `failed ${connection.id}`,
    label: vscode.l10n.t('{0} could not be listed', connection.name),
    detail: report.describe(error).text,
    iconPath: new vscode.ThemeIcon('error'),
    alwaysShow: true,
    failed: connection.id,
  };
}

function keyOf({ key, command }: Item): string | undefined {
  return key ?? command;
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

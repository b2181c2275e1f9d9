import * as vscode from 'vscode';
import { isNode, refOf } from '../../app/catalog/handedOver';
import type { Sight } from '../../app/catalog/sight';
import type { FunctionId } from '../../model/functionRef';
import { plain } from '../window/notices';
import { typeLine } from '../window/quickInput';
import type { OwnFiles } from './ownFunctions';

/** What menus go by. */
const FILTERED = 'fndeck.functionsFiltered';
const OWN = 'fndeck.functionsOwn';

/** What a person does to see fewer functions, or some of them first. */
export interface SightCommands extends vscode.Disposable {
  /** Asks for words; none shows all again. */
  filter(): Promise<void>;
  clearFilter(): Promise<void>;
  /** Shows only the functions that the files of the workspace are about, or all. */
  showOwn(): Promise<void>;
  showAll(): Promise<void>;
  /** Looks at the files again. */
  refreshOwn(): void;
  /** Pins the functions of rows: of those that are selected, where one of them was chosen. */
  pin(node: unknown, selected: unknown): Promise<void>;
  unpin(node: unknown, selected: unknown): Promise<void>;
}

/** The commands over what is shown; the view says above its rows what they are filtered by. */
export function createSightCommands(
  sight: Sight,
  view: Pick<vscode.TreeView<unknown>, 'message'>,
  redraw: () => void,
  files: () => Promise<OwnFiles>,
): SightCommands {
  const tell = (): void => {
    const filter = sight.filter();
    const said = [
      ...(sight.onlyOwn() ? [vscode.l10n.t('Only functions that files of this workspace are about')] : []),
      ...(filter === '' ? [] : [vscode.l10n.t('Filter: {0}', filter)]),
    ];
    view.message = plain(said.join(' · '));
    void vscode.commands.executeCommand('setContext', FILTERED, filter !== '');
    void vscode.commands.executeCommand('setContext', OWN, sight.onlyOwn());
  };
  let watching: vscode.Disposable | undefined;
  const readOwn = async (): Promise<void> => {
    const own = await files();
    watching ??= own.watch(refreshOwn);
    await sight.setOwn(own.read());
  };
  const refreshOwn = (): void => {
    // What cannot be read is left out: the mode is for looking, and the next look reads again.
    if (sight.onlyOwn()) readOwn().catch(() => undefined);
  };
  tell();
  refreshOwn();
  const listening = sight.onDidChange(() => {
    tell();
    redraw();
  });
  return {
    filter: async () => {
      const typed = await typeLine({
        title: vscode.l10n.t('Filter Functions'),
        prompt: vscode.l10n.t(
          'Words of group and name. All of them have to occur; a minus in front turns one round.',
        ),
        placeholder: 'orders -test',
        value: sight.filter(),
        check: () => undefined,
      });
      if (typed !== undefined) await sight.setFilter(typed);
    },
    clearFilter: () => sight.setFilter(''),
    showOwn: async () => {
      await readOwn();
      await sight.setOnlyOwn(true);
    },
    showAll: async () => {
      watching?.dispose();
      watching = undefined;
      await sight.setOnlyOwn(false);
    },
    refreshOwn,
    pin: (node, selected) => sight.setPinned(idsOf(node, selected), true),
    unpin: (node, selected) => sight.setPinned(idsOf(node, selected), false),
    dispose: () => {
      watching?.dispose();
      listening.dispose();
    },
  };
}

function idsOf(node: unknown, selected: unknown): readonly FunctionId[] {
  const rows: readonly unknown[] = Array.isArray(selected) ? selected : [node];
  return rows.flatMap((row) => {
    const ref = isNode(row) && row.kind !== 'function' && row.kind !== 'pin' ? undefined : refOf(row);
    return ref ? [{ connection: ref.connection, group: ref.group, name: ref.name }] : [];
  });
}

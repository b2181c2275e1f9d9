import * as vscode from 'vscode';
import type { Bindings } from '../../app/invocations/bindings';
import type { Connection, GuardKind } from '../../model/connection';
import { parseDocumentPath, SCHEME } from '../../model/documentPath';
import { parseTestEventPath, TEST_EVENT_SCHEME } from '../../model/testEventPath';
import { afterActivation } from '../lazy';
import { createStatusMark } from '../window/statusMark';
import type { Connections } from './connections';

/** Scheme of the addresses by which rows of connections get their colour. */
const ROW_SCHEME = 'fndeck-connection';

/** How a mark looks and what it is called. */
interface Look {
  readonly label: string;
  readonly icon: string;
  /** One letter for where there is no room. */
  readonly badge: string;
  readonly color: vscode.ThemeColor;
  readonly tooltip: string;
  readonly kind: 'warning' | 'error';
}

/** The look of a mark, the same in tree, tabs, editors and status bar. */
export function lookOfGuard(guard: GuardKind): Look {
  switch (guard) {
    case 'confirm':
      return {
        label: vscode.l10n.t('Production'),
        icon: 'shield',
        badge: 'P',
        // High contrast has this one, and none for errors in lists.
        color: new vscode.ThemeColor('errorForeground'),
        tooltip: vscode.l10n.t(
          'Marked as production: every save, deletion and invocation is confirmed by typing.',
        ),
        kind: 'error',
      };
    case 'readOnly':
      return {
        label: vscode.l10n.t('Read-only'),
        icon: 'lock',
        badge: 'R',
        color: new vscode.ThemeColor('list.warningForeground'),
        tooltip: vscode.l10n.t('Marked as read-only: FnDeck saves, deletes and invokes nothing here.'),
        kind: 'warning',
      };
  }
}

/** The address of a connection's row in the tree. */
export function rowUri({ id }: Connection): vscode.Uri {
  return vscode.Uri.from({ scheme: ROW_SCHEME, path: `/${id}` });
}

/** What the marks are shown for. */
interface MarksDeps {
  readonly connections: Connections;
  /** The function that a payload file is linked with. */
  readonly bindings: Pick<Bindings, 'onDidChange' | 'get'>;
}

/** Colours rows, tabs and the status bar where a connection is marked. */
export function showGuardMarks({ connections, bindings }: MarksDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const marked = (uri: vscode.Uri): Connection | undefined => {
    const id = connectionNamed(uri) ?? bindings.get(uri)?.connection;
    const connection = id === undefined ? undefined : connections.get(id);
    return connection?.guard ? connection : undefined;
  };
  const decorations = vscode.window.registerFileDecorationProvider({
    onDidChangeFileDecorations: changed.event,
    provideFileDecoration: (uri) => {
      const guard = connectionNamed(uri) === undefined ? undefined : marked(uri)?.guard;
      if (!guard) return undefined;
      const { badge, color, tooltip } = lookOfGuard(guard);
      return new vscode.FileDecoration(badge, tooltip, color);
    },
  });

  const status = createStatusMark('fndeck.guard', vscode.l10n.t('FnDeck: Mark of the Connection'));
  const showActive = (): void => {
    const uri = activeUri();
    const connection = uri && marked(uri);
    if (!connection?.guard) return status.hide();
    const { label, icon, tooltip, kind } = lookOfGuard(connection.guard);
    status.show({ icon, text: `${label}: ${connection.name}`, tooltip, kind });
  };
  const again = (): void => {
    changed.fire(undefined);
    showActive();
  };
  return vscode.Disposable.from(
    afterActivation(showActive),
    changed,
    decorations,
    status,
    connections.onDidChange(again),
    bindings.onDidChange(showActive),
    vscode.window.onDidChangeActiveTextEditor(showActive),
    vscode.window.tabGroups.onDidChangeTabs(showActive),
    vscode.window.tabGroups.onDidChangeTabGroups(showActive),
  );
}

/** The connection that an address names: of its row, of a config or a test event that lies there. */
function connectionNamed({ scheme, path }: vscode.Uri): string | undefined {
  switch (scheme) {
    case ROW_SCHEME:
      return path.slice(1);
    case SCHEME:
      return parseDocumentPath(path)?.ref.connection;
    case TEST_EVENT_SCHEME:
      return parseTestEventPath(path)?.id.connection;
    default:
      return undefined;
  }
}

function activeUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputTextDiff) return input.modified;
  return input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText
    ? input.uri
    : undefined;
}

import * as vscode from 'vscode';
import { connectionOf, isNode } from '../../app/catalog/handedOver';
import { BY_FUNCTION, isColumn } from '../../app/overview/order';
import type { Connection } from '../../model/connection';
import { member } from '../../model/json';
import { profileOf } from '../../model/services';
import type { OverviewIds } from '../../webview/overview/protocol';
import { createPanels, openPanel } from '../panels';
import { pickLine } from '../window/quickInput';
import { tell } from '../window/notices';
import { showOverviewPage, type OverviewSources } from './overviewPage';
import { offerFirstConnection } from '../connections/firstConnection';
import { say } from '../report';

/** The panels' type, by which VS Code asks for them again after a reload. */
const VIEW_TYPE = 'fndeck.overview';

/** Overviews of configs, one panel for each connection or group. */
export interface Overviews extends vscode.Disposable {
  /**
   * Shows the configs of what is given: a row of the tree, or `{ connection, group? }` by id; without either the person
   * chooses a connection.
   */
  show(given?: unknown): Promise<void>;
  /** Fills a panel that VS Code brings back; `kept` is what its page had it keep. Nothing is read by itself then. */
  restore(panel: vscode.WebviewPanel, kept: unknown): void;
}

/** No overview is open, and nothing is asked of a service. */
export function createOverviews(sources: OverviewSources): Overviews {
  const { connections } = sources;
  const panels = createPanels();

  const adopt = (
    panel: vscode.WebviewPanel,
    ids: OverviewIds,
    connection: Connection,
    isNew: boolean,
  ): void => {
    panels.adopt(keyOf(ids), panel);
    showOverviewPage(panel, ids, connection, isNew, sources);
  };
  const choose = async (): Promise<OverviewIds | undefined> => {
    const all = connections.list();
    const [only, ...others] = all;
    const placeHolder = vscode.l10n.t('Show the configurations of which connection?');
    if (!only) {
      await offerFirstConnection(placeHolder);
      return undefined;
    }
    if (others.length === 0) return overviewOf(only.id);
    const items = all.map(({ id, name, service, region }) => ({
      label: name,
      description: `${say(profileOf(service).label)} · ${region}`,
      id,
    }));
    const chosen = await pickLine(items, { placeHolder });
    return chosen && overviewOf(chosen.id);
  };

  return {
    show: async (given) => {
      const ids = namedBy(given) ?? (await choose());
      if (!ids) return;
      const connection = connections.get(ids.connection);
      if (!connection) throw new Error(vscode.l10n.t('There is no such connection any more.'));
      if (!panels.reveal(keyOf(ids))) adopt(openPanel(VIEW_TYPE, ''), ids, connection, true);
    },
    restore: (panel, kept) => {
      const ids = readIds(kept);
      const connection = ids && connections.get(ids.connection);
      if (ids && connection) {
        adopt(panel, ids, connection, false);
        return;
      }
      panel.dispose();
      // The sandbox of the session before, for one.
      void tell(
        'information',
        vscode.l10n.t('An overview was closed, as its connection is not there. Open it again.'),
      );
    },
    dispose: () => void panels.dispose(),
  };
}

function overviewOf(connection: string, group?: string): OverviewIds {
  return { connection, ...(group !== undefined && { group }), filter: '', sorting: BY_FUNCTION };
}

/** What a command's argument asks to see; undefined where it names nothing. */
function namedBy(given: unknown): OverviewIds | undefined {
  const connection = connectionOf(given);
  if (connection) {
    return overviewOf(connection.id, isNode(given) && given.kind === 'group' ? given.group : undefined);
  }
  return readIds(given);
}

/** Reads what came from outside this part; nothing of it is taken on trust. */
function readIds(kept: unknown): OverviewIds | undefined {
  const [connection, group, filter] = ['connection', 'group', 'filter'].map((key) => member(kept, key));
  if (typeof connection !== 'string') return undefined;
  const ids = overviewOf(connection, typeof group === 'string' ? group : undefined);
  const sorting = member(kept, 'sorting');
  const by = member(sorting, 'by');
  return {
    ...ids,
    ...(typeof filter === 'string' && { filter }),
    ...(isColumn(by) && { sorting: { by, descending: member(sorting, 'descending') === true } }),
  };
}

function keyOf({ connection, group }: OverviewIds): string {
  return JSON.stringify([connection, group]);
}

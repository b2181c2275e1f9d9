import * as vscode from 'vscode';
import { toCsv, toJson } from '../../app/overview/exporting';
import { isColumn } from '../../app/overview/order';
import { createOverview, type Overview } from '../../app/overview/overview';
import type { Connection } from '../../model/connection';
import { isSamePlace } from '../../model/place';
import type { ServiceProfile } from '../../model/service';
import { profileOf } from '../../model/services';
import type {
  FromOverviewPage,
  OverviewCommand,
  OverviewIds,
  OverviewState,
  ToOverviewPage,
} from '../../webview/overview/protocol';
import type { FileMarks } from '../code/openCode';
import type { ConfigEditing } from '../configEditor/configEditing';
import { chosenLevels } from '../configEditor/lint/levels';
import type { Connections } from '../connections/connections';
import { say, type Report } from '../report';
import { showPage } from '../webviewPage';
import { showStatus } from '../window/notices';
import { counted } from '../window/counted';

/** Where an overview gets what it shows. */
export interface OverviewSources {
  readonly extension: vscode.Uri;
  readonly connections: Connections;
  readonly report: Report;
  /** Tells what services were seen to hold, while configs are read, saved and deleted. */
  readonly config: Pick<ConfigEditing, 'onDidLearnConfig'>;
  /** How configs stand beside their files in the workspace. */
  readonly files: FileMarks;
}

/** What takes the selected configs; another part of FnDeck, which a window may not have. */
const APPLY = 'fndeck.bulkApply';
/** The shortest time between two drawings, in milliseconds; they also take no more than a tenth of the time. */
const PAUSE_MS = 100;
/** How long a person is told what was exported, in milliseconds. */
const TOLD_MS = 5000;

/** Fills a panel with an overview and keeps it up to date; it ends with the panel. `reads`: at once, or when asked to. */
export function showOverviewPage(
  panel: vscode.WebviewPanel,
  ids: OverviewIds,
  first: Connection,
  reads: boolean,
  { extension, connections, report, config, files }: OverviewSources,
): void {
  let connection = first;
  let canApply = false;
  let timer: NodeJS.Timeout | undefined;
  let pause = PAUSE_MS;

  /** `all`: the page has no row yet. */
  const draw = (all = false): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!page.isStarted()) return;
    const before = performance.now();
    const order = overview.shown().map(({ line }) => line.id);
    page.post({ type: 'rows', state: state(), lines: overview.takeLines(all), order });
    pause = Math.max(PAUSE_MS, (performance.now() - before) * 10);
  };
  const profile = (): ServiceProfile => profileOf(connection.service);
  const title = (): string =>
    ids.group === undefined ? connection.name : `${connection.name} · ${ids.group}`;
  /** `asked`: what is to be seen of it. */
  const overviewOf = (asked: OverviewIds): Overview => {
    const made: Overview = createOverview({
      ids: asked,
      profile: profile(),
      region: connection.region,
      title,
      context: `${say(profile().label)} · ${connection.region}`,
      language: vscode.env.language,
      say: (said) => report.say(said),
      levels: chosenLevels,
      open: () => connections.cloud(ids.connection),
      mark: (...version) => files.mark(...version),
      describe: (error) => report.describe(error).text,
      changed: () => {
        if (!page.closed.aborted && made === overview) timer ??= setTimeout(draw, pause);
      },
    });
    return made;
  };
  let overview = overviewOf(ids);
  const state = (): OverviewState => ({ ...overview.state(), canApply });

  const save = async (as: 'csv' | 'json', chosen: readonly number[]): Promise<void> => {
    const of = { connection, profile: profile() };
    const rows = chosen.length > 0 ? overview.rows(chosen) : overview.shown();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `${(ids.group ?? connection.name).replace(/[^\p{L}\p{N}._-]+/gu, '-')}-async-configs.${as}`;
    const target = await vscode.window.showSaveDialog({
      filters: { [as.toUpperCase()]: [as] },
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    });
    if (!target) return;
    const text = (as === 'csv' ? toCsv : toJson)(rows, of);
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    const many = vscode.l10n.t('Exported {0} configurations.', counted(rows.length));
    showStatus(rows.length === 1 ? vscode.l10n.t('Exported 1 configuration.') : many, TOLD_MS);
  };
  const command = async (asked: OverviewCommand): Promise<void> => {
    if (asked === 'cancel') return overview.cancel();
    await connections.allowSignIn(ids.connection);
    await (asked === 'read' ? overview.read() : overview.readAgain());
  };
  const page = showPage<ToOverviewPage, FromOverviewPage>(panel, {
    ...{ extension, report, page: 'overview', name: 'page of an overview' },
    first: () => ({ state: state() }),
    // A page that VS Code has loaded anew has none of its rows.
    started: () => draw(true),
    receive: async (asked) => {
      switch (asked.type) {
        case 'query': {
          const { filter, sorting } = asked;
          if (isColumn(sorting.by)) overview.query(filter, sorting);
          return draw();
        }
        case 'command':
          return command(asked.command);
        case 'open': {
          const [row] = overview.rows([asked.id]);
          if (row) await vscode.commands.executeCommand('fndeck.openAsyncConfig', row.config.ref);
          return;
        }
        case 'export':
          return save(asked.as, asked.ids);
        case 'apply': {
          const refs = overview.rows(asked.ids).map(({ config: { ref } }) => ref);
          await vscode.commands.executeCommand(APPLY, { kind: 'configs', refs });
          return;
        }
        default:
          return asked satisfies never;
      }
    },
  });
  void vscode.commands.getCommands(true).then((all) => {
    canApply = all.includes(APPLY);
    draw();
  });

  /** What was read of other functions is none of this connection's: it is read again where it was to be seen. */
  const edited = (): void => {
    const now = connections.get(ids.connection);
    if (!now) return;
    const leadsElsewhere = !isSamePlace(connection, now);
    connection = now;
    panel.title = vscode.l10n.t('Configs: {0}', ids.group ?? connection.name);
    if (leadsElsewhere) {
      const before = overview.state();
      overview.cancel();
      overview = overviewOf(before.ids);
      if (before.reading !== 'unread') void overview.read();
    }
    draw();
  };
  edited();
  const parts = vscode.Disposable.from(
    connections.onDidChange(edited),
    config.onDidLearnConfig(({ ref, config: learned }) => overview.learn(ref, learned)),
    files.onDidChange((ref) => overview.remark(ref)),
  );
  panel.onDidDispose(() => {
    clearTimeout(timer);
    overview.cancel();
    parts.dispose();
  });
  if (reads) void overview.read();
}

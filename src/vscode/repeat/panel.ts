import * as vscode from 'vscode';
import { toCsv, toJson } from '../../app/repeat/exporting';
import type { Series } from '../../app/repeat/series';
import { refLabel } from '../../model/functionRef';
import { profileOf } from '../../model/services';
import type { FromRepeatPage, RepeatState, ToRepeatPage } from '../../webview/repeat/protocol';
import { say, type Report } from '../report';
import { afterPause, showPage } from '../webviewPage';
import { moment, showStatus, tell } from '../window/notices';
import { counted } from '../window/counted';

/** What the page of a series stands on. */
interface PanelDeps {
  readonly extension: vscode.Uri;
  readonly report: Report;
  /** Opens what was sent and received by a run; false where that was not kept. */
  openRun(series: Series, number: number): Promise<boolean>;
}

/** Milliseconds that changes are gathered before the page is told: a thousand runs are a few thousand changes. */
const PAUSE_MS = 200;

/** How long a person is told what was exported, in milliseconds. */
const TOLD_MS = 5000;

/** Fills a panel with a series. Closing it stops the sending; what is under way is waited for and stored. */
export function showSeriesPage(panel: vscode.WebviewPanel, series: Series, deps: PanelDeps): void {
  const { extension, report } = deps;
  const { plan } = series;
  const label = refLabel(plan.ref);
  panel.title = vscode.l10n.t('Runs: {0}', plan.ref.name);
  const state = (): RepeatState => {
    const problem = series.problem();
    return {
      title: label,
      context: [plan.connectionName, say(profileOf(plan.service).label), moment(plan.startedAt)].join(' · '),
      ...{ phase: series.phase(), runs: plan.runs, atOnce: plan.atOnce },
      ...(problem !== undefined && { problem }),
    };
  };
  const save = async (as: 'csv' | 'json', numbers: readonly number[]): Promise<void> => {
    const chosen = new Set(numbers);
    const runs = series.runs().filter(({ number }) => chosen.has(number));
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `${plan.ref.name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}-runs.${as}`;
    const target = await vscode.window.showSaveDialog({
      filters: { [as.toUpperCase()]: [as] },
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    });
    if (!target) return;
    const text = (as === 'csv' ? toCsv : toJson)(runs, series);
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    showStatus(vscode.l10n.t('Exported {0} runs.', counted(runs.length)), TOLD_MS);
  };
  const page = showPage<ToRepeatPage, FromRepeatPage>(panel, {
    ...{ extension, report, page: 'repeat', name: 'page of repeated invocations' },
    first: () => {
      series.takeChanged(); // all are sent now
      return { state: state(), runs: series.runs(), kept: { id: series.id } };
    },
    receive: async (asked) => {
      switch (asked.type) {
        case 'stop':
          return series.stop();
        case 'abandon':
          return series.abandon();
        case 'open':
          if (await deps.openRun(series, asked.number)) return;
          void tell(
            'information',
            vscode.l10n.t('What run {0} has sent was not kept.', String(asked.number)),
          );
          return;
        case 'export':
          return save(asked.as, asked.numbers);
        default:
          return asked satisfies never;
      }
    },
  });
  const draw = afterPause(PAUSE_MS, page.closed, () => {
    if (page.isStarted()) page.post({ type: 'runs', state: state(), runs: series.takeChanged() });
  });
  const listening = series.onDidChange(draw);
  panel.onDidDispose(() => {
    listening.dispose();
    series.stop();
  });
}

import * as vscode from 'vscode';
import type { Journal } from '../../app/invocations/journal';
import type { Replay } from '../../app/replay/replaying';
import type { FromReplayPage, KeptReplay, ToReplayPage } from '../../webview/replay/protocol';
import type { Report } from '../report';
import { openPanel } from '../panels';
import { afterPause, showPage, type Asked } from '../webviewPage';
import type { PayloadTexts } from './payloads';

/** What the panel of a replay stands on. */
interface PanelDeps {
  readonly extension: vscode.Uri;
  readonly journal: Pick<Journal, 'onDidChange' | 'list'>;
  readonly report: Report;
  readonly payloads: PayloadTexts;
  /** Shows the journal's record of a replay. */
  openRecord(id: string): Promise<void>;
}

/** Milliseconds that changes are gathered before the page is told: one sending is several of them. */
const PAUSE_MS = 40;

/** Milliseconds between two looks into the journal for what became of what was sent. */
const LOOK_MS = 500;

/** The panels' type, by which VS Code asks for them again after a reload. */
const VIEW_TYPE = 'fndeck.replay';

/**
 * Opens the panel of a replay. Closing it stops the run; what is on its way is not called back. `kept` is given back
 * when VS Code brings the panel back with its window.
 */
export function openReplayPanel(replay: Replay, kept: KeptReplay, deps: PanelDeps): void {
  const { extension, journal, report, payloads } = deps;
  const panel = openPanel(VIEW_TYPE, vscode.l10n.t('Replay'));
  const receive = (asked: Asked<FromReplayPage>): unknown => {
    switch (asked.type) {
      case 'choose':
        return replay.choose(asked.keys, asked.chosen);
      case 'target':
        return replay.target(asked.key, asked.qualifier);
      case 'edit':
        return payloads.open(replay, asked.key);
      case 'open': {
        const id = replay.recordOf(asked.key);
        return id === undefined ? undefined : deps.openRecord(id);
      }
      case 'start':
        return replay.start();
      case 'cancel':
        return replay.cancel();
      default:
        return asked satisfies never;
    }
  };
  const page = showPage<ToReplayPage, FromReplayPage>(panel, {
    ...{ extension, report, page: 'replay', name: 'page of a replay', receive },
    first: () => ({ state: replay.state(), kept }),
  });
  const draw = afterPause(PAUSE_MS, page.closed, () => page.post({ type: 'state', state: replay.state() }));
  const look = afterPause(LOOK_MS, page.closed, () => {
    journal.list().then(
      (all) => replay.hear(new Map(all.map(({ id, outcome }) => [id, outcome]))),
      (error: unknown) => report.log.warn(`journal: ${String(error)}`),
    );
  });
  const listening = vscode.Disposable.from(
    replay.onDidChange(draw),
    journal.onDidChange(look),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('fndeck.replay')) draw();
    }),
  );
  panel.onDidDispose(() => {
    listening.dispose();
    replay.dispose();
    payloads.forget(replay);
  });
}

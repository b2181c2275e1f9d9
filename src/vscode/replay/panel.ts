import * as vscode from 'vscode';
import type { Journal } from '../../app/invocations/journal';
import type { Replay } from '../../app/replay/replaying';
import type { FromReplayPage, KeptReplay, ToReplayPage } from '../../webview/replay/protocol';
import { message } from '../../model/message';
import type { Report } from '../report';
import { afterPause, showPage } from '../webviewPage';
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
  const panel = vscode.window.createWebviewPanel(
    VIEW_TYPE,
    vscode.l10n.t('Replay'),
    vscode.ViewColumn.Active,
    // What was chosen and typed must survive a look at another tab.
    { retainContextWhenHidden: true },
  );
  const post = (sent: ToReplayPage): void => void panel.webview.postMessage(sent);
  const closing = new AbortController();
  const draw = afterPause(PAUSE_MS, closing.signal, () => post({ type: 'state', state: replay.state() }));
  const look = afterPause(LOOK_MS, closing.signal, () => {
    journal.list().then(
      (all) => replay.hear(new Map(all.map(({ id, outcome }) => [id, outcome]))),
      (error: unknown) => report.log.warn(`journal: ${String(error)}`),
    );
  });
  const failed = (error: unknown): void => void report.failure(message('FnDeck could not do this.'), error);

  const receive = (asked: FromReplayPage): void => {
    switch (asked.type) {
      case 'ready': {
        const { bundle = {} } = vscode.l10n;
        post({ type: 'start', bundle, locale: vscode.env.language, state: replay.state(), kept });
        return;
      }
      case 'choose':
        replay.choose(asked.keys, asked.chosen);
        return;
      case 'target':
        replay.target(asked.key, asked.qualifier);
        return;
      case 'edit': {
        payloads.open(replay, asked.key).catch(failed);
        return;
      }
      case 'open': {
        const id = replay.recordOf(asked.key);
        if (id !== undefined) deps.openRecord(id).catch(failed);
        return;
      }
      case 'start':
        replay.start().catch(failed);
        return;
      case 'cancel':
        replay.cancel();
        return;
      case 'failed':
        report.log.error(`page of a replay: ${asked.text}`);
        return;
      default:
        asked satisfies never;
    }
  };
  const listening = vscode.Disposable.from(
    panel.webview.onDidReceiveMessage(receive),
    replay.onDidChange(draw),
    journal.onDidChange(look),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('fndeck.replay')) draw();
    }),
  );
  panel.onDidDispose(() => {
    closing.abort();
    listening.dispose();
    replay.dispose();
    payloads.forget(replay);
  });
  showPage(panel.webview, extension, 'replay');
}

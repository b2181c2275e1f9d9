import * as vscode from 'vscode';
import type { Bulk } from '../../app/bulk/bulk';
import type { FunctionRef } from '../../model/functionRef';
import { message } from '../../model/message';
import type { FromBulkPage, ToBulkPage } from '../../webview/bulk/protocol';
import type { Report } from '../report';
import { afterPause, showPage } from '../webviewPage';

/** What the panel of a bulk stands on. */
interface PanelDeps {
  readonly extension: vscode.Uri;
  readonly report: Report;
  /** What takes back all that a bulk has written. */
  undo(done: Bulk): Bulk;
  /** Opens the config of a version. */
  open(ref: FunctionRef): Promise<void>;
}

/** Milliseconds that changes are gathered before the page is told. */
const PAUSE_MS = 60;

/** Opens the panel of a bulk and lets it read. Closing it stops the run; what is on its way is not called back. */
export function openBulkPanel(first: Bulk, deps: PanelDeps): void {
  const { extension, report } = deps;
  const panel = vscode.window.createWebviewPanel(
    'fndeck.bulk',
    vscode.l10n.t('Apply to Many'),
    vscode.ViewColumn.Active,
    // What was chosen must survive a look at another tab.
    { retainContextWhenHidden: true },
  );
  const failed = (error: unknown): void => void report.failure(message('FnDeck could not do this.'), error);
  const post = (sent: ToBulkPage): void => void panel.webview.postMessage(sent);
  const closed = new AbortController();
  const draw = afterPause(PAUSE_MS, closed.signal, () => post({ type: 'state', state: bulk.state() }));
  let bulk = first;
  let listening = bulk.onDidChange(draw);
  const showInstead = (next: Bulk): void => {
    listening.dispose();
    bulk.dispose();
    bulk = next;
    listening = bulk.onDidChange(draw);
    draw();
    bulk.dryRun().catch(failed);
  };

  const receive = (asked: FromBulkPage): void => {
    switch (asked.type) {
      case 'ready': {
        const { bundle = {} } = vscode.l10n;
        post({ type: 'start', bundle, locale: vscode.env.language, state: bulk.state() });
        return;
      }
      case 'choose':
        bulk.choose(asked.keys, asked.chosen);
        return;
      case 'open': {
        const row = bulk.rows().find(({ key }) => key === asked.key);
        if (row) deps.open(row.ref).catch(failed);
        return;
      }
      case 'start':
        bulk.start().catch(failed);
        return;
      case 'cancel':
        bulk.cancel();
        return;
      case 'undo':
        showInstead(deps.undo(bulk));
        return;
      case 'failed':
        report.log.error(`page of a bulk apply: ${asked.text}`);
        return;
      default:
        asked satisfies never;
    }
  };
  const heard = panel.webview.onDidReceiveMessage(receive);
  panel.onDidDispose(() => {
    closed.abort();
    heard.dispose();
    listening.dispose();
    bulk.dispose();
  });
  showPage(panel.webview, extension, 'bulk');
  bulk.dryRun().catch(failed);
}

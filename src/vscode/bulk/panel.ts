import * as vscode from 'vscode';
import type { Bulk } from '../../app/bulk/bulk';
import type { FunctionRef } from '../../model/functionRef';
import { message } from '../../model/message';
import type { FromBulkPage, ToBulkPage } from '../../webview/bulk/protocol';
import type { Report } from '../report';
import { openPanel } from '../panels';
import { afterPause, showPage, type Asked } from '../webviewPage';

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
  const panel = openPanel('fndeck.bulk', vscode.l10n.t('Apply to Many'));
  let bulk = first;
  const receive = (asked: Asked<FromBulkPage>): unknown => {
    switch (asked.type) {
      case 'choose':
        return bulk.choose(asked.keys, asked.chosen);
      case 'open': {
        const row = bulk.rows().find(({ key }) => key === asked.key);
        return row && deps.open(row.ref);
      }
      case 'start':
        return bulk.start();
      case 'cancel':
        return bulk.cancel();
      case 'undo':
        return showInstead(deps.undo(bulk));
      default:
        return asked satisfies never;
    }
  };
  const page = showPage<ToBulkPage, FromBulkPage>(panel, {
    ...{ extension, report, page: 'bulk', name: 'page of a bulk apply', receive },
    first: () => ({ state: bulk.state() }),
  });
  const draw = afterPause(PAUSE_MS, page.closed, () => page.post({ type: 'state', state: bulk.state() }));
  const read = (): void => {
    bulk.dryRun().catch((error: unknown) => report.failure(message('FnDeck could not do this.'), error));
  };
  let listening = bulk.onDidChange(draw);
  const showInstead = (next: Bulk): void => {
    listening.dispose();
    bulk.dispose();
    bulk = next;
    listening = bulk.onDidChange(draw);
    draw();
    read();
  };

  panel.onDidDispose(() => {
    listening.dispose();
    bulk.dispose();
  });
  read();
}

import * as vscode from 'vscode';
import type { Series } from '../../app/repeat/series';
import type { SeriesFiles } from '../../app/repeat/seriesFiles';
import { printRecord } from '../../model/invocation/printRecord';
import type { Report } from '../report';

/** Scheme of read-only documents that show a run of a series. */
const SCHEME = 'fndeck-run';

/** Read-only documents over the runs that are kept: what was sent, what came back, its log. */
interface RunDocuments extends vscode.Disposable {
  /** Opens a run beside its page, which keeps the focus to itself no longer; false where it was not kept. */
  open(series: Series, number: number): Promise<boolean>;
}

/** Documents with the scheme `fndeck-run`: `/<series>/<number>/<name>.run-<number>.txt`. */
export function createRunDocuments(files: SeriesFiles, report: Report): RunDocuments {
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async ({ path }) => {
      const [, id = '', number = ''] = path.split('/');
      const record = await files.detail(id, Number(number));
      return record
        ? printRecord(record, (said) => report.say(said))
        : vscode.l10n.t('This run is no longer kept.');
    },
  });
  return {
    open: async (series, number) => {
      if (!(await series.detail(number))) return false;
      const name = `${series.plan.ref.name}.run-${String(number)}.txt`;
      const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${series.id}/${String(number)}/${name}` });
      await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
      return true;
    },
    dispose: () => void provider.dispose(),
  };
}

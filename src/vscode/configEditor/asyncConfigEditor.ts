import * as vscode from 'vscode';
import { openConfigPage, type ConfigPage, type PageSources } from './configPage';
import { serviceOf } from './subject';

/** The custom editor's id in package.json. */
export const VIEW_TYPE = 'fndeck.asyncConfig';

/** The editor of config documents, on services and on disk. */
export interface AsyncConfigEditor extends vscode.Disposable {
  /** What VS Code asks for a page. */
  readonly provider: vscode.CustomTextEditorProvider;
}

/**
 * Opens pages. The text document is the only truth; each page draws it and sends edits. Before any save the pages
 * hand over what is still being typed.
 */
export function createAsyncConfigEditor(sources: PageSources): AsyncConfigEditor {
  const pages = new Set<ConfigPage>();
  const saving = vscode.workspace.onWillSaveTextDocument((event) => {
    const shown = [...pages].filter((page) => page.document === event.document);
    if (shown.length > 0) event.waitUntil(Promise.all(shown.map((page) => page.flush())));
  });
  return {
    provider: {
      resolveCustomTextEditor: (document, panel) => {
        const service = serviceOf(document.uri);
        if (!service) {
          throw new Error(vscode.l10n.t('The name of this file does not say for which service it is.'));
        }
        const page = openConfigPage(document, service, panel, sources);
        pages.add(page);
        panel.onDidDispose(() => pages.delete(page));
      },
    },
    dispose: () => {
      saving.dispose();
    },
  };
}

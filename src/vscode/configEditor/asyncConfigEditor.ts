import * as vscode from 'vscode';
import { openConfigPage, type ConfigPage, type PageSources } from './configPage';
import { serviceOf } from './subject';

/** The custom editor's id in package.json. */
export const VIEW_TYPE = 'fndeck.asyncConfig';

/**
 * Registers the editor of config documents, on services and on disk. The text document is the only truth; each page
 * draws it and sends edits. Before any save the pages hand over what is still being typed.
 */
export function registerAsyncConfigEditor(sources: PageSources): vscode.Disposable {
  const pages = new Set<ConfigPage>();
  const editor = vscode.window.registerCustomEditorProvider(
    VIEW_TYPE,
    {
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
    // Kept while hidden: what is being typed must survive a look at another tab.
    { supportsMultipleEditorsPerDocument: true, webviewOptions: { retainContextWhenHidden: true } },
  );
  const saving = vscode.workspace.onWillSaveTextDocument((event) => {
    const shown = [...pages].filter((page) => page.document === event.document);
    if (shown.length > 0) event.waitUntil(Promise.all(shown.map((page) => page.flush())));
  });
  return vscode.Disposable.from(editor, saving);
}

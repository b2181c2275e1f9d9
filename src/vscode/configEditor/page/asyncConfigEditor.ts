import * as vscode from 'vscode';
import { failureOfSave } from '../../../app/configs/openConfig';
import { copyPolicy } from '../../report';
import { SCHEME } from '../../../model/documentPath';
import type { PageCommand } from '../../../webview/protocol';
import { serviceOf } from '../document/documentUri';
import { openConfigPage, type ConfigPage, type PageSources } from './configPage';

/** The custom editor's id in package.json. */
export const VIEW_TYPE = 'fndeck.asyncConfig';

/** The editor of config documents, on services and on disk. */
interface AsyncConfigEditor extends vscode.Disposable {
  /** What VS Code asks for a page. */
  readonly provider: vscode.CustomTextEditorProvider;
}

/**
 * Opens pages. The text document is the only truth; each page draws it and sends edits. Before any save the pages
 * hand over what is still being typed.
 */
export function createAsyncConfigEditor(sources: Omit<PageSources, 'run'>): AsyncConfigEditor {
  const pages = new Set<ConfigPage>();
  const saving = vscode.workspace.onWillSaveTextDocument((event) => {
    const shown = [...pages].filter((page) => page.document === event.document);
    if (shown.length > 0) event.waitUntil(Promise.all(shown.map((page) => page.flush())));
  });
  return {
    provider: {
      resolveCustomTextEditor: (document, panel) => {
        const service = serviceOf(document.uri);
        if (service === undefined) {
          // package.json knows patterns, not services: a stranger's file is opened as the text that it is.
          panel.dispose();
          void vscode.commands.executeCommand('vscode.openWith', document.uri, 'default', panel.viewColumn);
          return;
        }
        const run = (command: PageCommand) => runCommand(command, document.uri, panel, sources);
        const page = openConfigPage(document, service, panel, { ...sources, run });
        pages.add(page);
        panel.onDidDispose(() => pages.delete(page));
      },
    },
    dispose: () => void saving.dispose(),
  };
}

/** Does what a button asks for. Commands of the workbench act on the active editor, so the page becomes that first. */
async function runCommand(
  command: PageCommand,
  uri: vscode.Uri,
  panel: vscode.WebviewPanel,
  { documents }: Pick<PageSources, 'documents'>,
): Promise<void> {
  if (!panel.active) panel.reveal(panel.viewColumn);
  const run = (id: string, ...given: unknown[]) => vscode.commands.executeCommand(id, ...given);
  switch (command) {
    case 'save':
    case 'retry':
      // Saves what is not dirty as well: a draft, or the defaults of a function without a config.
      await run('workbench.action.files.save');
      return;
    case 'revert':
      if (uri.scheme === SCHEME) await documents.dropDraft(uri.path);
      await run('workbench.action.files.revert');
      return;
    case 'openAsJson':
      await run('fndeck.openAsyncConfigAsJson', uri);
      return;
    case 'delete':
      await run('fndeck.deleteAsyncConfig', uri);
      return;
    case 'showChanges':
      await run('fndeck.compareAsyncConfig', uri);
      return;
    case 'copyPolicy': {
      const policy = failureOfSave(documents.state(uri.path))?.policy;
      if (policy !== undefined) await copyPolicy(policy);
      return;
    }
    case 'showVerification':
      await run('fndeck.showVerification', uri);
      return;
    case 'apply':
      await run('fndeck.applyAsyncConfig', uri);
      return;
    default:
      command satisfies never;
  }
}

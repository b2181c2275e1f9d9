import * as vscode from 'vscode';
import { SCHEME } from '../../model/documentPath';
import type { PageCommand } from '../../webview/protocol';
import type { Drafts } from './drafts';

/** What the buttons of a page do, besides what they share with commands of the palette. */
export interface PageCommandDeps {
  readonly drafts: Drafts;
}

/** Does what a button asks for. Commands of the workbench act on the active editor, so the page becomes that first. */
export async function runPageCommand(
  { drafts }: PageCommandDeps,
  command: PageCommand,
  uri: vscode.Uri,
  panel: vscode.WebviewPanel,
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
      if (uri.scheme === SCHEME) await drafts.drop(uri);
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
    case 'apply':
      await run('fndeck.applyAsyncConfig', uri);
      return;
    default:
      command satisfies never;
  }
}

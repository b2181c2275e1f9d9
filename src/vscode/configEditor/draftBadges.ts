import * as vscode from 'vscode';
import { SCHEME } from '../../model/documentPath';
import type { Drafts } from './drafts';

/** Marks documents whose draft has not been sent, wherever VS Code shows their names. */
export function registerDraftBadges(drafts: Drafts): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.window.registerFileDecorationProvider({
    onDidChangeFileDecorations: changed.event,
    provideFileDecoration: async (uri) => {
      if (uri.scheme !== SCHEME || !(await drafts.get(uri))) return undefined;
      const tooltip = vscode.l10n.t('Draft: auto save kept your changes on this machine. Save to send them.');
      return new vscode.FileDecoration('D', tooltip, new vscode.ThemeColor('list.warningForeground'));
    },
  });
  const listening = drafts.onDidChange((uri) => changed.fire(uri));
  return vscode.Disposable.from(registration, listening, changed);
}

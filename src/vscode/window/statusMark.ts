import * as vscode from 'vscode';
import { plain } from './notices';

/** A place in the status bar that says what the active editor belongs to. */
interface StatusMark extends vscode.Disposable {
  /** Replaces what is said. `icon` is the name of a codicon. */
  show(mark: {
    readonly icon: string;
    readonly text: string;
    readonly tooltip: string;
    readonly kind: 'warning' | 'error';
  }): void;
  hide(): void;
}

/** A mark that is not shown yet. `name` is what VS Code's menus call it. */
export function createStatusMark(id: string, name: string): StatusMark {
  const item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, 100);
  item.name = name;
  return {
    show: ({ icon, text, tooltip, kind }) => {
      item.text = `$(${icon}) ${plain(text)}`;
      item.tooltip = tooltip;
      item.accessibilityInformation = { label: `${text}. ${tooltip}` };
      item.backgroundColor = new vscode.ThemeColor(`statusBarItem.${kind}Background`);
      item.show();
    },
    hide: () => item.hide(),
    dispose: () => item.dispose(),
  };
}

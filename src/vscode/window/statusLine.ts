import * as vscode from 'vscode';
import { plain } from './notices';

/** A place in the status bar with one line at a time, which does something when it is clicked. */
interface StatusLine extends vscode.Disposable {
  /** Replaces the line; it goes after `ms` milliseconds, or when it is hidden. `kind` colours it. */
  show(line: {
    readonly text: string;
    readonly tooltip: string;
    readonly command: vscode.Command;
    readonly kind: 'plain' | 'warning' | 'error';
    readonly ms?: number;
  }): void;
  hide(): void;
}

/** A line of the status bar that is not shown yet. `name` is what VS Code's menus call it. */
export function createStatusLine(id: string, name: string): StatusLine {
  const item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left);
  item.name = name;
  let hiding: NodeJS.Timeout | undefined;
  return {
    show: ({ text, tooltip, command, kind, ms }) => {
      clearTimeout(hiding);
      const said = plain(text);
      // A screen reader need not hear the same again.
      if (item.text !== said) item.text = said;
      item.tooltip = tooltip;
      item.command = command;
      item.backgroundColor =
        kind === 'plain' ? undefined : new vscode.ThemeColor(`statusBarItem.${kind}Background`);
      item.show();
      if (ms !== undefined) hiding = setTimeout(() => item.hide(), ms);
    },
    hide: () => {
      clearTimeout(hiding);
      item.hide();
    },
    dispose: () => {
      clearTimeout(hiding);
      item.dispose();
    },
  };
}

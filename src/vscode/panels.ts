import * as vscode from 'vscode';

/** Opens a panel for a page. What was chosen, typed and opened in it survives a look at another tab. */
export function openPanel(viewType: string, title: string): vscode.WebviewPanel {
  const options = { retainContextWhenHidden: true };
  return vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, options);
}

/** Panels of which there is one for each subject. */
interface Panels extends vscode.Disposable {
  /** Brings the panel of a subject to the front; whether there is one. */
  reveal(subject: string): boolean;
  /** Knows a panel as that of a subject, until it is closed. */
  adopt(subject: string, panel: vscode.WebviewPanel): void;
}

/** No panel is open. */
export function createPanels(): Panels {
  const panels = new Map<string, vscode.WebviewPanel>();
  return {
    reveal: (subject) => {
      const open = panels.get(subject);
      open?.reveal();
      return open !== undefined;
    },
    adopt: (subject, panel) => {
      panels.set(subject, panel);
      panel.onDidDispose(() => {
        if (panels.get(subject) === panel) panels.delete(subject);
      });
    },
    dispose: () => {
      for (const panel of [...panels.values()]) panel.dispose();
    },
  };
}

import * as vscode from 'vscode';

/**
 * A text that VS Code shows as it is. Notices, progress, input boxes and status bar turn `[text](command:…)` into a
 * link that runs a command, lists turn `$(name)` into an icon: a space inside takes that from them.
 */
export function plain(text: string): string {
  return unturned(text)
    .replaceAll('](', '] (')
    .replace(/\$\((?=[\w~-]+\))/g, '$ (');
}

/** A text without what turns the direction of all that stands after it, or nobody sees: a name must not rewrite a question. */
export function unturned(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Markdown that shows a text as it is, links included. `appendText` would do so too, but its lines never wrap. */
export function literal(text: string): string {
  return unturned(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** A moment (Unix milliseconds) to the second, by the local clock and in the language of VS Code. */
export function moment(ms: number): string {
  return new Date(ms).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** Shows a notice; gives the title of the button that was pressed, undefined when it was closed. */
export function tell(
  kind: 'information' | 'warning' | 'error',
  text: string,
  ...buttons: readonly string[]
): Thenable<string | undefined> {
  switch (kind) {
    case 'information':
      return vscode.window.showInformationMessage(plain(text), ...buttons);
    case 'warning':
      return vscode.window.showWarningMessage(plain(text), ...buttons);
    case 'error':
      return vscode.window.showErrorMessage(plain(text), ...buttons);
  }
}

/** Asks in a dialogue that has to be answered; gives the title of the button, undefined for Cancel. */
export function ask(
  question: string,
  detail: string,
  ...buttons: readonly string[]
): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(
    plain(question),
    { modal: true, detail: plain(detail) },
    ...buttons,
  );
}

/** Shows a line in the status bar for some milliseconds. */
export function showStatus(text: string, ms: number): void {
  vscode.window.setStatusBarMessage(plain(text), ms);
}

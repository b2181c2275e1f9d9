import * as vscode from 'vscode';

/**
 * A text that VS Code shows as it is. Notices, progress, input boxes and status bar turn `[text](command:…)` into a
 * link that runs a command, lists turn `$(name)` into an icon: a space inside takes that from them.
 */
export function plain(text: string): string {
  return text.replaceAll('](', '] (').replace(/\$\((?=[\w~-]+\))/g, '$ (');
}

/** Markdown that shows a text as it is, links included. `appendText` would do so too, but its lines never wrap. */
export function literal(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&');
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

/** Shows progress for as long as `work` takes; what is reported replaces the line below the title. */
export function withProgress<T>(
  options: vscode.ProgressOptions,
  work: (report: (line: string) => void, token: vscode.CancellationToken) => Thenable<T>,
): Thenable<T> {
  const { title } = options;
  return vscode.window.withProgress(
    { ...options, ...(title !== undefined && { title: plain(title) }) },
    (progress, token) => work((line) => progress.report({ message: plain(line) }), token),
  );
}

/**
 * Shows a notice with Cancel for as long as `work` takes; what is reported replaces the line below the title. Undefined
 * where the person cancelled and the work gave up.
 */
export function withCancel<T>(
  title: string,
  work: (signal: AbortSignal, report: (line: string) => void) => Promise<T>,
): Thenable<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return withProgress(options, async (report, token) => {
    const leaving = new AbortController();
    token.onCancellationRequested(() => leaving.abort());
    try {
      return await work(leaving.signal, report);
    } catch (error) {
      if (leaving.signal.aborted) return undefined;
      throw error;
    }
  });
}

/** Shows a line in the status bar for some milliseconds. */
export function showStatus(text: string, ms: number): void {
  vscode.window.setStatusBarMessage(plain(text), ms);
}

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

/** Asks for a line of text; undefined when the person left. `check` says while typing what is wrong with it. */
export function typeLine(question: {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  readonly value: string;
  readonly check: (typed: string) => string | undefined;
}): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: plain(question.title),
    prompt: plain(question.prompt),
    placeHolder: plain(question.placeholder),
    value: question.value,
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const wrong = question.check(typed);
      return wrong === undefined ? undefined : plain(wrong);
    },
  });
}

/** Lets a person choose a line of a list; undefined when they left. */
export function pickLine<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Thenable<T | undefined> {
  return vscode.window.showQuickPick(items.map(plainItem), options);
}

/** Lets a person tick any number of lines of a list; undefined when they left. */
export function pickLines<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Thenable<T[] | undefined> {
  return vscode.window.showQuickPick(items.map(plainItem), { ...options, canPickMany: true });
}

/** A line of a list that is shown as it is. */
export function plainItem<T extends vscode.QuickPickItem>(item: T): T {
  const { label, description, detail } = item;
  return {
    ...item,
    label: plain(label),
    ...(description !== undefined && { description: plain(description) }),
    ...(detail !== undefined && { detail: plain(detail) }),
  };
}

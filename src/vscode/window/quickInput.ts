import * as vscode from 'vscode';
import { plain } from './notices';

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

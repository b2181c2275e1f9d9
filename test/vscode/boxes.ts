import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually';

/** A question, by a part of its placeholder or prompt, and the answer: a part of a label, a text, or what stands there. */
type Answer = readonly [question: string, answer: string | undefined];

type Box = vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;

/**
 * Answers the boxes that VS Code shows while something is done, in order, by VS Code's own commands. Gives what each
 * box offered.
 */
export async function answeringBoxes<T>(
  answers: readonly Answer[],
  work: () => Thenable<T>,
): Promise<{ readonly result: T; readonly offered: readonly (readonly string[])[] }> {
  const { createQuickPick, createInputBox } = vscode.window;
  const open = new Set<Box>();
  const watched = <B extends Box>(box: B): B => {
    open.add(box);
    box.onDidHide(() => open.delete(box));
    return box;
  };
  Object.assign(vscode.window, {
    createQuickPick: () => watched(createQuickPick()),
    createInputBox: () => watched(createInputBox()),
  });
  try {
    const offered: string[][] = [];
    const working = work();
    for (const [question, answer] of answers) {
      const box = await found(() => {
        const shown = [...open].find((one) => textOf(one).includes(question));
        assert.ok(shown, `${question}: ${[...open].map(textOf).join(' | ')}`);
        return shown;
      });
      offered.push('items' in box ? box.items.map(lineOf) : [box.value]);
      await accept(box, answer, () => open.has(box));
    }
    return { result: await working, offered };
  } finally {
    Object.assign(vscode.window, { createQuickPick, createInputBox });
    for (const box of open) box.hide();
  }
}

/** Accepts until the box has heard it: it may not be on the screen yet. */
async function accept(box: Box, answer: string | undefined, isOpen: () => boolean): Promise<void> {
  if ('items' in box && answer !== undefined) {
    const item = box.items.find(({ label }) => label.includes(answer));
    assert.ok(item, `${answer}: ${box.items.map(({ label }) => label).join(', ')}`);
    box.activeItems = [item];
  } else if (!('items' in box) && answer !== undefined) box.value = answer;
  // VS Code is told of the change in the next turn, and of a command at once.
  await new Promise((resolve) => setTimeout(resolve, 1));
  await eventually(async () => {
    if (isOpen()) await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    assert.ok(!isOpen(), textOf(box));
  });
}

function textOf(box: Box): string {
  return 'items' in box ? (box.placeholder ?? '') : (box.prompt ?? '');
}

function lineOf({ label, description = '', detail = '' }: vscode.QuickPickItem): string {
  return [label, description, detail].join(' | ');
}

async function found<T>(find: () => T): Promise<T> {
  let last: T | undefined;
  await eventually(() => {
    last = find();
  });
  return last as T;
}

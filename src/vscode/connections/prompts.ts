import * as vscode from 'vscode';
import type { Message } from '../../model/message';
import type { Report } from '../report';
import { plainItem } from '../window/quickInput';
import { plain } from '../window/notices';

/** The person went back to the question before. */
export const BACK = Symbol('back');

/** What a question gives: an answer, `BACK`, or undefined when the person left. */
export type Answer<T> = T | typeof BACK | undefined;

/** What every box of one dialogue shows: its title, where it stands, whether there is a way back. */
export interface Heading {
  readonly title: string;
  readonly step: number;
  readonly back: boolean;
}

/** An entry of a pick: what is shown and what it stands for. */
export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** Asks for one of several values. With `typed`, what was typed and is not in the list is offered as well. */
export function pickOne<T>(
  heading: Heading,
  placeholder: string,
  choices: readonly Choice<T>[],
  options: { readonly active?: T | undefined; readonly typed?: (text: string) => Choice<T> | undefined } = {},
): Promise<Answer<T>> {
  const box = vscode.window.createQuickPick<Choice<T>>();
  box.placeholder = placeholder;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  box.items = choices.map(plainItem);
  const active = box.items.filter(({ value }) => value === options.active);
  if (active.length > 0) box.activeItems = active;
  const listening = box.onDidChangeValue((text) => {
    const own = options.typed?.(text.trim());
    box.items = (own ? [...choices, own] : choices).map(plainItem);
  });
  return shown(box, heading, [listening], (answer) =>
    box.onDidAccept(() => {
      const chosen = box.selectedItems[0];
      if (chosen) answer(chosen.value);
    }),
  );
}

/** How a text is asked for. */
interface TextQuestion {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string | undefined;
  /** Hides what is typed. */
  readonly password?: boolean;
  /** Says what is wrong with a text; shown while typing, and keeps the box open. */
  check?(text: string): Message | undefined;
}

/** Asks for a text, without the white space around it. */
export function typeText(heading: Heading, question: TextQuestion, report: Report): Promise<Answer<string>> {
  const box = vscode.window.createInputBox();
  box.prompt = plain(question.prompt);
  box.placeholder = question.placeholder ?? '';
  box.value = question.value ?? '';
  box.password = question.password ?? false;
  const complaint = (): string | undefined => {
    const wrong = question.check?.(box.value.trim());
    return wrong && plain(report.say(wrong));
  };
  const listening = box.onDidChangeValue(() => {
    box.validationMessage = box.value === '' ? undefined : complaint();
  });
  return shown(box, heading, [listening], (answer) =>
    box.onDidAccept(() => {
      box.validationMessage = complaint();
      if (box.validationMessage === undefined) answer(box.value.trim());
    }),
  );
}

/** Shows a box until it is answered, left, or gone back from. */
function shown<T>(
  box: vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] } & {
    readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
  },
  { title, step, back }: Heading,
  more: readonly vscode.Disposable[],
  listen: (answer: (value: T) => void) => vscode.Disposable,
): Promise<Answer<T>> {
  box.title = title;
  box.step = step;
  box.ignoreFocusOut = true;
  box.buttons = back ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<Answer<T>>((resolve) => {
    const done = (value: Answer<T>): void => {
      resolve(value);
      vscode.Disposable.from(box, listening, ...more).dispose();
    };
    const listening = vscode.Disposable.from(
      listen(done),
      box.onDidTriggerButton((button) => button === vscode.QuickInputButtons.Back && done(BACK)),
      box.onDidHide(() => done(undefined)),
    );
    box.show();
  });
}

/** One question of a dialogue: reads what is known so far and gives what the answer adds to it. */
export interface Step<A> {
  /** Whether the question is asked at all, given the answers so far. */
  when?(answers: A): boolean;
  ask(answers: A, heading: Heading): Promise<Answer<Partial<A>>>;
}

/**
 * Asks the questions in order, back and forth, until all are answered; undefined when the person left. Going back
 * keeps what was answered, so that it stands in the box again.
 */
export async function interview<A extends object>(
  title: string,
  steps: readonly Step<A>[],
  start: A,
): Promise<A | undefined> {
  const asked: number[] = [];
  let answers = start;
  for (let i = 0; i < steps.length;) {
    const step = steps[i];
    if (!step || step.when?.(answers) === false) {
      i++;
      continue;
    }
    const answer = await step.ask(answers, { title, step: asked.length + 1, back: asked.length > 0 });
    if (answer === undefined) return undefined;
    if (answer === BACK) {
      i = asked.pop() ?? i;
      continue;
    }
    asked.push(i);
    answers = { ...answers, ...answer };
    i++;
  }
  return answers;
}

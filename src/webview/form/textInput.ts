import { sameJson, type Json } from '../../model/json';
import { h, type Attributes } from '../dom';

/** An input for one value of the document. */
interface TextInput {
  readonly element: HTMLInputElement;
  /** Draws the value; a text that already means it is left as it was typed, caret and all. */
  update(value: Json | undefined): void;
}

/** How an input reads and shows its value, and whom it tells. */
interface TextInputOptions {
  readonly attributes?: Attributes;
  read(text: string): Json | undefined;
  show(value: Json | undefined): string;
  /** Called for each change while typing. */
  typed(value: Json | undefined): void;
  /** Called when the field is left or Enter is pressed. */
  committed(): void;
  /** Arrow up (+1) and down (-1), where the field counts. */
  step?(by: number): void;
}

/** A text input. Each keystroke is reported before anything is drawn, so that no echo of the host overwrites one. */
export function createTextInput(options: TextInputOptions): TextInput {
  const element = h('input', {
    type: 'text',
    class: 'input',
    spellcheck: 'false',
    autocomplete: 'off',
    ...options.attributes,
  });
  element.addEventListener('input', () => options.typed(options.read(element.value)));
  element.addEventListener('change', () => options.committed());
  element.addEventListener('blur', () => options.committed());
  element.addEventListener('keydown', (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    // While a character is composed, the arrows choose among what it may become.
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (by === undefined || !options.step) return;
    event.preventDefault();
    options.step(by);
  });
  return {
    element,
    update: (value) => {
      if (sameJson(options.read(element.value), value)) return;
      const text = options.show(value);
      if (element.value !== text) element.value = text;
    },
  };
}

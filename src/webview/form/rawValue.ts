import { printJson, type Json } from '../../model/json';
import { h, setText } from '../dom';

/** Shows a value that the form has no fields for, as it stands in the document. */
interface RawValue {
  readonly element: HTMLElement;
  /** undefined hides it. */
  update(value: Json | undefined): void;
}

/** A block for a hand-written value: what it is, the value, and what can be done with it. */
export function createRawValue(id: string, text: string, ...actions: readonly HTMLElement[]): RawValue {
  const label = h('p', { class: 'help', id }, text);
  // Long values scroll, so the block takes the focus; then it needs a role and a name.
  const code = h('pre', { class: 'raw', tabindex: 0, role: 'group', 'aria-labelledby': id });
  const element = h(
    'div',
    { class: 'raw-value', hidden: true },
    label,
    code,
    h('div', { class: 'line' }, ...actions),
  );
  return {
    element,
    update: (value) => {
      element.hidden = value === undefined;
      setText(code, value === undefined ? '' : printJson(value, 2));
    },
  };
}

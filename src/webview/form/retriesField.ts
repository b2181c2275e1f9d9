import type { Json } from '../../model/json';
import { retries as inWords } from '../../model/summary';
import { h } from '../dom';
import type { Desk } from '../view';
import { createReset } from './buttons';
import type { Field } from './field';
import { heldInWords } from './held';
import { readNumber, showNumber, stepped } from './number';
import { createRow } from './row';
import { createTextInput } from './textInput';

/** The number of retries; 0 is a value, an empty field is none. */
export function createRetriesField(desk: Desk): Field {
  const { profile, words } = desk;
  const { t, say } = words;
  const { retries } = profile;
  const set = (value: Json | undefined, when: 'now' | 'soon'): void =>
    desk.change([{ path: [retries.key], value }], when);
  const step = (by: number): void => set(stepped(desk.document()[retries.key], by, retries), 'soon');

  const input = createTextInput({
    attributes: { inputmode: 'numeric', class: 'input number', placeholder: String(retries.byDefault) },
    read: readNumber,
    show: showNumber,
    typed: (value) => set(value, 'soon'),
    committed: () => desk.commit(),
    step,
  });
  const reset = createReset(t('Use the service default ({0})', retries.byDefault), () => {
    set(undefined, 'now');
    input.element.focus();
  });
  const steppers = h(
    'div',
    { class: 'steppers' },
    stepper('−', () => step(-1)),
    stepper('+', () => step(1)),
  );
  const label = t('Retries');
  const row = createRow(words, {
    id: 'retries',
    label,
    help: t(
      'How often a failed event is tried again. {0} to {1}; 0 means no retry.',
      retries.min,
      retries.max,
    ),
    control: input.element,
    line: h('div', { class: 'line' }, h('div', { class: 'joined' }, input.element, steppers), reset),
  });

  return {
    path: retries.key,
    label,
    element: row.element,
    focus: () => input.element.focus(),
    update: ({ document, state }, findings) => {
      const value = document[retries.key];
      input.update(value);
      reset.hidden = value === undefined;
      row.update({
        reading:
          value === undefined
            ? t('Not set: the service uses its default, {0}.', say(inWords(retries.byDefault)))
            : undefined,
        findings,
        held: heldInWords(words, state.held, retries.key, value, (before) =>
          typeof before === 'number' ? say(inWords(before)) : JSON.stringify(before),
        ),
        changedByService: state.changedByService.includes(retries.key),
      });
    },
  };
}

/** For the pointer only: the keyboard has the arrow keys. */
function stepper(sign: string, press: () => void): HTMLElement {
  const element = h('span', { class: 'stepper', 'aria-hidden': 'true' }, sign);
  // Keeps the focus, and with it the caret, in the field.
  element.addEventListener('mousedown', (event) => event.preventDefault());
  element.addEventListener('click', press);
  return element;
}

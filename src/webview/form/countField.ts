import { numberInWords } from '../../model/changes';
import { allowed, within } from '../../model/fields';
import type { Json } from '../../model/json';
import type { NumberField } from '../../model/service';
import { h } from '../dom';
import type { Desk } from '../view';
import { createReset } from './buttons';
import type { Field } from './field';
import { serviceValueInWords } from './serviceCopy';
import { rangeInWords, readTyped, showNumber, stepped } from './number';
import { createRow } from './row';
import { createTextInput } from './textInput';
import { inSentences } from '../../model/message';

/** The field for a number of things, with steppers; 0 is a value, an empty field is none. */
export function createCountField(desk: Desk, field: NumberField): Field {
  const { words } = desk;
  const { t, say } = words;
  const { key, byDefault, requests } = field;
  const set = (value: Json | undefined, when: 'now' | 'soon'): void =>
    desk.change([{ path: [key], value }], when);
  const step = (by: number): void => {
    const value = desk.document()[key];
    // Nobody steps into a doubt, but from a value in doubt the next one is as good.
    const range = typeof value === 'number' && !within(requests, value) ? allowed(field) : requests;
    set(stepped(value, by, { ...range, byDefault }), 'soon');
  };

  const input = createTextInput({
    attributes: { inputmode: 'numeric', class: 'input number', placeholder: String(byDefault) },
    read: readTyped,
    show: showNumber,
    typed: (value) => set(value, 'soon'),
    committed: () => desk.commit(),
    step,
  });
  const label = say(field.label);
  const reset = createReset(
    t('Use the service default ({0})', byDefault),
    t('{0}: use the service default ({1})', label, byDefault),
    () => {
      set(undefined, 'now');
      input.element.focus();
    },
  );
  const steppers = h(
    'div',
    { class: 'steppers' },
    stepper('−', () => step(-1)),
    stepper('+', () => step(1)),
  );
  const row = createRow(desk, {
    id: field.means ?? key,
    label,
    help: inSentences([say(field.help), rangeInWords(words, field, words.number)]),
    control: input.element,
    line: h('div', { class: 'line' }, h('div', { class: 'joined' }, input.element, steppers), reset),
  });

  return {
    path: key,
    label,
    element: row.element,
    focus: () => input.element.focus(),
    update: ({ document, state }, findings) => {
      const value = document[key];
      input.update(value);
      reset.hidden = value === undefined;
      row.update({
        reading:
          value === undefined
            ? t('Not set: the service uses its default, {0}.', numberInWords(field, byDefault, say))
            : undefined,
        findings,
        serviceValue: serviceValueInWords(words, state.serviceCopy, key, value, (before) =>
          numberInWords(field, before, say),
        ),
        changedByService: state.changedByService.includes(key),
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

import { printJson, sameJson, type Json } from '../../model/json';
import type { SwitchField } from '../../model/service';
import { h } from '../dom';
import { icon } from '../icons';
import type { Desk } from '../view';
import type { Field } from './field';
import { serviceValueInWords } from './serviceCopy';
import { createRow } from './row';

/** A switch with three states: unset is not off. */
export function createSwitchField(desk: Desk, field: SwitchField): Field {
  const { words } = desk;
  const { t, say } = words;
  const { key, caution: said } = field;
  const id = field.means ?? key;
  const choices = [
    { name: t('Not set'), value: undefined },
    { name: t('On'), value: true },
    { name: t('Off'), value: false },
  ].map(({ name, value }) => {
    const input = h('input', { type: 'radio', name: id, value: String(value) });
    input.addEventListener('change', () => desk.change([{ path: [key], value }], 'now'));
    return { input, value, label: h('label', { class: 'choice' }, input, h('span', {}, name)) };
  });
  const line = h('div', { class: 'segments' }, ...choices.map(({ label }) => label));
  const caution = said
    ? h('p', { class: 'finding warning', id: `${id}-caution` }, icon('warning'), h('span', {}, say(said)))
    : undefined;
  const label = say(field.label);
  const row = createRow(desk, {
    id,
    label,
    help: say(field.help),
    line: h('div', { class: 'line' }, line),
  });
  if (caution) row.element.append(caution);

  return {
    path: key,
    label,
    element: row.element,
    focus: () => (choices.find(({ input }) => input.checked) ?? choices[0])?.input.focus(),
    update: ({ document, state }, findings) => {
      const value = document[key];
      for (const choice of choices) choice.input.checked = sameJson(choice.value, value);
      // The validator repeats the caution once the switch is set.
      if (caution) caution.hidden = findings.some(({ message }) => message.text === said?.text);
      row.update({
        reading: reading(value),
        findings,
        serviceValue: serviceValueInWords(words, state.serviceCopy, key, value, (before) => {
          if (typeof before !== 'boolean') return printJson(before);
          return before ? t('on') : t('off');
        }),
        changedByService: state.changedByService.includes(key),
      });
    },
  };

  function reading(value: Json | undefined): string | undefined {
    if (value === undefined) return t('Not set: this field is not sent.');
    return typeof value === 'boolean' ? undefined : t('Custom JSON: {0}', printJson(value));
  }
}

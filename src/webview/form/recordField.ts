import { sameJson, type Json } from '../../model/json';
import { h } from '../dom';
import { icon } from '../icons';
import type { Desk } from '../view';
import type { Field } from './field';
import { heldInWords } from './held';
import { createRow } from './row';

/** The record switch, with three states: unset is not off. */
export function createRecordField(desk: Desk): Field {
  const { profile, words } = desk;
  const { t, say } = words;
  const { record } = profile;
  const choices = [
    { name: t('Not set'), value: undefined },
    { name: t('On'), value: true },
    { name: t('Off'), value: false },
  ].map(({ name, value }) => {
    const input = h('input', { type: 'radio', name: 'record', value: String(value) });
    input.addEventListener('change', () => desk.change([{ path: [record.key], value }], 'now'));
    return { input, value, label: h('label', { class: 'choice' }, input, h('span', {}, name)) };
  });
  const line = h('div', { class: 'segments' }, ...choices.map(({ label }) => label));
  const caution = record.caution
    ? h(
        'p',
        { class: 'finding warning', id: 'record-caution' },
        icon('warning'),
        h('span', {}, say(record.caution)),
      )
    : undefined;
  const label = say(record.label);
  const row = createRow(words, {
    id: 'record',
    label,
    help: say(record.help),
    line: h('div', { class: 'line' }, line),
  });
  if (caution) row.element.append(caution);

  return {
    path: record.key,
    label,
    element: row.element,
    focus: () => (choices.find(({ input }) => input.checked) ?? choices[0])?.input.focus(),
    update: ({ document, state }, findings) => {
      const value = document[record.key];
      for (const choice of choices) choice.input.checked = sameJson(choice.value, value);
      // The validator repeats the caution once the switch is set.
      if (caution) caution.hidden = findings.some(({ message }) => message.text === record.caution?.text);
      row.update({
        reading: reading(value),
        findings,
        held: heldInWords(words, state.held, record.key, value, (before) => {
          if (typeof before !== 'boolean') return JSON.stringify(before);
          return before ? t('on') : t('off');
        }),
        changedByService: state.changedByService.includes(record.key),
      });
    },
  };

  function reading(value: Json | undefined): string | undefined {
    if (value === undefined) return t('Not set: this field is not sent.');
    return typeof value === 'boolean' ? undefined : t('Written by hand: {0}', JSON.stringify(value));
  }
}

import { duration } from '../../model/duration';
import { sameJson, type Json } from '../../model/json';
import { h } from '../dom';
import type { Desk } from '../view';
import { bestUnit, isUnit, readAge, showAge, UNIT_NAMES, UNITS, type Unit } from './age';
import { createReset } from './buttons';
import type { Field } from './field';
import { heldInWords } from './held';
import { readNumber, stepped } from './number';
import { createRow } from './row';
import { selectBox } from './selectBox';
import { createTextInput } from './textInput';

/** The event age: a number and its unit, read out in plain words. */
export function createAgeField(desk: Desk): Field {
  const { profile, words } = desk;
  const { t, say } = words;
  const { age } = profile;
  const names: Record<Unit, string> = {
    seconds: t('seconds'),
    minutes: t('minutes'),
    hours: t('hours'),
    days: t('days'),
  };
  let unit: Unit = bestUnit(age.byDefault);
  const set = (value: Json | undefined, when: 'now' | 'soon'): void =>
    desk.change([{ path: [age.key], value }], when);

  const input = createTextInput({
    attributes: { inputmode: 'decimal', class: 'input number', placeholder: showAge(age.byDefault, unit) },
    read: (text) => readAge(text, unit),
    show: (value) => showAge(value, unit),
    typed: (value) => set(value, 'soon'),
    committed: () => desk.commit(),
    step: (by) => {
      const limits = {
        min: 1,
        max: Math.floor(age.max / UNITS[unit]),
        byDefault: age.byDefault / UNITS[unit],
      };
      set(stepped(readNumber(input.element.value), by, limits) * UNITS[unit], 'soon');
    },
  });
  const select = h(
    'select',
    { class: 'select', 'aria-label': t('Unit of the event age') },
    ...UNIT_NAMES.map((name) => h('option', { value: name }, names[name])),
  );
  select.addEventListener('change', () => {
    if (!isUnit(select.value)) return;
    unit = select.value;
    input.element.placeholder = showAge(age.byDefault, unit);
    if (input.element.value.trim() !== '') set(readAge(input.element.value, unit), 'now');
  });
  const byDefault = say(duration(age.byDefault));
  const reset = createReset(t('Use the service default ({0})', byDefault), () => {
    set(undefined, 'now');
    input.element.focus();
  });
  const label = t('Event age limit');
  const row = createRow(words, {
    id: 'age',
    label,
    help: t(
      'How long an event may wait and be retried. {0} to {1}.',
      say(duration(age.min)),
      say(duration(age.max)),
    ),
    control: input.element,
    line: h('div', { class: 'line' }, h('div', { class: 'joined' }, input.element, selectBox(select)), reset),
  });
  const reading = (value: Json | undefined): string | undefined => {
    if (value === undefined) return t('Not set: the service uses its default, {0}.', byDefault);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return undefined;
    return value < 60
      ? t('Events older than {0} are dropped.', say(duration(value)))
      : t('Events older than {0} ({1} seconds) are dropped.', say(duration(value)), value);
  };

  return {
    path: age.key,
    label,
    element: row.element,
    focus: () => input.element.focus(),
    update: ({ document, state }, findings) => {
      const value = document[age.key];
      if (value !== undefined && !sameJson(readAge(input.element.value, unit), value)) unit = bestUnit(value);
      select.value = unit;
      input.element.placeholder = showAge(age.byDefault, unit);
      input.update(value);
      reset.hidden = value === undefined;
      row.update({
        reading: reading(value),
        findings,
        held: heldInWords(words, state.held, age.key, value, (before) =>
          typeof before === 'number' ? say(duration(before)) : JSON.stringify(before),
        ),
        changedByService: state.changedByService.includes(age.key),
      });
    },
  };
}

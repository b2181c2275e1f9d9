import { numberInWords } from '../../model/changes';
import { duration } from '../../model/duration';
import { allowed } from '../../model/fields';
import { sameJson, type Json } from '../../model/json';
import type { NumberField } from '../../model/service';
import { h } from '../dom';
import type { Desk } from '../view';
import { bestUnit, isUnit, readAge, showAge, UNIT_NAMES, UNITS, type Unit } from './age';
import { createReset } from './buttons';
import type { Field } from './field';
import { serviceValueInWords } from './serviceCopy';
import { rangeInWords, readTyped, stepped } from './number';
import { createRow } from './row';
import { selectBox } from './selectBox';
import { createTextInput } from './textInput';
import { inSentences } from '../../model/message';

/** The field for a length of time: a number and its unit, read out in plain words. */
export function createDurationField(desk: Desk, field: NumberField): Field {
  const { words } = desk;
  const { t, say } = words;
  const { key, byDefault } = field;
  const names: Record<Unit, string> = {
    seconds: t('seconds'),
    minutes: t('minutes'),
    hours: t('hours'),
    days: t('days'),
  };
  let unit: Unit = bestUnit(byDefault);
  const set = (value: Json | undefined, when: 'now' | 'soon'): void =>
    desk.change([{ path: [key], value }], when);

  const input = createTextInput({
    attributes: { inputmode: 'decimal', class: 'input number', placeholder: showAge(byDefault, unit) },
    read: (text) => readAge(text, unit),
    show: (value) => showAge(value, unit),
    typed: (value) => set(value, 'soon'),
    committed: () => desk.commit(),
    step: (by) => {
      const limits = {
        min: Math.ceil(allowed(field).min / UNITS[unit]),
        max: Math.floor(allowed(field).max / UNITS[unit]),
        byDefault: byDefault / UNITS[unit],
      };
      set(stepped(readTyped(input.element.value), by, limits) * UNITS[unit], 'soon');
    },
  });
  const select = h(
    'select',
    {
      class: 'select',
      'aria-label': field.means === 'age' ? t('Unit of the event age') : t('Unit of {0}', say(field.label)),
    },
    ...UNIT_NAMES.map((name) => h('option', { value: name }, names[name])),
  );
  select.addEventListener('change', () => {
    if (!isUnit(select.value)) return;
    unit = select.value;
    input.element.placeholder = showAge(byDefault, unit);
    if (input.element.value.trim() !== '') set(readAge(input.element.value, unit), 'now');
  });
  const usual = say(duration(byDefault));
  const label = say(field.label);
  const reset = createReset(
    t('Use the service default ({0})', usual),
    t('{0}: use the service default ({1})', label, usual),
    () => {
      set(undefined, 'now');
      input.element.focus();
    },
  );
  const row = createRow(desk, {
    id: field.means ?? key,
    label,
    help: inSentences([say(field.help), rangeInWords(words, field, (seconds) => say(duration(seconds)))]),
    control: input.element,
    line: h('div', { class: 'line' }, h('div', { class: 'joined' }, input.element, selectBox(select)), reset),
  });
  const reading = (value: Json | undefined): string | undefined => {
    if (value === undefined) return t('Not set: the service uses its default, {0}.', usual);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return undefined;
    if (field.means !== 'age') return say(duration(value));
    return value < 60
      ? t('Events older than {0} are dropped.', say(duration(value)))
      : t('Events older than {0} ({1} seconds) are dropped.', say(duration(value)), value);
  };

  return {
    path: key,
    label,
    element: row.element,
    focus: () => input.element.focus(),
    update: ({ document, state }, findings) => {
      const value = document[key];
      if (value !== undefined && !sameJson(readAge(input.element.value, unit), value)) unit = bestUnit(value);
      select.value = unit;
      input.element.placeholder = showAge(byDefault, unit);
      input.update(value);
      reset.hidden = value === undefined;
      row.update({
        reading: reading(value),
        findings,
        serviceValue: serviceValueInWords(words, state.serviceCopy, key, value, (before) =>
          numberInWords(field, before, say),
        ),
        changedByService: state.changedByService.includes(key),
      });
    },
  };
}

import type { Finding } from '../../model/finding';
import { destinationsOf } from '../../model/fields';
import type { DestinationField, DestinationKind } from '../../model/service';
import { h } from '../dom';
import type { Desk } from '../view';
import { destinationOf, rawField, readField, setField, sidePath, type Side } from './destinationEdits';
import type { Field } from './field';
import { showNumber } from './number';
import { createRow } from './row';
import { createTextInput } from './textInput';

/** The fields of one kind of destination, in the order of the service's table. */
export function createKindFields(desk: Desk, side: Side, kind: DestinationKind): readonly Field[] {
  return kind.fields.map((field) => createKindField(desk, side, kind, field));
}

function createKindField(desk: Desk, side: Side, { id }: DestinationKind, field: DestinationField): Field {
  const { profile, words } = desk;
  const { t, say } = words;
  const input = createTextInput({
    attributes: {
      class: field.type === 'integer' ? 'input number' : 'input wide',
      inputmode: field.type === 'integer' ? 'numeric' : undefined,
      placeholder: field.example,
      'aria-required': field.required ? 'true' : undefined,
    },
    read: (text) => readField(field, text),
    show: showNumber,
    typed: (value) => {
      const destination = destinationOf(profile, desk.document(), side, id);
      if (!destination) return;
      desk.change(setField(profile, side, destination, field.key, value), 'soon');
    },
    committed: () => desk.commit(),
  });
  const row = createRow(desk, {
    id: `${side}-${field.key}`,
    label: field.required ? say(field.label) : t('{0} (optional)', say(field.label)),
    help: field.help && say(field.help),
    control: input.element,
    line: h('div', { class: 'line' }, input.element),
  });
  const where = destinationsOf(profile).shape === 'kindAndParam' ? ['param'] : ['destination'];
  return {
    path: [...sidePath(profile, side), ...where, field.key].join('.'),
    label: t('{0}, {1}', side === 'success' ? t('On success') : t('On failure'), field.label),
    element: row.element,
    focus: () => input.element.focus(),
    update: ({ document }, findings: readonly Finding[]) => {
      const destination = destinationOf(profile, document, side, id);
      input.update(destination && rawField(profile, destination, field.key));
      row.update({ findings });
    },
  };
}

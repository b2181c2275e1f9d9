import { isObject, type JsonObject } from '../../model/json';
import { h } from '../dom';
import type { Desk, View } from '../view';
import { createAgeField } from './ageField';
import { createDestinationCard } from './destinationCard';
import type { Field } from './field';
import { placeFindings, placeOf } from './placeFindings';
import { createRawValue } from './rawValue';
import { createRecordField } from './recordField';
import { createRetriesField } from './retriesField';

/** The form: all fields of the service's table, drawn from the document. */
export interface Form {
  readonly element: HTMLElement;
  update(view: View): void;
  /** The field that shows findings of a path; undefined where none does. */
  fieldFor(path: string): Field | undefined;
}

/** Makes the form of a service. */
export function createForm(desk: Desk): Form {
  const { profile, words } = desk;
  const { t } = words;
  const { age, retries, record, destinations } = profile;
  const fixed: readonly Field[] = [createAgeField(desk), createRetriesField(desk), createRecordField(desk)];
  const cards = [createDestinationCard(desk, 'success'), createDestinationCard(desk, 'failure')];
  const rawTargets = createRawValue(
    'destinations-raw',
    t('Written by hand and kept as it is. Open as JSON to change it.'),
  );
  const others = createRawValue(
    'others-raw',
    t('Fields that FnDeck does not know. They are sent as they are.'),
  );
  const cardBox = h('div', { class: 'cards' }, ...cards.map((card) => card.element));
  const otherBox = h('section', { class: 'part' }, h('h2', {}, t('Other fields')), others.element);
  const element = h(
    'div',
    { class: 'form' },
    h('section', { class: 'part' }, h('h2', {}, t('Delivery')), ...fixed.map((field) => field.element)),
    h('section', { class: 'part' }, h('h2', {}, t('Destinations')), cardBox, rawTargets.element),
    otherBox,
  );
  let fields: readonly Field[] = [];

  return {
    element,
    fieldFor: (path) => {
      const place = placeOf(path, pathsOf(fields));
      return fields.find((field) => field.path === place);
    },
    update: (view) => {
      const { document } = view;
      const targets = document[destinations.key];
      const readable = targets === undefined || isObject(targets);
      fields = [...fixed, ...cards.flatMap((card) => [card, ...card.shape(document)])];
      const placed = placeFindings(view.findings, pathsOf(fields));
      for (const field of fields) field.update(view, placed.get(field.path) ?? []);
      cardBox.hidden = !readable;
      rawTargets.update(readable ? undefined : targets);
      const unknown = without(document, [age.key, retries.key, record.key, destinations.key]);
      otherBox.hidden = Object.keys(unknown).length === 0;
      others.update(otherBox.hidden ? undefined : unknown);
    },
  };
}

function pathsOf(fields: readonly Field[]): readonly string[] {
  return [...new Set(fields.map((field) => field.path))];
}

function without(document: JsonObject, known: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !known.includes(key)));
}

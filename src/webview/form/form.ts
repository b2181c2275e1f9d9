import { destinationsOf, unknownFields, unknownSides } from '../../model/fields';
import { isObject } from '../../model/json';
import type { ConfigField } from '../../model/service';
import { h, setText } from '../dom';
import type { Desk, View } from '../view';
import { createLink } from './buttons';
import { createCountField } from './countField';
import { createDestinationCard } from './destinationCard';
import { createDurationField } from './durationField';
import type { Field } from './field';
import { placeFindings, placeOf } from './placeFindings';
import { createRawValue } from './rawValue';
import { createSwitchField } from './switchField';

/** The form: all fields of the service's table, drawn from the document. */
interface Form {
  readonly element: HTMLElement;
  update(view: View): void;
  /** The field that shows findings of a path; undefined where none does. */
  fieldFor(path: string): Field | undefined;
}

/** The form of the desk's service: a field for each entry of its table. `showVerification` opens the last one. */
export function createForm(desk: Desk, showVerification: () => void): Form {
  const { profile, words } = desk;
  const { t } = words;
  const destinations = destinationsOf(profile);
  const fixed = profile.fields.flatMap((field) => createControl(desk, field));
  const cards = [createDestinationCard(desk, 'success'), createDestinationCard(desk, 'failure')];
  const rawTargets = createRawValue(
    'destinations-raw',
    t('Custom JSON, kept as it is. Open as JSON to change it.'),
  );
  const otherSides = createRawValue(
    'other-sides',
    t('Destinations that FnDeck does not know. They are sent as they are; open as JSON to change them.'),
  );
  const others = createRawValue(
    'others-raw',
    t('Fields that FnDeck does not know. They are sent as they are; open as JSON to change them.'),
  );
  const cardBox = h('div', { class: 'cards' }, ...cards.map((card) => card.element));
  const verified = h('span', {});
  const verifiedBox = h(
    'p',
    { class: 'note verified', hidden: true },
    verified,
    createLink(t('Show Verification'), showVerification),
  );
  const otherBox = h('section', { class: 'part' }, h('h2', {}, t('Other fields')), others.element);
  const element = h(
    'div',
    { class: 'form' },
    h('section', { class: 'part' }, h('h2', {}, t('Delivery')), ...fixed.map((field) => field.element)),
    h(
      'section',
      { class: 'part' },
      h('h2', {}, t('Destinations')),
      cardBox,
      verifiedBox,
      otherSides.element,
      rawTargets.element,
    ),
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
      verifiedBox.hidden = view.state.verified === undefined;
      setText(verified, view.state.verified ?? '');
      for (const field of fields) field.update(view, placed.get(field.path) ?? []);
      cardBox.hidden = !readable;
      rawTargets.update(readable ? undefined : targets);
      otherSides.update(unknownSides(destinations, document));
      const unknown = unknownFields(profile, document);
      otherBox.hidden = unknown === undefined;
      others.update(unknown);
    },
  };
}

function pathsOf(fields: readonly Field[]): readonly string[] {
  return [...new Set(fields.map((field) => field.path))];
}

/** The control for a field that is not about destinations: those have cards of their own. */
function createControl(desk: Desk, field: ConfigField): readonly Field[] {
  switch (field.kind) {
    case 'number':
      return [field.unit === 'seconds' ? createDurationField(desk, field) : createCountField(desk, field)];
    case 'switch':
      return [createSwitchField(desk, field)];
    case 'destinations':
      return [];
  }
}

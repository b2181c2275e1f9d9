import { kindOf, type Destination, destinationInWords } from '../../model/destination';
import { destinationsOf } from '../../model/fields';
import { member, sameJson, type Json, type JsonObject } from '../../model/json';
import { h } from '../dom';
import type { Desk, View } from '../view';
import { createButton } from './buttons';
import {
  chooseKind,
  destinationOf,
  hasFields,
  parsedParam,
  removeSide,
  sidePath,
  type Side,
} from './destinationEdits';
import type { Field } from './field';
import { createKindFields } from './kindFields';
import { createKindSelect, NONE, UNKNOWN } from './kindSelect';
import { createRawValue } from './rawValue';
import { createRow } from './row';
import { selectBox } from './selectBox';

/** The card of one side: the kind of its destination and that kind's fields. */
interface DestinationCard extends Field {
  /** Builds the fields that the document asks for now, and gives those of them that findings can be shown at. */
  shape(document: JsonObject): readonly Field[];
}

/** The card of one side; it changes the document through `desk`. */
export function createDestinationCard(desk: Desk, side: Side): DestinationCard {
  const { profile, words } = desk;
  const { t, say } = words;
  const path = sidePath(profile, side);
  /** The side's last value of each kind, so that looking at another kind and coming back loses nothing. */
  const remembered = new Map<string, Json>();
  let shown: { readonly kind: string | undefined; readonly fields: readonly Field[] } = {
    kind: undefined,
    fields: [],
  };

  const select = createKindSelect(words, destinationsOf(profile).kinds, (kind) => {
    const document = desk.document();
    const before = destinationOf(profile, document, side, shown.kind);
    if (before) remembered.set(before.kind === '' ? UNKNOWN : before.kind, before.raw);
    desk.change(
      kind === NONE
        ? removeSide(profile, document, side)
        : chooseKind(profile, side, kind, remembered.get(kind)),
      'now',
    );
  });
  const label = side === 'success' ? t('On success') : t('On failure');
  const row = createRow(desk, {
    id: side,
    label,
    help:
      side === 'success'
        ? t('Destination for results of successful invocations.')
        : t('Destination for events that still fail after the last retry.'),
    control: select.element,
    line: h('div', { class: 'line' }, selectBox(select.element)),
  });
  const note = h('p', { class: 'note', hidden: true });
  const fields = h('div', { class: 'fields' });
  const takeApart = createButton(t('Convert to Form Fields'), 'secondary', () => {
    const destination = destinationOf(profile, desk.document(), side);
    const param = destination && parsedParam(destination);
    if (param) desk.change([{ path: [...path, 'param'], value: param }], 'now');
  });
  const raw = createRawValue(
    `${side}-raw`,
    t('Custom JSON, kept as it is. Open as JSON to change it.'),
    takeApart.element,
  );
  const element = h('section', { class: 'card' }, row.element, note, fields, raw.element);

  const shape = (document: JsonObject): readonly Field[] => {
    const destination = destinationOf(profile, document, side, shown.kind);
    const kind = destination && hasFields(profile, destination) ? kindOf(profile, destination) : undefined;
    if (shown.kind !== kind?.id) {
      shown = { kind: kind?.id, fields: kind ? createKindFields(desk, side, kind) : [] };
      // With a whole ARN of another kind that was put into one of them, the fields go under the keyboard.
      const hadFocus = fields.contains(fields.ownerDocument.activeElement);
      fields.replaceChildren(...shown.fields.map((field) => field.element));
      if (hadFocus) select.element.focus();
    }
    return shown.fields;
  };

  return {
    path: path.join('.'),
    label,
    element,
    shape,
    focus: () => select.element.focus(),
    update: (view, findings) => {
      const destination = destinationOf(profile, view.document, side, shown.kind);
      const unknown = destination?.kind === '' ? destination.raw : remembered.get(UNKNOWN);
      select.update(chosen(destination), unknown === undefined ? undefined : nameOf(unknown));
      const kind = destination && kindOf(profile, destination);
      note.hidden = !kind?.note;
      note.textContent = kind?.note ? say(kind.note) : '';
      raw.update(destination && !hasFields(profile, destination) ? destination.raw : undefined);
      takeApart.element.hidden = !destination || kind === undefined || parsedParam(destination) === undefined;
      row.update({ reading: emptyReading(destination), findings, ...comparison(view) });
    },
  };

  function emptyReading(destination: Destination | undefined): string | undefined {
    if (destination) return undefined;
    return side === 'success'
      ? t('The result is not sent anywhere.')
      : t('The event is discarded without a trace.');
  }

  function comparison({ document, state }: View): { serviceValue?: string; changedByService: boolean } {
    const changedByService = state.changedByService.some(
      (name) => name === path.join('.') || name.startsWith(`${path.join('.')}.`),
    );
    if (!state.serviceCopy) return { changedByService };
    const onService = destinationOf(profile, state.serviceCopy, side);
    const now = destinationOf(profile, document, side);
    if (sameJson(onService?.raw, now?.raw)) return { changedByService };
    return {
      serviceValue: onService ? say(destinationInWords(profile, onService)) : t('none'),
      changedByService,
    };
  }
}

function chosen(destination: Destination | undefined): string {
  if (!destination) return NONE;
  return destination.kind === '' ? UNKNOWN : destination.kind;
}

/** What a destination calls itself; empty where it has no name. */
function nameOf(raw: Json): string {
  const named = member(raw, 'destination');
  return typeof named === 'string' ? named : '';
}

import { h, setAttribute, setText } from '../dom';
import { createLink } from '../form/buttons';
import type { Words } from '../i18n';
import { icon } from '../icons';
import { isChoosable } from './counts';
import { cellsOf, createRowTable, type RowView } from '../rows/table';
import type { FromReplayPage, ReplayRow, ReplayState } from './protocol';

/** What will be sent where, a row for each event. */
interface Table {
  readonly element: HTMLElement;
  update(state: ReplayState): void;
}

/** An empty table; `ask` gets what its boxes and buttons ask for. */
export function createTable(words: Words, ask: (message: FromReplayPage) => void): Table {
  const { t } = words;
  const table = createRowTable<ReplayRow>({
    label: t('Events'),
    chooseAll: t('Choose all that can be sent'),
    columns: [t('Event'), t('Payload'), t('Goes to'), t('Result')],
    isChoosable,
    isOneOfAll: ({ state }) => state === 'ready' || state === 'refused',
    createRow: (row) => createRow(words, row, ask),
    choose: (keys, chosen) => ask({ type: 'choose', keys, chosen }),
  });
  return {
    element: table.element,
    update: ({ phase, rows }) => table.update(rows, phase === 'running' || phase === 'stopping'),
  };
}

function createRow(
  words: Words,
  { key, event, id }: ReplayRow,
  ask: (message: FromReplayPage) => void,
): RowView<ReplayRow> {
  const { t } = words;
  const box = h('input', { type: 'checkbox', 'aria-label': t('Replay {0}, event {1}', event, id) });
  box.addEventListener('change', () => ask({ type: 'choose', keys: [key], chosen: box.checked }));
  const how = h('p', { class: 'note' });
  const excerpt = h('code', { class: 'excerpt' });
  const size = h('span', { class: 'note' });
  const edit = createLink(t('Edit Payload'), () => ask({ type: 'edit', key }));
  edit.setAttribute('aria-label', t('Edit Payload of {0}', id));
  const target = h('span', {});
  const sign = h('span', { class: 'sign' });
  const result = h('span', {});
  const open = createLink(t('Show Replay'), () => ask({ type: 'open', key }));
  open.setAttribute('aria-label', t('Show Replay of {0}', id));
  const element = h(
    'tr',
    { role: 'row' },
    ...cellsOf(
      box,
      ['event', h('p', {}, event), h('p', { class: 'note id' }, id), how],
      ['payload', excerpt, h('p', { class: 'under' }, size, edit)],
      ['goes', h('span', { class: 'narrow note' }, t('Goes to')), target],
      ['result', h('p', {}, sign, result), open],
    ),
  );
  let drawn = '';

  return {
    element,
    update: (row, busy) => {
      const now = JSON.stringify([row, busy]);
      if (now === drawn) return;
      drawn = now;
      const { payload, state } = row;
      setAttribute(element, 'class', state);
      box.disabled = busy || !isChoosable(row);
      box.checked = row.chosen;
      setText(how, row.at === undefined ? row.how : `${row.at} · ${row.how}`);
      setText(excerpt, payload?.excerpt ?? '');
      excerpt.hidden = payload === undefined;
      setText(size, payload ? sizeText(words, payload) : t('no payload'));
      edit.hidden = busy || state === 'sent';
      setText(target, row.target);
      setText(result, resultText(words, row));
      sign.replaceChildren(...signOf(row));
      open.hidden = !row.opens;
    },
  };
}

function sizeText({ t }: Words, { size, edited }: NonNullable<ReplayRow['payload']>): string {
  return edited ? t('{0}, edited', size) : size;
}

function resultText({ t }: Words, { state, why = '' }: ReplayRow): string {
  switch (state) {
    case 'ready':
      return why;
    case 'ask':
      return why;
    case 'cannot':
      return t('Cannot be replayed: {0}', why);
    case 'waiting':
      return t('Waits');
    case 'sending':
      return t('Sending…');
    case 'sent':
      return why === '' ? t('Sent') : t('Sent: {0}', why);
    case 'refused':
      return t('Not sent: {0}', why);
    case 'unknown':
      return t('May have been sent: {0}', why);
  }
}

function signOf({ state, failed }: ReplayRow): SVGSVGElement[] {
  switch (state) {
    case 'ready':
    case 'waiting':
    case 'sending':
      return [];
    case 'ask':
    case 'unknown':
      return [icon('warning')];
    case 'cannot':
    case 'refused':
      return [icon('error')];
    case 'sent':
      return [icon(failed ? 'error' : 'success')];
  }
}

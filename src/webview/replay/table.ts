import { h, setAttribute, setText } from '../dom';
import { createLink } from '../form/buttons';
import type { Words } from '../i18n';
import { icon } from '../icons';
import { isChoosable } from './counts';
import type { FromReplayPage, ReplayRow, ReplayState } from './protocol';

/** What will be sent where, a row for each event. */
interface Table {
  readonly element: HTMLElement;
  update(state: ReplayState): void;
}

interface RowView {
  readonly element: HTMLElement;
  update(row: ReplayRow, busy: boolean): void;
}

/** An empty table; `ask` gets what its boxes and buttons ask for. */
export function createTable(words: Words, ask: (message: FromReplayPage) => void): Table {
  const { t } = words;
  const views = new Map<string, RowView>();
  let shown: ReplayState | undefined;
  const all = h('input', { type: 'checkbox', 'aria-label': t('Choose all that can be sent') });
  all.addEventListener('change', () => {
    // What a person has to decide one by one is not chosen in a heap; to leave all of it out is no risk.
    const keys = (shown?.rows ?? [])
      .filter((row) => (all.checked ? row.state === 'ready' || row.state === 'refused' : isChoosable(row)))
      .map(({ key }) => key);
    ask({ type: 'choose', keys, chosen: all.checked });
  });
  const head = (label: string) => h('th', { scope: 'col', role: 'columnheader' }, label);
  const body = h('tbody', { role: 'rowgroup' });
  const element = h(
    'table',
    { class: 'rows', role: 'table', 'aria-label': t('Events') },
    h(
      'thead',
      { role: 'rowgroup' },
      h(
        'tr',
        { role: 'row' },
        h('th', { scope: 'col', role: 'columnheader', class: 'box' }, all),
        ...[t('Event'), t('Payload'), t('Goes to'), t('Result')].map(head),
      ),
    ),
    body,
  );

  return {
    element,
    update: (state) => {
      shown = state;
      const busy = state.phase === 'running' || state.phase === 'stopping';
      const fresh: HTMLElement[] = [];
      for (const row of state.rows) {
        let view = views.get(row.key);
        if (!view) {
          view = createRow(words, row, ask);
          views.set(row.key, view);
          fresh.push(view.element);
        }
        view.update(row, busy);
      }
      if (fresh.length > 0) body.append(...fresh);
      const choosable = state.rows.filter(isChoosable);
      const chosen = choosable.filter((row) => row.chosen);
      all.disabled = busy || choosable.length === 0;
      all.checked = chosen.length > 0 && chosen.length === choosable.length;
      all.indeterminate = chosen.length > 0 && chosen.length < choosable.length;
    },
  };
}

function createRow(
  words: Words,
  { key, event, id }: ReplayRow,
  ask: (message: FromReplayPage) => void,
): RowView {
  const { t } = words;
  const box = h('input', { type: 'checkbox', 'aria-label': t('Replay {0}, event {1}', event, id) });
  box.addEventListener('change', () => ask({ type: 'choose', keys: [key], chosen: box.checked }));
  const how = h('p', { class: 'note' });
  const excerpt = h('code', { class: 'excerpt' });
  const size = h('span', { class: 'note' });
  const edit = createLink(t('Edit Payload'), () => ask({ type: 'edit', key }));
  edit.setAttribute('aria-label', t('Edit Payload of {0}', id));
  const target = h('td', { role: 'cell', class: 'goes' });
  const sign = h('span', { class: 'sign' });
  const result = h('span', {});
  const open = createLink(t('Show Replay'), () => ask({ type: 'open', key }));
  open.setAttribute('aria-label', t('Show Replay of {0}', id));
  const element = h(
    'tr',
    { role: 'row' },
    h('td', { role: 'cell', class: 'box' }, box),
    h('td', { role: 'cell', class: 'event' }, h('p', {}, event), h('p', { class: 'note id' }, id), how),
    h('td', { role: 'cell', class: 'payload' }, excerpt, h('p', { class: 'under' }, size, edit)),
    target,
    h('td', { role: 'cell', class: 'result' }, h('p', {}, sign, result), open),
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
      sign.replaceChildren(...signOf(state));
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

function signOf(state: ReplayRow['state']): SVGSVGElement[] {
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
      return [icon('success')];
  }
}

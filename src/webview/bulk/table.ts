import { h, setAttribute, setText } from '../dom';
import { createLink } from '../form/buttons';
import type { Words } from '../i18n';
import { icon } from '../icons';
import { cellsOf, createRowTable, type RowView } from '../rows/table';
import type { BulkFieldChange, BulkRow, FromBulkPage } from './protocol';

/** Whether a person can choose a row, while no run is under way. */
export function isChoosable({ state }: Pick<BulkRow, 'state'>): boolean {
  return state === 'ready' || state === 'ask' || state === 'failed' || state === 'unknown';
}

/** An empty table of versions and what would change; `ask` gets what its boxes and buttons ask for. */
export function createTable(words: Words, ask: (message: FromBulkPage) => void) {
  const { t } = words;
  return createRowTable<BulkRow>({
    label: t('Versions'),
    chooseAll: t('Choose all that can be written'),
    columns: [t('Version'), t('Old and new'), t('Result')],
    isChoosable,
    isOneOfAll: ({ state }) => state === 'ready' || state === 'failed',
    createRow: (row) => createRow(words, row, ask),
    choose: (keys, chosen) => ask({ type: 'choose', keys, chosen }),
  });
}

function createRow(
  words: Words,
  { key, version }: BulkRow,
  ask: (message: FromBulkPage) => void,
): RowView<BulkRow> {
  const { t } = words;
  const box = h('input', { type: 'checkbox', 'aria-label': t('Change {0}', version) });
  box.addEventListener('change', () => ask({ type: 'choose', keys: [key], chosen: box.checked }));
  const open = createLink(version, () => ask({ type: 'open', key }));
  open.setAttribute('aria-label', t('Open the configuration of {0}', version));
  const where = h('p', { class: 'note' });
  const changes = h('ul', {});
  const said = h('span', {});
  const sign = h('span', { class: 'sign' });
  const findings = h('ul', {});
  const element = h(
    'tr',
    { role: 'row' },
    ...cellsOf(
      box,
      ['version', open, where],
      ['changed', changes],
      ['result', h('p', {}, sign, said), findings],
    ),
  );
  let drawn = '';

  return {
    element,
    update: (row, busy) => {
      const now = JSON.stringify([row, busy]);
      if (now === drawn) return;
      drawn = now;
      setAttribute(element, 'class', row.state);
      box.disabled = busy || !isChoosable(row);
      box.checked = row.chosen;
      setText(where, row.where);
      changes.replaceChildren(...row.changes.map((change) => changeElement(words, change)));
      changes.hidden = row.changes.length === 0;
      setText(said, resultText(words, row));
      sign.replaceChildren(...signOf(row.state));
      findings.replaceChildren(
        ...row.findings.map(({ severity, text }) => h('li', {}, icon(severity), h('span', {}, text))),
      );
      findings.hidden = row.findings.length === 0;
    },
  };
}

function changeElement({ t }: Words, { field, from, to }: BulkFieldChange): HTMLElement {
  // Read aloud, a line through a text says nothing.
  return h(
    'li',
    {},
    h('span', { class: 'hidden' }, t('{0}: {1} becomes {2}', field, from, to)),
    h('span', { class: 'field', 'aria-hidden': 'true' }, field),
    h('span', { class: 'from', 'aria-hidden': 'true' }, from),
    h('span', { 'aria-hidden': 'true' }, '→'),
    h('span', { class: 'to', 'aria-hidden': 'true' }, to),
  );
}

function resultText({ t }: Words, { state, why = '' }: BulkRow): string {
  switch (state) {
    case 'reading':
      return t('Reading…');
    case 'ready':
    case 'ask':
      return why;
    case 'same':
      return t('Needs no change');
    case 'cannot':
      return t('Cannot be changed: {0}', why);
    case 'waiting':
      return t('Waits');
    case 'sending':
      return t('Writing…');
    case 'written':
      return why === '' ? t('Written') : t('Written. {0}', why);
    case 'failed':
      return t('Failed: {0}', why);
    case 'skipped':
      return why;
    case 'unknown':
      return why === '' ? t('May have been written') : t('May have been written: {0}', why);
  }
}

function signOf(state: BulkRow['state']): SVGSVGElement[] {
  switch (state) {
    case 'reading':
    case 'ready':
    case 'same':
    case 'waiting':
    case 'sending':
      return [];
    case 'ask':
    case 'unknown':
      return [icon('warning')];
    case 'skipped':
      return [icon('info')];
    case 'cannot':
    case 'failed':
      return [icon('error')];
    case 'written':
      return [icon('success')];
  }
}

import { h, setAttribute, setText } from '../dom';
import { createButton } from '../form/buttons';
import type { Words } from '../i18n';
import { createPageHeader } from '../pageHeader';
import { icon } from '../icons';
import { startPage, type HostApi } from '../startPage';
import type { BulkRow, BulkState, FromBulkPage, ToBulkPage } from './protocol';
import { createTable, isChoosable } from './table';

/** Starts the page of a bulk apply. */
export function startBulkPage(api: HostApi<FromBulkPage>): void {
  startPage<ToBulkPage>(api, (_start, words) => {
    const page = createBulkPage(words, (asked) => api.postMessage(asked));
    return { element: page.element, receive: ({ state }) => page.draw(state) };
  });
}

/** The page as a whole. */
interface BulkPage {
  readonly element: HTMLElement;
  draw(state: BulkState): void;
}

/** A page that has drawn nothing yet; `ask` sends a message to the host. */
function createBulkPage(words: Words, ask: (message: FromBulkPage) => void): BulkPage {
  const { t } = words;
  const start = createButton('', 'primary', () => ask({ type: 'start' }));
  const cancel = createButton(t('Stop'), 'secondary', () => ask({ type: 'cancel' }));
  const undo = createButton(t('Undo…'), 'secondary', () => ask({ type: 'undo' }));
  const buttons = [start, cancel, undo].map(({ element }) => element);
  const { element: top, title, context } = createPageHeader(words, buttons);
  const bar = h('progress', { 'aria-label': t('Progress') });
  const tally = h('p', { class: 'tally' });
  const notices = h('div', { class: 'problems' });
  const table = createTable(words, ask);
  const polite = h('p', { role: 'status', class: 'hidden' });
  const progress = h('div', { class: 'progress' }, bar, tally);
  const content = h('main', { class: 'content' }, notices, progress, table.element);
  const element = h('div', { class: 'page' }, top, content, polite);
  let before: BulkState['phase'] | undefined;
  let total = 0;

  return {
    element,
    draw: (state) => {
      const { phase, rows, purpose, problem } = state;
      const busy = phase === 'running' || phase === 'stopping';
      const count = (...states: readonly BulkRow['state'][]) =>
        rows.filter((row) => states.includes(row.state)).length;
      const chosen = rows.filter((row) => row.chosen && isChoosable(row)).length;
      const focused = buttons.find((button) => button === document.activeElement);
      setText(title, purpose === 'apply' ? t('Apply to Many') : t('Undo Apply to Many'));
      setText(
        context,
        t(
          '{0}. What each service holds is stored before anything is sent; at most {1} writes a second.',
          state.what,
          state.perSecond,
        ),
      );
      setText(start.element, startText(words, state, chosen));
      start.enable(!busy && phase !== 'reading' && chosen > 0);
      start.element.hidden = busy;
      cancel.element.hidden = !busy;
      cancel.enable(phase === 'running');
      undo.element.hidden = busy || !state.canUndo;
      // A button that goes takes the focus with it to another, not to nowhere.
      if (focused?.hidden) (busy ? cancel : undo.element.hidden ? start : undo).element.focus();
      const left = busy ? count('waiting', 'sending') : count('reading');
      if (before === undefined || (busy && before !== 'running' && before !== 'stopping')) total = left;
      bar.hidden = !busy && phase !== 'reading';
      setAttribute(bar, 'max', Math.max(total, 1));
      setAttribute(bar, 'value', Math.max(total - left, 0));
      setText(tally, tallyText(words, state, chosen, count));
      if (notices.dataset['shown'] !== (problem ?? '')) {
        notices.dataset['shown'] = problem ?? '';
        const text = problem === undefined ? [] : [t('The run was stopped. {0}', problem)];
        notices.replaceChildren(
          ...text.map((said) =>
            h('div', { class: 'notice error', role: 'alert' }, icon('error'), h('p', {}, said)),
          ),
        );
      }
      table.update(rows, busy || phase === 'reading');
      if (before !== undefined && before !== phase) setText(polite, tally.textContent);
      before = phase;
    },
  };
}

function startText({ t }: Words, { purpose, isBegun }: BulkState, chosen: number): string {
  if (purpose === 'undo') {
    if (isBegun) return t('Resume Undo ({0} Left)', chosen);
    return chosen === 1 ? t('Restore 1 Configuration') : t('Restore {0} Configurations', chosen);
  }
  if (isBegun) return t('Resume ({0} Left)', chosen);
  return chosen === 1 ? t('Apply to 1 Version') : t('Apply to {0} Versions', chosen);
}

function tallyText(
  { t }: Words,
  { phase, rows }: BulkState,
  chosen: number,
  count: (...states: readonly BulkRow['state'][]) => number,
): string {
  const some = (number: number, text: string): string | undefined => (number > 0 ? text : undefined);
  const waiting = count('waiting', 'sending');
  const written = count('written');
  const left = count('skipped');
  const failed = count('failed');
  const unknown = phase === 'running' || phase === 'stopping' ? 0 : count('unknown');
  const cannot = count('cannot');
  const same = count('same');
  const reading = count('reading');
  const parts = [
    phase === 'stopping' ? t('Stopping after the one under way.') : undefined,
    rows.length === 1 ? t('1 version') : t('{0} versions', rows.length),
    some(reading, t('{0} still being read', reading)),
    waiting > 0 ? t('{0} to be written', waiting) : some(chosen, t('{0} chosen', chosen)),
    some(written, t('{0} written', written)),
    some(left, t('{0} left as they are', left)),
    some(failed, t('{0} failed', failed)),
    some(unknown, t('{0} unknown', unknown)),
    some(same, t('{0} need no change', same)),
    some(cannot, t('{0} cannot be changed', cannot)),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

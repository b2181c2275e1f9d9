import { h, setAttribute, setText } from '../dom';
import { createButton } from '../form/buttons';
import { selectBox } from '../form/selectBox';
import type { Words } from '../i18n';
import { createPageHeader } from '../pageHeader';
import { icon } from '../icons';
import { startPage, type HostApi } from '../startPage';
import { countsOf, isChoosable, type Counts } from './counts';
import type { FromReplayPage, KeptReplay, ReplayState, ReplayTarget, ToReplayPage } from './protocol';
import { createTable } from './table';

/** Starts the page of a replay. What VS Code keeps of it are ids only. */
export function startReplayPage(api: HostApi<FromReplayPage, KeptReplay>): void {
  startPage<ToReplayPage>(api, ({ kept }, words) => {
    api.setState(kept);
    const page = createReplayPage(words, (asked) => api.postMessage(asked));
    return { element: page.element, receive: ({ state }) => page.draw(state) };
  });
}

/** The page as a whole. */
interface ReplayPage {
  readonly element: HTMLElement;
  draw(state: ReplayState): void;
}

/** A page that has drawn nothing yet; `ask` sends a message to the host. */
function createReplayPage(words: Words, ask: (message: FromReplayPage) => void): ReplayPage {
  const { t } = words;
  const start = createButton(t('Send'), 'primary', () => ask({ type: 'start' }));
  const cancel = createButton(t('Stop Sending'), 'secondary', () => ask({ type: 'cancel' }));
  const { element: top, title, context } = createPageHeader(words, [start.element, cancel.element]);
  setText(title, t('Replay'));
  const bar = h('progress', { 'aria-label': t('Sent') });
  const tally = h('p', { class: 'tally' });
  const progress = h('div', { class: 'progress' }, bar, tally);
  const notices = h('div', { class: 'problems' });
  const targets = createTargets(words, ask);
  const table = createTable(words, ask);
  const polite = h('p', { role: 'status', class: 'hidden' });
  const content = h('main', { class: 'content' }, notices, targets.element, progress, table.element);
  const element = h('div', { class: 'page' }, top, content, polite);
  let before: ReplayState['phase'] | undefined;
  let total = 0;

  return {
    element,
    draw: (state) => {
      const counts = countsOf(state);
      const busy = state.phase === 'running' || state.phase === 'stopping';
      const over = counts.chosen > state.limit;
      setText(
        context,
        t(
          'Each payload is sent once, as an asynchronous event. At most {0} in one run, {1} a second.',
          state.limit,
          state.perSecond,
        ),
      );
      setText(start.element, sendText(words, counts));
      const hadFocus = [start, cancel].some((button) => button.element === document.activeElement);
      start.enable(!busy && counts.chosen > 0 && !over);
      start.element.hidden = busy;
      cancel.element.hidden = !busy;
      cancel.enable(state.phase === 'running');
      // The one has taken the place of the other.
      if (hadFocus) (busy ? cancel : start).element.focus();
      if (busy && before !== 'running' && before !== 'stopping') total = counts.waiting;
      bar.hidden = !busy;
      setAttribute(bar, 'max', Math.max(total, 1));
      setAttribute(bar, 'value', Math.max(total - counts.waiting, 0));
      setText(tally, tallyText(words, state, counts));
      const shown = noticesOf(words, state, over);
      const key = JSON.stringify(shown.map(({ text }) => text));
      if (notices.dataset['shown'] !== key) {
        notices.dataset['shown'] = key;
        notices.replaceChildren(...shown.map(noticeElement));
      }
      targets.update(state.targets, busy);
      table.update(state);
      if (before !== undefined && before !== state.phase) setText(polite, tallyText(words, state, counts));
      before = state.phase;
    },
  };
}

function sendText({ t }: Words, { chosen }: Counts): string {
  if (chosen === 0) return t('Send');
  return chosen === 1 ? t('Send 1 Event') : t('Send {0} Events', chosen);
}

function tallyText({ t }: Words, { phase, rows }: ReplayState, counts: Counts): string {
  const { chosen, cannot, sent, failed, refused, unknown, waiting } = counts;
  const parts = [
    phase === 'stopping' ? t('Stopping after the one under way.') : undefined,
    rows.length === 1 ? t('1 event') : t('{0} events', rows.length),
    waiting > 0 ? t('{0} to be sent', waiting) : chosen > 0 ? t('{0} chosen', chosen) : undefined,
    // Why nothing can be sent: what has succeeded is not chosen by itself.
    waiting + chosen === 0 && rows.some(isChoosable) ? t('none chosen') : undefined,
    sent > 0 ? t('{0} sent', sent) : undefined,
    failed > 0 ? t('{0} failed again', failed) : undefined,
    refused > 0 ? t('{0} not taken', refused) : undefined,
    unknown > 0 ? t('{0} unknown', unknown) : undefined,
    cannot > 0 ? t('{0} cannot be replayed', cannot) : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

interface Notice {
  readonly kind: 'error' | 'warning' | 'info';
  readonly text: string;
}

function noticesOf({ t }: Words, { notes, problem, limit }: ReplayState, over: boolean): Notice[] {
  return [
    ...(problem === undefined
      ? []
      : [{ kind: 'error', text: t('The run was stopped. {0}', problem) } as const]),
    ...(over
      ? [
          {
            kind: 'warning',
            text: t(
              'More than {0} are chosen. Send them in several runs, or raise “fndeck.replay.limit”.',
              limit,
            ),
          } as const,
        ]
      : []),
    ...notes.map((text) => ({ kind: 'info', text }) as const),
  ];
}

function noticeElement({ kind, text }: Notice): HTMLElement {
  const role = kind === 'error' ? 'alert' : undefined;
  return h('div', { class: `notice ${kind}`, role }, icon(kind), h('div', {}, h('p', {}, text)));
}

/** A choice for each function: which version its payloads go to. */
function createTargets({ t }: Words, ask: (message: FromReplayPage) => void) {
  const element = h('div', { class: 'targets' });
  let drawn = '';
  return {
    element,
    update: (targets: readonly ReplayTarget[], busy: boolean): void => {
      const now = JSON.stringify([targets, busy]);
      if (now === drawn) return;
      drawn = now;
      const focused = document.activeElement?.id ?? '';
      element.replaceChildren(
        ...targets.map(({ key, label, chosen, options }, index) => {
          const select = h(
            'select',
            { class: 'select', id: `target-${index}`, disabled: busy },
            ...options.map(({ value, label: text }) =>
              h('option', { value, selected: value === chosen }, text),
            ),
          );
          select.addEventListener('change', () => ask({ type: 'target', key, qualifier: select.value }));
          return h('label', { class: 'target' }, h('span', {}, t('{0} goes to', label)), selectBox(select));
        }),
      );
      if (focused.startsWith('target-')) document.getElementById(focused)?.focus();
    },
  };
}

import { h, setAttribute, setText } from '../dom';
import { createButton, createLink } from '../form/buttons';
import type { Words } from '../i18n';
import { icon } from '../icons';
import { createPageHeader } from '../pageHeader';
import { startPage, type HostApi } from '../startPage';
import type {
  ConnectionFact,
  ConnectionTestState,
  FromConnectionPage,
  PermissionRow,
  ToConnectionPage,
} from './protocol';

/** Starts the page of a connection's test. */
export function startConnectionPage(api: HostApi<FromConnectionPage>): void {
  startPage<ToConnectionPage>(api, (_start, words) => {
    const page = createConnectionPage(words, (asked) => api.postMessage(asked));
    return { element: page.element, receive: ({ state }) => page.draw(state) };
  });
}

/** The page as a whole. */
interface ConnectionPage {
  readonly element: HTMLElement;
  draw(state: ConnectionTestState): void;
}

/** A page that has drawn nothing yet; `ask` sends a message to the host. */
function createConnectionPage(words: Words, ask: (message: FromConnectionPage) => void): ConnectionPage {
  const { t } = words;
  const again = createButton(t('Test Again'), 'primary', () => ask({ type: 'again' }));
  const cancel = createButton(t('Cancel'), 'primary', () => ask({ type: 'cancel' }));
  const edit = createButton(t('Edit Connection…'), 'secondary', () => ask({ type: 'edit' }));
  const log = createButton(t('Show Request Log'), 'secondary', () => ask({ type: 'showLog' }));
  const buttons = [again, cancel, edit, log].map(({ element }) => element);
  const { element: top, title, context } = createPageHeader(words, buttons);
  const notices = h('div', { class: 'problems' });
  const bar = h('progress', { 'aria-label': t('Progress') });
  const tally = h('p', { class: 'tally' });
  const facts = h('dl', { class: 'facts', 'aria-label': t('What was found') });
  const explained = h('p', { class: 'note explained' });
  const body = h('tbody', { role: 'rowgroup' });
  const head = (text: string) => h('th', { scope: 'col', role: 'columnheader' }, text);
  const table = h(
    'table',
    { class: 'rows', role: 'table', 'aria-label': t('Permissions') },
    h(
      'thead',
      { role: 'rowgroup' },
      h('tr', { role: 'row' }, head(t('What FnDeck does')), head(t('Result')), head(t('What it needs'))),
    ),
    body,
  );
  const permissions = h('section', {}, h('h2', {}, t('Permissions')), explained, table);
  const progress = h('div', { class: 'progress' }, bar, tally);
  const polite = h('p', { role: 'status', class: 'hidden' });
  const content = h('main', { class: 'content' }, notices, progress, facts, permissions);
  const element = h('div', { class: 'page' }, top, content, polite);
  const rows = new Map<string, ReturnType<typeof createRow>>();
  let before: ConnectionTestState['phase'] | undefined;
  let drawn = '';

  return {
    element,
    draw: (state) => {
      const isRunning = state.phase === 'running';
      const hadFocus = [again, cancel].find((button) => button.element === document.activeElement);
      setText(title, state.title);
      setText(context, state.context);
      again.element.hidden = isRunning;
      cancel.element.hidden = !isRunning;
      edit.element.hidden = !state.canEdit;
      // The one has taken the place of the other.
      if (hadFocus) (isRunning ? cancel : again).element.focus();
      progress.hidden = !isRunning;
      const open = state.rows.filter((row) => row.state === 'waiting' || row.state === 'asking').length;
      setAttribute(bar, 'max', Math.max(state.rows.length, 1));
      setAttribute(bar, 'value', state.rows.length === 0 ? undefined : state.rows.length - open);
      setText(tally, t('{0} of {1}', state.rows.length - open, state.rows.length));
      setText(
        explained,
        t(
          'A test only reads, with at most {0} requests: nothing is written, and no function is invoked.',
          state.mostRequests,
        ),
      );
      const now = JSON.stringify([state.problem, state.isStale, state.phase]);
      if (now !== drawn) notices.replaceChildren(...noticesOf(words, state));
      drawn = now;
      facts.replaceChildren(...state.facts.flatMap(factElements));
      permissions.hidden = state.rows.length === 0;
      for (const row of state.rows) {
        const known = rows.get(row.key) ?? createRow(words, row, ask);
        rows.set(row.key, known);
        known.update(row);
        if (!known.element.isConnected) body.append(known.element);
      }
      if (before !== state.phase && before !== undefined) setText(polite, endText(words, state));
      before = state.phase;
    },
  };
}

function noticesOf({ t }: Words, { problem, isStale, phase }: ConnectionTestState): HTMLElement[] {
  const notice = (kind: 'error' | 'info', ...texts: readonly string[]) =>
    h(
      'div',
      { class: `notice ${kind}`, role: kind === 'error' ? 'alert' : undefined },
      icon(kind),
      h('div', {}, ...texts.map((text) => h('p', {}, text))),
    );
  return [
    ...(isStale ? [notice('info', t('The connection was changed after this test.'))] : []),
    ...(phase === 'cancelled' ? [notice('info', t('The test was cancelled.'))] : []),
    ...(problem
      ? [notice('error', problem.text, ...(problem.hint === undefined ? [] : [problem.hint]))]
      : []),
  ];
}

function factElements({ label, text, sign }: ConnectionFact): HTMLElement[] {
  return [h('dt', {}, label), h('dd', {}, sign && icon(sign), h('span', {}, text))];
}

function createRow({ t }: Words, { key, what }: PermissionRow, ask: (message: FromConnectionPage) => void) {
  const sign = h('span', { class: 'sign' });
  const said = h('span', {});
  const outcome = h('td', { role: 'cell' }, h('div', { class: 'outcome' }, sign, said));
  const names = h('div', {});
  const copy = createLink(t('Copy Policy'), () => ask({ type: 'copyPolicy', key }));
  copy.setAttribute('aria-label', t('Copy Policy: {0}', what));
  const needs = h('td', { role: 'cell', class: 'needs' }, names, copy);
  const name = h('th', { role: 'rowheader', scope: 'row' }, what);
  const element = h('tr', { role: 'row' }, name, outcome, needs);
  let drawn = '';
  return {
    element,
    update: (row: PermissionRow): void => {
      const now = JSON.stringify(row);
      if (now === drawn) return;
      drawn = now;
      setAttribute(element, 'class', row.state);
      sign.replaceChildren(...signOf(row.state));
      setText(said, row.text);
      names.replaceChildren(...row.needs.map((each) => h('code', {}, each)));
      copy.hidden = !row.hasPolicy || ['waiting', 'asking', 'allowed'].includes(row.state);
    },
  };
}

function signOf(state: PermissionRow['state']): SVGSVGElement[] {
  switch (state) {
    case 'waiting':
    case 'asking':
    case 'untried':
      return [];
    case 'allowed':
      return [icon('success')];
    case 'refused':
      return [icon('failure')];
    case 'unknown':
      return [icon('warning')];
  }
}

function endText({ t }: Words, { phase, rows, problem }: ConnectionTestState): string {
  if (phase === 'running') return t('Testing…');
  if (phase === 'cancelled') return t('The test was cancelled.');
  if (problem) return t('The test failed.');
  const refused = rows.filter(({ state }) => state === 'refused').length;
  if (refused === 0) return t('The test is over.');
  return refused === 1
    ? t('The test is over: 1 permission is missing.')
    : t('The test is over: {0} permissions are missing.', refused);
}

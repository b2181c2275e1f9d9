import { plain } from '../../model/invocation/outputText';
import { h, setAttribute, setText } from '../dom';
import { createButton } from '../form/buttons';
import type { Words } from '../i18n';
import { createPageHeader } from '../pageHeader';
import { startPage, type HostApi } from '../startPage';
import { createFilterBar } from './filterBar';
import type {
  FromOverviewPage,
  OverviewIds,
  OverviewLine,
  OverviewState,
  Sorting,
  ToOverviewPage,
} from './protocol';
import { createTable } from './table';
import { inSentences } from '../../model/message';

/** Starts the page of an overview. What VS Code keeps of it is what it is about, nothing of its rows. */
export function startOverviewPage(api: HostApi<FromOverviewPage, OverviewIds>): void {
  startPage<ToOverviewPage>(api, ({ state: first, locale }, words) => {
    const page = createOverviewPage(words, first, locale, (sent) => api.postMessage(sent));
    return {
      element: page.element,
      receive: (message) => {
        const { state } = message;
        api.setState(state.ids);
        if (message.type === 'start') page.draw(state, [], []);
        else page.draw(state, message.lines, message.order);
      },
    };
  });
}

/** The page of an overview. */
interface OverviewPage {
  readonly element: HTMLElement;
  draw(state: OverviewState, lines: readonly OverviewLine[], order: readonly number[]): void;
}

/** Puts the page together for a first state; `post` sends to the host. */
function createOverviewPage(
  words: Words,
  first: OverviewState,
  locale: string,
  post: (message: FromOverviewPage) => void,
): OverviewPage {
  const { t } = words;
  let state = first;
  let shown = 0;
  let sorting: Sorting = first.ids.sorting;
  let said = '';
  const number = (count: number): string => count.toLocaleString(locale);

  const query = (filter: string): void => post({ type: 'query', filter, sorting });
  const bar = createFilterBar(words, first.ids.filter, query);
  const table = createTable(words, {
    open: (id) => post({ type: 'open', id }),
    sort: (by) => {
      sorting = { by, descending: sorting.by === by && !sorting.descending };
      query(bar.filter());
    },
    selected: () => {
      drawCounts();
      speak(table.selection.ids.size === 0 ? t('Nothing selected.') : selectedText());
    },
  });

  const selected = (): readonly number[] => [...table.selection.ids];
  const read = createButton(t('Read'), 'primary', () => post({ type: 'command', command: 'read' })).element;
  const again = createButton(t('Read Again'), 'secondary', () =>
    post({ type: 'command', command: 'readAgain' }),
  ).element;
  const cancel = createButton(t('Cancel'), 'secondary', () => post({ type: 'command', command: 'cancel' }));
  const apply = createButton(t('Change Selected…'), 'primary', () =>
    post({ type: 'apply', ids: selected() }),
  );
  const exports = (['csv', 'json'] as const).map((as) =>
    createButton(as === 'csv' ? t('Export CSV…') : t('Export JSON…'), 'secondary', () =>
      post({ type: 'export', as, ids: selected() }),
    ),
  );
  const buttons = [read, cancel.element, again, ...exports.map(({ element }) => element), apply.element];
  const head = createPageHeader(words, buttons);
  const { title, context } = head;
  const progress = h('progress', { 'aria-label': t('Functions read') });
  const phase = h('p', { class: 'phase' });
  const trouble = h('p', { class: 'trouble' });
  const counts = h('p', { class: 'counts' });
  const news = h('p', { role: 'status', 'aria-live': 'polite', class: 'hidden' });
  const element = h(
    'div',
    { class: 'page overview' },
    head.element,
    h(
      'main',
      { class: 'content' },
      h('div', { class: 'reading' }, progress, phase),
      trouble,
      bar.element,
      counts,
      table.element,
    ),
    news,
  );

  const speak = (text: string): void => {
    if (text !== said) setText(news, text);
    said = text;
  };
  const selectedText = (): string => t('{0} selected', number(table.selection.ids.size));
  const shownText = (): string =>
    state.conditions.length === 0
      ? state.configs === 1
        ? t('1 configuration')
        : t('{0} configurations', number(state.configs))
      : t('{0} of {1} configurations: {2}', number(shown), number(state.configs), conditions());
  const conditions = (): string => plain(state.conditions.join(' · '));
  const drawCounts = (): void => {
    const size = table.selection.ids.size;
    const without = state.without > 0 ? t('Functions without one: {0}', number(state.without)) : '';
    setText(counts, [shownText(), without, size > 0 ? selectedText() : ''].filter(Boolean).join(' · '));
    apply.enable(size > 0);
    for (const button of exports) button.enable(shown > 0);
  };
  const phaseText = (): string => {
    const { listed, read: done, allListed } = state.functions;
    switch (state.reading) {
      case 'unread':
        return t('Nothing was read since the window was opened.');
      case 'reading':
        return allListed
          ? t('Reading: {0} of {1} functions', number(done), number(listed))
          : t('Reading: {0} of {1} functions so far', number(done), number(listed));
      case 'cancelled':
        return t('Cancelled after {0} functions.', number(done));
      case 'complete':
        return t('All {0} functions are read.', number(done));
      case 'failed':
        return t('The functions could not be listed: {0}', plain(state.problem));
    }
  };
  const drawReading = (): void => {
    const { reading, functions, failed } = state;
    const isReading = reading === 'reading';
    const isWhole = reading === 'complete' && failed.count === 0;
    const focused = document.activeElement;
    progress.hidden = !isReading;
    setAttribute(progress, 'max', Math.max(1, functions.listed));
    setAttribute(progress, 'value', functions.read);
    const text = phaseText();
    phase.hidden = isWhole;
    setText(phase, text);
    trouble.hidden = failed.count === 0;
    setText(
      trouble,
      failed.count === 1
        ? t('The configurations of 1 function could not be read: {0}', plain(failed.why))
        : t(
            'The configurations of {0} functions could not be read: {1}',
            number(failed.count),
            plain(failed.why),
          ),
    );
    read.hidden = isReading || isWhole;
    setText(read, reading === 'unread' ? t('Read') : failed.count > 0 ? t('Try Again') : t('Read the Rest'));
    cancel.element.hidden = !isReading;
    again.hidden = isReading || reading === 'unread';
    apply.element.hidden = !state.canApply;
    // A button that goes takes the focus with it to another, not to nowhere.
    if (focused instanceof HTMLElement && focused.hidden) {
      (isReading ? cancel.element : read.hidden ? again : read).focus();
    }
  };

  return {
    element,
    draw: (next, lines, order) => {
      const before = state;
      state = next;
      shown = order.length;
      setText(title, plain(state.title));
      setText(context, plain(state.context));
      table.draw(lines, order, sorting, state.hasFiles);
      bar.draw(state.offered);
      drawReading();
      drawCounts();
      // How it ends and what a filter finds; not each of the functions that are read in between.
      if (state.reading !== before.reading) speak(inSentences([phaseText(), shownText()]));
      else if (state.ids.filter !== before.ids.filter) speak(shownText());
    },
  };
}

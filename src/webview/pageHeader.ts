import { h } from './dom';
import type { Words } from './i18n';

/** The head of a page of its own: what it is about, and what can be done there. */
interface PageHeader {
  readonly element: HTMLElement;
  readonly title: HTMLElement;
  /** Where that is, below the title. */
  readonly context: HTMLElement;
}

/** A head without title yet; `between` stands before the buttons. */
export function createPageHeader(
  { t }: Words,
  buttons: readonly HTMLElement[],
  ...between: readonly HTMLElement[]
): PageHeader {
  const title = h('h1', {});
  const context = h('p', { class: 'context' });
  const element = h(
    'header',
    { class: 'top' },
    h('div', { class: 'what' }, title, context),
    ...between,
    h('div', { class: 'buttons', role: 'group', 'aria-label': t('Actions') }, ...buttons),
  );
  return { element, title, context };
}

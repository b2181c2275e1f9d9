import { h, setAttribute } from '../dom';
import type { Words } from '../i18n';

/** Where a person says which rows they want to see. */
interface FilterBar {
  readonly element: HTMLElement;
  /** What is typed now. */
  filter(): string;
  /** Draws the conditions that are offered. */
  draw(offered: readonly string[]): void;
}

/** How long is waited for the next letter, in milliseconds. */
const PAUSE_MS = 150;

/** A field for conditions in words, and a button for each that is offered. */
export function createFilterBar({ t }: Words, first: string, changed: (filter: string) => void): FilterBar {
  const input = h('input', {
    type: 'search',
    class: 'input',
    'aria-label': t('Filter'),
    placeholder: t('Filter in words: a name, retries 0, age > 1 h, not findings'),
    spellcheck: 'false',
  });
  input.value = first;
  const chips = h('div', { class: 'chips', role: 'group', 'aria-label': t('Conditions') });
  let offered: readonly string[] = [];
  let timer: number | undefined;

  const asked = (): readonly string[] =>
    input.value
      .split(/[,，;；]/)
      .map((part) => part.trim())
      .filter(Boolean);
  const isAsked = (condition: string): boolean =>
    asked().some((part) => part.toLowerCase() === condition.toLowerCase());
  const mark = (): void => {
    for (const chip of chips.children) {
      setAttribute(chip, 'aria-pressed', String(isAsked(chip.textContent)));
    }
  };
  const tell = (): void => {
    clearTimeout(timer);
    timer = undefined;
    mark();
    changed(input.value);
  };
  const turn = (condition: string): void => {
    const others = asked().filter((part) => part.toLowerCase() !== condition.toLowerCase());
    input.value = (isAsked(condition) ? others : [...others, condition]).join(', ');
    tell();
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(tell, PAUSE_MS);
  });
  input.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') tell();
  });

  return {
    element: h('div', { class: 'filter', role: 'search' }, input, chips),
    filter: () => input.value,
    draw: (next) => {
      if (next.join('\n') === offered.join('\n')) return;
      offered = next;
      chips.replaceChildren(
        ...next.map((condition) => {
          const chip = h('button', { type: 'button', class: 'chip' }, condition);
          chip.addEventListener('click', () => turn(condition));
          return chip;
        }),
      );
      mark();
    },
  };
}

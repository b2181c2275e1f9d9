import { h, setAttribute } from '../dom';
import type { Words } from '../i18n';
import { columnsOf, createRow, titlesOf, type TableColumn } from './columns';
import type { Column, OverviewLine, Sorting } from './protocol';
import { createSelection, type Selection } from './selection';

/** The table of configs; of its rows only those exist that can be seen, and the one with the focus. */
interface Table {
  readonly element: HTMLElement;
  readonly selection: Selection;
  /** Draws rows in an order; `lines` are those that are new or say something else. */
  draw(lines: readonly OverviewLine[], order: readonly number[], sorting: Sorting, hasFiles: boolean): void;
}

/** What is done with rows. */
interface TableRequests {
  open(id: number): void;
  sort(by: Column): void;
  selected(): void;
}

/** Rows that are drawn above and below those that can be seen, so that scrolling shows no gaps. */
const SPARE = 12;

interface DrawnRow {
  readonly element: HTMLElement;
  readonly line: OverviewLine;
}

/** A table without rows. */
export function createTable(words: Words, ask: TableRequests): Table {
  const { t } = words;
  const selection = createSelection();
  const lines = new Map<number, OverviewLine>();
  const drawn = new Map<number, DrawnRow>();
  let order: readonly number[] = [];
  let places = new Map<number, number>();
  let columns: readonly TableColumn[] = [];
  let active: number | undefined;
  let height = 0;

  const everything = h('input', { type: 'checkbox', 'aria-label': t('Select all that are shown') });
  const head = h('div', { role: 'row', 'aria-rowindex': 1, class: 'cells' });
  const body = h('div', { role: 'rowgroup', class: 'body' });
  const element = h(
    'div',
    { role: 'grid', class: 'grid', 'aria-label': t('Async configurations'), 'aria-multiselectable': 'true' },
    h('div', { role: 'rowgroup', class: 'head' }, head),
    body,
  );

  const rowOf = (id: number): HTMLElement | undefined => {
    const line = lines.get(id);
    if (!line) return undefined;
    const known = drawn.get(id);
    if (known?.line === line) return known.element;
    const made = createRow(line, columns, words);
    if (known) known.element.replaceWith(made);
    drawn.set(id, { element: made, line });
    return made;
  };
  const measure = (): void => {
    if (height > 0 || order[0] === undefined) return;
    const first = rowOf(order[0]);
    if (!first) return;
    if (!first.parentElement) body.append(first);
    height = first.getBoundingClientRect().height;
  };

  /** Puts the rows that can be seen in their places. */
  const show = (): void => {
    measure();
    const focused = body.contains(document.activeElement) ? active : undefined;
    const from = Math.max(0, Math.floor(element.scrollTop / Math.max(1, height)) - SPARE);
    const count = Math.ceil(element.clientHeight / Math.max(1, height)) + 2 * SPARE;
    const wanted = new Set(order.slice(from, from + count));
    const place = active === undefined ? undefined : places.get(active);
    if (active !== undefined && place !== undefined) wanted.add(active);
    for (const [id, { element: row }] of drawn) {
      if (wanted.has(id)) continue;
      row.remove();
      drawn.delete(id);
    }
    body.style.height = `${String(order.length * height)}px`;
    const inOrder = [...wanted].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    // A row that says something else is another element: all are made before any is moved.
    const made = inOrder.map((id) => [id, rowOf(id)] as const);
    let before = body.firstElementChild;
    for (const [id, row] of made) {
      if (!row) continue;
      if (row === before) before = row.nextElementSibling;
      else body.insertBefore(row, before);
      const at = places.get(id) ?? 0;
      row.style.top = `${String(at * height)}px`;
      const isSelected = selection.ids.has(id);
      setAttribute(row, 'aria-rowindex', at + 2);
      setAttribute(row, 'aria-selected', String(isSelected));
      setAttribute(row, 'tabindex', id === active ? 0 : -1);
      const box = row.querySelector('input');
      if (box) box.checked = isSelected;
    }
    if (focused !== undefined && !body.contains(document.activeElement)) {
      drawn.get(focused)?.element.focus({ preventScroll: true });
    }
    const { size } = selection.ids;
    everything.checked = size > 0 && size === order.length;
    everything.indeterminate = size > 0 && size < order.length;
  };
  const changeSelection = (): void => {
    show();
    ask.selected();
  };
  const goTo = (place: number): void => {
    const id = order[Math.max(0, Math.min(order.length - 1, place))];
    if (id === undefined) return;
    active = id;
    const top = (places.get(id) ?? 0) * height;
    const headHeight = head.getBoundingClientRect().height;
    const seen = element.clientHeight - headHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + height > element.scrollTop + seen) element.scrollTop = top + height - seen;
    show();
    drawn.get(id)?.element.focus({ preventScroll: true });
  };

  const moves = (key: string): number | undefined => {
    const at = (active === undefined ? undefined : places.get(active)) ?? 0;
    const page = Math.max(1, Math.floor(element.clientHeight / Math.max(1, height)) - 2);
    switch (key) {
      case 'ArrowDown':
        return at + 1;
      case 'ArrowUp':
        return at - 1;
      case 'PageDown':
        return at + page;
      case 'PageUp':
        return at - page;
      case 'Home':
        return 0;
      case 'End':
        return order.length - 1;
      default:
        return undefined;
    }
  };
  const press = (event: KeyboardEvent): boolean => {
    const to = moves(event.key);
    if (to !== undefined) {
      if (event.shiftKey && active !== undefined && selection.ids.size === 0) selection.anchor(active);
      goTo(to);
      if (event.shiftKey && active !== undefined) {
        selection.extend(active, order);
        changeSelection();
      }
      return true;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') selection.all(order);
    else if (event.key === ' ' && active !== undefined) selection.toggle(active);
    else if (event.key === 'Escape' && selection.ids.size > 0) selection.clear();
    else if (event.key === 'Enter' && active !== undefined) {
      ask.open(active);
      return true;
    } else return false;
    changeSelection();
    return true;
  };
  body.addEventListener('keydown', (event) => {
    if (press(event)) event.preventDefault();
  });
  const idAt = (event: Event): number | undefined => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-id]') : null;
    return row ? Number(row.dataset['id']) : undefined;
  };
  body.addEventListener('click', (event) => {
    const id = idAt(event);
    if (id === undefined || !(event.target instanceof Element)) return;
    const isName = event.target.closest('button') !== null;
    const isBox = event.target.closest('.box') !== null;
    goTo(places.get(id) ?? 0);
    if (event.shiftKey) selection.extend(id, order);
    else if (isBox || event.ctrlKey || event.metaKey) selection.toggle(id);
    else {
      selection.anchor(id);
      if (isName) ask.open(id);
    }
    changeSelection();
  });
  body.addEventListener('dblclick', (event) => {
    const id = idAt(event);
    const isElsewhere = event.target instanceof Element && event.target.closest('button, .box') === null;
    if (id !== undefined && isElsewhere) ask.open(id);
  });
  everything.addEventListener('change', () => {
    if (everything.checked) selection.all(order);
    else selection.clear();
    changeSelection();
  });
  element.addEventListener('scroll', show, { passive: true });
  new ResizeObserver(show).observe(element);

  const drawHead = (): void => {
    head.replaceChildren(
      h('div', { role: 'columnheader', class: 'box' }, everything),
      ...titlesOf(columns, (by) => ask.sort(by)),
    );
  };

  return {
    element,
    selection,
    draw: (fresh, shown, { by, descending }, hasFiles) => {
      const now = columnsOf(words, hasFiles);
      if (now.length !== columns.length) {
        columns = now;
        drawn.clear();
        body.replaceChildren();
        height = 0;
        setAttribute(element, 'data-files', hasFiles);
        setAttribute(element, 'aria-colcount', columns.length + 1);
        drawHead();
      }
      for (const line of fresh) lines.set(line.id, line);
      const known = new Set(shown);
      order = shown;
      places = new Map(order.map((id, place) => [id, place]));
      if (active === undefined || !known.has(active)) active = order[0];
      selection.keep(order);
      setAttribute(element, 'aria-rowcount', order.length + 1);
      for (const cell of head.querySelectorAll<HTMLElement>('[data-column]')) {
        const isSorted = cell.dataset['column'] === by;
        setAttribute(cell, 'aria-sort', isSorted ? (descending ? 'descending' : 'ascending') : undefined);
      }
      show();
    },
  };
}

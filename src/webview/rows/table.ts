import { h } from '../dom';

/** A row of a table, as far as every table knows it. */
interface ChosenRow {
  readonly key: string;
  readonly chosen: boolean;
}

/** What draws one row. */
export interface RowView<R> {
  readonly element: HTMLElement;
  update(row: R, busy: boolean): void;
}

/** What a table is of. */
interface TableOf<R> {
  /** Name of the table, and of the box that chooses all rows. */
  readonly label: string;
  readonly chooseAll: string;
  /** Heads of the columns beside that of the boxes. */
  readonly columns: readonly string[];
  /** Whether a person can choose a row, while no run is under way. */
  readonly isChoosable: (row: R) => boolean;
  /** Whether it is chosen with all others: what a person has to decide one by one is not. */
  readonly isOneOfAll: (row: R) => boolean;
  readonly createRow: (row: R) => RowView<R>;
  readonly choose: (keys: readonly string[], chosen: boolean) => void;
}

/** A table of rows that can be chosen; rows stay where they are, and keep the focus. */
interface RowTable<R> {
  readonly element: HTMLElement;
  update(rows: readonly R[], busy: boolean): void;
}

/** An empty table. */
export function createRowTable<R extends ChosenRow>(of: TableOf<R>): RowTable<R> {
  const { isChoosable, isOneOfAll } = of;
  const views = new Map<string, RowView<R>>();
  let shown: readonly R[] = [];
  const all = h('input', { type: 'checkbox', 'aria-label': of.chooseAll });
  all.addEventListener('change', () => {
    // To leave all of it out is no risk.
    const asked = shown.filter((row) => (all.checked ? isOneOfAll(row) : isChoosable(row)));
    of.choose(
      asked.map(({ key }) => key),
      all.checked,
    );
  });
  const head = (label: string) => h('th', { scope: 'col', role: 'columnheader' }, label);
  const body = h('tbody', { role: 'rowgroup' });
  const element = h(
    'table',
    { class: 'rows', role: 'table', 'aria-label': of.label },
    h(
      'thead',
      { role: 'rowgroup' },
      h(
        'tr',
        { role: 'row' },
        h(
          'th',
          { scope: 'col', role: 'columnheader', class: 'box' },
          h('label', {}, all, h('span', { class: 'narrow' }, of.chooseAll)),
        ),
        ...of.columns.map(head),
      ),
    ),
    body,
  );
  const add = (row: R, fresh: HTMLElement[]): RowView<R> => {
    const view = of.createRow(row);
    views.set(row.key, view);
    fresh.push(view.element);
    return view;
  };
  /** Rows of another list take the place of all that were shown. */
  const forgetOthers = (rows: readonly R[]): void => {
    const keys = new Set(rows.map(({ key }) => key));
    for (const [key, view] of views) {
      if (keys.has(key)) continue;
      view.element.remove();
      views.delete(key);
    }
  };

  return {
    element,
    update: (rows, busy) => {
      shown = rows;
      forgetOthers(rows);
      const fresh: HTMLElement[] = [];
      for (const row of rows) (views.get(row.key) ?? add(row, fresh)).update(row, busy);
      if (fresh.length > 0) body.append(...fresh);
      const choosable = rows.filter(isChoosable);
      const chosen = choosable.filter((row) => row.chosen);
      all.disabled = busy || choosable.length === 0;
      all.checked = chosen.length > 0 && chosen.length === choosable.length;
      all.indeterminate = chosen.length > 0 && chosen.length < choosable.length;
    },
  };
}

/** Cells of a row: its box first. Each other one: its class, and what stands in it. */
export function cellsOf(
  box: HTMLElement,
  ...cells: readonly (readonly [name: string, ...content: readonly Node[]])[]
): HTMLElement[] {
  return [
    h('td', { role: 'cell', class: 'box' }, box),
    ...cells.map(([name, ...content]) => h('td', { role: 'cell', class: name }, ...content)),
  ];
}

/** Which rows are selected, by number, as a person selects in a list: one by one, or from one to another. */
export interface Selection {
  readonly ids: ReadonlySet<number>;
  /** Turns one row round; ranges start there from now on. */
  toggle(id: number): void;
  /** Selects all from where the last range started (or the first row) to a row, and what was selected before it. */
  extend(to: number, order: readonly number[]): void;
  /** Ranges start at a row from now on. */
  anchor(id: number): void;
  all(order: readonly number[]): void;
  clear(): void;
  /** Lets go of what is not shown any more: nobody acts on rows that they do not see. */
  keep(order: readonly number[]): void;
}

/** A selection of nothing. */
export function createSelection(): Selection {
  let ids: ReadonlySet<number> = new Set();
  let start: number | undefined;
  /** What was selected when the range was begun: a range that shrinks gives that back. */
  let before: ReadonlySet<number> = ids;
  const anchor = (id: number | undefined): void => {
    start = id;
    before = ids;
  };
  return {
    get ids() {
      return ids;
    },
    toggle: (id) => {
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      ids = next;
      anchor(id);
    },
    extend: (to, order) => {
      const from = start === undefined ? 0 : Math.max(0, order.indexOf(start));
      const end = order.indexOf(to);
      if (end < 0) return;
      ids = new Set([...before, ...order.slice(Math.min(from, end), Math.max(from, end) + 1)]);
    },
    anchor,
    all: (order) => {
      ids = new Set(order);
      anchor(start);
    },
    clear: () => {
      ids = new Set();
      anchor(undefined);
    },
    keep: (order) => {
      if (ids.size === 0) return;
      const shown = new Set(order);
      if ([...ids].every((id) => shown.has(id))) return;
      ids = new Set([...ids].filter((id) => shown.has(id)));
      anchor(undefined);
    },
  };
}

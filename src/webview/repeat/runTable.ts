import { milliseconds, plain } from '../../model/invocation/outputText';
import { hasEnded, outcomeInWords, type Run } from '../../model/repeat/run';
import { startOf, timeOf, type Basis } from '../../model/repeat/statistics';
import { h, setAttribute } from '../dom';
import type { Words } from '../i18n';
import { markBeside } from './marks';

/** The runs that are selected, a row each; only those exist that can be seen, and the one with the focus. */
interface RunTable {
  readonly element: HTMLElement;
  draw(runs: readonly Run[], basis: Basis | undefined): void;
}

type Column = 'number' | 'at' | 'outcome' | 'time' | 'start' | 'requestId';

const COLUMNS: readonly Column[] = ['number', 'at', 'outcome', 'time', 'start', 'requestId'];
/** In pixels, as the style sheet has it. */
const ROW = 26;
/** Rows that are drawn above and below those that can be seen, so that scrolling shows no gaps. */
const SPARE = 8;

/** A table without rows; `open` is asked to show a run. */
export function createRunTable({ t, say }: Words, open: (number: number) => void): RunTable {
  let runs: readonly Run[] = [];
  let order: readonly Run[] = [];
  let basis: Basis | undefined;
  let sorted: { readonly by: Column; readonly descending: boolean } = { by: 'number', descending: false };
  let active: number | undefined;
  const drawn = new Map<number, { readonly run: Run; readonly element: HTMLElement }>();
  const titles: Readonly<Record<Column, string>> = {
    ...{ number: t('Run'), at: t('Sent after'), outcome: t('Ended'), time: t('Duration') },
    ...{ start: t('Start'), requestId: t('Request ID') },
  };
  const starts = { cold: t('cold'), warm: t('warm'), unknown: t('unknown') };
  const heads = COLUMNS.map((column) => {
    const button = h('button', { type: 'button', class: 'link' }, titles[column]);
    button.addEventListener('click', () => {
      sorted = { by: column, descending: sorted.by === column && !sorted.descending };
      arrange();
    });
    return h('div', { role: 'columnheader', class: `of-${column}` }, button);
  });
  const head = h('div', { role: 'row', 'aria-rowindex': 1, class: 'cells' }, ...heads);
  const body = h('div', { role: 'rowgroup', class: 'body' });
  const element = h(
    'div',
    { role: 'grid', class: 'grid runs', 'aria-label': t('Runs'), 'aria-colcount': COLUMNS.length },
    h('div', { role: 'rowgroup', class: 'head' }, head),
    body,
  );

  const textOf = (run: Run, column: Column): string => {
    const time = (ms: number | undefined): string => (ms === undefined ? '' : say(milliseconds(ms)));
    switch (column) {
      case 'number':
        return String(run.number);
      case 'at':
        return run.at === undefined ? '' : run.at === 0 ? '0' : time(run.at);
      case 'outcome':
        return [say(outcomeInWords(run.outcome)), plain(run.code ?? '')].filter(Boolean).join(': ');
      case 'time':
        return time(timeOf(run, basis));
      case 'start':
        return timeOf(run, basis) === undefined ? '' : starts[startOf(run)];
      case 'requestId':
        return plain(run.requestId ?? '');
    }
  };
  const rowOf = (run: Run): HTMLElement => {
    const known = drawn.get(run.number);
    if (known?.run === run) return known.element;
    const made = h(
      'div',
      { role: 'row', class: 'cells', 'data-number': run.number },
      ...COLUMNS.map((column) => {
        const text = textOf(run, column);
        const content = column === 'outcome' ? [markBeside(run.outcome), text] : [text];
        return h('div', { role: 'gridcell', class: `of-${column}`, title: text }, ...content);
      }),
    );
    if (known?.element === document.activeElement) queueMicrotask(() => made.focus({ preventScroll: true }));
    known?.element.replaceWith(made);
    drawn.set(run.number, { run, element: made });
    return made;
  };
  const show = (): void => {
    const from = Math.max(0, Math.floor(element.scrollTop / ROW) - SPARE);
    const seen = order.slice(from, from + Math.ceil(element.clientHeight / ROW) + 2 * SPARE);
    const kept = order.find(({ number }) => number === active);
    const wanted = new Map([...seen, ...(kept ? [kept] : [])].map((run) => [run.number, run]));
    for (const [number, { element: row }] of drawn) {
      if (wanted.has(number)) continue;
      row.remove();
      drawn.delete(number);
    }
    body.style.height = `${String(order.length * ROW)}px`;
    for (const run of wanted.values()) {
      const row = rowOf(run);
      const place = places.get(run.number) ?? 0;
      row.style.top = `${String(place * ROW)}px`;
      setAttribute(row, 'aria-rowindex', place + 2);
      setAttribute(row, 'tabindex', run.number === active ? 0 : -1);
      if (!row.parentElement) body.append(row);
    }
  };
  let places: ReadonlyMap<number, number> = new Map();
  const arrange = (): void => {
    const { by, descending } = sorted;
    const key = (run: Run): number | string => {
      if (by === 'number') return run.number;
      if (by === 'at') return run.at ?? Infinity;
      return by === 'time' ? (timeOf(run, basis) ?? -1) : textOf(run, by);
    };
    const keyed = runs.map((run) => [key(run), run] as const);
    keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    order = keyed.map(([, run]) => run);
    if (descending) order = [...order].reverse();
    places = new Map(order.map(({ number }, place) => [number, place]));
    if (active === undefined || !places.has(active)) active = order[0]?.number;
    COLUMNS.forEach((column, i) => {
      const head = heads[i];
      if (head)
        setAttribute(
          head,
          'aria-sort',
          column === by ? (descending ? 'descending' : 'ascending') : undefined,
        );
    });
    setAttribute(element, 'aria-rowcount', order.length + 1);
    show();
  };
  const goTo = (place: number): void => {
    const run = order[Math.max(0, Math.min(order.length - 1, place))];
    if (!run) return;
    active = run.number;
    const top = (places.get(run.number) ?? 0) * ROW;
    const seen = element.clientHeight - ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW > element.scrollTop + seen) element.scrollTop = top + ROW - seen;
    show();
    drawn.get(run.number)?.element.focus({ preventScroll: true });
  };
  const openRun = (number: number | undefined): void => {
    const run = order.find((one) => one.number === number);
    if (run && hasEnded(run)) open(run.number);
  };
  const press = ({ key }: KeyboardEvent): boolean => {
    const at = (active === undefined ? undefined : places.get(active)) ?? 0;
    const page = Math.max(1, Math.floor(element.clientHeight / ROW) - 2);
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page },
      ...{ Home: 0, End: order.length - 1 },
    };
    const to = steps[key];
    if (to !== undefined) goTo(to);
    else if (key === 'Enter') openRun(active);
    else return false;
    return true;
  };
  const numberAt = ({ target }: Event): number | undefined => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-number]') : null;
    return row ? Number(row.dataset['number']) : undefined;
  };
  body.addEventListener('keydown', (event) => {
    if (press(event)) event.preventDefault();
  });
  body.addEventListener('click', (event) => {
    const number = numberAt(event);
    if (number !== undefined) goTo(places.get(number) ?? 0);
  });
  body.addEventListener('dblclick', (event) => openRun(numberAt(event)));
  element.addEventListener('scroll', show, { passive: true });
  new ResizeObserver(show).observe(element);

  return {
    element,
    draw: (next, by) => {
      // The words of a row depend on whose times are shown.
      if (by !== basis) {
        drawn.clear();
        body.replaceChildren();
      }
      runs = next;
      basis = by;
      arrange();
    },
  };
}

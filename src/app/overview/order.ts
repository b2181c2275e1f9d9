import type { Column, Sorting } from '../../webview/overview/protocol';
import type { ConfigRow } from './configRow';

/** By function, from the first to the last. */
export const BY_FUNCTION: Sorting = { by: 'function', descending: false };

const COLUMNS: readonly string[] = [
  'function',
  'qualifier',
  'age',
  'retries',
  'success',
  'failure',
  'record',
  'changed',
  'file',
  'findings',
] satisfies readonly Column[];

/** Whether a text that came from a page names a column. */
export function isColumn(text: unknown): text is Column {
  return typeof text === 'string' && COLUMNS.includes(text);
}

/**
 * Rows by a column, equal ones by function and version. Numbers in names count as such, and a row that says nothing there
 * is among the last, whichever way the order goes.
 */
export function inOrder(
  rows: readonly ConfigRow[],
  { by, descending }: Sorting,
  language: string,
): readonly ConfigRow[] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const byName = (a: ConfigRow, b: ConfigRow): number =>
    compare(a.line.function, b.line.function) || compare(a.line.qualifier, b.line.qualifier);
  const sign = descending ? -1 : 1;
  if (by === 'function') return [...rows].sort((a, b) => sign * byName(a, b));
  const keys = new Map(rows.map((row) => [row, keyOf(row, by)]));
  return [...rows].sort((a, b) => {
    const [one, other] = [keys.get(a), keys.get(b)];
    if (one === undefined || other === undefined) {
      return Number(one === undefined) - Number(other === undefined) || byName(a, b);
    }
    const difference =
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : compare(String(one), String(other));
    return sign * difference || byName(a, b);
  });
}

/** What a row is ordered by; undefined where it says nothing. */
function keyOf(row: ConfigRow, by: Exclude<Column, 'function'>): number | string | undefined {
  switch (by) {
    case 'age':
      return row.age;
    case 'retries':
      return row.retries;
    case 'changed':
      return row.changedAt ?? (row.line.changed || undefined);
    case 'record':
      return row.view.record === undefined ? undefined : Number(row.view.record);
    case 'findings':
      return row.findings.length === 0 ? undefined : row.findings.length;
    case 'qualifier':
    case 'success':
    case 'failure':
    case 'file':
      return row.line[by] || undefined;
  }
}

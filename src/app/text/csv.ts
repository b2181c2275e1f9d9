/** What a cell of a table may hold. */
export type Cell = string | number | boolean | undefined;

/**
 * A table as CSV (RFC 4180) for a spreadsheet: texts in quotes, and none that a spreadsheet would run as a formula: before
 * a text that could be one (or begins like what is written here) stands an apostrophe. Numbers have a point, whatever the
 * language; without a value a cell is empty.
 */
export function toCsvText(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = rows.map((cells) => cells.map(csvCell).join(','));
  // Without the mark at its beginning, spreadsheets take UTF-8 for something else.
  return `\ufeff${[head.join(','), ...lines].map((line) => `${line}\r\n`).join('')}`;
}

function csvCell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  // A spreadsheet may skip blanks before it looks for a formula; some know the signs' full-width forms, too.
  const guarded =
    /^[\s\p{Cc}]*['=+\-@|%＝＋－＠]/u.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return `"${guarded.replaceAll('"', '""')}"`;
}

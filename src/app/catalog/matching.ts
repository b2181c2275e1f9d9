/** Most entries of one connection that a pick is given: each costs a message to the window and a row. */
export const MOST = 1000;

/**
 * The first entries that what was typed may mean: its characters occur in them in this order, whatever the case.
 * VS Code's own filter is stricter, so nothing that it would show is missing while there are fewer than `most`.
 */
export function matching<T>(
  entries: Iterable<T>,
  typed: string,
  text: (entry: T) => string,
  most: number = MOST,
): readonly T[] {
  const wanted = typed.toLowerCase().replace(/\s+/g, '');
  const found: T[] = [];
  for (const entry of entries) {
    if (found.length >= most) break;
    if (isSubsequence(wanted, text(entry).toLowerCase())) found.push(entry);
  }
  return found;
}

function isSubsequence(wanted: string, text: string): boolean {
  let at = 0;
  for (const character of wanted) {
    at = text.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

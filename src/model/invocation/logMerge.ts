/** What is still to be shown of a log when the response has brought its tail. */
interface Completion {
  /** Lines of the tail that were not shown live, in order. */
  readonly rest: readonly string[];
  /** Whether lines may be missing before the tail's first line. */
  readonly gap: boolean;
  /** Whether lines of `rest` belong before lines that were shown already. */
  readonly late: boolean;
  /** The whole log as far as it is known, each line once, in order. */
  readonly lines: readonly string[];
}

/** Above this many comparisons the exact search gives way to a single pass. */
const EXACT_CELLS = 500_000;

/**
 * Joins the records that were read while the function ran (oldest first, foreign invocations left out; a record may
 * have several lines) with the tail of
 * the log that came with the response. `cut`: the tail lacks its beginning, and its first line may be the end of one.
 */
export function complete(live: readonly string[], tail: string, cut: boolean): Completion {
  const shown = live.flatMap((record) => record.split('\n').map(bare));
  const ending = linesOf(tail);
  if (shown.length === 0) return { rest: ending, gap: cut, late: false, lines: ending };
  const wanted = ending.filter((line) => line !== '');
  const pairs = align(shown, wanted, cut);
  const matched = new Set(pairs.map(([, inTail]) => inTail));
  const rest = wanted.filter((_, i) => !matched.has(i));
  const lastMatch = pairs.at(-1)?.[1] ?? -1;
  return {
    rest,
    gap: cut && wanted.length > 0 && !matched.has(0),
    late: wanted.some((_, i) => i < lastMatch && !matched.has(i)),
    lines: weave(shown, wanted, pairs),
  };
}

/** Lines of a log text, without the empty one after a final line break. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n').map(bare);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function bare(line: string): string {
  return line.trimEnd();
}

type Pair = readonly [inLive: number, inTail: number];

/** Pairs of equal lines, growing on both sides: the longest such sequence. */
function align(live: readonly string[], tail: readonly string[], cut: boolean): readonly Pair[] {
  const same = (i: number, j: number) =>
    live[i] === tail[j] || (cut && j === 0 && (live[i] ?? '').endsWith(tail[0] ?? ''));
  const head = cut ? 0 : commonStart(live, tail);
  const from = cut ? Math.max(0, live.length - 2 * tail.length - 200) : head;
  const [rows, columns] = [live.length - from, tail.length - head];
  const found =
    rows * columns > EXACT_CELLS
      ? inOnePass(live.slice(from), tail.slice(head))
      : longest(rows, columns, (i, j) => same(from + i, head + j));
  const start = Array.from({ length: head }, (_, i): Pair => [i, i]);
  return [...start, ...found.map(([i, j]): Pair => [from + i, head + j])];
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** Longest common subsequence by dynamic programming. */
function longest(rows: number, columns: number, same: (i: number, j: number) => boolean): Pair[] {
  const width = columns + 1;
  const length = new Uint16Array((rows + 1) * width);
  const cell = (i: number, j: number) => length[i * width + j] ?? 0;
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      length[i * width + j] = same(i, j) ? cell(i + 1, j + 1) + 1 : Math.max(cell(i + 1, j), cell(i, j + 1));
    }
  }
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < rows && j < columns;) {
    if (same(i, j) && cell(i, j) === cell(i + 1, j + 1) + 1) pairs.push([i++, j++]);
    else if (cell(i + 1, j) >= cell(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** Each live line with the first equal tail line after the last pair: right where lines differ from each other. */
function inOnePass(live: readonly string[], tail: readonly string[]): Pair[] {
  const places = new Map<string, number[]>();
  for (const [j, line] of tail.entries()) {
    const known = places.get(line);
    if (known) known.push(j);
    else places.set(line, [j]);
  }
  const pairs: Pair[] = [];
  let next = 0;
  for (const [i, line] of live.entries()) {
    const j = places.get(line)?.find((place) => place >= next);
    if (j === undefined) continue;
    pairs.push([i, j]);
    next = j + 1;
  }
  return pairs;
}

/** Both sequences in one, paired lines once; between two pairs the live lines come first. */
function weave(live: readonly string[], tail: readonly string[], pairs: readonly Pair[]): string[] {
  const pieces: (readonly string[])[] = [];
  let [i, j] = [0, 0];
  for (const [pairI, pairJ] of pairs) {
    pieces.push(live.slice(i, pairI), tail.slice(j, pairJ), live.slice(pairI, pairI + 1));
    [i, j] = [pairI + 1, pairJ + 1];
  }
  return [...pieces, live.slice(i), tail.slice(j)].flat();
}

/** One measurement against its budget. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly budget: number;
  readonly unit: string;
  /** What it was measured against, or how. */
  readonly detail: string;
}

/** Whether a measurement is within its budget. */
export function holds({ measured, budget }: Row): boolean {
  return measured <= budget;
}

/** The middle of the values; NaN without any. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? NaN;
  return (upper + lower) / 2;
}

/** How many functions a connection's row says that it has, as the window writes numbers: `2,008 functions`. */
export function functionsIn(label: string | null): number {
  return Number(/([\d,]+) functions$/.exec(label ?? '')?.[1]?.replaceAll(',', ''));
}

/** Milliseconds of an answered request in a line of FnDeck's log, `GET <address> → 200 (21 ms, request …)`. */
export function tookOf(line: string): number | undefined {
  const ms = /→ \d+ \((\d+) ms/.exec(line)?.[1];
  return ms === undefined ? undefined : Number(ms);
}

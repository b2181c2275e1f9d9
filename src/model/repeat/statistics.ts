import { hasEnded, type Run, type RunOutcome } from './run';

/** Whose times are looked at: what the service measured, or, where it measured none, the time from send to answer. */
export type Basis = 'service' | 'roundTrip';

/** What is known of the instance that a run met. */
export type Start = 'cold' | 'warm' | 'unknown';

/** Times of some runs, in milliseconds. Percentiles are of the nearest rank: each is the time of a run. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly longest: number;
}

/** A bar of a histogram: runs that took `from` milliseconds or more and less than `to`; those of the last bar may take `to`. */
export interface Bar extends Readonly<Record<Start, number>> {
  readonly from: number;
  readonly to: number;
}

/** Runs that ended in the same way, or were not sent. */
export interface RunClass {
  readonly outcome: RunOutcome;
  readonly code?: string;
  readonly count: number;
}

/** What some runs say together. */
export interface Summary {
  /** Absent where no run has any time. */
  readonly basis?: Basis;
  /** Runs that have come to an end but have no time of this basis: they were refused, or nobody answered. */
  readonly untimed: number;
  /** Absent for those of which there is none. */
  readonly latency: Readonly<Partial<Record<Start | 'all', Latency>>>;
  readonly bars: readonly Bar[];
  /** Most frequent first. */
  readonly classes: readonly RunClass[];
}

/** How many bars a histogram has at most. */
const MOST_BARS = 24;

/** Times that are further apart than this are drawn on bars that grow. */
const FAR = 20;

/**
 * The nearest-rank percentile: the smallest value that at least `percent` of a hundred values are not above. `sorted`:
 * smallest first; undefined for none.
 */
export function percentile(sorted: readonly number[], percent: number): number | undefined {
  return sorted[Math.max(1, Math.ceil((percent * sorted.length) / 100)) - 1];
}

/** What the service measured wherever it measured anything; else the times from here, of answers only. */
export function basisOf(runs: readonly Run[]): Basis | undefined {
  if (runs.some(({ durationMs }) => durationMs !== undefined)) return 'service';
  return runs.some((run) => timeOf(run, 'roundTrip') !== undefined) ? 'roundTrip' : undefined;
}

/** The time of a run in milliseconds; undefined where it has none, as one that was refused. */
export function timeOf(run: Run, basis: Basis | undefined): number | undefined {
  if (basis === 'service') return run.durationMs;
  const isAnswered = ['succeeded', 'returnedError', 'functionError'].includes(run.outcome);
  return basis && isAnswered ? run.elapsedMs : undefined;
}

/** What is known of a run's instance. Where the service does not tell, nothing is guessed. */
export function startOf({ coldStart }: Pick<Run, 'coldStart'>): Start {
  return coldStart === undefined ? 'unknown' : coldStart ? 'cold' : 'warm';
}

/** Sums up some runs by the times of a basis, which is that of the whole series. */
export function summarize(runs: readonly Run[], basis: Basis | undefined): Summary {
  const timed = runs.flatMap((run) => {
    const ms = timeOf(run, basis);
    return ms === undefined ? [] : [{ ms, start: startOf(run) }];
  });
  timed.sort((a, b) => a.ms - b.ms);
  const of = (start?: Start) => latencyOf(timed.filter((one) => !start || one.start === start));
  const groups = { all: of(), cold: of('cold'), warm: of('warm'), unknown: of('unknown') };
  return {
    ...(basis && { basis }),
    untimed: runs.filter(hasEnded).length - timed.length,
    latency: Object.fromEntries(Object.entries(groups).filter(([, latency]) => latency)),
    bars: barsOf(timed),
    classes: classesOf(runs.filter((run) => hasEnded(run) || run.outcome === 'notSent')),
  };
}

function latencyOf(timed: readonly { readonly ms: number }[]): Latency | undefined {
  const sorted = timed.map(({ ms }) => ms);
  const [p50, p90, p99] = [50, 90, 99].map((percent) => percentile(sorted, percent));
  const longest = sorted.at(-1);
  if (p50 === undefined || p90 === undefined || p99 === undefined || longest === undefined) return undefined;
  return { count: sorted.length, p50, p90, p99, longest };
}

/** Bars over times that are sorted: of one width, or, for times that are far apart, each wider than the one before. */
function barsOf(timed: readonly { readonly ms: number; readonly start: Start }[]): readonly Bar[] {
  const [first] = timed;
  const last = timed.at(-1);
  if (!first || !last) return [];
  const edges = edgesOf(first.ms, last.ms);
  const bars = edges.slice(1).map((to, index) => {
    return { from: edges[index] ?? 0, to, cold: 0, warm: 0, unknown: 0 };
  });
  let at = 0;
  for (const { ms, start } of timed) {
    while (at < bars.length - 1 && ms >= (bars[at]?.to ?? Infinity)) at++;
    const bar = bars[at];
    if (bar) bar[start]++;
  }
  return bars;
}

/** Round numbers that have all between them. */
function edgesOf(shortest: number, longest: number): readonly number[] {
  if (shortest > 0 && longest / shortest > FAR) return growingEdges(shortest, longest);
  const step = roundUp(Math.max((longest - shortest) / MOST_BARS, 0.01));
  const from = Math.floor(shortest / step);
  // What is as long as an edge belongs to the bar that begins there.
  const to = Math.floor(longest / step) + 1;
  return Array.from({ length: to - from + 1 }, (_, index) => tidy((from + index) * step));
}

/** 1, 1.5, 2, 3, 5, 7, 10 and so on. */
function growingEdges(shortest: number, longest: number): readonly number[] {
  const edges: number[] = [];
  const steps = longest / shortest > 10_000 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
  for (let power = Math.floor(Math.log10(shortest)); ; power++) {
    for (const step of steps) {
      const edge = tidy(step * 10 ** power);
      if (edge <= shortest) edges.length = 0;
      edges.push(edge);
      if (edge > longest) return edges;
    }
  }
}

/** The next number of 1, 2 or 5 at or above. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const found = [1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-9)) ?? 10;
  return found * power;
}

/** Without what binary fractions add. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function classesOf(runs: readonly Run[]): readonly RunClass[] {
  const classes = new Map<string, RunClass>();
  for (const { outcome, code } of runs) {
    const key = JSON.stringify([outcome, code]);
    const count = (classes.get(key)?.count ?? 0) + 1;
    classes.set(key, { outcome, ...(code !== undefined && { code }), count });
  }
  return [...classes.values()].sort((a, b) => b.count - a.count);
}

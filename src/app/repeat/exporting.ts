import { functionLabel } from '../../model/functionRef';
import type { Run } from '../../model/repeat/run';
import { basisOf, startOf, summarize } from '../../model/repeat/statistics';
import { toCsvText } from '../text/csv';
import type { Series } from './series';

const COLUMNS = [
  'run',
  'startedAt',
  'offsetMs',
  'outcome',
  'code',
  'start',
  'durationMs',
  'billedMs',
  'elapsedMs',
  'memoryUsedMb',
  'requestId',
] as const;

/** Runs as CSV for a spreadsheet: times in milliseconds, the moment in UTC; nothing that was sent or returned. */
export function toCsv(runs: readonly Run[], series: Pick<Series, 'plan'>): string {
  const rows = runs.map((run) => {
    const cells = cellsOf(run, series);
    return COLUMNS.map((name) => cells[name]);
  });
  return toCsvText(COLUMNS, rows);
}

/** Runs as JSON, with what the series was and what they say together. Nothing that was sent or returned is in it. */
export function toJson(runs: readonly Run[], series: Pick<Series, 'id' | 'plan' | 'runs'>): string {
  const { plan } = series;
  const all = {
    series: {
      function: functionLabel(plan.ref),
      qualifier: plan.ref.qualifier,
      connection: plan.connectionName,
      service: plan.service,
      startedAt: new Date(plan.startedAt).toISOString(),
      runs: plan.runs,
      atOnce: plan.atOnce,
    },
    summary: summarize(runs, basisOf(series.runs())),
    runs: runs.map((run) => cellsOf(run, series)),
  };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

function cellsOf(run: Run, { plan }: Pick<Series, 'plan'>) {
  const { number, at, outcome, code, durationMs, billedMs, elapsedMs, memoryUsedMb, requestId } = run;
  return {
    run: number,
    startedAt: at === undefined ? undefined : new Date(plan.startedAt + at).toISOString(),
    offsetMs: at,
    ...{ outcome, code, start: startOf(run), durationMs, billedMs, elapsedMs, memoryUsedMb, requestId },
  };
}

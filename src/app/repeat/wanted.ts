import { message, type Message } from '../../model/message';

/** Most runs of one series, whatever is set. */
export const MOST_RUNS = 1000;

/** Most runs that are under way at a time. */
export const MOST_AT_ONCE = 50;

/** A number that a person typed, or what is wrong with it. */
export type Typed = { readonly value: number } | { readonly wrong: Message };

/** Reads how many runs are wanted; `limit`: most of them as a person has set it. */
export function readRuns(typed: string, limit: number): Typed {
  const most = Math.min(Math.max(Math.trunc(limit), 1), MOST_RUNS);
  const value = wholeNumber(typed);
  if (value !== undefined && value >= 1 && value <= most) return { value };
  return {
    wrong:
      value !== undefined && value > most && most < MOST_RUNS
        ? message('“{0}” allows at most {1} runs.', 'fndeck.invoke.repeatLimit', most)
        : message('Write a whole number from {0} to {1}.', 1, most),
  };
}

/** Reads how many of the runs may be under way at a time: no more than there are. */
export function readAtOnce(typed: string, runs: number): Typed {
  const most = Math.min(runs, MOST_AT_ONCE);
  const value = wholeNumber(typed);
  return value !== undefined && value >= 1 && value <= most
    ? { value }
    : { wrong: message('Write a whole number from {0} to {1}.', 1, most) };
}

function wholeNumber(typed: string): number | undefined {
  const text = typed.trim();
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

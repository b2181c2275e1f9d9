import type { Say } from '../../model/changes';
import { refKey, type FunctionRef } from '../../model/functionRef';
import { milliseconds } from '../../model/invocation/outputText';
import type { InvocationSummary } from '../../model/invocation/record';
import { message } from '../../model/message';
import { percentile } from '../../model/repeat/statistics';

/** What is known of a function before it is invoked many times. */
export interface KnownCost {
  /** Its memory in MB, as the service bills it. */
  readonly memoryMb?: number;
  /** Its own time limit. */
  readonly timeoutSeconds?: number;
  /** The time that one run has taken, the median of the last invocations, in milliseconds. */
  readonly duration?: { readonly ms: number; readonly of: number };
}

/** What many runs will use. */
interface Estimate {
  readonly requests: number;
  /** GB-seconds by the durations that are known. */
  readonly likely?: number;
  /** GB-seconds where each run takes as long as it may. */
  readonly most?: number;
  /** How long all will take together, in milliseconds, by the durations that are known. */
  readonly takesMs?: number;
}

/** Invocations that the median is of, at most. */
const LAST = 20;

/** What the journal knows of the durations and the memory of a version; `summaries` newest first. */
export function knownOf(ref: FunctionRef, summaries: readonly InvocationSummary[]): KnownCost {
  const same = summaries.filter((one) => refKey(one.ref) === refKey(ref));
  const last = same.flatMap(({ numbers }) => numbers.durationMs ?? []).slice(0, LAST);
  const ms = percentile(
    [...last].sort((a, b) => a - b),
    50,
  );
  const memoryMb = same.find(({ numbers }) => numbers.memoryMb !== undefined)?.numbers.memoryMb;
  return {
    ...(memoryMb !== undefined && { memoryMb }),
    ...(ms !== undefined && { duration: { ms, of: last.length } }),
  };
}

/** What so many runs will use, as far as it can be told: requests and GB-seconds. What they cost depends on a price list. */
export function estimate(runs: number, atOnce: number, known: KnownCost): Estimate {
  const { memoryMb, timeoutSeconds, duration } = known;
  const gbSeconds = (seconds: number | undefined) =>
    memoryMb === undefined || seconds === undefined ? undefined : (memoryMb / 1024) * seconds * runs;
  const likely = gbSeconds(duration && duration.ms / 1000);
  const most = gbSeconds(timeoutSeconds);
  return {
    requests: runs,
    ...(likely !== undefined && { likely }),
    ...(most !== undefined && { most }),
    ...(duration && { takesMs: Math.ceil(runs / atOnce) * duration.ms }),
  };
}

/** An estimate in lines, for whoever decides on it. */
export function estimateInWords(runs: number, atOnce: number, known: KnownCost, say: Say): readonly string[] {
  const { likely, most, takesMs } = estimate(runs, atOnce, known);
  const { memoryMb, timeoutSeconds, duration } = known;
  const lines = [say(message('Requests: {0}', runs))];
  if (likely !== undefined && duration && memoryMb !== undefined) {
    const each = say(milliseconds(duration.ms));
    lines.push(
      say(
        message(
          'Computing: about {0} GB-seconds ({1} MB × {2}, the median of the last {3} invocations)',
          figure(likely),
          memoryMb,
          each,
          duration.of,
        ),
      ),
    );
  }
  if (most !== undefined && timeoutSeconds !== undefined) {
    const text = message(
      'Computing at most: {0} GB-seconds, should each run take its {1} s',
      figure(most),
      timeoutSeconds,
    );
    lines.push(say(text));
  }
  if (likely === undefined && most === undefined)
    lines.push(say(message('Computing: not known, as the service tells neither memory nor time limit')));
  if (takesMs !== undefined) lines.push(say(message('Takes about {0} or more', say(milliseconds(takesMs)))));
  lines.push(say(message('What that costs is in the price list of your provider; FnDeck knows no prices.')));
  return lines;
}

/** Two digits that matter, without an exponent. */
function figure(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

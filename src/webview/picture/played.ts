import type { Json } from '../../model/json';
import type { Assumptions, Play } from '../../model/simulation';

/** An outcome that a person plays; `plan` plays none. */
export type Outcome = 'plan' | 'fails' | 'succeeds' | 'timesOut' | 'throttledFirst' | 'throttled';

/** What a person has chosen and typed, whether it can be played or not. None of it is part of the config. */
export interface Wanted {
  readonly outcome: Outcome;
  readonly numbers: Readonly<Partial<Record<NumberName, Json | undefined>>>;
  /** Undefined: as assumed for the service. */
  readonly tellsOfDropped?: boolean | undefined;
}

/** The values that can be changed beside an outcome. */
export type NumberName = 'attempt' | 'throttles' | 'run' | 'timeOut' | 'firstWait';

/** What is to be played, or the labels of the numbers that have to be mended first. */
export type Played =
  | { readonly kind: 'plan' }
  | {
      readonly kind: 'play';
      readonly outcome: Outcome;
      readonly play: Play;
      readonly assumed: Assumptions;
    }
  | { readonly kind: 'unclear'; readonly labels: readonly string[] };

/** What an outcome means for the attempts of one event; `number` gives the value that goes with it. */
export function playOf(outcome: Outcome, number: (name: NumberName, otherwise: number) => number): Play {
  if (outcome === 'succeeds') return { kind: 'succeeds', attempt: number('attempt', 1) };
  if (outcome === 'throttledFirst') return { kind: 'throttled', times: number('throttles', 1) };
  return { kind: outcome === 'throttled' ? 'throttled' : 'fails' };
}

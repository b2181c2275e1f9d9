import type { ReplayRow, ReplayState } from './protocol';

/** How many rows stand where. */
export interface Counts {
  /** Chosen, and not yet sent. */
  readonly chosen: number;
  readonly cannot: number;
  readonly sent: number;
  /** Sent, and failed in its turn. */
  readonly failed: number;
  readonly refused: number;
  readonly unknown: number;
  /** Chosen for the run under way and not yet sent. */
  readonly waiting: number;
}

/** Counts the rows of a state. */
export function countsOf({ rows }: Pick<ReplayState, 'rows'>): Counts {
  const count = (holds: (row: ReplayRow) => boolean) => rows.filter(holds).length;
  const inState = (state: ReplayRow['state']) => count((row) => row.state === state);
  return {
    chosen: count((row) => row.chosen && isChoosable(row)),
    cannot: inState('cannot'),
    sent: inState('sent'),
    failed: count((row) => row.state === 'sent' && row.failed === true),
    refused: inState('refused'),
    unknown: inState('unknown'),
    waiting: inState('waiting') + inState('sending'),
  };
}

/** Whether a person can choose a row, while no run is under way. */
export function isChoosable({ state }: Pick<ReplayRow, 'state'>): boolean {
  return state === 'ready' || state === 'ask' || state === 'refused';
}

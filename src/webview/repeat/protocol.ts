import type { Run } from '../../model/repeat/run';
import type { FromEveryPage, Start } from '../protocol';

/** All that the page draws beside the runs themselves. */
export interface RepeatState {
  /** `demo/hello-node@latest`. */
  readonly title: string;
  /** Connection, service, when it began. */
  readonly context: string;
  /** `elsewhere`: another window sends it. `cutOff`: its window ended before it did. */
  readonly phase: 'running' | 'stopping' | 'over' | 'elsewhere' | 'cutOff';
  /** How many there are in all, and how many may be under way at a time. */
  readonly runs: number;
  readonly atOnce: number;
  /** Why it ended before its time, in the reader's language. */
  readonly problem?: string;
}

/** What VS Code keeps of the page: an id only, by which all is found on disk. */
export interface KeptSeries {
  readonly id: string;
}

/** Host to page. `runs`: all at the start, then those that have changed. */
export type ToRepeatPage =
  | Start<{ readonly state: RepeatState; readonly runs: readonly Run[]; readonly kept: KeptSeries }>
  | { readonly type: 'runs'; readonly state: RepeatState; readonly runs: readonly Run[] };

/** Page to host. */
export type FromRepeatPage =
  | FromEveryPage
  /** Sends no other; what is under way is waited for. */
  | { readonly type: 'stop' }
  /** Waits no longer for what is under way. */
  | { readonly type: 'abandon' }
  /** Opens what was sent and received by a run. */
  | { readonly type: 'open'; readonly number: number }
  /** Writes the runs of these numbers to a file. */
  | { readonly type: 'export'; readonly as: 'csv' | 'json'; readonly numbers: readonly number[] };

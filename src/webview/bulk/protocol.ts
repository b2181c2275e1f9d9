import type { Finding } from '../../model/finding';
import type { FromEveryPage, Start } from '../protocol';

/**
 * Where a row stands. Before a run: `reading`, `ready`, `ask` (only where a person chooses it), `same` (nothing to do),
 * `cannot`. In a run: `waiting`, `sending`. Afterwards: `written`, `failed`, `skipped` (left as it is), `unknown` (it may
 * have been written).
 */
export type BulkRowState =
  | 'reading'
  | 'ready'
  | 'ask'
  | 'same'
  | 'cannot'
  | 'waiting'
  | 'sending'
  | 'written'
  | 'failed'
  | 'skipped'
  | 'unknown';

/** One field of a config, old and new, in the reader's language. */
export interface BulkFieldChange {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** A version or alias whose config is to change, with all that is said of it in the reader's language. */
export interface BulkRow {
  readonly key: string;
  /** `default/orders@latest`. */
  readonly version: string;
  /** `Production · FunctionGraph (Huawei Cloud)`. */
  readonly where: string;
  readonly changes: readonly BulkFieldChange[];
  readonly findings: readonly { readonly severity: Finding['severity']; readonly text: string }[];
  readonly state: BulkRowState;
  readonly chosen: boolean;
  /** Why it is as it is, or what came of it. */
  readonly why?: string;
}

/** All that the page draws. */
export interface BulkState {
  readonly purpose: 'apply' | 'undo';
  /** `The configuration of default/orders@latest`. */
  readonly what: string;
  readonly phase: 'reading' | 'choosing' | 'running' | 'stopping' | 'over';
  readonly rows: readonly BulkRow[];
  /** Most writes in a second. */
  readonly perSecond: number;
  /** Why the last run ended before its time. */
  readonly problem?: string;
  /** Whether a run has begun: what is sent now takes it up again. */
  readonly isBegun: boolean;
  /** Whether something was written that can be taken back. */
  readonly canUndo: boolean;
}

/** Host to page. */
export type ToBulkPage =
  Start<{ readonly state: BulkState }> | { readonly type: 'state'; readonly state: BulkState };

/** Page to host. */
export type FromBulkPage =
  | FromEveryPage
  | { readonly type: 'choose'; readonly keys: readonly string[]; readonly chosen: boolean }
  /** Opens the config of a row. */
  | { readonly type: 'open'; readonly key: string }
  | { readonly type: 'start' }
  | { readonly type: 'cancel' }
  /** Shows what would take the run back; sends nothing. */
  | { readonly type: 'undo' };

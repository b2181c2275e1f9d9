import type { FromEveryPage, Start } from '../protocol';

/**
 * Where a row stands. Before a run: `ready`, `ask` (only where a person chooses it), `cannot`. In a run: `waiting`,
 * `sending`. Afterwards: `sent` (the service took it), `refused`, `unknown` (it may have taken it).
 */
export type RowState = 'ready' | 'ask' | 'cannot' | 'waiting' | 'sending' | 'sent' | 'refused' | 'unknown';

/** An event whose payload may be sent once more, with all that is said of it in the reader's language. */
export interface ReplayRow {
  readonly key: string;
  /** `default/orders@latest`: the version that got the event. */
  readonly event: string;
  /** Request id of the event. */
  readonly id: string;
  /** When it was sent. */
  readonly at?: string;
  /** How it ended. */
  readonly how: string;
  /** The beginning of the payload and its size; absent where nobody has it. */
  readonly payload?: { readonly excerpt: string; readonly size: string; readonly edited: boolean };
  /** Where it goes: `default/orders@v2`. */
  readonly target: string;
  readonly state: RowState;
  readonly chosen: boolean;
  /** Why it cannot or may better not be sent; after a send: what came of it. */
  readonly why?: string;
  /** Whether what was sent has failed in its turn. */
  readonly failed?: boolean;
  /** Whether the replay can be opened. */
  readonly opens: boolean;
}

/** A function among the rows, and the version that its payloads go to. */
export interface ReplayTarget {
  readonly key: string;
  /** `default/orders · Production`. */
  readonly label: string;
  /** Qualifier; empty for the version that each event went to. */
  readonly chosen: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** All that the page draws. */
export interface ReplayState {
  readonly phase: 'choosing' | 'running' | 'stopping' | 'over';
  readonly rows: readonly ReplayRow[];
  readonly targets: readonly ReplayTarget[];
  /** Most rows in one run. */
  readonly limit: number;
  /** Most requests in a second. */
  readonly perSecond: number;
  /** What the person should know of the list as a whole. */
  readonly notes: readonly string[];
  /** Why the last run ended before its time. */
  readonly problem?: string;
}

/** What outlives the page: ids only, no payload. */
export interface KeptReplay {
  /** The ids of each event, whoever tells of it. */
  readonly events: readonly (readonly string[])[];
}

/** Host to page. */
export type ToReplayPage =
  | Start<{ readonly state: ReplayState; readonly kept: KeptReplay }>
  | { readonly type: 'state'; readonly state: ReplayState };

/** Page to host. */
export type FromReplayPage =
  | FromEveryPage
  | { readonly type: 'choose'; readonly keys: readonly string[]; readonly chosen: boolean }
  | { readonly type: 'target'; readonly key: string; readonly qualifier: string }
  /** Opens the payload of a row for editing. */
  | { readonly type: 'edit'; readonly key: string }
  /** Opens the replay of a row. */
  | { readonly type: 'open'; readonly key: string }
  | { readonly type: 'start' }
  | { readonly type: 'cancel' };

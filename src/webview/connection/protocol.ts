import type { FromEveryPage, Problem, Start } from '../protocol';

/** A line of what was found out about a connection, in the reader's language. */
export interface ConnectionFact {
  readonly label: string;
  readonly text: string;
  /** Present where it is fine, or where something has to be done. */
  readonly sign?: 'success' | 'warning' | 'error';
}

/** One thing that FnDeck does, and whether it is allowed. All texts are in the reader's language. */
export interface PermissionRow {
  readonly key: string;
  readonly what: string;
  readonly state: 'waiting' | 'asking' | 'allowed' | 'refused' | 'unknown' | 'untried';
  /** What came of it, and what to do. */
  readonly text: string;
  /** Actions of a policy, or the role, that it takes. */
  readonly needs: readonly string[];
  /** Whether there is a policy to copy. */
  readonly hasPolicy: boolean;
}

/** All that the page draws. */
export interface ConnectionTestState {
  readonly title: string;
  /** Service and region, and when this was found out. */
  readonly context: string;
  readonly phase: 'running' | 'over' | 'cancelled';
  /** Whether the connection was changed since. */
  readonly isStale: boolean;
  /** Whether a person can edit it. */
  readonly canEdit: boolean;
  /** Why the service was not reached, or did not let us in. */
  readonly problem?: Problem;
  readonly facts: readonly ConnectionFact[];
  readonly rows: readonly PermissionRow[];
  readonly mostRequests: number;
}

/** Host to page. */
export type ToConnectionPage =
  | Start<{ readonly state: ConnectionTestState }>
  | { readonly type: 'state'; readonly state: ConnectionTestState };

/** Page to host. */
export type FromConnectionPage =
  | FromEveryPage
  | { readonly type: 'again' }
  | { readonly type: 'cancel' }
  | { readonly type: 'edit' }
  | { readonly type: 'showLog' }
  /** The policy of a row; of all that are refused where no row is named. */
  | { readonly type: 'copyPolicy'; readonly key: string };

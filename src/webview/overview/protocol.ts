import type { FromEveryPage, Start } from '../protocol';

/** What the rows are ordered by. */
export type Column =
  | 'function'
  | 'qualifier'
  | 'age'
  | 'retries'
  | 'success'
  | 'failure'
  | 'record'
  | 'changed'
  | 'file'
  | 'findings';

/** The order of the rows. */
export interface Sorting {
  readonly by: Column;
  readonly descending: boolean;
}

/** What the page has VS Code keep over a reload of the window: what it is about, nothing of what was read. */
export interface OverviewIds {
  readonly connection: string;
  /** Absent: all groups of the connection. */
  readonly group?: string;
  readonly filter: string;
  readonly sorting: Sorting;
}

/** A config as a row says it, in the reader's language; texts from outside are no HTML. */
export interface OverviewLine {
  /** Its number; a row that goes leaves its number unused. */
  readonly id: number;
  /** With the group, where there is one. */
  readonly function: string;
  readonly qualifier: string;
  readonly age: string;
  readonly retries: string;
  readonly success: string;
  readonly failure: string;
  readonly record: string;
  readonly changed: string;
  readonly file: string;
  /** All findings, one in a line each. */
  readonly findings: readonly string[];
  readonly hasErrors: boolean;
}

/** Where the reading stands. */
export type Reading = 'unread' | 'reading' | 'complete' | 'cancelled' | 'failed';

/** All that the page draws besides the rows. */
export interface OverviewState {
  /** `Production` or `Production · orders` */
  readonly title: string;
  readonly context: string;
  readonly reading: Reading;
  /** How many functions are listed so far, and of how many the configs are known. */
  readonly functions: { readonly listed: number; readonly read: number; readonly allListed: boolean };
  /** Functions that have no config at all. */
  readonly without: number;
  /** Configs, whether shown or not. */
  readonly configs: number;
  /** Functions whose configs could not be read, and why the first of them could not. */
  readonly failed: { readonly count: number; readonly why: string };
  /** Why the functions could not be listed, where `reading` is `failed`. */
  readonly problem: string;
  readonly ids: OverviewIds;
  /** What the filter was understood as, a condition each. */
  readonly conditions: readonly string[];
  /** Conditions that are offered, as they are typed. */
  readonly offered: readonly string[];
  /** Whether a config has a file in the workspace. */
  readonly hasFiles: boolean;
  readonly canApply: boolean;
}

/** Host to page. */
export type ToOverviewPage =
  | Start<{ readonly state: OverviewState }>
  | {
      readonly type: 'rows';
      readonly state: OverviewState;
      /** Rows that are new or say something else. */
      readonly lines: readonly OverviewLine[];
      /** Numbers of the rows that are shown, in their order. */
      readonly order: readonly number[];
    };

/** What a button of the page asks for. */
export type OverviewCommand = 'read' | 'readAgain' | 'cancel';

/** Page to host. */
export type FromOverviewPage =
  | FromEveryPage
  | { readonly type: 'query'; readonly filter: string; readonly sorting: Sorting }
  | { readonly type: 'command'; readonly command: OverviewCommand }
  | { readonly type: 'open'; readonly id: number }
  | { readonly type: 'export'; readonly as: 'csv' | 'json'; readonly ids: readonly number[] }
  | { readonly type: 'apply'; readonly ids: readonly number[] };

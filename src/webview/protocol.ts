import type { GuardKind } from '../model/connection';
import type { Edit, Finding } from '../model/finding';
import type { JsonObject } from '../model/json';
import type { ServiceId } from '../model/service';

export type { Edit };

/** What the page is about; only `urn` and `request` come later, once the service has answered. */
export interface ConfigSubject {
  readonly service: ServiceId;
  /** `default/hello@latest`, or the file's name for a config on disk. */
  readonly title: string;
  /** Connection name, project, region: what tells this config from the same one elsewhere. */
  readonly context: string;
  /** Whether saving goes to a service (by PUT) or to a file. */
  readonly savesTo: 'service' | 'file';
  /** URN or ARN of the function where known, for the picture and for checks against itself. */
  readonly urn?: string;
  readonly region?: string;
  /** Connection name and mark, where it is marked. */
  readonly marked?: { readonly name: string; readonly guard: GuardKind };
  /** The method and path that saving will call. */
  readonly request?: { readonly method: string; readonly url: string };
}

/** A failure that belongs on the page, already in the user's language. */
export interface Problem {
  readonly text: string;
  readonly hint?: string;
  /** The policy that would allow it, as text for an administrator. */
  readonly policy?: string;
  /** Dotted path of the field it is about; absent: the top of the page. */
  readonly field?: string;
}

/** All that the page draws. `document` is undefined while the text does not parse. */
export interface PageState {
  readonly subject: ConfigSubject;
  readonly document: JsonObject | undefined;
  /** Where the text does not parse: 1-based. The form is not shown then, the text is left alone. */
  readonly syntax?: { readonly line: number; readonly column: number; readonly text: string };
  /** The document on the service; null: not configured; undefined: not known (a file, or not yet read). */
  readonly serviceCopy: JsonObject | null | undefined;
  readonly findings: readonly Finding[];
  /** Seconds that the function may run, where known. */
  readonly timeoutSeconds?: number;
  readonly dirty: boolean;
  readonly saving: boolean;
  /** Set when auto save kept a draft that has not been sent. */
  readonly draft: boolean;
  /** The failed save, until the next edit or save. */
  readonly problem?: Problem;
  /** Fields that the service changed at the last save. */
  readonly changedByService: readonly string[];
  /** The last verification of the destinations that the service holds, in the user's language; absent: there is none. */
  readonly verified?: string;
  /** Number of the page's last message of edits that the document contains; 0 for none. */
  readonly editNumber: number;
}

/** The pages, each with a style sheet of its name. */
export type PageName = 'config' | 'event' | 'replay' | 'repeat' | 'overview' | 'bulk' | 'connection';

/** The first message of every host: the texts in the language of `locale`, by the English ones, and what is drawn first. */
export type Start<First> = First & {
  readonly type: 'start';
  readonly bundle: Readonly<Record<string, string>>;
  readonly locale: string;
};

/** What every page says: that it listens and is to be started, and that something threw in it, for the log. */
export type FromEveryPage = { readonly type: 'ready' } | { readonly type: 'failed'; readonly text: string };

/** Host to page. */
export type ToWebview =
  | Start<{ readonly state: PageState }>
  | { readonly type: 'state'; readonly state: PageState }
  /** A save is about to happen: answer `flushed` with what is typed and not yet sent. */
  | { readonly type: 'flush'; readonly id: number };

/** What a button of the page asks for. */
export type PageCommand =
  | 'save'
  | 'revert'
  | 'delete'
  | 'openAsJson'
  | 'showChanges'
  | 'apply'
  | 'retry'
  | 'copyPolicy'
  | 'showVerification';

/** Page to host. */
export type FromWebview =
  | FromEveryPage
  /** Numbered from 1 upwards in each page; the edits of one message are one undo step. */
  | { readonly type: 'edits'; readonly editNumber: number; readonly edits: readonly Edit[] }
  | {
      readonly type: 'flushed';
      readonly id: number;
      readonly editNumber: number;
      readonly edits: readonly Edit[];
    }
  | { readonly type: 'command'; readonly command: PageCommand };

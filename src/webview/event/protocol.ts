import type { FunctionRef } from '../../model/functionRef';
import type { EventLife } from '../../model/invocation/eventLife';
import type { ServiceId } from '../../model/service';
import type { FromEveryPage, Start } from '../protocol';

/** What names an event and survives a reload of the window: ids only, nothing that was sent or received. */
export interface EventIds {
  readonly service: ServiceId;
  readonly ref: FunctionRef;
  readonly taskId: string;
  readonly requestId?: string;
  /** Unix milliseconds by the clock of the machine that sent it. */
  readonly queuedAt: number;
  /** The journal's entry, where there is one. */
  readonly recordId?: string;
}

/** Which event the page is about. */
export interface EventSubject {
  readonly service: ServiceId;
  /** `orders/flaky@latest` */
  readonly title: string;
  /** Connection, service and region: what tells this event from one of the same id elsewhere. */
  readonly context: string;
  /** The id that a person gives to support. */
  readonly id: string;
}

/** What can be done with the event now. */
export interface EventAbilities {
  /** The service can stop it, and it has not ended. */
  readonly stop: boolean;
  readonly replay: boolean;
  /** It waits in the sandbox, whose time can be moved. */
  readonly skipWait: boolean;
}

/** A payload or a result; `why` says in the reader's language why it is not shown. `opens`: it can be opened whole. */
export type Content =
  | { readonly kind: 'text'; readonly text: string; readonly opens: boolean }
  | { readonly kind: 'none'; readonly why: string; readonly opens: boolean };

/** All that the event's page draws. Texts from outside have nothing in effect, but are not HTML either. */
export interface EventPageState {
  readonly subject: EventSubject;
  /** With the lines of those attempts only that are open on the page, and of each the last thousand. */
  readonly life: EventLife;
  /** How many lines of each attempt are known. */
  readonly lineCounts: readonly number[];
  /** The host's clock when it sent this, in Unix milliseconds: the page may be on another machine. */
  readonly now: number;
  /** Whether FnDeck still asks for news. */
  readonly followed: boolean;
  readonly abilities: EventAbilities;
  readonly payload: Content;
  readonly result: Content;
}

/** Host to page. */
export type ToEventPage =
  | Start<{ readonly ids: EventIds; readonly state: EventPageState }>
  | { readonly type: 'state'; readonly state: EventPageState };

/** What a button of the page asks for. */
export type EventCommand =
  'stop' | 'replay' | 'openConfig' | 'copyId' | 'openPayload' | 'openResult' | 'openDelivery' | 'skipWait';

/** Page to host. */
export type FromEventPage =
  | FromEveryPage
  /** The attempts, by number, whose lines are to be shown. */
  | { readonly type: 'opened'; readonly attempts: readonly number[] }
  | { readonly type: 'command'; readonly command: EventCommand };

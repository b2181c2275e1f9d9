import type { FunctionSummary, QualifierSummary } from '../../cloud/functionSummary';
import type { AsyncInvocation } from '../../cloud/invocation';
import type { TestEventSummary } from '../../cloud/testEvents';
import type { Connection } from '../../model/connection';
import { encodeName, functionKey, refKey, type FunctionId, type FunctionRef } from '../../model/functionRef';
import type { BadEntry } from '../connections/entries';
import type { QueuedEvent } from '../events/watchedEvents';

interface Common {
  /** Stable, unique, the tree item's id. */
  readonly key: string;
}

export interface ConnectionNode extends Common {
  readonly kind: 'connection';
  readonly connection: Connection;
}
export interface GroupNode extends Common {
  readonly kind: 'group';
  readonly connection: Connection;
  readonly group: string;
}
export interface FunctionNode extends Common {
  readonly kind: 'function';
  readonly connection: Connection;
  readonly summary: FunctionSummary;
}
export interface QualifierNode extends Common {
  readonly kind: 'qualifier';
  readonly connection: Connection;
  readonly qualifier: QualifierSummary;
  /** Whether the service keeps an async config for it. */
  readonly configurable: boolean;
  /** Whether the service can list its events. */
  readonly listsEvents: boolean;
}
/** The events of a version, those that a filter lets through. */
export interface EventsNode extends Common {
  readonly kind: 'events';
  readonly connection: Connection;
  readonly parent: QualifierNode;
}
/** One event; fit to be handed to `fndeck.openEvent`. */
export interface EventNode extends Common {
  readonly kind: 'event';
  readonly connection: Connection;
  readonly parent: EventsNode;
  readonly event: QueuedEvent;
  readonly record: AsyncInvocation;
}
/** What there is to say, or to do, about a version's events, in a row of its own. */
export interface EventsRemarkNode extends Common {
  readonly kind: 'eventsRemark';
  readonly connection: Connection;
  readonly parent: EventsNode;
  readonly remark:
    /** More are older. */
    | { readonly kind: 'older' }
    | { readonly kind: 'reading'; readonly isOlder: boolean }
    | { readonly kind: 'cancelled' }
    | { readonly kind: 'failed'; readonly error: unknown }
    /** There are none, or the filter lets none through. */
    | { readonly kind: 'none'; readonly isFiltered: boolean }
    /** The service keeps no records of this version, and its config can change that. */
    | { readonly kind: 'notKept'; readonly config: FunctionRef }
    /** Only the provider can change that. */
    | { readonly kind: 'perhapsNotKept' };
}
/** The test events that the service keeps of a function. */
export interface TestEventsNode extends Common {
  readonly kind: 'testEvents';
  readonly connection: Connection;
  readonly parent: FunctionNode;
}
export interface TestEventNode extends Common {
  readonly kind: 'testEvent';
  readonly connection: Connection;
  readonly parent: TestEventsNode;
  readonly event: TestEventSummary;
}
/** The functions that somebody has pinned, in front of the connections. */
interface PinsNode extends Common {
  readonly kind: 'pins';
}
/** A pinned function; nothing is read for it. */
export interface PinNode extends Common {
  readonly kind: 'pin';
  readonly connection: Connection;
  readonly id: FunctionId;
}
/** Nodes whose children may be in ranges. */
export type ParentNode = ConnectionNode | GroupNode | FunctionNode;

/** Stands for some of the children of a node that has many, one after the other in their order. */
export interface RangeNode extends Common {
  readonly kind: 'range';
  readonly parent: ParentNode;
  /** Places among all children of the parent: from this one to before the other. */
  readonly from: number;
  readonly to: number;
  /** Names of the first and the last of them. */
  readonly names: readonly [first: string, last: string];
}
/** Says why children are missing. */
export interface FailureNode extends Common {
  readonly kind: 'failure';
  readonly parent: ParentNode | TestEventsNode;
  readonly error: unknown;
}
/** Says that there is nothing. */
export interface EmptyNode extends Common {
  readonly kind: 'empty';
  readonly parent: ParentNode | TestEventsNode;
  readonly isFiltered: boolean;
}
/** An entry of the settings that cannot be used. */
export interface BadEntryNode extends Common {
  readonly kind: 'badEntry';
  readonly entry: BadEntry;
}

/** What the tree shows. */
export type Node =
  | PinsNode
  | PinNode
  | ParentNode
  | QualifierNode
  | EventsNode
  | EventNode
  | EventsRemarkNode
  | TestEventsNode
  | TestEventNode
  | RangeNode
  | FailureNode
  | EmptyNode
  | BadEntryNode;

export function connectionNode(connection: Connection): ConnectionNode {
  return { kind: 'connection', key: `connection ${connection.id}`, connection };
}

export function groupNode(connection: Connection, group: string): GroupNode {
  const key = `group ${encodeName(connection.id)}/${encodeName(group)}`;
  return { kind: 'group', key, connection, group };
}

export function functionNode(connection: Connection, summary: FunctionSummary): FunctionNode {
  return { kind: 'function', key: functionNodeKey(summary.id), connection, summary };
}

/** Key of the node of a function. */
export function functionNodeKey(id: FunctionId): string {
  return `function ${functionKey(id)}`;
}

export function qualifierNode(
  connection: Connection,
  qualifier: QualifierSummary,
  configurable: boolean,
  listsEvents: boolean,
): QualifierNode {
  return {
    kind: 'qualifier',
    key: `qualifier ${refKey(qualifier.ref)}`,
    connection,
    qualifier,
    configurable,
    listsEvents,
  };
}

export function eventsNode(parent: QualifierNode): EventsNode {
  const { connection, qualifier } = parent;
  return { kind: 'events', key: eventsNodeKey(qualifier.ref), connection, parent };
}

/** Key of the node of a version's events. */
function eventsNodeKey(ref: FunctionRef): string {
  return `events ${refKey(ref)}`;
}

/** `now`: Unix milliseconds, when the event was queued as far as nothing else is known. */
export function eventNode(parent: EventsNode, record: AsyncInvocation, now: number): EventNode {
  const { ref } = parent.parent.qualifier;
  const { taskId, requestId, startedAt, steps } = record;
  const queuedAt = steps?.find(({ kind }) => kind === 'enqueued')?.at ?? startedAt ?? now;
  const event = { ref, taskId, queuedAt, ...(requestId !== undefined && { requestId }) };
  const key = `event ${refKey(ref)} ${encodeName(taskId)}`;
  return { kind: 'event', key, connection: parent.connection, parent, event, record };
}

export function eventsRemarkNode(parent: EventsNode, remark: EventsRemarkNode['remark']): EventsRemarkNode {
  const key = `${remark.kind} ${parent.key}`;
  return { kind: 'eventsRemark', key, connection: parent.connection, parent, remark };
}

export function rangeNode(
  parent: ParentNode,
  from: number,
  to: number,
  names: RangeNode['names'],
): RangeNode {
  return { kind: 'range', key: `range ${from} ${parent.key}`, parent, from, to, names };
}

export function testEventsNode(parent: FunctionNode): TestEventsNode {
  const { connection, summary } = parent;
  return { kind: 'testEvents', key: testEventsNodeKey(summary.id), connection, parent };
}

/** Key of the node of a function's test events. */
export function testEventsNodeKey(id: FunctionId): string {
  return `testEvents ${functionKey(id)}`;
}

export function testEventNode(parent: TestEventsNode, event: TestEventSummary): TestEventNode {
  const key = `testEvent ${functionKey(parent.parent.summary.id)} ${encodeName(event.id)}`;
  return { kind: 'testEvent', key, connection: parent.connection, parent, event };
}

export function failureNode(parent: FailureNode['parent'], error: unknown): FailureNode {
  return { kind: 'failure', key: `failure ${parent.key}`, parent, error };
}

/** @param isFiltered whether there are some, and a filter lets none through */
export function emptyNode(parent: EmptyNode['parent'], isFiltered = false): EmptyNode {
  return { kind: 'empty', key: `empty ${parent.key}`, parent, isFiltered };
}

export function pinsNode(): PinsNode {
  return { kind: 'pins', key: 'pins' };
}

export function pinNode(connection: Connection, id: FunctionId): PinNode {
  return { kind: 'pin', key: `pin ${functionKey(id)}`, connection, id };
}

export function badEntryNode(entry: BadEntry): BadEntryNode {
  return { kind: 'badEntry', key: `entry ${entry.place}`, entry };
}

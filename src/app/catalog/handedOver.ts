import type { Connection } from '../../model/connection';
import type { FunctionRef } from '../../model/functionRef';
import { isObject, member } from '../../model/json';
import { profileOf } from '../../model/services';
import type { TestEventName } from '../../model/testEventPath';
import type { Node } from './nodes';

const KINDS: readonly string[] = [
  'pins',
  'pin',
  'connection',
  'group',
  'function',
  'qualifier',
  'events',
  'event',
  'eventsRemark',
  'testEvents',
  'testEvent',
  'range',
  'failure',
  'empty',
  'badEntry',
] satisfies readonly Node['kind'][];

/** Whether a command's argument is a node of the tree. */
export function isNode(value: unknown): value is Node {
  if (!isObject(value) || typeof value['key'] !== 'string') return false;
  return typeof value['kind'] === 'string' && KINDS.includes(value['kind']);
}

/**
 * The qualifier that a command's argument means: a qualifier node, a function node (its unpublished code), or a ref
 * that a script hands over. Undefined for anything else.
 */
export function refOf(value: unknown): FunctionRef | undefined {
  if (isNode(value)) {
    if (value.kind === 'qualifier') return value.qualifier.ref;
    if (value.kind === 'events' || value.kind === 'eventsRemark') return refOf(value.parent);
    if (value.kind === 'event') return value.event.ref;
    if (value.kind === 'testEvents' || value.kind === 'testEvent') return refOf(value.parent);
    if (value.kind !== 'function' && value.kind !== 'pin') return undefined;
    const id = value.kind === 'pin' ? value.id : value.summary.id;
    return { ...id, qualifier: profileOf(value.connection.service).latest };
  }
  if (!isObject(value)) return undefined;
  const { connection, group, name, qualifier } = value;
  if (typeof connection !== 'string' || typeof group !== 'string') return undefined;
  if (typeof name !== 'string' || typeof qualifier !== 'string') return undefined;
  return { connection, group, name, qualifier };
}

/** The test event that a command's argument is about: a node of one, or its name as a script hands it over. */
export function testEventOf(value: unknown): TestEventName | undefined {
  if (isNode(value)) {
    if (value.kind !== 'testEvent') return undefined;
    const { parent, event } = value;
    return { id: parent.parent.summary.id, eventId: event.id, name: event.name };
  }
  const [id, eventId, name] = [member(value, 'id'), member(value, 'eventId'), member(value, 'name')];
  const [connection, group, fn] = [member(id, 'connection'), member(id, 'group'), member(id, 'name')];
  if (typeof connection !== 'string' || typeof group !== 'string' || typeof fn !== 'string') return undefined;
  if (typeof eventId !== 'string' || typeof name !== 'string') return undefined;
  return { id: { connection, group, name: fn }, eventId, name };
}

/** The connection that a command's argument belongs to. */
export function connectionOf(value: unknown): Connection | undefined {
  if (!isNode(value)) return undefined;
  if ('connection' in value) return value.connection;
  return 'parent' in value ? value.parent.connection : undefined;
}

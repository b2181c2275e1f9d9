import { groupOfSegment, groupSegment } from './documentPath';
import { decodeName, encodeName, type FunctionId } from './functionRef';

/** Scheme of test events that are open as documents. */
export const TEST_EVENT_SCHEME = 'fndeck-test-event';

/** What the URI of a test event names. */
export interface TestEventName {
  readonly id: FunctionId;
  readonly eventId: string;
  /** For a person: the service goes by the id. */
  readonly name: string;
}

/** Path of a test event as a document: all that is needed to read it again after a reload. */
export function testEventPath({ id, eventId, name }: TestEventName): string {
  const steps = [encodeName(id.connection), groupSegment(id.group), encodeName(id.name), encodeName(eventId)];
  return `/${steps.join('/')}/${encodeName(name)}.json`;
}

/** The inverse of `testEventPath`; undefined for any other path. */
export function parseTestEventPath(path: string): TestEventName | undefined {
  const [root, connection, group, name, eventId, file, ...more] = path.split('/');
  if (root !== '' || !connection || !group || !name || !eventId || more.length > 0) return undefined;
  if (!file?.endsWith('.json')) return undefined;
  try {
    return {
      id: { connection: decodeName(connection), group: groupOfSegment(group), name: decodeName(name) },
      eventId: decodeName(eventId),
      name: decodeName(file.slice(0, -'.json'.length)),
    };
  } catch {
    return undefined;
  }
}

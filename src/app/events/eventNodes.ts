import { readView } from '../../model/configDocument';
import { knownFields } from '../../model/fields';
import { refKey, type FunctionRef } from '../../model/functionRef';
import { isObject } from '../../model/json';
import { profileOf } from '../../model/services';
import type { Catalog } from '../catalog/catalog';
import { refOf } from '../catalog/handedOver';
import {
  eventNode,
  eventsRemarkNode,
  type EventNode,
  type EventsNode,
  type EventsRemarkNode,
  type QualifierNode,
} from '../catalog/nodes';
import type { EventList } from './eventList';
import type { ListFilter } from './knownEvents';
import type { QueuedEvent } from './watchedEvents';

type Remark = EventsRemarkNode['remark'];

/** The rows below a version's events, as its list stands: the events, and what there is to say about the rest. */
export function eventRows(
  node: EventsNode,
  list: EventList,
  catalog: Pick<Catalog, 'knownConfigs'>,
  now: number,
): readonly (EventNode | EventsRemarkNode)[] {
  const events = list.rows.map((record) => eventNode(node, record, now));
  const above = remarkAbove(list);
  const below = above ? undefined : remarkBelow(node, list, catalog);
  return [
    ...(above ? [eventsRemarkNode(node, above)] : []),
    ...events,
    ...(below ? [eventsRemarkNode(node, below)] : []),
  ];
}

/** What is said before the newest event: why it may not be the newest. */
function remarkAbove({ phase, rows }: EventList): Remark | undefined {
  if (phase.kind === 'cancelled') return phase;
  if (phase.kind === 'failed' && phase.what === 'newest') return { kind: 'failed', error: phase.error };
  if (phase.kind !== 'reading' || phase.what === 'older' || rows.length > 0) return undefined;
  return { kind: 'reading', isOlder: false };
}

function remarkBelow(
  node: EventsNode,
  { phase, rows, hasOlder, filter }: EventList,
  catalog: Pick<Catalog, 'knownConfigs'>,
): Remark | undefined {
  if (phase.kind === 'failed') return { kind: 'failed', error: phase.error };
  if (phase.kind === 'reading' && phase.what === 'older') return { kind: 'reading', isOlder: true };
  if (hasOlder) return { kind: 'older' };
  if (rows.length > 0) return undefined;
  if (isFiltered(filter)) return { kind: 'none', isFiltered: true };
  return notKept(node.parent, catalog) ?? { kind: 'none', isFiltered: false };
}

/** Whether a filter holds anything back. */
function isFiltered({ phase, withinMs }: ListFilter): boolean {
  return phase !== undefined || withinMs !== undefined;
}

/**
 * Says so where the config that counts for a version asks for no records, as far as it was read: an alias may have
 * none of its own. A service that warns of its switch keeps records by other means (OTC: the provider's list of
 * accounts), so there nobody knows, and the switch is never offered.
 */
function notKept(
  { connection, qualifier, configurable }: QualifierNode,
  catalog: Pick<Catalog, 'knownConfigs'>,
): Remark | undefined {
  const profile = profileOf(connection.service);
  const { record } = knownFields(profile);
  if (record.caution) return { kind: 'perhapsNotKept' };
  const { target } = qualifier;
  const config: FunctionRef =
    configurable || target === undefined ? qualifier.ref : { ...qualifier.ref, qualifier: target };
  const known = catalog.knownConfigs(config);
  if (known?.listing.phase.kind !== 'complete') return undefined;
  const { record: isKept } = readView(profile, known.configs.get(config.qualifier)?.document);
  return isKept === true ? undefined : { kind: 'notKept', config };
}

/** An event of the tree, or one that another screen names. */
type Chosen = EventNode | { readonly kind: 'event'; readonly event: QueuedEvent };

/** The events that a command is about: all that are selected where the one that was clicked is among them. */
export function chosenEvents(clicked: unknown, selected: unknown): readonly Chosen[] {
  const all = Array.isArray(selected) ? (selected as readonly unknown[]).filter(isChosen) : [];
  if (!isChosen(clicked)) return [];
  // Tasks of two functions may have one name.
  const isClicked = ({ event: { ref, taskId } }: Chosen): boolean =>
    taskId === clicked.event.taskId && refKey(ref) === refKey(clicked.event.ref);
  return all.some(isClicked) ? all : [clicked];
}

function isChosen(value: unknown): value is Chosen {
  if (!isObject(value) || value['kind'] !== 'event' || !isObject(value['event'])) return false;
  return refOf(value['event']['ref']) !== undefined && typeof value['event']['taskId'] === 'string';
}

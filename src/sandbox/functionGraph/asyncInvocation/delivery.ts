import type { Json, JsonObject } from '../../../model/json';
import type { Delivered } from '../../asyncQueue/deliveries';
import { safePath } from '../../safePath';
import type { StateFolder } from '../../stateFolder';
import { textAt } from '../../textAt';
import { uuidOf } from '../../uuid';
import type { Destination } from '../asyncConfig/configFields';
import type { Project } from '../project';
import { urnOf } from '../target';
import type { EventEnd, ProjectEvent } from './event';

/** A result that is larger reaches its destination empty (user guide of 2025). */
const LARGEST_RESULT_BYTES = 256 * 1024;

/** Hands a notification to another function of the project: its URN, the event, and an id that a repeat has too. */
type Forward = (urn: string, payload: string, requestId: string) => Promise<void>;

/** What a destination receives (asynchronous notification page). `failed` attempts came before the last one. */
export function notification(project: Project, event: ProjectEvent, end: EventEnd, now: number): JsonObject {
  const fits = Buffer.byteLength(end.result, 'utf8') <= LARGEST_RESULT_BYTES;
  return {
    timestamp: new Date(now).toISOString(),
    request_context: {
      request_id: event.id,
      function_urn: urnOf(project, event, event.version),
      condition: end.condition,
      approximate_invoke_count: event.failed + (end.status === 'SUCCESS' ? 1 : 0),
    },
    request_payload: event.payload,
    response_context: { status_code: 200, function_error: end.errorMessage ?? '' },
    response_payload: fits ? end.result : '',
  };
}

/**
 * Delivers a notification. The same event always lands in the same place, so a delivery that a kill interrupted and
 * that is done again leaves one object, one message, one further event. OBS objects are named by prefix and request
 * id; that name is ours.
 */
export async function deliver(
  folder: StateFolder,
  prefix: string,
  { destination, param }: Destination,
  { id }: ProjectEvent,
  content: JsonObject,
  forward: Forward,
): Promise<Delivered> {
  const values = JSON.parse(param) as Json;
  const text = (key: string): string => textAt(values, key);
  const body = JSON.stringify(content, undefined, 2);
  const written = async (file: string, holds = body): Promise<Delivered> => {
    await folder.write(file, holds);
    return { file };
  };
  switch (destination) {
    case 'OBS':
      return written(safePath(prefix, 'obs', text('bucket'), `${text('prefix')}${id}.json`));
    case 'SMN':
      return written(
        safePath(prefix, 'smn', text('topic_urn').split(':').at(-1) ?? '', `${id}.json`),
        JSON.stringify({ topic_urn: text('topic_urn'), message: JSON.stringify(content) }, undefined, 2),
      );
    case 'DIS':
      return written(safePath(prefix, 'dis', text('stream_name'), `${id}.json`));
    case 'FunctionGraph': {
      const event = uuidOf(`${id} to ${text('func_urn')}`);
      await forward(text('func_urn'), JSON.stringify(content), event);
      return { event };
    }
    default:
      throw new Error(`no such destination: ${destination}`);
  }
}

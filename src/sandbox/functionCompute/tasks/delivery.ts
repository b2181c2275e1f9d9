import type { JsonObject } from '../../../model/json';
import type { Delivered } from '../../asyncQueue/deliveries';
import { safePath } from '../../safePath';
import type { StateFolder } from '../../stateFolder';
import { ACCOUNT_ID, REGION } from '../account';
import { readDestinationArn, type DestinationArn } from '../asyncConfig/destinationArn';
import { arnOf } from '../place';
import { textOfJson } from './bytesInJson';
import type { TaskEnd, TaskEvent } from './event';

/** Hands a message to a function; `service` is undefined for one that stands alone. Gives the new event's request id. */
export type Forward = (
  to: { readonly service: string | undefined; readonly name: string; readonly qualifier: string | undefined },
  payload: string,
) => Promise<string>;

/** What a destination receives (destination pages): JSON, so bytes that are no UTF-8 show as U+FFFD. */
export function messageOf(event: TaskEvent, { error, result }: TaskEnd, now: number): JsonObject {
  return {
    timestamp: now,
    requestContext: {
      requestId: event.requestId,
      functionArn: arnOf(event, event.qualifier, 'acs:fc::'),
      condition: error,
      approximateInvokeCount: event.failed + (error === '' ? 1 : 0),
    },
    requestPayload: textOfJson(event.payload),
    responseContext: { statusCode: 200, functionError: error },
    responsePayload: result.toString('utf8'),
  };
}

/**
 * Delivers a message. The same event always lands in the same file, so a delivery that a kill interrupted and that is
 * done again leaves one message. Throws where the service would not deliver.
 */
export async function deliver(
  folder: StateFolder,
  prefix: string,
  arn: string,
  event: TaskEvent,
  message: JsonObject,
  forward: Forward,
): Promise<Delivered> {
  const to = readDestinationArn(arn);
  if (!to) throw new Error('it is not the ARN of a destination');
  const text = JSON.stringify(message);
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes > to.limit) throw new Error(`the message of ${bytes} bytes is over the limit of ${to.limit}`);
  if (to.kind === 'function2' || to.kind === 'function3') {
    if (!isOwn(to)) throw new Error('the sandbox has one account in one region');
    return { event: await forward(functionOf(to), text) };
  }
  const file = safePath(prefix, PLACES[to.kind], ...to.names, `${event.id}.json`);
  await folder.write(file, JSON.stringify({ destination: arn, message }, undefined, 2));
  return { file };
}

const PLACES = { queue: 'queues', topic: 'topics', eventBus: 'eventbridge', rocketMq: 'rocketmq' } as const;

function isOwn({ region, account }: DestinationArn): boolean {
  return region === REGION && (account === '' || account === ACCOUNT_ID);
}

function functionOf({ kind, names }: DestinationArn): Parameters<Forward>[0] {
  const [first = '', second] = names;
  if (kind === 'function3') return { service: undefined, name: first, qualifier: second };
  const [service, qualifier] = first.split('.');
  return { service, name: second ?? '', qualifier };
}

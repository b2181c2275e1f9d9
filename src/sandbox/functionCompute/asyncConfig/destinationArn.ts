/** A destination taken apart. */
export interface DestinationArn {
  readonly kind: 'queue' | 'topic' | 'function2' | 'function3' | 'eventBus' | 'rocketMq';
  readonly region: string;
  /** May be empty: the account's own. */
  readonly account: string;
  readonly names: readonly string[];
  /** Largest message in bytes. */
  readonly limit: number;
}

const KB = 1024;
const NAME = '([^:/\\s]+)';

/** The grammar of the destination pages; the last two forms are EventBridge's and RocketMQ's own. */
const FORMS: readonly (readonly [
  kind: DestinationArn['kind'],
  service: string,
  rest: string,
  limit: number,
])[] = [
  ['queue', 'mns', `/queues/${NAME}/messages`, 64 * KB],
  ['topic', 'mns', `/topics/${NAME}/messages`, 64 * KB],
  ['function2', 'fc', `services/${NAME}/functions/${NAME}`, 128 * KB],
  ['function3', 'fc', `functions/${NAME}(?:/${NAME})?`, 128 * KB],
  ['eventBus', 'eventbridge', `eventbus/${NAME}`, 64 * KB],
  ['rocketMq', 'mq', `/instances/${NAME}/topic/${NAME}`, 4 * KB * KB],
];

/** Reads an ARN; undefined for one that is no destination. */
export function readDestinationArn(text: string): DestinationArn | undefined {
  for (const [kind, service, rest, limit] of FORMS) {
    const match = new RegExp(`^acs:${service}:([A-Za-z0-9-]+):([0-9]*):${rest}$`).exec(text);
    if (!match) continue;
    const [, region = '', account = '', ...names] = match;
    return { kind, region, account, names: names.filter((name) => name !== undefined), limit };
  }
  return undefined;
}

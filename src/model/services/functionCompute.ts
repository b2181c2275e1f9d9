import { message } from '../message';
import type { DestinationField, DestinationKind } from '../service';

const NAME = '[A-Za-z_][A-Za-z0-9_-]*';

const region: DestinationField = {
  key: 'region',
  label: message('Region'),
  type: 'string',
  required: true,
  pattern: '^[A-Za-z0-9-]+$',
  example: 'cn-shanghai',
};

const account: DestinationField = {
  key: 'account',
  label: message('Account ID'),
  type: 'string',
  required: false,
  pattern: '^[0-9]*$',
  example: '1234567890123456',
};

function named(
  key: string,
  label: DestinationField['label'],
  pattern: string,
  example: string,
): DestinationField {
  return { key, label, type: 'string', required: true, pattern: `^${pattern}$`, example };
}

/** Destination kinds of Function Compute, each an ARN built from its parts (destination pages; grammar of the ARN). */
export const KINDS: readonly DestinationKind[] = [
  {
    id: 'mns-queue',
    label: 'SMQ queue',
    arn: 'acs:mns:{region}:{account}:/queues/{queue}/messages',
    fields: [region, account, named('queue', message('Queue'), '[^:/\\s]+', 'failures')],
    note: message('Records over {0} are not delivered.', '64 KB'),
  },
  {
    id: 'mns-topic',
    label: 'SMQ topic',
    arn: 'acs:mns:{region}:{account}:/topics/{topic}/messages',
    fields: [region, account, named('topic', message('Topic'), '[^:/\\s]+', 'alerts')],
    note: message('Records over {0} are not delivered.', '64 KB'),
  },
  {
    id: 'fc3-function',
    label: 'Function (FC 3.0)',
    arn: 'acs:fc:{region}:{account}:functions/{function}[/{qualifier}]',
    fields: [
      region,
      account,
      named('function', message('Function'), NAME, 'on-failure'),
      { ...named('qualifier', message('Version or alias'), '[A-Za-z0-9_-]+', 'LATEST'), required: false },
    ],
    note: message('Records over {0} are not delivered.', '128 KB'),
  },
  {
    id: 'fc2-function',
    label: 'Function (FC 2.0)',
    arn: 'acs:fc:{region}:{account}:services/{service}/functions/{function}',
    fields: [
      region,
      account,
      {
        ...named('service', message('Service'), `${NAME}(\\.[A-Za-z0-9_-]+)?`, 'my-service'),
        help: message('A version or alias may follow after a dot.'),
      },
      named('function', message('Function'), NAME, 'on-failure'),
    ],
    note: message('Records over {0} are not delivered.', '128 KB'),
  },
  {
    id: 'eventbridge',
    label: 'EventBridge',
    arn: 'acs:eventbridge:{region}:{account}:eventbus/{bus}',
    fields: [region, account, named('bus', message('Event bus'), '[^:/\\s]+', 'default')],
    note: message('Records over {0} are not delivered.', '64 KB'),
  },
  {
    id: 'rocketmq',
    label: 'RocketMQ 4.x',
    arn: 'acs:mq:{region}:{account}:/instances/{instance}/topic/{topic}',
    fields: [
      region,
      account,
      named('instance', message('Instance'), '[^:/\\s]+', 'MQ_INST_1_abc'),
      named('topic', message('Topic'), '[^:/\\s]+', 'failures'),
    ],
    note: message('Records over {0} are not delivered.', '4 MB'),
  },
];

/** Fields that both generations share (request tables of the Put call; older pages go up to 2,592,000 s). */
export const COMMON = {
  family: 'functionCompute',
  latest: 'LATEST',
  age: {
    key: 'maxAsyncEventAgeInSeconds',
    min: 1,
    max: 2_592_000,
    byDefault: 86_400,
    surely: {
      min: 1,
      max: 604_800,
      why: message(
        'Current documents allow at most 604800 (7 days), older ones 2592000 (30 days): the service decides.',
      ),
    },
  },
  retries: { key: 'maxAsyncRetryAttempts', min: 0, max: 8, byDefault: 3 },
  destinations: {
    key: 'destinationConfig',
    success: 'onSuccess',
    failure: 'onFailure',
    shape: 'arn',
    whenNone: 'empty',
    kinds: KINDS,
  },
  payloadBytes: { sync: 32 * 1024 * 1024, async: 128 * 1024 },
  gatewaySeconds: undefined,
  regionsAsOf: '2026-08',
  console: 'https://fcnext.console.aliyun.com/{region}/functions',
} as const;

export const TASK = {
  label: message('Task mode: record every asynchronous invocation'),
  help: message('With it, invocations can be listed, followed and stopped.'),
  omitWhenFalse: false,
} as const;

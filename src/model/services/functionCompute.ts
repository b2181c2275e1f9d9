import { message } from '../message';
import type { DestinationField, DestinationKind, DestinationsField, NumberField } from '../service';

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
const KINDS: readonly DestinationKind[] = [
  {
    id: 'mns-queue',
    look: message('Look at the messages of the queue in the SMQ console before a consumer takes them away.'),
    needs: ['mns:SendMessage'],
    label: message('SMQ queue'),
    arn: 'acs:mns:{region}:{account}:/queues/{queue}/messages',
    fields: [region, account, named('queue', message('Queue'), '[^:/\\s]+', 'failures')],
    note: message('Records over {0} are not delivered.', '64 KB'),
  },
  {
    id: 'mns-topic',
    look: message('Look at what the subscribers of the topic got: the topic itself hands messages on.'),
    needs: ['mns:PublishMessage'],
    label: message('SMQ topic'),
    arn: 'acs:mns:{region}:{account}:/topics/{topic}/messages',
    fields: [region, account, named('topic', message('Topic'), '[^:/\\s]+', 'alerts')],
    note: message('Records over {0} are not delivered.', '64 KB'),
  },
  {
    id: 'fc3-function',
    look: message('Look at the log of the target function: it was run with the record as its event.'),
    needs: ['fc:InvokeFunction'],
    label: message('Function (FC 3.0)'),
    arn: 'acs:fc:{region}:{account}:functions/{function}[/{qualifier}]',
    fields: [
      region,
      account,
      named('function', message('Function'), NAME, 'on-failure'),
      { ...named('qualifier', message('Version or alias'), '[A-Za-z0-9_-]+', 'LATEST'), required: false },
    ],
    runs: { name: 'function', qualifier: 'qualifier' },
    note: message('Records over {0} are not delivered.', '128 KB'),
  },
  {
    id: 'fc2-function',
    look: message('Look at the log of the target function: it was run with the record as its event.'),
    needs: ['fc:InvokeFunction'],
    label: message('Function (FC 2.0)'),
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
    runs: { group: 'service', name: 'function' },
    note: message('Records over {0} are not delivered.', '128 KB'),
  },
  {
    id: 'eventbridge',
    look: message('Query the event bus in the EventBridge console by the time of the delivery.'),
    needs: ['eventbridge:PutEvents'],
    label: message('EventBridge'),
    arn: 'acs:eventbridge:{region}:{account}:eventbus/{bus}',
    fields: [region, account, named('bus', message('Event bus'), '[^:/\\s]+', 'default')],
    note: message('Records over {0} are not delivered.', '64 KB'),
  },
  {
    id: 'rocketmq',
    look: message('Query the messages of the topic in the RocketMQ console by the time of the delivery.'),
    needs: ['mq:PUB'],
    label: message('RocketMQ 4.x'),
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

/** What both generations share. */
export const COMMON = {
  family: 'functionCompute',
  account: {
    credentials: ['keys', 'temporaryKeys'],
    profiles: [
      'aliyun',
      'serverless-devs',
      'environment:ALIBABA_CLOUD',
      'environment:ALIBABACLOUD',
      'environment:ALICLOUD',
    ],
    keyWords: {
      keys: [message('AccessKey pair'), message('AccessKey ID and AccessKey Secret, permanent')],
      temporaryKeys: [
        message('STS token'),
        message('AccessKey ID, AccessKey Secret and STS token, temporary'),
      ],
      accessKeyId: message('AccessKey ID'),
      secretAccessKey: message('AccessKey Secret'),
      securityToken: message('STS token'),
    },
    owner: { field: 'accountId', required: true },
    iam: false,
  },
  requestIdHeaders: ['x-request-id', 'x-fc-request-id', 'x-acs-request-id', 'x-log-requestid'],
  latest: 'LATEST',
  // “Retry policy” and “Configure a retry mechanism”: of waits after function errors they say nothing.
  queue: { throttling: { firstWait: 0.5, longest: 5 * 3600 }, tellsOfDropped: false },
  payloadBytes: { sync: 32 * 1024 * 1024, async: 128 * 1024 },
  gatewaySeconds: undefined,
  regionsAsOf: '2026-08',
  console: 'https://fcnext.console.aliyun.com/{region}/functions',
} as const;

/** Numbers of both generations (request tables of the Put call; response tables and older pages go up to 30 days). */
export const NUMBERS: readonly NumberField[] = [
  {
    kind: 'number',
    key: 'maxAsyncEventAgeInSeconds',
    means: 'age',
    unit: 'seconds',
    label: message('Event age limit'),
    help: message('How long an event may wait and be retried.'),
    requests: { min: 1, max: 604_800 },
    answers: { min: 1, max: 2_592_000 },
    doubt: message(
      'Current documents allow at most {0} seconds (7 days), older ones {1} seconds (30 days). The service may change or reject this value.',
      604_800,
      2_592_000,
    ),
    byDefault: 86_400,
  },
  {
    kind: 'number',
    key: 'maxAsyncRetryAttempts',
    means: 'retries',
    unit: 'count',
    label: message('Retries'),
    help: message('How often a failed event is tried again; 0 means no retry.'),
    requests: { min: 0, max: 8 },
    answers: { min: 0, max: 8 },
    byDefault: 3,
  },
];

/** The switch for task mode; its key differs by generation. */
export const TASK = {
  kind: 'switch',
  means: 'record',
  label: message('Task mode: record every asynchronous invocation'),
  help: message('Lets you list, follow and stop asynchronous invocations.'),
  omitWhenFalse: false,
} as const;

export const DESTINATIONS: DestinationsField = {
  kind: 'destinations',
  key: 'destinationConfig',
  label: message('Destinations'),
  success: 'onSuccess',
  failure: 'onFailure',
  shape: 'arn',
  whenNone: 'empty',
  kinds: KINDS,
};

/** Times, and whose config it is: the wire names and those that the documents print. */
export const READ_ONLY = ['createdTime', 'lastModifiedTime', 'functionName', 'qualifier'] as const;

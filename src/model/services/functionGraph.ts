import { CREDENTIALS } from '../credentials';
import { message } from '../message';
import type { DestinationField, DestinationKind, NumberField } from '../service';

const topicUrn: DestinationField = {
  key: 'topic_urn',
  label: message('Topic URN'),
  type: 'string',
  required: true,
  pattern: '^urn:smn:[A-Za-z0-9-]+:[A-Za-z0-9]+:[A-Za-z0-9][A-Za-z0-9_-]{0,255}$',
  example: 'urn:smn:eu-de:0123456789abcdef0123456789abcdef:alerts',
};

const functionUrn: DestinationField = {
  key: 'func_urn',
  label: message('Function URN'),
  type: 'string',
  required: true,
  maxLength: 269,
  pattern: '^urn:fss:[^:\\s]+:[^:\\s]+:function:[^:\\s]+:[^:\\s]+(:!?[^:\\s!]+)?$',
  example: 'urn:fss:eu-de:0123456789abcdef0123456789abcdef:function:default:on-failure:latest',
};

/** Destination kinds that both flavours document (`asynchronous_execution_notification/*.rst`). */
export const OBS: DestinationKind = {
  id: 'OBS',
  label: message('OBS'),
  look: message(
    'Open the bucket in the OBS console and look for a new object, below the prefix where one is set.',
  ),
  // “Configuring Agency Permissions”, common actions; for DIS and functions it names none.
  needs: ['obs:bucket:HeadBucket', 'obs:bucket:CreateBucket', 'obs:object:PutObject'],
  fields: [
    {
      key: 'bucket',
      label: message('Bucket'),
      type: 'string',
      required: true,
      pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      example: 'my-bucket',
      help: message('3 to 63 characters: lowercase letters, digits, hyphens and dots.'),
    },
    {
      key: 'prefix',
      label: message('Object prefix'),
      type: 'string',
      required: false,
      maxLength: 1023,
      example: '/failures',
    },
    {
      key: 'expires',
      label: message('Delete objects after (days)'),
      type: 'integer',
      required: false,
      min: 0,
      max: 365,
      example: '30',
      help: message('0 keeps the objects forever.'),
      forEver: 0,
    },
  ],
};

export const SMN: DestinationKind = {
  id: 'SMN',
  label: message('SMN'),
  needs: ['smn:topic:publish', 'smn:topic:list'],
  look: message(
    'Look at what the subscribers of the topic got (mail, SMS, HTTP): the topic itself keeps nothing.',
  ),
  fields: [topicUrn],
};

export const DIS: DestinationKind = {
  id: 'DIS',
  label: message('DIS'),
  look: message(
    'Read the stream from the time of the delivery on, by the DIS console or by a consumer of it.',
  ),
  fields: [
    {
      key: 'stream_name',
      label: message('Stream name'),
      type: 'string',
      required: true,
      pattern: '^[A-Za-z0-9_-]{1,64}$',
      example: 'my-stream',
    },
  ],
};

export const FUNCTION: DestinationKind = {
  id: 'FunctionGraph',
  label: message('FunctionGraph'),
  fields: [functionUrn],
  runs: { urn: 'func_urn' },
  look: message('Look at the log of the target function: it was run with the record as its event.'),
  note: message('Two functions must not be each other’s destinations.'),
};

/** What both flavours share. */
export const COMMON = {
  family: 'functionGraph',
  dialect: 'v2',
  account: {
    credentials: CREDENTIALS,
    keyWords: {
      keys: [message('Access key'), message('AK and SK, permanent')],
      temporaryKeys: [message('Temporary access key'), message('AK, SK and security token')],
      accessKeyId: message('Access key ID'),
      secretAccessKey: message('Secret access key'),
      securityToken: message('Security token of the temporary access key'),
    },
    owner: { field: 'projectId', required: false },
    iam: true,
  },
  requestIdHeaders: ['x-request-id', 'x-cff-request-id'],
  group: 'package',
  latest: 'latest',
  // “Creating an alias does not support the async configuration” (guide to asynchronous configuration, Chinese edition).
  unusedOn: '^!',
  readOnly: ['func_urn', 'created_time', 'last_modified'],
  // “Retry mechanism” names age and retries, and neither waits nor throttling.
  queue: { tellsOfDropped: true },
  payloadBytes: { sync: 6 * 1024 * 1024, async: 256 * 1024 },
  // “Creating a Test Event” (test_events/creating_a_test_event.rst) and the error codes FSS.1068 and FSS.1069.
  testEvents: {
    perFunction: 10,
    contentBytes: 4096,
    namePattern: '^[A-Za-z](?:[A-Za-z0-9_-]{0,23}[A-Za-z0-9])?$',
  },
  gatewaySeconds: 90,
} as const;

/** Numbers of both flavours: the request and response tables of the PUT call disagree on both. */
export const NUMBERS: readonly NumberField[] = [
  {
    kind: 'number',
    key: 'max_async_event_age_in_seconds',
    means: 'age',
    unit: 'seconds',
    label: message('Event age limit'),
    help: message('How long an event may wait and be retried.'),
    requests: { min: 1, max: 86_400 },
    answers: { min: 60, max: 86_400 },
    doubt: message(
      'The service documents {0} to {1} seconds in its responses. The service may change or reject this value.',
      60,
      86_400,
    ),
    byDefault: 3600,
  },
  {
    kind: 'number',
    key: 'max_async_retry_attempts',
    means: 'retries',
    unit: 'count',
    label: message('Retries'),
    help: message('How often a failed event is tried again; 0 means no retry.'),
    requests: { min: 0, max: 3 },
    answers: { min: 0, max: 8 },
    doubt: message(
      'The service documents 0 to 3 for requests and 0 to 8 in its responses. The service may change or reject this value.',
    ),
    byDefault: 1,
  },
];

export const STATUS_LOG = {
  kind: 'switch',
  key: 'enable_async_status_log',
  means: 'record',
  label: message('Record the status of asynchronous invocations'),
} as const;

/** Where the destinations stand in the document; the kinds differ by flavour. */
export const DESTINATIONS = {
  kind: 'destinations',
  key: 'destination_config',
  label: message('Destinations'),
  success: 'on_success',
  failure: 'on_failure',
  shape: 'kindAndParam',
  whenNone: 'omit',
} as const;

import { describe, expect, it } from 'vitest';
import { readView } from '../../src/model/configDocument';
import { readDestination, writeDestination } from '../../src/model/destination';
import type { Json, JsonObject } from '../../src/model/json';
import { translate } from '../../src/model/message';
import { functionCompute2 } from '../../src/model/services/functionCompute2';
import { functionCompute3 } from '../../src/model/services/functionCompute3';
import { validate } from '../../src/model/validation';
import { fromWire, toWire } from '../../src/model/wireDocument';

const both = [functionCompute2, functionCompute3] as const;
const arn = (destination: string): JsonObject => ({ destination });
const queue = arn('acs:mns:cn-shanghai:1234567890123456:/queues/failures/messages');

describe('destination ARNs', () => {
  it.each<[string, string, Record<string, string>]>([
    [
      'acs:mns:cn-shanghai:123:/queues/q/messages',
      'mns-queue',
      { region: 'cn-shanghai', account: '123', queue: 'q' },
    ],
    [
      'acs:mns:cn-shanghai::/topics/t/messages',
      'mns-topic',
      { region: 'cn-shanghai', account: '', topic: 't' },
    ],
    [
      'acs:fc:cn-shanghai:123:functions/f',
      'fc3-function',
      { region: 'cn-shanghai', account: '123', function: 'f' },
    ],
    [
      'acs:fc:cn-shanghai:123:functions/f/prod',
      'fc3-function',
      { region: 'cn-shanghai', account: '123', function: 'f', qualifier: 'prod' },
    ],
    [
      'acs:fc:cn-shanghai:123:services/s.prod/functions/f',
      'fc2-function',
      { region: 'cn-shanghai', account: '123', service: 's.prod', function: 'f' },
    ],
    [
      'acs:eventbridge:cn-hangzhou:123:eventbus/default',
      'eventbridge',
      { region: 'cn-hangzhou', account: '123', bus: 'default' },
    ],
    [
      'acs:mq:cn-hangzhou:123:/instances/i/topic/t',
      'rocketmq',
      { region: 'cn-hangzhou', account: '123', instance: 'i', topic: 't' },
    ],
  ])('%s', (text, kind, values) => {
    expect(readDestination(functionCompute3, arn(text))).toMatchObject({ kind, values });
    expect(writeDestination(functionCompute3, kind, values)).toEqual(arn(text));
  });

  it('of another form stay as they are', () => {
    const raw = arn('acs:kafka:cn-hangzhou:123:something');
    expect(readDestination(functionCompute3, raw)).toEqual({ kind: '', values: {}, raw });
  });
});

describe.each(both)('$id', (profile) => {
  const found = (document: Json): string[] =>
    validate(profile, document).map(
      ({ severity, path, message }) => `${severity} ${path}: ${translate(message)}`,
    );

  it('warns where documents disagree on the age and refuses what none allows', () => {
    expect(found({ maxAsyncEventAgeInSeconds: 604_800 })).toEqual([]);
    expect(found({ maxAsyncEventAgeInSeconds: 604_801 })).toEqual([
      expect.stringMatching(/^warning .*604,800 seconds/),
    ]);
    expect(found({ maxAsyncEventAgeInSeconds: 2_592_001 })).toEqual([expect.stringMatching(/^error /)]);
  });

  it('allows 0 to 8 retries', () => {
    expect(found({ maxAsyncRetryAttempts: 0 })).toEqual([]);
    expect(found({ maxAsyncRetryAttempts: 8 })).toEqual([]);
    expect(found({ maxAsyncRetryAttempts: 9 })).toEqual([
      'error maxAsyncRetryAttempts: Enter a whole number from 0 to 8.',
    ]);
  });

  it('checks ARNs of known kinds, warns of unknown ones, refuses what is none', () => {
    const side = (destination: string): string[] =>
      found({ destinationConfig: { onFailure: { destination } } });
    expect(side('acs:mns:cn-shanghai::/queues/q/messages')).toEqual([]);
    expect(side('acs:mns:cn-shanghai:abc:/queues/q/messages')).toEqual([
      expect.stringMatching(/^error destinationConfig.onFailure.destination/),
    ]);
    expect(side('acs:kafka:x:1:y')).toEqual([
      expect.stringMatching(/^warning destinationConfig.onFailure.destination/),
    ]);
    expect(side('https://example.com')).toEqual([
      expect.stringMatching(/^error destinationConfig.onFailure.destination/),
    ]);
  });

  it('reads null as unset and never writes an empty side', () => {
    const body = {
      maxAsyncEventAgeInSeconds: null,
      maxAsyncRetryAttempts: 0,
      destinationConfig: { onSuccess: null, onFailure: queue },
    };
    const document = { maxAsyncRetryAttempts: 0, destinationConfig: { onFailure: queue } };
    expect(fromWire(profile, body)).toEqual(document);
    expect(toWire(profile, { ...document, destinationConfig: { onSuccess: {}, onFailure: queue } })).toEqual(
      document,
    );
    expect(readView(profile, document)).toMatchObject({ retries: 0, failure: { kind: 'mns-queue' } });
  });

  it('clears both destinations with an empty object, since the service keeps what is left out', () => {
    expect(toWire(profile, { maxAsyncRetryAttempts: 1 })).toEqual({
      maxAsyncRetryAttempts: 1,
      destinationConfig: {},
    });
  });
});

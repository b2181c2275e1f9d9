import { describe, expect, it } from 'vitest';
import { changes } from '../../src/model/changes';
import { readDestination } from '../../src/model/destination';
import { destinationInShort } from '../../src/model/destinationInShort';
import { duration } from '../../src/model/duration';
import type { JsonObject } from '../../src/model/json';
import { translate } from '../../src/model/message';
import { functionCompute3 } from '../../src/model/services/functionCompute3';
import { functionGraphHuawei as huawei } from '../../src/model/services/functionGraphHuawei';
import { summarise } from '../../src/model/summary';
import { readView } from '../../src/model/configDocument';
import { timeline } from '../../src/model/timeline';

const smn = { destination: 'SMN', param: { topic_urn: 'urn:smn:eu-de:abc:alerts' } };
const obs = { destination: 'OBS', param: { bucket: 'failures' } };

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [90, '1 min 30 s'],
    [3600, '1 h'],
    [5400, '1 h 30 min'],
    [86_400, '1 d'],
    [90_000, '1 d 1 h'],
  ])('%i s is %s', (seconds, text) => expect(translate(duration(seconds))).toBe(text));
});

describe('the summary in the tree', () => {
  it.each<[JsonObject, string]>([
    [
      {
        max_async_event_age_in_seconds: 3600,
        max_async_retry_attempts: 3,
        destination_config: { on_success: smn, on_failure: obs },
      },
      '1 h · 3 retries · ✓ SMN · ✗ OBS',
    ],
    [{ max_async_retry_attempts: 0 }, 'no retries'],
    [{ max_async_retry_attempts: 1, destination_config: { on_failure: obs } }, '1 retry · ✗ OBS'],
    [{ destination_config: { on_success: { destination: 'New', param: {} } } }, '✓ New'],
    [{}, ''],
  ])('%j', (document, line) => {
    expect(
      summarise(huawei, document)
        .map((part) => translate(part))
        .join(' · '),
    ).toBe(line);
  });
});

describe('changes in words', () => {
  const words = (before: JsonObject | undefined, after: JsonObject): string[] =>
    changes(huawei, before, after).map((said) => translate(said));

  it('says nothing when nothing changes', () => {
    const document = { max_async_retry_attempts: 1, destination_config: { on_failure: obs } };
    expect(words(document, structuredClone(document))).toEqual([]);
  });

  it('tells what an event will notice', () => {
    const before = {
      max_async_event_age_in_seconds: 3600,
      max_async_retry_attempts: 1,
      destination_config: { on_failure: obs },
    };
    const after = {
      max_async_event_age_in_seconds: 60,
      max_async_retry_attempts: 0,
      enable_async_status_log: false,
      destination_config: { on_success: smn },
    };
    expect(words(before, after)).toEqual([
      'Events are dropped after 1 min instead of 1 h.',
      'Retries: 0 (was: 1).',
      'Record the status of asynchronous invocations: off.',
      'Results of successful events go to SMN urn:smn:eu-de:abc:alerts.',
      'Events that fail after the last retry are discarded without a trace.',
    ]);
  });

  it('tells a new target from other settings of the same one', () => {
    const to = (param: JsonObject): JsonObject => ({
      destination_config: { on_failure: { destination: 'OBS', param } },
    });
    expect(words(to({ bucket: 'a' }), to({ bucket: 'b' }))).toEqual([
      'Events that fail after the last retry go to OBS b instead of OBS a.',
    ]);
    expect(words(to({ bucket: 'a' }), to({ bucket: 'a', expires: 1 }))).toEqual([
      'The failure destination OBS a gets other settings.',
    ]);
  });

  it('says that a configuration is created', () => {
    expect(words(undefined, { max_async_retry_attempts: 1 })).toEqual([
      'Creates the configuration.',
      'Retries: 1.',
    ]);
  });
});

describe('a destination in short', () => {
  const urn = (rest: string) => ({
    destination: 'FunctionGraph',
    param: { func_urn: `urn:fss:eu-de:abc:function:${rest}` },
  });
  const arn = (rest: string) => ({ destination: `acs:fc:cn-shanghai:1234567890123456:${rest}` });
  it.each([
    [huawei, urn('orders:alert:latest'), 'FunctionGraph orders/alert@latest'],
    [huawei, urn('orders:alert:!prod'), 'FunctionGraph orders/alert@!prod'],
    [huawei, urn('orders:alert'), 'FunctionGraph orders/alert'],
    [huawei, { destination: 'FunctionGraph', param: { func_urn: 'urn:oops' } }, 'FunctionGraph urn:oops'],
    [huawei, smn, 'SMN alerts'],
    [huawei, obs, 'OBS failures'],
    [huawei, { destination: 'New', param: {} }, 'New'],
    [functionCompute3, arn('functions/alert/LATEST'), 'Function (FC 3.0) alert@LATEST'],
    [
      functionCompute3,
      arn('services/orders.LATEST/functions/alert'),
      'Function (FC 2.0) orders/alert@LATEST',
    ],
  ])('%#', (profile, document, said) => {
    const destination = readDestination(profile, document);
    expect(destination && translate(destinationInShort(profile, destination))).toBe(said);
  });
});

describe('the timeline', () => {
  const drawn = (document: JsonObject) => timeline(huawei, readView(huawei, document));

  it('has one attempt more than retries, each later than the one before', () => {
    const { attempts, cutByAge } = drawn({ max_async_retry_attempts: 3 });
    expect(attempts.map(({ start }) => start)).toEqual([0, 2, 5, 10]);
    expect(cutByAge).toBe(false);
  });

  it('drops the attempts that would begin after the age limit', () => {
    const { attempts, cutByAge } = drawn({ max_async_retry_attempts: 3, max_async_event_age_in_seconds: 4 });
    expect(attempts.map(({ made }) => made)).toEqual([true, true, false, false]);
    expect(cutByAge).toBe(true);
  });

  it('takes the defaults where the document is silent, and says so', () => {
    expect(drawn({})).toMatchObject({ ageLimit: 3600, ageIsDefault: true });
    expect(drawn({}).attempts).toHaveLength(2);
  });
});

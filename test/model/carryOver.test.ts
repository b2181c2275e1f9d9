import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carryOver } from '../../src/model/carryOver';
import { readView } from '../../src/model/configDocument';
import type { JsonObject } from '../../src/model/json';
import { translate } from '../../src/model/message';
import { profileOf, SERVICES } from '../../src/model/services';
import { hasErrors } from '../../src/model/finding';
import { validate } from '../../src/model/validation';

function carried(from: string, to: string, document: JsonObject) {
  const { losses, ...rest } = carryOver(profileOf(from), profileOf(to), document, translate);
  return { ...rest, losses: losses.map((one) => translate(one)) };
}

const TOPIC = { destination: 'SMN', param: { topic_urn: 'urn:smn:eu-de:0123:alerts' } };

describe('a config for another service', () => {
  it('is the same for the same service, whatever it holds', () => {
    const document = { max_async_retry_attempts: 8, more: 1 };
    expect(carried('functiongraph-otc', 'functiongraph-otc', document)).toEqual({ document, losses: [] });
  });

  it('goes by the meaning of fields, and takes what both know', () => {
    expect(
      carried('functiongraph-huawei', 'functioncompute-3', {
        max_async_event_age_in_seconds: 60,
        max_async_retry_attempts: 0,
        enable_async_status_log: false,
      }),
    ).toEqual({
      document: { maxAsyncEventAgeInSeconds: 60, maxAsyncRetryAttempts: 0, asyncTask: false },
      losses: [],
    });
  });

  it('says of every destination that has no counterpart that it is lost', () => {
    const from = {
      destination_config: { on_success: { destination: 'OBS', param: { bucket: 'b' } }, on_failure: TOPIC },
    };
    const { document, losses } = carried('functiongraph-huawei', 'functioncompute-2', from);
    expect(document).toEqual({});
    expect(losses).toEqual([
      'Event age limit is left to the service: 1 h on the source, 1 d on the target.',
      'Retries is left to the service: 1 retry on the source, 3 retries on the target.',
      'Success destination OBS b: Alibaba Cloud Function Compute 2.0 has no such kind.',
      'Failure destination SMN urn:smn:eu-de:0123:alerts: Alibaba Cloud Function Compute 2.0 has no such kind.',
    ]);
  });

  it('keeps destinations between services of one family, and leaves out a switch that is refused there', () => {
    const from = { enable_async_status_log: true, destination_config: { on_failure: TOPIC } };
    const { document, losses } = carried('functiongraph-huawei', 'functiongraph-otc', from);
    expect(document).toEqual({ destination_config: { on_failure: TOPIC } });
    expect(losses).toEqual([
      expect.stringMatching(/^Record the status .* is left out\. Open Telekom Cloud is known/),
    ]);
    const queue = { destination: 'acs:mns:cn-hangzhou:1:/queues/a/messages' };
    const two = { statefulInvocation: true, destinationConfig: { onSuccess: queue } };
    expect(carried('functioncompute-2', 'functioncompute-3', two)).toEqual({
      document: { asyncTask: true, destinationConfig: { onSuccess: queue } },
      losses: [],
    });
  });

  it('says which numbers had to change, and which fields nobody knows', () => {
    const from = { maxAsyncEventAgeInSeconds: 604_800, maxAsyncRetryAttempts: 8, asyncTask: 'yes', extra: 1 };
    const { document, losses } = carried('functioncompute-3', 'functiongraph-huawei', from);
    expect(document).toEqual({ max_async_event_age_in_seconds: 86_400, max_async_retry_attempts: 8 });
    expect(losses).toEqual([
      'Event age limit: 7 d is out of range here and becomes 1 d.',
      'Record the status of asynchronous invocations ("yes") is neither on nor off: it is left out.',
      'extra is no field that FnDeck knows: it is left out.',
    ]);
  });

  it('is never refused by the service that it is for, and nothing is lost without a word', () => {
    const services = fc.constantFrom(...SERVICES);
    const numbers = fc.option(fc.integer({ min: -5, max: 3_000_000 }), { nil: undefined });
    fc.assert(
      fc.property(
        services,
        services,
        numbers,
        numbers,
        fc.option(fc.boolean()),
        (from, to, age, retries, record) => {
          fc.pre(from !== to);
          const values = { age, retries, record: record ?? undefined };
          const document = Object.fromEntries(
            from.fields.flatMap((field) => {
              const value = field.kind === 'destinations' || !field.means ? undefined : values[field.means];
              return value === undefined ? [] : [[field.key, value]];
            }),
          ) as JsonObject;
          const result = carryOver(from, to, document, translate);
          expect(hasErrors(validate(to, result.document))).toBe(false);
          const [before, after] = [readView(from, document), readView(to, result.document)];
          const changed = (['age', 'retries', 'record'] as const).filter((key) => before[key] !== after[key]);
          expect(result.losses.length).toBeGreaterThanOrEqual(changed.length);
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });
});

import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUndoubted } from '../../src/model/fields';
import type { Json, JsonObject } from '../../src/model/json';
import { translate } from '../../src/model/message';
import { schemaOf } from '../../src/model/schema';
import type { NumberField, ServiceProfile } from '../../src/model/service';
import { SERVICES } from '../../src/model/services';
import { functionGraphHuawei as huawei } from '../../src/model/services/functionGraphHuawei';
import { functionGraphOtc as otc } from '../../src/model/services/functionGraphOtc';
import { validate } from '../../src/model/validation';

const project = '0123456789abcdef0123456789abcdef';
const self = `urn:fss:cn-north-4:${project}:function:default:hello:latest`;

function found(document: Json, profile = huawei, context = {}): string[] {
  return validate(profile, document, context).map(
    ({ severity, path, message }) => `${severity} ${path}: ${translate(message)}`,
  );
}

function numbers({ fields }: ServiceProfile): readonly NumberField[] {
  return fields.filter((field) => field.kind === 'number');
}

function failure(destination: Json): JsonObject {
  return { destination_config: { on_failure: destination } };
}

describe('each limit has its own message', () => {
  it.each<[string, Json, string]>([
    ['no object', [], 'error : The configuration must be a JSON object.'],
    [
      'age 0',
      { max_async_event_age_in_seconds: 0 },
      'error max_async_event_age_in_seconds: Enter a whole number from 1 to 86,400.',
    ],
    [
      'age over',
      { max_async_event_age_in_seconds: 86_401 },
      'error max_async_event_age_in_seconds: Enter a whole number from 1 to 86,400.',
    ],
    [
      'age text',
      { max_async_event_age_in_seconds: '60' },
      'error max_async_event_age_in_seconds: Enter a whole number from 1 to 86,400.',
    ],
    [
      'age null',
      { max_async_event_age_in_seconds: null },
      'error max_async_event_age_in_seconds: Enter a whole number from 1 to 86,400.',
    ],
    [
      'retries 9',
      { max_async_retry_attempts: 9 },
      'error max_async_retry_attempts: Enter a whole number from 0 to 8.',
    ],
    [
      'retries 1.5',
      { max_async_retry_attempts: 1.5 },
      'error max_async_retry_attempts: Enter a whole number from 0 to 8.',
    ],
    [
      'switch text',
      { enable_async_status_log: 'true' },
      'error enable_async_status_log: Enter true or false.',
    ],
    [
      'destinations text',
      { destination_config: 'OBS' },
      'error destination_config: Destinations must be a JSON object.',
    ],
    [
      'side text',
      failure('OBS'),
      'error destination_config.on_failure: A destination must be a JSON object.',
    ],
    [
      'no bucket',
      failure({ destination: 'OBS', param: {} }),
      'error destination_config.on_failure.param.bucket: This field is needed.',
    ],
    [
      'bad bucket',
      failure({ destination: 'OBS', param: { bucket: 'A' } }),
      'error destination_config.on_failure.param.bucket: This does not have the form of my-bucket.',
    ],
    [
      'expires 366',
      failure({ destination: 'OBS', param: { bucket: 'abc', expires: 366 } }),
      'error destination_config.on_failure.param.expires: Enter a whole number from 0 to 365.',
    ],
    [
      'kind missing',
      failure({ param: { bucket: 'abc' } }),
      'error destination_config.on_failure.destination: Choose where the result goes.',
    ],
    [
      'param text',
      failure({ destination: 'OBS', param: 'x' }),
      'error destination_config.on_failure.param: Write the parameters as a JSON object.',
    ],
  ])('%s', (_, document, expected) => {
    expect(found(document)).toContain(expected);
  });
});

describe('what is in doubt is a warning', () => {
  it('retries that only the answers document', () => {
    for (const retries of [4, 8]) {
      expect(found({ max_async_retry_attempts: retries }, otc)).toEqual([
        expect.stringMatching(/^warning max_async_retry_attempts: The service documents 0 to 3/),
      ]);
    }
    expect(found({ max_async_retry_attempts: 3 })).toEqual([]);
  });

  it.each(SERVICES.flatMap((profile) => numbers(profile).map((field) => ({ profile, field }))))(
    'every value that some document of $profile.id allows for $field.key',
    ({ profile, field }) => {
      for (const { min, max } of [field.requests, field.answers]) {
        for (const value of [min, max]) {
          const findings = validate(profile, { [field.key]: value });
          expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
          expect(findings.length > 0).toBe(!isUndoubted(field, value));
        }
      }
    },
  );

  it('what the service has as it is, while what a person changes to the same is refused', () => {
    const serviceCopy = {
      max_async_retry_attempts: 12,
      destination_config: { on_failure: { destination: 'OBS', param: { bucket: 'OLD' } } },
    };
    const severities = (document: JsonObject) =>
      validate(huawei, document, { serviceCopy }).map(({ path, severity }) => `${severity} ${path}`);
    const success = { destination: 'SMN', param: {} };
    expect(severities(serviceCopy)).toEqual([
      'warning max_async_retry_attempts',
      'warning destination_config.on_failure.param.bucket',
    ]);
    expect(
      severities({
        max_async_retry_attempts: 13,
        destination_config: { ...serviceCopy.destination_config, on_success: success },
      }),
    ).toEqual([
      'error max_async_retry_attempts',
      'error destination_config.on_success.param.topic_urn',
      'warning destination_config.on_failure.param.bucket',
    ]);
    // The same gap in a destination of another kind is not the same.
    expect(severities({ destination_config: { on_failure: success } })).toEqual([
      'error destination_config.on_failure.param.topic_urn',
    ]);
  });

  it('below the age that answers document', () => {
    expect(found({ max_async_event_age_in_seconds: 59 })).toEqual([
      expect.stringMatching(/^warning max_async_event_age_in_seconds: The service documents 60/),
    ]);
    expect(found({ max_async_event_age_in_seconds: 60 })).toEqual([]);
  });

  it('the status log on OTC, not on Huawei', () => {
    expect(found({ enable_async_status_log: true }, otc)).toEqual([
      expect.stringMatching(/^warning .*HTTP 500/),
    ]);
    expect(found({ enable_async_status_log: true })).toEqual([]);
  });

  it('DIS on OTC, not on Huawei', () => {
    const document = failure({ destination: 'DIS', param: { stream_name: 'events' } });
    expect(found(document, otc)).toEqual([
      expect.stringMatching(/^warning destination_config.on_failure.destination/),
    ]);
    expect(found(document)).toEqual([]);
  });

  it('a kind that no document lists', () => {
    expect(found(failure({ destination: 'RocketMQ', param: { a: 1 } }))).toEqual([
      expect.stringMatching(
        /^warning destination_config.on_failure.destination: Documented destinations are OBS/,
      ),
    ]);
  });

  it('a function that is its own destination, or is in another region', () => {
    const to = (func_urn: string): JsonObject =>
      failure({ destination: 'FunctionGraph', param: { func_urn } });
    expect(found(to(self.replace(':latest', ':!prod')), huawei, { self })).toEqual([
      expect.stringMatching(/own destination/),
    ]);
    expect(found(to(self.replace('cn-north-4', 'cn-east-3')), huawei, { region: 'cn-north-4' })).toEqual([
      expect.stringMatching(/another region \(cn-east-3\)/),
    ]);
  });

  it('fields that nobody documents', () => {
    expect(found({ retries: 1 })).toEqual([
      expect.stringMatching(/^warning retries: retries is not a documented field/),
    ]);
  });
});

describe('the JSON schema', () => {
  const number = fc.oneof(
    fc.integer({ min: -2, max: 90_000 }),
    fc.constantFrom(0, 1, 3, 4, 8, 9, 59, 60, 86_400, 86_401, 0.5),
  );
  const scalar = fc.oneof(number, fc.boolean(), fc.constant(null), fc.constantFrom('', 'x', '60'));
  const param = fc.oneof(
    fc.record(
      { bucket: fc.constantFrom('abc', 'A', '', 5), prefix: fc.constantFrom('/a', 7), expires: number },
      { requiredKeys: [], noNullPrototype: true },
    ),
    fc.record(
      { topic_urn: fc.constantFrom('urn:smn:eu-de:abc:topic', 'nonsense', '') },
      { requiredKeys: [], noNullPrototype: true },
    ),
    fc.record({ func_urn: fc.constantFrom(self, 'nonsense') }, { requiredKeys: [], noNullPrototype: true }),
    scalar,
  );
  const side = fc.oneof(
    fc.record(
      { destination: fc.constantFrom('OBS', 'SMN', 'DIS', 'FunctionGraph', 'Other', '', 3), param },
      { requiredKeys: [], noNullPrototype: true },
    ),
    scalar,
  );
  const document = fc.record(
    {
      max_async_event_age_in_seconds: scalar,
      max_async_retry_attempts: scalar,
      enable_async_status_log: scalar,
      destination_config: fc.oneof(
        fc.record({ on_success: side, on_failure: side }, { requiredKeys: [], noNullPrototype: true }),
        scalar,
      ),
    },
    { requiredKeys: [], noNullPrototype: true },
  );

  it.each(SERVICES.filter(({ family }) => family === 'functionGraph'))(
    'agrees with the validator on $id',
    (profile) => {
      const schema = new Ajv({ strict: false }).compile(schemaOf(profile, translate));
      fc.assert(
        fc.property(document, (value) => {
          const errors = validate(profile, value as Json).filter(({ severity }) => severity === 'error');
          expect({ value, errors, accepted: schema(value) }).toMatchObject({ accepted: errors.length === 0 });
        }),
        { numRuns: 5000, seed: 2 },
      );
    },
  );
});

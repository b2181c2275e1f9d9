import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseText } from '../../src/app/text/parseText';
import { changes } from '../../src/model/changes';
import { defaults, print, readView } from '../../src/model/configDocument';
import { destinationsOf, knownFields, unknownFields } from '../../src/model/fields';
import { printJson, readJson, sameJson, type JsonObject } from '../../src/model/json';
import { translate } from '../../src/model/message';
import type { ServiceProfile } from '../../src/model/service';
import { SERVICES } from '../../src/model/services';
import { functionGraphHuawei } from '../../src/model/services/functionGraphHuawei';
import { functionGraphOtc } from '../../src/model/services/functionGraphOtc';
import { validate } from '../../src/model/validation';
import { fromWire, toWire } from '../../src/model/wireDocument';

const huawei = functionGraphHuawei;
const obs = { destination: 'OBS', param: { bucket: 'fgs-invoke', prefix: '/失败', expires: 0 } };
const smn = { destination: 'SMN', param: { topic_urn: 'urn:smn:eu-de:abc:alerts' } };

describe('unset is not false is not 0', () => {
  const cases: readonly [string, JsonObject, object][] = [
    ['nothing at all', {}, {}],
    ['0 retries', { max_async_retry_attempts: 0 }, { retries: 0 }],
    ['false', { enable_async_status_log: false }, { record: false }],
    ['true', { enable_async_status_log: true }, { record: true }],
  ];
  it.each(cases)('%s', (_, document, view) => {
    expect(readView(huawei, document)).toEqual(view);
    expect(toWire(huawei, document)).toEqual(document);
    expect(fromWire(huawei, document)).toEqual(document);
  });

  const sides: readonly [string, JsonObject, readonly string[]][] = [
    ['failure only', { on_failure: obs }, ['on_failure']],
    ['success only', { on_success: smn }, ['on_success']],
    ['both', { on_success: smn, on_failure: obs }, ['on_success', 'on_failure']],
  ];
  it.each(sides)('%s', (_, destination_config, kept) => {
    const wire = toWire(huawei, { destination_config });
    expect(Object.keys(wire['destination_config'] as JsonObject)).toEqual(kept);
    expect(fromWire(huawei, wire)).toEqual({ destination_config });
  });
});

describe('the wire form', () => {
  it('writes param as a JSON string and reads it back as an object', () => {
    const wire = toWire(huawei, { destination_config: { on_failure: obs } });
    expect(wire).toEqual({
      destination_config: {
        on_failure: { destination: 'OBS', param: '{"bucket":"fgs-invoke","prefix":"/失败","expires":0}' },
      },
    });
  });

  it.each([
    ['absent', undefined],
    ['null', null],
    ['an empty object', {}],
    ['empty sides', { on_success: {}, on_failure: {} }],
    ['sides of empty strings', { on_success: { destination: '', param: '' } }],
    ['null sides', { on_success: null, on_failure: null }],
  ])('reads %s as no destination', (_, destination_config) => {
    const body = {
      max_async_retry_attempts: 1,
      ...(destination_config !== undefined && { destination_config }),
    };
    expect(fromWire(huawei, body)).toEqual({ max_async_retry_attempts: 1 });
  });

  it('never sends an empty side', () => {
    const document = { destination_config: { on_success: {}, on_failure: { destination: '' } } };
    expect(toWire(huawei, document)).toEqual({});
  });

  it('drops what is read-only and keeps a param that is no JSON', () => {
    const side = { destination: 'RocketMQ', param: 'not json' };
    const body = {
      func_urn: 'urn',
      created_time: '2021-03-04T14:50:02+08:00',
      last_modified: '2021-03-04 14:50:02',
      max_async_event_age_in_seconds: 60,
      destination_config: { on_failure: side },
    };
    expect(fromWire(huawei, body)).toEqual({
      max_async_event_age_in_seconds: 60,
      destination_config: { on_failure: side },
    });
  });

  it('does not take a reported false into an OTC document, where sending it is refused', () => {
    expect(fromWire(functionGraphOtc, { enable_async_status_log: false })).toEqual({});
    expect(fromWire(functionGraphOtc, { enable_async_status_log: true })).toEqual({
      enable_async_status_log: true,
    });
  });
});

describe('what the table does not have', () => {
  const stranger = { name: 'x', limits: [1, { deep: null }] };
  const side = (profile: ServiceProfile): JsonObject =>
    destinationsOf(profile).shape === 'arn'
      ? { destination: 'acs:mns:cn-shanghai::/queues/q/messages', batch: 5 }
      : { destination: 'Kafka', param: { topic: 't', more: [1] }, batch: 5 };

  it.each(SERVICES)('is kept, shown in the text and sent back: $id', (profile) => {
    const { key, success, failure } = destinationsOf(profile);
    const document = {
      [key]: { [success]: side(profile), on_timeout: side(profile), note: 'by hand' },
      stranger,
      off: false,
      none: 0,
    };
    const [readOnly = ''] = profile.readOnly;
    const answer = { ...toWire(profile, document), [readOnly]: 'x', [profile.readOnly[1] ?? '']: 'y' };
    const read = fromWire(profile, { ...answer, [key]: { ...(answer[key] as JsonObject), [failure]: null } });
    expect(read).toEqual(document);
    expect(JSON.parse(print(profile, read))).toEqual(document);
    expect(toWire(profile, read)).toEqual(toWire(profile, document));
    expect(Object.keys(toWire(profile, read)[key] as JsonObject)).toEqual([success, 'on_timeout', 'note']);
    expect(unknownFields(profile, read)).toEqual({ stranger, off: false, none: 0 });
    expect(validate(profile, read).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(changes(profile, {}, read).map((said) => translate(said))).toContain(
      'Other fields change: stranger, off, none, on_timeout, note.',
    );
  });
});

describe('numbers that JavaScript would round', () => {
  const numbers = ['9007199254740993', '-12345678901234567890', '1e400', '0.1234567890123456789'];

  it.each(SERVICES)('stay to the digit from the answer to the request: $id', (profile) => {
    const { key, failure, shape } = destinationsOf(profile);
    for (const digits of numbers) {
      const param = `{"bucket":"abc","expires":${digits},"list":[1,${digits}],"text":"${digits}"}`;
      const side =
        shape === 'arn'
          ? `{"destination":"acs:mns:cn-shanghai::/queues/q/messages","batch":${digits}}`
          : `{"destination":"OBS","param":${JSON.stringify(param)}}`;
      const answer = `{"stranger":${digits},"${key}":{"${failure}":${side}}}`;
      const read = fromWire(profile, readJson(answer) as JsonObject);
      const text = print(profile, read);
      expect(text.split(digits).length - 1).toBe(shape === 'arn' ? 2 : 4);
      const parsed = parseText(text);
      const again = parsed.kind === 'document' ? (parsed.document as JsonObject) : {};
      expect(sameJson(again, read)).toBe(true);
      // As it goes to the page and back: by messages of plain JSON.
      const shown = JSON.parse(JSON.stringify(again)) as JsonObject;
      const sent = readJson(printJson(toWire(profile, shown)));
      expect(sameJson(sent, readJson(answer))).toBe(true);
      expect(printJson(toWire(profile, shown))).toContain(digits);
    }
  });

  it('are not the number that they would be rounded to', () => {
    expect(sameJson(readJson('9007199254740993'), 9007199254740992)).toBe(false);
    expect(sameJson(readJson('9007199254740993'), readJson('9007199254740993'))).toBe(true);
    expect(readJson('[9007199254740992, 0.1, 100000000000000000000, 1E3, -0.5e-7]')).toEqual([
      9007199254740992, 0.1, 1e20, 1000, -5e-8,
    ]);
  });

  it('are no reason to take what is no JSON', () => {
    for (const text of [
      '012345678901234567',
      '+12345678901234567',
      '12345678901234567.',
      '{12345678901234567:1}',
    ]) {
      expect(() => readJson(text)).toThrow(SyntaxError);
    }
  });

  it('read and print as JSON.parse and JSON.stringify do, whatever else there is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const plain = JSON.stringify(value, undefined, indent);
        expect(readJson(plain)).toEqual(JSON.parse(plain));
        expect(printJson(readJson(plain), indent)).toBe(plain);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });
});

describe('print', () => {
  it('puts the fields in the order of the profile and keeps others after them', () => {
    const text = print(huawei, {
      x: 1,
      destination_config: { on_failure: obs, on_success: smn },
      max_async_retry_attempts: 2,
    });
    expect(Object.keys(JSON.parse(text) as object)).toEqual([
      'max_async_retry_attempts',
      'destination_config',
      'x',
    ]);
    expect(text.indexOf('on_success')).toBeLessThan(text.indexOf('on_failure'));
    expect(text.endsWith('}\n')).toBe(true);
  });

  it.each(SERVICES)('spells out the defaults of $id', (profile) => {
    expect(readView(profile, defaults(profile))).toEqual({
      age: knownFields(profile).age.byDefault,
      retries: knownFields(profile).retries.byDefault,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { defaults, print, readView } from '../../src/model/configDocument';
import type { JsonObject } from '../../src/model/json';
import { SERVICES } from '../../src/model/services';
import { functionGraphHuawei } from '../../src/model/services/functionGraphHuawei';
import { functionGraphOtc } from '../../src/model/services/functionGraphOtc';
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
      age: profile.age.byDefault,
      retries: profile.retries.byDefault,
    });
  });
});

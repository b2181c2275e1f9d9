import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json';
import type { ServiceProfile } from '../../src/model/service';
import { profileOf } from '../../src/model/services';
import { applyEdits } from '../../src/webview/edits/applyEdits';
import {
  chooseKind,
  destinationOf,
  hasFields,
  parsedParam,
  removeSide,
  setField,
} from '../../src/webview/form/destinationEdits';

const huawei = profileOf('functiongraph-huawei');

/** A service whose destinations are ARNs, for the other way to write them. */
const arns: ServiceProfile = {
  ...huawei,
  fields: [
    ...huawei.fields.filter(({ kind }) => kind !== 'destinations'),
    {
      kind: 'destinations',
      label: { text: 'Destinations', args: [] },
      key: 'destinationConfig',
      success: 'onSuccess',
      failure: 'onFailure',
      shape: 'arn',
      whenNone: 'omit',
      kinds: [
        {
          id: 'queue',
          label: { text: 'Queue', args: [] },
          arn: 'acs:mns:{region}::/queues/{queue}',
          fields: [],
        },
      ],
    },
  ],
};

const obs = { destination: 'OBS', param: { bucket: 'b', extra: [1] } };

function destination(profile: ServiceProfile, document: JsonObject, side: 'success' | 'failure') {
  const found = destinationOf(profile, document, side);
  if (!found) throw new Error('no destination');
  return found;
}

describe('edits of a destination', () => {
  it('leave the other side alone, and take the object away with the last side', () => {
    const both = { destination_config: { on_success: obs, on_failure: obs } };
    const one = applyEdits(both, removeSide(huawei, both, 'success'));
    expect(one).toEqual({ destination_config: { on_failure: obs } });
    expect(applyEdits(one, removeSide(huawei, one, 'failure'))).toEqual({});
  });

  it('keep a stranger beside the sides', () => {
    const document = { destination_config: { on_success: obs, note: 1 } };
    expect(applyEdits(document, removeSide(huawei, document, 'success'))).toEqual({
      destination_config: { note: 1 },
    });
  });

  it('choose a kind: empty the first time, as it was the next', () => {
    const empty = applyEdits({}, chooseKind(huawei, 'failure', 'SMN', undefined));
    expect(empty).toEqual({ destination_config: { on_failure: { destination: 'SMN', param: {} } } });
    expect(applyEdits(empty, chooseKind(huawei, 'failure', 'OBS', obs))).toEqual({
      destination_config: { on_failure: obs },
    });
  });

  it('set and unset one field and keep keys that nobody knows', () => {
    const document = { destination_config: { on_failure: obs } };
    const found = destination(huawei, document, 'failure');
    const longer = applyEdits(document, setField(huawei, 'failure', found, 'expires', 0));
    expect(longer).toEqual({
      destination_config: { on_failure: { destination: 'OBS', param: { ...obs.param, expires: 0 } } },
    });
    expect(applyEdits(longer, setField(huawei, 'failure', found, 'expires', undefined))).toEqual(document);
  });

  it('write an ARN from its parts', () => {
    const document = { destinationConfig: { onSuccess: { destination: 'acs:mns:cn::/queues/a', more: 1 } } };
    const found = destination(arns, document, 'success');
    expect(applyEdits(document, setField(arns, 'success', found, 'queue', 'b'))).toEqual({
      destinationConfig: { onSuccess: { destination: 'acs:mns:cn::/queues/b', more: 1 } },
    });
  });

  it('keep the fields of an ARN, one of which holds what no part of an ARN can', () => {
    const compute = profileOf('functioncompute-3');
    const start = 'acs:mns:cn-hangzhou:1:/queues/dead/messages';
    for (const [key, typed] of [
      ['queue', 'dead/letters'],
      ['queue', 'a:b/c'],
      ['region', 'cn:1'],
      ['account', 'x/y'],
    ] as const) {
      let document: JsonObject = { destinationConfig: { onFailure: { destination: start } } };
      const shown = (): ReturnType<typeof destination> => {
        const found = destinationOf(compute, document, 'failure', 'mns-queue');
        if (!found) throw new Error('no destination');
        return found;
      };
      const before = shown().values;
      document = applyEdits(document, setField(compute, 'failure', shown(), key, typed));
      expect(shown()).toMatchObject({ kind: 'mns-queue', values: { ...before, [key]: typed } });
      // Without the form's fields it is what it is: a destination that nobody knows.
      expect(destination(compute, document, 'failure').kind).toBe('');
      document = applyEdits(document, setField(compute, 'failure', shown(), key, before[key]));
      expect(document).toEqual({ destinationConfig: { onFailure: { destination: start } } });
    }
  });

  it('take a whole ARN that is put into one of its parts', () => {
    const compute = profileOf('functioncompute-2');
    const empty = applyEdits({}, chooseKind(compute, 'success', 'fc2-function', undefined));
    for (const [whole, kind] of [
      ['acs:fc:cn-hangzhou:1:services/shop.prod/functions/late', 'fc2-function'],
      ['acs:mns:cn-hangzhou:1:/topics/alerts/messages', 'mns-topic'],
    ] as const) {
      const found = destination(compute, empty, 'success');
      const pasted = applyEdits(empty, setField(compute, 'success', found, 'function', ` ${whole}\t`));
      expect(pasted).toEqual({ destinationConfig: { onSuccess: { destination: whole } } });
      expect(destination(compute, pasted, 'success').kind).toBe(kind);
    }
  });

  it('offer no fields for parameters that are no object, but read them where they are one in a text', () => {
    const text = { destination_config: { on_failure: { destination: 'OBS', param: '{"bucket":"b"}' } } };
    const found = destination(huawei, text, 'failure');
    expect(hasFields(huawei, found)).toBe(false);
    expect(parsedParam(found)).toEqual({ bucket: 'b' });
    const broken = { destination_config: { on_failure: { destination: 'OBS', param: '{"bucket"' } } };
    expect(parsedParam(destination(huawei, broken, 'failure'))).toBeUndefined();
  });
});

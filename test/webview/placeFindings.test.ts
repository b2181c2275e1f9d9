import { describe, expect, it } from 'vitest';
import { error } from '../../src/model/finding';
import { message } from '../../src/model/message';
import { profileOf } from '../../src/model/services';
import { validate } from '../../src/model/validation';
import { placeFindings } from '../../src/webview/form/placeFindings';

const at = (path: string) => error(path, message('wrong'));

describe('findings', () => {
  it('go to the nearest place that shows them', () => {
    const places = ['age', 'to.on_failure', 'to.on_failure.param.bucket'];
    const findings = ['age', 'to.on_failure.param.bucket', 'to.on_failure.param.x', 'to', 'ages', ''].map(at);
    const placed = placeFindings(findings, places);
    const paths = (place: string) => placed.get(place)?.map(({ path }) => path);
    expect(paths('age')).toEqual(['age']);
    expect(paths('to.on_failure.param.bucket')).toEqual(['to.on_failure.param.bucket']);
    expect(paths('to.on_failure')).toEqual(['to.on_failure.param.x']);
    expect(paths('')).toEqual(['to', 'ages', '']);
  });

  it('of one part of an ARN stand at that part, and those of the whole at the destination', () => {
    const side = 'destinationConfig.onFailure';
    const parts = ['region', 'account', 'function', 'qualifier'].map((key) => `${side}.destination.${key}`);
    const destination = 'acs:fc:cn-hangzhou:x!:functions//LATEST';
    const context = { region: 'cn-shanghai' };
    const found = validate(
      profileOf('functioncompute-3'),
      { destinationConfig: { onFailure: { destination } } },
      context,
    );
    const placed = placeFindings(found, [side, ...parts]);
    const shown = [side, ...parts].map((place) => placed.get(place)?.map(({ message: said }) => said.text));
    expect(shown).toEqual([
      ['This target is in another region ({0}).'],
      undefined,
      ['This does not have the form of {0}.'],
      ['This field is needed.'],
      undefined,
    ]);
  });
});

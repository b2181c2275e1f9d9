import { describe, expect, it } from 'vitest';
import { error } from '../../src/model/finding';
import { message } from '../../src/model/message';
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
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asServerlessYaml } from '../../../src/app/code/alibabaCode';
import { compareBlock } from '../../../src/app/code/serverlessBlock';
import type { JsonObject } from '../../../src/model/json';
import { translate } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';
import { blockIn, stateOf, written, config } from './serverlessSamples';

describe.each([
  ['functioncompute-2', 'statefulInvocation', 'shop'],
  ['functioncompute-3', 'asyncTask', ''],
])('a config of %s as s.yaml', (service, task, group) => {
  const profile = profileOf(service);
  const subject = {
    profile,
    ref: { connection: 'c', group, name: 'orders-1', qualifier: 'LATEST' },
    region: 'cn-hangzhou',
    urn: '',
  };
  const write = (document: JsonObject): string => asServerlessYaml(subject, document, translate)?.text ?? '';

  it('is read as it was written', () => {
    fc.assert(
      fc.property(config(task), (document) => {
        const text = write(document);
        // An empty config is no config in a file.
        fc.pre(Object.keys(document).length > 0);
        const block = blockIn(text);
        expect([block.region, block.group, block.name, block.qualifier]).toEqual([
          'cn-hangzhou',
          group,
          'orders-1',
          'LATEST',
        ]);
        expect(compareBlock(block, {})).toMatchObject({ deployed: document, leftAlone: [] });
        expect(compareBlock(block, document).kind).toBe('same');
      }),
      { seed: 9, numRuns: 150 },
    );
  });

  it('can be brought to any other config in place, and a second time changes nothing', () => {
    fc.assert(
      fc.property(config(task), config(task), fc.boolean(), (before, after, crlf) => {
        fc.pre(Object.keys(before).length > 0);
        const text = crlf ? write(before).replaceAll('\n', '\r\n') : write(before);
        const result = written(text, after);
        // A block that loses its last field is no block any more; with a qualifier there is always one.
        if (result === undefined) {
          expect(Object.keys(after).filter((key) => key in before)).toEqual([]);
          return;
        }
        expect(stateOf(result, after).kind).toBe('same');
        expect(written(result, after)).toBe(result);
        expect(result.match(/^#.*/gm)).toEqual(text.match(/^#.*/gm));
      }),
      { seed: 9, numRuns: 150 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { estimate, estimateInWords, knownOf } from '../../../src/app/repeat/estimate';
import { readAtOnce, readRuns } from '../../../src/app/repeat/wanted';
import type { InvocationSummary } from '../../../src/model/invocation/record';
import { translate } from '../../../src/model/message';

const REF = { connection: 'c', group: 'g', name: 'f', qualifier: 'latest' };

describe('how often', () => {
  it.each(['1', ' 20 ', '1000', '007'])('may be “%s”', (typed) => {
    expect(readRuns(typed, 1000)).toEqual({ value: Number(typed) });
  });

  it.each(['', '0', '1001', '-5', '1.5', '1e3', 'abc', '１０', '99999999999999999999'])(
    'is not “%s”',
    (typed) => {
      const read = readRuns(typed, 1000);
      expect('wrong' in read && translate(read.wrong)).toBe('Write a whole number from 1 to 1,000.');
    },
  );

  it('is limited by what a person has set, and by nothing above 1,000', () => {
    const read = readRuns('60', 50);
    expect('wrong' in read && translate(read.wrong)).toBe(
      '“fndeck.invoke.repeatLimit” allows at most 50 runs.',
    );
    expect(readRuns('50', 50)).toEqual({ value: 50 });
    expect(readRuns('1001', 5000)).toHaveProperty('wrong');
    expect(readRuns('1', 0)).toEqual({ value: 1 });
  });

  it('at a time is no more than there are, and no more than 50', () => {
    expect(readAtOnce('3', 3)).toEqual({ value: 3 });
    expect(readAtOnce('50', 1000)).toEqual({ value: 50 });
    for (const [typed, runs] of [
      ['4', 3],
      ['51', 1000],
      ['0', 9],
      ['2.5', 9],
      ['x', 9],
    ] as const)
      expect(readAtOnce(typed, runs)).toHaveProperty('wrong');
  });
});

describe('what it uses', () => {
  const past = (durationMs: number, name = 'f'): InvocationSummary =>
    ({ ref: { ...REF, name }, numbers: { durationMs, memoryMb: 256 } }) as InvocationSummary;

  it('is told by the median of the last invocations of this version, and at most by the time limit', () => {
    const known = knownOf(REF, [past(100), past(9, 'other'), past(300), past(200)]);
    expect(known).toEqual({ memoryMb: 256, duration: { ms: 200, of: 3 } });
    const all = { ...known, timeoutSeconds: 30 };
    expect(estimate(100, 10, all)).toEqual({ requests: 100, likely: 5, most: 750, takesMs: 2000 });
    expect(estimateInWords(100, 10, all, translate)).toEqual([
      'Requests: 100',
      'Computing: about 5 GB-seconds (256 MB × 200 ms, the median of the last 3 invocations)',
      'Computing at most: 750 GB-seconds, should each run take its 30 s',
      'Takes about 2 s or more',
      'What that costs is in the price list of your provider; FnDeck knows no prices.',
    ]);
  });

  it('is not made up where nothing is known', () => {
    expect(knownOf(REF, [])).toEqual({});
    expect(estimateInWords(3, 1, {}, translate)).toEqual([
      'Requests: 3',
      'Computing: not known, as the service tells neither memory nor time limit',
      'What that costs is in the price list of your provider; FnDeck knows no prices.',
    ]);
  });
});

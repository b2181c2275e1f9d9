import { describe, expect, it } from 'vitest';
import { fieldsThatDiffer } from '../../../src/app/configs/fieldsThatDiffer';

describe('the fields that a service changed', () => {
  const sent = { age: 30, targets: { bad: { destination: 'OBS', param: { bucket: 'b' } } } };

  it('are none where it holds the same in another order', () => {
    expect(fieldsThatDiffer(sent, { targets: sent.targets, age: 30 })).toEqual([]);
  });

  it('are those with another value, by the innermost field', () => {
    const held = { age: 60, targets: { bad: { destination: 'OBS', param: { bucket: 'c' } } } };
    expect(fieldsThatDiffer(sent, held)).toEqual(['age', 'targets.bad.param.bucket']);
  });

  it('are those that were filled in, and those that were dropped', () => {
    expect(fieldsThatDiffer(sent, { age: 30, retries: 1 })).toEqual(['targets', 'retries']);
  });
});

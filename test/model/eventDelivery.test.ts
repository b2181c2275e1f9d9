import { describe, expect, test } from 'vitest';
import type { EventFacts } from '../../src/model/invocation/eventLife';
import { lifeOf } from '../../src/model/invocation/joinEvent';
import { BUCKET, type Truth, QUEUED, linesOf, lastRecord, facts } from './eventTruths';

describe('the delivery', () => {
  const truth: Truth = { retries: 0, attempts: [{ start: 1, end: 2, failed: true, written: 0 }] };
  const delivery = (given: Partial<EventFacts>) =>
    lifeOf(facts(truth, { record: lastRecord(truth), ...given }), QUEUED + 10).delivery;

  test.each<[string, Partial<EventFacts>, unknown]>([
    ['is not told where no source tells it', {}, { kind: 'untold', destination: BUCKET }],
    [
      'is known where it was seen',
      { delivery: { file: '/x.json' } },
      { kind: 'delivered', destination: BUCKET, seen: { file: '/x.json' } },
    ],
    [
      'is known where the record tells',
      { record: { ...lastRecord(truth), delivered: true } },
      { kind: 'delivered', destination: BUCKET, seen: {} },
    ],
    [
      'may have been refused',
      { record: { ...lastRecord(truth), delivered: false } },
      { kind: 'refused', destination: BUCKET },
    ],
    [
      'goes nowhere without a destination',
      { plan: { attempts: 1, ageSeconds: 3600, success: undefined, failure: undefined } },
      { kind: 'nowhere' },
    ],
    ['is open where the config could not be read', { plan: undefined }, { kind: 'open' }],
    ['is open before the end', { record: { phase: 'running', status: 'RUNNING' } }, { kind: 'open' }],
    [
      'is not made for an event that was stopped',
      { record: { phase: 'stopped', status: 'FAIL' } },
      { kind: 'nowhere' },
    ],
  ])('%s', (_, given, expected) => {
    expect(delivery(given)).toEqual(expected);
  });

  test('takes no attempt for the last that had ended when the last one began', () => {
    const truth: Truth = {
      retries: 2,
      attempts: [
        { start: 100, end: 200, failed: true, written: 0 },
        { start: 1300, end: 1400, failed: true, written: 0 },
        { start: 3500, end: 3600, failed: false, written: 0 },
      ],
    };
    // The record is ahead of the log: the third attempt's lines have not been read yet.
    const read = linesOf(truth).slice(0, 4);
    const record = { ...lastRecord(truth), startedAt: QUEUED + 3000, endedAt: QUEUED + 3000 };
    const { attempts, state } = lifeOf(facts(truth, { lines: read, record }), QUEUED + 4000);
    expect(state).toBe('succeeded');
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'succeeded']);
    // One that is discarded later than that has had no attempt more.
    const dropped = { ...record, phase: 'discarded', status: 'DISCARD' } as const;
    const life = lifeOf(facts(truth, { lines: read, record: dropped }), QUEUED + 4000);
    expect(life.attempts).toHaveLength(2);
    // With all lines there is no fourth.
    const all = lifeOf(facts(truth, { lines: linesOf(truth), record }), QUEUED + 4000);
    expect(all.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'succeeded']);
  });
});

import { describe, expect, test } from 'vitest';
import type { EventFacts, EventLine } from '../../src/model/invocation/eventLife';
import {
  ageInWords,
  attemptInWords,
  gapsInWords,
  tookOf,
  waitBefore,
  waitInWords,
} from '../../src/model/invocation/eventWords';
import { lifeOf } from '../../src/model/invocation/joinEvent';
import { translate, type Message } from '../../src/model/message';

const QUEUED = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;
const say = (said: Message): string => translate(said);

/** Two attempts: from 300 ms to 400 ms after the queueing, and from 2 s on; read a second later. */
function facts(aheadMs: number, given: Partial<EventFacts> = {}): EventFacts {
  const at = (ms: number) => QUEUED + aheadMs + ms;
  const lines: readonly EventLine[] = [
    { id: '1', text: 'Start', at: at(300), mark: { kind: 'start' } },
    { id: '2', text: 'Finish', at: at(400), mark: { kind: 'end', outcome: 'failed', durationMs: 100 } },
    { id: '3', text: 'Start', at: at(2000), mark: { kind: 'start' } },
  ];
  return {
    queuedAt: QUEUED,
    heardAt: QUEUED + 3000,
    plan: { attempts: 3, ageSeconds: 60, success: undefined, failure: undefined },
    record: undefined,
    lines,
    delivery: undefined,
    sources: { record: 'none', log: 'heard' },
    ...given,
  };
}

const lifeAt = (given: EventFacts) => lifeOf(given, given.heardAt);

describe('the times of an event', () => {
  test('are the local ones where nothing says that the clocks differ', () => {
    const life = lifeAt(facts(0));
    expect(life).toMatchObject({
      queuedAt: QUEUED,
      skewMs: 0,
      acceptedAt: QUEUED,
      ageEndsAt: QUEUED + 60_000,
    });
    expect(life.attempts.map((attempt) => waitBefore(life, attempt))).toEqual([300, 1600]);
    expect(life).not.toHaveProperty('endedAt');
  });

  test('are never told as none: short ones are, and times in whole seconds that are one tell nothing', () => {
    const short = { number: 1, outcome: 'succeeded', durationMs: 0.036, lines: [] } as const;
    expect(attemptInWords(short, say)).toBe('Attempt 1 succeeded after 0.04 ms');
    const second = { number: 1, outcome: 'failed', start: QUEUED, end: QUEUED, lines: [] } as const;
    expect(attemptInWords(second, say)).toBe('Attempt 1 failed');
    expect(tookOf(second)).toBeUndefined();
    expect(waitInWords(second, { ...second, number: 2 }, say)).toBeUndefined();
    expect(waitBefore({ ...lifeAt(facts(0)), acceptedAt: QUEUED }, second)).toBeUndefined();
  });

  test.each([2 * HOUR, -2 * HOUR])(
    'are put right by what is certain of a clock that is %d ms ahead',
    (ahead) => {
      const life = lifeAt(facts(ahead));
      // As exactly as lines are read: what came when is known to the second.
      expect(Math.abs(life.skewMs - ahead)).toBeLessThanOrEqual(1000);
      expect(life.ageEndsAt).toBe(QUEUED + 60_000);
      // Nobody tells when it was queued by that clock; the wait between attempts needs one clock only.
      expect(life.acceptedAt).toBeUndefined();
      expect(life.attempts.map((attempt) => waitBefore(life, attempt))).toEqual([undefined, 1600]);
    },
  );

  test('are the service’s own where its record tells them', () => {
    const steps = [
      { kind: 'enqueued', at: QUEUED + HOUR + 20 },
      { kind: 'running', at: QUEUED + HOUR + 300 },
      { kind: 'ended', at: QUEUED + HOUR + 400 },
    ] as const;
    const life = lifeAt(
      facts(HOUR, { lines: [], record: { phase: 'succeeded', status: 'Succeeded', steps } }),
    );
    expect(life).toMatchObject({ skewMs: HOUR + 20, endedAt: QUEUED + HOUR + 400 });
    expect(life.attempts.map((attempt) => waitBefore(life, attempt))).toEqual([280]);
  });

  test('an age that ends earlier where the service’s clock was moved on meanwhile', () => {
    const { lines } = facts(0);
    const moved = lines.map((line, index) => (index === 2 ? { ...line, at: QUEUED + 42_000 } : line));
    const life = lifeAt(facts(0, { lines: moved }));
    // 41.7 s of the event's minute had passed when the second attempt was read.
    expect(life.ageEndsAt).toBe(QUEUED + 3000 - 41_700 + 60_000);
    expect(say(ageInWords(life, QUEUED + 3000, say) as Message)).toBe('Too old for another attempt in 19 s');
    expect(say(ageInWords(life, QUEUED + HOUR, say) as Message)).toBe('Too old for another attempt');
  });

  test('no age where the config is not known, and none that still counts once it has ended', () => {
    const unknown = lifeAt(facts(0, { plan: undefined }));
    expect(unknown).not.toHaveProperty('ageEndsAt');
    expect(ageInWords(unknown, QUEUED, say)).toBeUndefined();
    const ended = lifeAt(facts(0, { record: { phase: 'stopped', status: 'STOP', endedAt: QUEUED + 2500 } }));
    expect(ended.endedAt).toBe(QUEUED + 2500);
    expect(ageInWords(ended, QUEUED, say)).toBeUndefined();
  });
});

describe('what is not known of an event', () => {
  const gaps = (given: Partial<EventFacts>, followed = true) =>
    gapsInWords(lifeAt(facts(0, given)), followed).map(say);

  test('is said, each gap once', () => {
    expect(gaps({})).toEqual(['The service keeps no status record of this event.']);
    expect(gaps({ lines: facts(0).lines.slice(0, 2), sources: { record: 'heard', log: 'heard' } })).toEqual([
      'The service does not say when it tries again.',
    ]);
    expect(gaps({ sources: { record: 'failed', log: 'failed' }, plan: undefined }, false)).toEqual([
      'The status record could not be read.',
      'The log could not be read to its end; lines may be missing.',
      'The async configuration could not be read, so age limit and retries are unknown.',
    ]);
    const record = { phase: 'running', status: 'RUN' } as const;
    expect(gaps({ record, sources: { record: 'heard', log: 'none' } }, false)).toEqual([
      'The logs of this function are not collected, so its attempts are not seen there.',
      'FnDeck no longer follows this event.',
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/app/clock';
import { followEvent, type EventSources } from '../../../src/app/events/eventFollowing';
import { CloudError } from '../../../src/cloud/errors';
import type { EventLife, EventLine, EventPlan, EventRecord } from '../../../src/model/invocation/eventLife';
import { message } from '../../../src/model/message';

/** Time that passes only when everybody waits. */
class StillClock implements Clock {
  time = 1_000_000;
  private readonly sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.sleepers.push({ at: this.time + ms, wake });
      signal.addEventListener('abort', wake);
    });
  }

  /** Lets time pass until `work` is over. */
  async until<T>(work: Promise<T>): Promise<T> {
    const state = { over: false };
    const done = () => {
      state.over = true;
    };
    void work.then(done, done);
    for (let step = 0; !state.over; step++) {
      if (step > 100_000) throw new Error('it does not end');
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      this.sleepers.sort((a, b) => a.at - b.at);
      const next = this.sleepers.shift();
      if (!next) {
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      this.time = Math.max(this.time, next.at);
      next.wake();
    }
    return work;
  }
}

const PLAN: EventPlan = { attempts: 3, ageSeconds: 3600, success: undefined, failure: undefined };

function start(attempt: number, at: number): EventLine {
  return { id: `s${String(attempt)}`, text: 'Start', at, mark: { kind: 'start' } };
}

function end(attempt: number, at: number): EventLine {
  return { id: `e${String(attempt)}`, text: 'Finish', at, mark: { kind: 'end', durationMs: 6 } };
}

interface Given {
  readonly plan?: EventPlan | Error;
  /** By milliseconds after the event was queued: the record from then on. */
  readonly records?: readonly (readonly [number, EventRecord | Error])[];
  /** Lines by the time at which the log has them. */
  readonly lines?: readonly (readonly [number, EventLine])[];
  readonly log?: 'none' | 'failed';
  /** Milliseconds after the event was queued: until then the log cannot be read. */
  readonly interruptedUntil?: number;
  readonly delivery?: EventSources['delivery'];
}

async function follow(given: Given, signal = new AbortController().signal) {
  const clock = new StillClock();
  const begun = clock.time;
  const asked = { record: 0, delivery: 0 };
  const lives: EventLife[] = [];
  const troubles: string[] = [];
  const { records, delivery } = given;
  const sources: EventSources = {
    plan: () =>
      given.plan instanceof Error ? Promise.reject(given.plan) : Promise.resolve(given.plan ?? PLAN),
    expectsRecord: () => true,
    isInterrupted: () => clock.time < begun + (given.interruptedUntil ?? 0),
    ...(records && {
      record: () => {
        asked.record++;
        const now = records.findLast(([at]) => begun + at <= clock.time)?.[1];
        return now instanceof Error ? Promise.reject(now) : Promise.resolve(now);
      },
    }),
    log: async (found, tell, until) => {
      if (given.log) return tell(given.log, new Error('no log'));
      let read = 0;
      while (!until.aborted) {
        const all = (given.lines ?? []).filter(([at]) => begun + at <= clock.time).map(([, line]) => line);
        if (all.length > read) found(all.slice(read));
        read = all.length;
        await clock.sleep(1000, until);
      }
    },
    ...(delivery && {
      delivery: (until) => {
        asked.delivery++;
        return delivery(until);
      },
    }),
  };
  const life = await clock.until(
    followEvent(
      sources,
      { queuedAt: begun, onLife: (next) => lives.push(next), onTrouble: (source) => troubles.push(source) },
      clock,
      signal,
    ),
  );
  return { life, lives, troubles, asked, tookMs: clock.time - begun };
}

const refused = new CloudError({
  kind: 'service',
  operation: 'listAsyncInvocations',
  sent: 'no',
  repeatable: false,
  summary: message('No.'),
});

describe('an event is followed', () => {
  const flaky = [
    [100, start(1, 100)],
    [100, end(1, 106)],
    [1200, start(2, 1200)],
    [1200, end(2, 1206)],
    [3300, start(3, 3300)],
    [3300, end(3, 3306)],
  ] as const;

  test('through all its attempts to its end', async () => {
    const { life, lives } = await follow({
      lines: flaky,
      records: [
        [0, { phase: 'waiting', status: 'WAIT' }],
        [3400, { phase: 'succeeded', status: 'SUCCESS' }],
      ],
    });
    expect(life).toMatchObject({
      state: 'succeeded',
      attempts: [{ outcome: 'failed' }, { outcome: 'failed' }, { outcome: 'succeeded' }],
    });
    expect(new Set(lives.map(({ state }) => state))).toEqual(new Set(['queued', 'between', 'succeeded']));
  });

  test('without a record: by its log, until the attempts are used up', async () => {
    const { life, tookMs } = await follow({ lines: flaky });
    expect(life).toMatchObject({ state: 'lost', attempts: [{}, {}, { outcome: 'over' }] });
    expect(tookMs).toBeLessThan(120_000);
  });

  test('without a record: to an attempt that comes long after one of which nobody says how it ended', async () => {
    const late = [...flaky.slice(0, 2), [900_000, start(2, 900_000)], [900_000, end(2, 900_006)]] as const;
    const { life, lives, tookMs } = await follow({ plan: { ...PLAN, attempts: 2 }, lines: late });
    expect(lives.some(({ state }) => state === 'untold')).toBe(true);
    expect(life).toMatchObject({ state: 'lost', attempts: [{ outcome: 'failed' }, { outcome: 'over' }] });
    expect(tookMs).toBeGreaterThan(900_000);
    expect(tookMs).toBeLessThan(1_000_000);
  });

  test('where the service has none yet: the record counts as soon as it is there', async () => {
    const { life, asked } = await follow({
      lines: flaky,
      records: [
        [2500, { phase: 'running', status: 'RUNNING' }],
        [3400, { phase: 'succeeded', status: 'SUCCESS' }],
      ],
    });
    expect(life.state).toBe('succeeded');
    expect(asked.record).toBeLessThan(12);
  });

  test('without a log: by its record alone', async () => {
    const { life, troubles } = await follow({
      log: 'failed',
      records: [[5000, { phase: 'failed', status: 'FAIL', retried: 2, error: 'out of memory' }]],
    });
    expect(life).toMatchObject({ state: 'failed', attempts: [{}, {}, { error: 'out of memory' }] });
    expect(troubles).toEqual(['log']);
  });

  test('to the lines that its log has only some looks after it could be read again', async () => {
    const late = flaky.map(([at, line], index) => [index < 2 ? at : 21_500, line] as const);
    const { life } = await follow({
      lines: late,
      interruptedUntil: 19_000,
      records: [
        [0, { phase: 'waiting', status: 'WAIT' }],
        [3400, { phase: 'succeeded', status: 'SUCCESS', startedAt: 3300 }],
      ],
    });
    expect(life.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'succeeded']);
  });

  test('to the attempts that its log has only after the record has told the end', async () => {
    const late = flaky.map(([at, line], index) => [index < 2 ? at : 3400, line] as const);
    const { life } = await follow({
      lines: late,
      records: [
        [0, { phase: 'waiting', status: 'WAIT' }],
        [150, { phase: 'failed', status: 'FAIL' }],
      ],
    });
    expect(life.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
  });

  test('not for ever where its log cannot be read any more, and that is said', async () => {
    const { life, tookMs } = await follow({
      lines: flaky.slice(0, 2),
      interruptedUntil: 1e9,
      records: [[0, { phase: 'succeeded', status: 'SUCCESS' }]],
    });
    expect(life.sources.log).toBe('failed');
    expect(tookMs).toBeLessThan(70_000);
  });

  test('with a record that may not be read: by its log', async () => {
    const { life, troubles } = await follow({ lines: flaky, records: [[0, refused]] });
    expect(life).toMatchObject({ state: 'lost', sources: { record: 'failed', log: 'heard' } });
    expect(life.attempts).toHaveLength(3);
    expect(troubles).toEqual(['record']);
  });

  test('not at all where nothing can be learnt, and that is known at once', async () => {
    const { life, tookMs } = await follow({ log: 'none' });
    expect(life.state).toBe('lost');
    expect(tookMs).toBeLessThan(5000);
  });

  test('until its age is over where it is never tried', async () => {
    const { life, tookMs } = await follow({});
    expect(life.state).toBe('lost');
    expect(tookMs).toBeGreaterThan(3_600_000);
    expect(tookMs).toBeLessThan(3_700_000);
  });

  test('with a config that cannot be read: nothing is claimed of age and retries', async () => {
    const { life, troubles } = await follow({
      plan: new Error('no'),
      records: [[0, { phase: 'succeeded', status: 'SUCCESS' }]],
      lines: [
        [0, start(1, 0)],
        [0, end(1, 6)],
      ],
    });
    expect(life).toMatchObject({ state: 'succeeded', plan: undefined });
    expect(troubles).toEqual(['plan']);
  });

  test('to its delivery, where that can be seen', async () => {
    const bucket = { kind: 'OBS', values: {}, raw: {} };
    let looks = 0;
    const { life, asked } = await follow({
      plan: { ...PLAN, attempts: 1, failure: bucket },
      lines: [
        [0, start(1, 0)],
        [0, end(1, 6)],
      ],
      records: [[0, { phase: 'failed', status: 'FAIL' }]],
      delivery: () => Promise.resolve(++looks < 3 ? undefined : { file: '/delivered.json' }),
    });
    expect(life.delivery).toEqual({
      kind: 'delivered',
      destination: bucket,
      seen: { file: '/delivered.json' },
    });
    expect(asked.delivery).toBe(3);
  });

  test('until the person leaves it', async () => {
    const leaving = new AbortController();
    leaving.abort();
    expect((await follow({ lines: flaky }, leaving.signal)).life.state).toBe('queued');
  });
});
